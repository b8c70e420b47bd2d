// The steps by which one column becomes numbers, in their order, each to be changed, moved and removed.
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ColumnConfig, ColumnStep, Encoding, MissingRule } from '../../shared/data/config';
import { findStep, groupRare, newStep, stepParams, stepsFor } from '../../shared/data/steps';
import { checkParams } from '../../shared/params';
import { NumberField } from '../screens/NumberField';
import { ParamForm } from '../screens/ParamForm';
import { type Addition, AddMenu } from './AddMenu';
import { encodings, missingRules, stepsOf } from './columnChoices';
import { changeColumn } from './dataEdits';
import { OrderTools } from './OrderTools';
import classes from './Preparation.module.css';

export function PreparationSteps({ column }: { readonly column: ColumnConfig }) {
  const { t } = useTranslation();
  const { name, type, role } = column;
  const steps = stepsOf(column);
  const set = (next: readonly ColumnStep[]) => changeColumn(name, { steps: next });
  const choices = additionsTo(column);
  return (
    <ol className={classes.steps} aria-label={name}>
      {role === 'feature' && <Gaps column={column} />}
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
      {type === 'category' && column.keep !== undefined && <Kept name={name} keep={column.keep} />}
      {choices.length > 0 && (
        <li className={classes.add}>
          <AddMenu label={t('data.preparation.add')} choices={choices} />
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
        {role === 'target' && <p className={classes.help}>{t('data.preparation.aimHelp', { name })}</p>}
      </li>
    </ol>
  );
}

/** Steps that may be added to a column. */
function additionsTo(column: ColumnConfig): readonly Addition[] {
  const { name, type, keep, facts } = column;
  if (type === 'number') {
    return stepsFor(column).map(({ id, title, help }) => ({
      id,
      title,
      help,
      add: () => changeColumn(name, { steps: [...stepsOf(column), startOf(id, column)] }),
    }));
  }
  if (keep !== undefined || facts.unique <= 2) return [];
  const { title, help } = groupRare;
  return [
    { id: 'keep', title, help, add: () => changeColumn(name, { keep: Math.min(20, Math.ceil(facts.unique / 2)) }) },
  ];
}

/** Rare categories share a place. */
function Kept({ name, keep }: { readonly name: string; readonly keep: number }) {
  const { title, help, params } = groupRare;
  return (
    <li className={classes.step}>
      <div className={classes.stepHead}>
        <span className={classes.stepTitle}>{title}</span>
        <OrderTools step={title} onRemove={() => changeColumn(name, { keep: undefined })} />
      </div>
      <p className={classes.help}>{help}</p>
      <ParamForm
        schema={params}
        values={{ keep }}
        onChange={(_key, value) => {
          if (checkParams(params, { keep: value }) === null) changeColumn(name, { keep: Number(value) });
        }}
      />
    </li>
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
  const { step, first, last, onChange, onMove, onRemove } = props;
  const definition = findStep(step.type);
  if (definition === undefined) return null;
  return (
    <li className={classes.step}>
      <div className={classes.stepHead}>
        <span className={classes.stepTitle}>{definition.title}</span>
        <code className={classes.formula}>{definition.formula}</code>
        <OrderTools step={definition.title} order={{ first, last, onMove }} onRemove={onRemove} />
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
