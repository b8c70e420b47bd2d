// How the samples are shared out among training, validation and test.
import { RangeSlider, Select, Switch } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig, SplitConfig, SplitMethod } from '../../shared/data/config';
import { classTarget } from '../../shared/data/spec';
import { describeData } from '../../shared/data/describe';
import { columnForSplit, sampleColumn, splitColumns } from '../../shared/data/sampleColumns';
import { windowCounts } from '../../shared/data/series';
import {
  fewestFolds,
  mostFolds,
  partNames,
  partOfCell,
  splitCounts,
  splitMethodOf,
  splitMethods,
} from '../../shared/data/split';
import { NumberField } from '../screens/NumberField';
import { FieldRow } from '../screens/ParamForm';
import { formatCount } from '../ui/numbers';
import { changeSplit, splitWith } from './dataEdits';
import classes from './SplitForm.module.css';
import type { SplitFacts } from './useSplitFacts';

const percent = (share: number) => Math.round(share * 1000) / 10;
/** Values of a column whose part can be chosen one by one. */
const mostValues = 12;

/** Methods that this data can be split by: some need columns, and a series runs on in time unless whole groups are dealt out. */
function methodsFor(data: DataConfig) {
  if (data.series !== undefined)
    return splitMethods.filter(({ id }) => id === 'order' || splitColumns(data, id).length > 0);
  return splitMethods.filter(
    ({ id, column }) =>
      (column !== 'needed' || splitColumns(data, id).length > 0) &&
      (id !== 'folders' || data.partFolders !== undefined),
  );
}

/** Whether the samples are files of a folder, so that a table beside them may say more of them. */
function takesMetadata({ source, text }: DataConfig): boolean {
  return source.type === 'folder' && (text === undefined || text.layout === 'folders');
}

export function SplitForm({ data, facts }: { readonly data: DataConfig; readonly facts: SplitFacts | null }) {
  const { t } = useTranslation();
  const { split } = data;
  const method = splitMethodOf(split);
  const spec = describeData(data);
  // Windows never leave their part, so that some are lost at each border.
  const expected = data.series
    ? windowCounts(data.series.groups, split, data.series)
    : splitCounts(spec.sampleCount, split);
  const known = facts !== null;
  const counts = known
    ? { train: facts.parts.train.count, validation: facts.parts.validation.count, test: facts.parts.test.count }
    : expected;
  // Of a class at every place no sample has a share of its own.
  const sorted = classTarget(spec) !== null;
  const labels = Object.values(spec.targets).some(({ task }) => task === 'labels');
  const { byShares } = method;
  const grouped = method.id === 'group' || (method.id === 'folds' && split.column !== undefined);
  // Groups of a series are as long as they were found to be; of other data the sizes are only aimed at.
  const exact = byShares && (!grouped || data.series !== undefined);
  const drawn = !grouped && (method.id === 'random' || method.id === 'folds') && split.together !== true;
  return (
    <div className={classes.form}>
      <Method data={data} split={split} />
      {byShares && method.id !== 'folds' && <Track split={split} />}
      <div className={classes.parts}>
        {partNames.map((part) => (
          <div key={part} className={classes.part} data-part={part}>
            <span className={classes.partName}>{t(`data.part.${part}`)}</span>
            {byShares && method.id !== 'folds' && (
              <NumberField
                whole
                label={t('data.shareOf', { part: t(`data.part.${part}`) })}
                value={Math.round(percent(split[part]))}
                min={0}
                max={100}
                suffix="%"
                onChange={(value) =>
                  value !== null && value >= 0 && value <= 100 && changeSplit(splitWith(split, part, value))
                }
              />
            )}
            <span className={classes.count}>
              {known || exact ? formatCount(counts[part]) : t('data.about_', { n: formatCount(counts[part]) })}
            </span>
          </div>
        ))}
      </div>
      {method.id === 'column' && <PartsOfValues data={data} split={split} />}
      {method.id !== 'order' && method.id !== 'column' && <Chance split={split} />}
      {(sorted || labels) && drawn && (
        <Switch
          label={t(labels ? 'data.stratifyLabels' : 'data.stratify')}
          description={t('data.stratifyHelp')}
          checked={labels ? split.stratifyLabels === true : split.stratify}
          onChange={({ currentTarget: { checked } }) =>
            changeSplit(labels ? { stratifyLabels: checked } : { stratify: checked })
          }
        />
      )}
      {takesMetadata(data) && data.sampleColumns === undefined && (
        <p className={classes.count}>{t('data.metadataHelp')}</p>
      )}
      {(data.table !== undefined || split.together === true) && method.id === 'random' && (
        <Switch
          label={t(data.table === undefined ? 'data.togetherSamples' : 'data.together')}
          description={t(data.table === undefined ? 'data.togetherSamplesHelp' : 'data.togetherHelp')}
          checked={split.together === true}
          onChange={(event) => changeSplit({ together: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}

/** The method, the column it reads, and the folds. */
function Method({ data, split }: { readonly data: DataConfig; readonly split: SplitConfig }) {
  const { t } = useTranslation();
  const methodId = useId();
  const columnId = useId();
  const foldsId = useId();
  const foldId = useId();
  const method = splitMethodOf(split);
  const columns = splitColumns(data, method.id);
  const chosen = columns.find(({ name }) => name === split.column);
  const optional = method.column === 'optional';
  return (
    <>
      <FieldRow label={t('data.splitMethod')} forId={methodId} help={method.help}>
        <Select
          id={methodId}
          data={methodsFor(data).map(({ id, title }) => ({ value: id, label: title }))}
          value={method.id}
          allowDeselect={false}
          onChange={(value) => value !== null && changeMethod(data, value as SplitMethod)}
        />
      </FieldRow>
      {method.column !== 'none' && columns.length > 0 && (
        <FieldRow label={method.columnTitle} forId={columnId} help={chosen?.reason}>
          <Select
            id={columnId}
            searchable
            data={columns.map(({ name }) => ({ value: name, label: name }))}
            value={split.column ?? null}
            clearable={optional && data.series === undefined}
            placeholder={
              optional ? t(method.id === 'order' ? 'data.orderOfFile' : 'data.noGroups') : t('data.chooseColumn')
            }
            onChange={(column) => changeSplit(column === null ? { column: undefined } : { column })}
          />
        </FieldRow>
      )}
      {method.id === 'folds' && (
        <>
          <FieldRow label={t('data.folds')} forId={foldsId}>
            <NumberField
              id={foldsId}
              whole
              value={foldsOf(data)}
              min={fewestFolds}
              max={foldsAtMost(data)}
              onChange={(folds) =>
                folds !== null &&
                folds >= fewestFolds &&
                folds <= foldsAtMost(data) &&
                changeSplit({ folds, fold: Math.min(split.fold ?? 0, folds - 1) })
              }
            />
          </FieldRow>
          <FieldRow label={t('data.fold')} forId={foldId} help={t('data.foldHelp')}>
            <NumberField
              id={foldId}
              whole
              value={(split.fold ?? 0) + 1}
              min={1}
              max={foldsOf(data)}
              onChange={(fold) =>
                fold !== null && fold >= 1 && fold <= foldsOf(data) && changeSplit({ fold: fold - 1 })
              }
            />
          </FieldRow>
        </>
      )}
    </>
  );
}

const foldsOf = ({ split }: DataConfig) => split.folds ?? 5;

/** No more folds than groups of a series, or some would test nothing. */
const foldsAtMost = ({ series }: DataConfig) => Math.min(mostFolds, series?.groups.length ?? mostFolds);

/** A method starts with a column that fits it, if there is one. */
function changeMethod(data: DataConfig, method: SplitMethod): void {
  const column = columnForSplit(data, method, describeData(data).sampleCount);
  const fewer = method === 'folds' && foldsOf(data) > foldsAtMost(data) ? { folds: foldsAtMost(data) } : {};
  changeSplit({ method, column, parts: undefined, ...(data.split.folds === undefined ? {} : { fold: 0 }), ...fewer });
}

function Track({ split }: { readonly split: SplitConfig }) {
  const { t } = useTranslation();
  const borders: [number, number] = [percent(split.train), percent(split.train + split.validation)];
  return (
    <div
      className={classes.track}
      style={{ '--from': `${borders[0]}%`, '--to': `${borders[1]}%` } as React.CSSProperties}
    >
      <RangeSlider
        min={0}
        max={100}
        step={1}
        minRange={0}
        label={null}
        value={borders}
        thumbFromLabel={t('data.borderTrain')}
        thumbToLabel={t('data.borderTest')}
        onChange={([from, to]) =>
          changeSplit({ train: from / 100, validation: (to - from) / 100, test: (100 - to) / 100 })
        }
        classNames={{ track: classes.rail ?? '', bar: classes.bar ?? '' }}
      />
    </div>
  );
}

function Chance({ split }: { readonly split: SplitConfig }) {
  const { t } = useTranslation();
  const seedId = useId();
  return (
    <FieldRow label={t('data.seed')} forId={seedId} help={t('data.seedHelp')}>
      <NumberField
        id={seedId}
        whole
        value={split.seed}
        min={0}
        max={4_294_967_295}
        onChange={(seed) => seed !== null && seed >= 0 && seed <= 4_294_967_295 && changeSplit({ seed })}
      />
    </FieldRow>
  );
}

/** What the values of the column stand for. */
function PartsOfValues({ data, split }: { readonly data: DataConfig; readonly split: SplitConfig }) {
  const { t } = useTranslation();
  const values = sampleColumn(data, split.column)?.facts.categories ?? [];
  if (values.length > mostValues) return null;
  return (
    <div className={classes.values}>
      {values.map((value) => (
        <FieldRow key={value} label={value.slice(0, 60)}>
          <Select
            aria-label={t('data.partOf', { value })}
            data={(['train', 'validation', 'test', 'none'] as const).map((part) => ({
              value: part,
              label: t(`data.part.${part === 'none' ? 'leftOut' : part}`),
            }))}
            value={partOfCell(value, split)}
            allowDeselect={false}
            onChange={(part) =>
              part !== null && changeSplit({ parts: { ...split.parts, [value]: part as 'train' | 'none' } })
            }
          />
        </FieldRow>
      ))}
    </div>
  );
}
