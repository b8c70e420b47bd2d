// Leafs through the samples of a part of the data.
import { ActionIcon, NumberInput, Select, Tooltip } from '@mantine/core';
import { ChevronLeft, ChevronRight, Dices } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Part } from '../../shared/data/config';
import type { RunRecord } from '../../shared/run/record';
import { api } from '../api';
import { formatCount } from '../ui/numbers';
import classes from './PredictScreen.module.css';

export interface SamplePlace {
  readonly part: Part;
  readonly position: number;
}

/** Null while it is not known. */
function useSampleCount(record: RunRecord, part: Part): number | null {
  const [total, setTotal] = useState<number | null>(null);
  useEffect(() => {
    let here = true;
    void api.call('previewData', { data: record.plan.data, part, offset: 0, limit: 1 }).then((answer) => {
      if (here) setTotal(answer.ok ? answer.value.total : null);
    });
    return () => {
      here = false;
    };
  }, [record, part]);
  return total;
}

export function SampleBar(props: {
  readonly record: RunRecord;
  readonly sample: SamplePlace | null;
  readonly onChange: (sample: SamplePlace) => void;
}) {
  const { t } = useTranslation();
  const { record, sample, onChange } = props;
  const part = sample?.part ?? 'test';
  const total = useSampleCount(record, part);
  const at = (position: number) => {
    if (total === null || total === 0) return;
    onChange({ part, position: ((position % total) + total) % total });
  };
  const none = total === null || total === 0;
  return (
    <div className={classes.samples}>
      <span className={classes.samplesLabel}>{t('predict.sample')}</span>
      <Select
        w={112}
        aria-label={t('predict.samplePart')}
        data={(['test', 'validation', 'train'] as const).map((value) => ({ value, label: t(`data.part.${value}`) }))}
        value={part}
        onChange={(value) => value !== null && onChange({ part: value as Part, position: 0 })}
      />
      <Tooltip label={t('predict.previous')}>
        <ActionIcon
          variant="default"
          size={28}
          aria-label={t('predict.previous')}
          disabled={none}
          onClick={() => at((sample?.position ?? 0) - 1)}
        >
          <ChevronLeft size={15} />
        </ActionIcon>
      </Tooltip>
      <NumberInput
        w={64}
        hideControls
        aria-label={t('predict.position')}
        placeholder="–"
        min={1}
        {...(total === null ? {} : { max: total })}
        clampBehavior="blur"
        value={sample === null ? '' : sample.position + 1}
        onChange={(value) => typeof value === 'number' && value >= 1 && at(value - 1)}
      />
      <Tooltip label={t('predict.next')}>
        <ActionIcon
          variant="default"
          size={28}
          aria-label={t('predict.next')}
          disabled={none}
          onClick={() => at(sample === null ? 0 : sample.position + 1)}
        >
          <ChevronRight size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('predict.random')}>
        <ActionIcon
          variant="default"
          size={28}
          aria-label={t('predict.random')}
          disabled={none}
          onClick={() => at(Math.floor(Math.random() * (total ?? 1)))}
        >
          <Dices size={15} />
        </ActionIcon>
      </Tooltip>
      <span className={classes.of}>{total === null ? '' : t('predict.of', { n: formatCount(total) })}</span>
    </div>
  );
}
