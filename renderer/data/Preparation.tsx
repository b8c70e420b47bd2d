// How each column becomes numbers: its steps in their order, and what they do to real samples of the training part.
import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnConfig, DataConfig } from '../../shared/data/config';
import { findStep } from '../../shared/data/steps';
import { pictureInputs } from '../../shared/data/tablePictures';
import { ProblemCard } from '../screens/ProblemCard';
import { isPrepared, stepsOf } from './columnChoices';
import { Effect } from './Effect';
import classes from './Preparation.module.css';
import { PreparationSteps } from './PreparationSteps';
import { InputStages } from './stages/Stages';
import { type Prepared, usePrepared } from './usePrepared';

export function Preparation({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const all = data.table?.columns ?? [];
  const pictures = new Map([...pictureInputs(all)].map(([input, column]) => [column, input]));
  const columns = all.filter((column) => isPrepared(column) || pictures.has(column));
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
  const source = pictures.get(chosen);
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
                <span className={classes.itemName}>
                  {column.name}
                  {column.role === 'target' && <span className={classes.aim}> {t('data.role.target')}</span>}
                </span>
                <span className={classes.itemSteps}>{summary(column, t)}</span>
              </button>
            );
          })}
        </div>
      </div>
      <div className={classes.detail}>
        {source === undefined ? (
          <ColumnDetail data={data} column={chosen} prepared={prepared} />
        ) : (
          <InputStages key={source} data={data} source={source} />
        )}
      </div>
    </div>
  );
}

interface DetailProps {
  readonly data: DataConfig;
  readonly column: ColumnConfig;
  readonly prepared: Prepared;
}

function ColumnDetail({ data, column, prepared }: DetailProps) {
  const { t } = useTranslation();
  return (
    <>
      <PreparationSteps key={column.name} column={column} />
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
        <Effect data={data} column={column} prepared={prepared} />
      )}
    </>
  );
}

/** "Median → Logarithm → Standardized": a column's steps in a line. */
function summary(column: ColumnConfig, t: TFunction): string {
  if (column.type === 'picture') return t('data.type.picture');
  return [
    ...(column.facts.missing > 0 && column.role === 'feature' ? [t(`data.missing.${column.missing}`)] : []),
    ...(column.type === 'number' ? stepsOf(column).map(({ type }) => findStep(type)?.title ?? type) : []),
    ...(column.type === 'category' && column.keep !== undefined
      ? [t('data.preparation.kept', { count: column.keep })]
      : []),
    t(`data.encoding.${column.encoding}`),
  ].join(' → ');
}
