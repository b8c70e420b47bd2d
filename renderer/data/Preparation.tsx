// How each column becomes numbers: its steps in their order, and what they do to real samples of the training part.
import { ActionIcon, Button, Menu, Select } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp, Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnConfig, ColumnStep, DataConfig, Encoding, MissingRule } from '../../shared/data/config';
import { columnSteps, findStep, newStep, stepParams } from '../../shared/data/steps';
import { NumberField } from '../screens/NumberField';
import { ParamForm } from '../screens/ParamForm';
import { ProblemCard } from '../screens/ProblemCard';
import { encodings, missingRules } from './columnChoices';
import { changeColumn } from './dataEdits';
import { Effect } from './Effect';
import classes from './Preparation.module.css';
import { usePrepared } from './usePrepared';

/** Columns with steps to choose: what becomes numbers. */
const preparedOf = (data: DataConfig) =>
  (data.table?.columns ?? []).filter(({ role, type }) => role === 'feature' && type !== 'text' && type !== 'picture');

export function Preparation({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const columns = preparedOf(data);
  const [name, setName] = useState<string | null>(null);
  const chosen = columns.find((column) => column.name === name) ?? columns[0];
  const prepared = usePrepared(data);
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: columns.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 46,
    overscan: 8,
  });
  if (chosen === undefined) return <p className={classes.none}>{t('data.preparation.none')}</p>;
  return (
    <div className={classes.split}>
      <div ref={scroll} className={classes.list} role="listbox" aria-label={t('data.preparation.columns')}>
        <div style={{ position: 'relative', height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const column = columns[item.index]!;
            return (
              <button
                key={item.key}
                type="button"
                role="option"
                aria-selected={column === chosen}
                className={classes.item}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => setName(column.name)}
              >
                <span className={classes.itemName}>{column.name}</span>
                <span className={classes.itemSteps}>{summary(column, t)}</span>
              </button>
            );
          })}
        </div>
      </div>
      <div className={classes.detail}>
        <Steps key={chosen.name} column={chosen} />
        {prepared.problem !== null ? (
          <ProblemCard problem={prepared.problem} />
        ) : prepared.waiting ? (
          <p className={classes.large}>
            {t('data.preparation.large')}{' '}
            <Button size="compact-xs" variant="default" onClick={prepared.show}>
              {t('data.preparation.show')}
            </Button>
          </p>
        ) : (
          <Effect data={data} column={chosen} prepared={prepared} />
        )}
      </div>
    </div>
  );
}

/** "Median → Logarithm → Standardized": a column's steps in a line. */
function summary(column: ColumnConfig, t: (key: string) => string): string {
  return [
    ...(column.facts.missing > 0 ? [t(`data.missing.${column.missing}`)] : []),
    ...(column.type === 'number' ? (column.steps ?? []).map(({ type }) => findStep(type)?.title ?? type) : []),
    t(`data.encoding.${column.encoding}`),
  ].join(' → ');
}

function Steps({ column }: { readonly column: ColumnConfig }) {
  const { t } = useTranslation();
  const { name, type } = column;
  const steps = type === 'number' ? (column.steps ?? []) : [];
  const set = (next: readonly ColumnStep[]) => changeColumn(name, { steps: next });
  return (
    <ol className={classes.steps} aria-label={name}>
      <Gaps column={column} />
      {steps.map((step, place) => (
        <Step
          key={`${place}-${step.type}`}
          step={step}
          first={place === 0}
          last={place === steps.length - 1}
          onChange={(changed) => set(steps.map((each, at) => (at === place ? changed : each)))}
          onMove={(by) => set(moved(steps, place, by))}
          onRemove={() => set(steps.filter((_, at) => at !== place))}
        />
      ))}
      {type === 'number' && (
        <li className={classes.add}>
          <Menu position="bottom-start">
            <Menu.Target>
              <Button size="compact-sm" variant="default" leftSection={<Plus size={13} />}>
                {t('data.preparation.add')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className={classes.menu ?? ''}>
              {columnSteps.map((definition) => (
                <Menu.Item key={definition.id} onClick={() => set([...steps, startOf(definition.id, column)])}>
                  <span className={classes.menuTitle}>{definition.title}</span>
                  <span className={classes.menuHelp}>{definition.help}</span>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </li>
      )}
      <li className={classes.step}>
        <span className={classes.stepTitle}>
          {t(type === 'number' ? 'data.preparation.scale' : 'data.preparation.encode')}
        </span>
        <Select
          aria-label={t('data.encodingOf', { name })}
          data={encodings[type].map((value) => ({ value, label: t(`data.encoding.${value}`) }))}
          value={column.encoding}
          allowDeselect={false}
          onChange={(value) => value !== null && changeColumn(name, { encoding: value as Encoding })}
        />
      </li>
    </ol>
  );
}

/** Fixed limits begin as wide as the values are. */
function startOf(id: ColumnStep['type'], { facts }: ColumnConfig): ColumnStep {
  if (id === 'clip' && facts.min !== undefined && facts.max !== undefined)
    return { type: id, params: { low: facts.min, high: facts.max } };
  return newStep(findStep(id)!);
}

function moved(steps: readonly ColumnStep[], place: number, by: 1 | -1): readonly ColumnStep[] {
  const next = [...steps];
  const [step] = next.splice(place, 1);
  next.splice(place + by, 0, step!);
  return next;
}

function Gaps({ column }: { readonly column: ColumnConfig }) {
  const { t } = useTranslation();
  const { name, type } = column;
  return (
    <li className={classes.step}>
      <span className={classes.stepTitle}>
        {t(column.facts.missing > 0 ? 'data.preparation.fill' : 'data.preparation.fillNone')}
      </span>
      <Select
        aria-label={t('data.missingOf', { name })}
        data={missingRules[type].map((value) => ({ value, label: t(`data.missing.${value}`) }))}
        value={column.missing}
        allowDeselect={false}
        onChange={(value) => value !== null && changeColumn(name, { missing: value as MissingRule })}
      />
      {column.missing === 'constant' && (
        <NumberField
          label={t('data.preparation.constantOf', { name })}
          value={column.constant ?? 0}
          onChange={(constant) => constant !== null && changeColumn(name, { constant })}
        />
      )}
    </li>
  );
}

function Step(props: {
  readonly step: ColumnStep;
  readonly first: boolean;
  readonly last: boolean;
  readonly onChange: (step: ColumnStep) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { step, first, last, onChange, onMove, onRemove } = props;
  const definition = findStep(step.type);
  if (definition === undefined) return null;
  const named = { step: definition.title };
  return (
    <li className={classes.step}>
      <div className={classes.stepHead}>
        <span className={classes.stepTitle}>{definition.title}</span>
        <code className={classes.formula}>{definition.formula}</code>
        <span className={classes.tools}>
          <ActionIcon
            size="sm"
            disabled={first}
            aria-label={t('data.preparation.up', named)}
            onClick={() => onMove(-1)}
          >
            <ChevronUp size={14} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            disabled={last}
            aria-label={t('data.preparation.down', named)}
            onClick={() => onMove(1)}
          >
            <ChevronDown size={14} />
          </ActionIcon>
          <ActionIcon size="sm" aria-label={t('data.preparation.remove', named)} onClick={onRemove}>
            <Trash2 size={13} />
          </ActionIcon>
        </span>
      </div>
      <p className={classes.help}>{definition.help}</p>
      {Object.keys(definition.params).length > 0 && (
        <ParamForm
          schema={definition.params}
          values={stepParams(definition, step.params)}
          onChange={(key, value) => onChange({ ...step, params: { ...step.params, [key]: value } })}
        />
      )}
    </li>
  );
}
