// From file to network: a sample of the training part behind every stage, in the order in which training goes through them.
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../../shared/data/config';
import { describeData } from '../../../shared/data/describe';
import { stagedInputs } from '../../../shared/data/stages';
import { ProblemCard } from '../../screens/ProblemCard';
import { useDocumentStore } from '../../stores/documentStore';
import { DataStages } from './DataStages';
import { NetworkStages } from './NetworkStages';
import { useStagedSample } from './useStagedSample';
import classes from './Stages.module.css';

/** All inputs of the data that have stages, one at a time. */
export function Stages({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const sources = stagedInputs(data);
  const [chosen, setChosen] = useState<string | null>(null);
  const source = sources.find((name) => name === chosen) ?? sources[0];
  if (source === undefined) return null;
  const { inputs } = describeData(data);
  return (
    <div className={classes.page}>
      {sources.length > 1 && (
        <SegmentedControl
          className={classes.inputs ?? ''}
          aria-label={t('data.stages.input')}
          data={sources.map((value) => ({ value, label: inputs[value]?.title ?? value }))}
          value={source}
          onChange={setChosen}
        />
      )}
      <InputStages key={source} data={data} source={source} />
    </div>
  );
}

export function InputStages({ data, source }: { readonly data: DataConfig; readonly source: string }) {
  const { t } = useTranslation();
  const document = useDocumentStore((state) => state.document);
  const [place, setPlace] = useState(0);
  const [draw, setDraw] = useState(1);
  const { sample, problem, waits } = useStagedSample(data, source, place, draw);
  const places = sample?.places ?? 1;
  const onVary = () => setDraw((before) => before + 1);
  const step = (by: number) => setPlace((before) => (before + by + places) % places);
  return (
    <>
      <div className={classes.bar}>
        <h2 className={classes.heading}>{t('data.stages.title')}</h2>
        <ActionIcon size="sm" disabled={places < 2} aria-label={t('data.stages.previous')} onClick={() => step(-1)}>
          <ChevronLeft size={14} />
        </ActionIcon>
        <span className={classes.which} role="status">
          {sample !== null && t('data.stages.sample', { n: sample.place + 1, total: places })}
          {sample !== null && sample.label !== '' && <b dir="auto">{sample.label}</b>}
        </span>
        <ActionIcon size="sm" disabled={places < 2} aria-label={t('data.stages.next')} onClick={() => step(1)}>
          <ChevronRight size={14} />
        </ActionIcon>
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
      <ol className={classes.stages} aria-label={t('data.stages.title')} aria-busy={waits}>
        <DataStages data={data} source={source} sample={sample} onVary={onVary} />
        {document !== null && (
          <NetworkStages document={document} source={source} place={place} draw={draw} onVary={onVary} />
        )}
      </ol>
    </>
  );
}
