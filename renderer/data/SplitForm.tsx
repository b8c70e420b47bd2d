// How the samples are shared out among training, validation and test.
import { RangeSlider, Switch } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import { partNames, splitCounts } from '../../shared/data/split';
import { NumberField } from '../screens/NumberField';
import { FieldRow } from '../screens/ParamForm';
import { formatCount } from '../ui/numbers';
import { changeSplit, splitWith } from './dataEdits';
import classes from './SplitForm.module.css';

const percent = (share: number) => Math.round(share * 1000) / 10;

export function SplitForm({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const seedId = useId();
  const { split } = data;
  const spec = describeData(data);
  const counts = splitCounts(spec.sampleCount, split);
  const classification = Object.values(spec.targets).some((target) => target.task !== 'regression');
  const borders: [number, number] = [percent(split.train), percent(split.train + split.validation)];
  return (
    <div className={classes.form}>
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
      <div className={classes.parts}>
        {partNames.map((part) => (
          <div key={part} className={classes.part} data-part={part}>
            <span className={classes.partName}>{t(`data.part.${part}`)}</span>
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
            <span className={classes.count}>{formatCount(counts[part])}</span>
          </div>
        ))}
      </div>
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
      {classification && (
        <Switch
          label={t('data.stratify')}
          description={t('data.stratifyHelp')}
          checked={split.stratify}
          onChange={(event) => changeSplit({ stratify: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}
