// The confusion of classes, and behind each of its fields the samples themselves, to be looked at and corrected.
import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluatedOutput } from '../../shared/run/evaluation';
import type { RunSummary } from '../../shared/run/record';
import { useKeptRun } from '../runs/records';
import { SampleList } from '../samples/SampleList';
import { Panel } from '../screens/Page';
import { useDocumentStore } from '../stores/documentStore';
import { ConfusionMatrix } from './ConfusionMatrix';
import classes from './EvaluateScreen.module.css';

interface Props {
  readonly output: EvaluatedOutput;
  readonly names: readonly string[];
  readonly counts: NonNullable<EvaluatedOutput['confusion']>;
  readonly run: RunSummary;
}

export function Confusion({ output, names, counts, run }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<readonly [truth: number, predicted: number] | null>(null);
  const field = output.fields?.find(({ truth, predicted }) => truth === open?.[0] && predicted === open[1]);
  const toggle = (truth: number, predicted: number) =>
    setOpen(open?.[0] === truth && open[1] === predicted ? null : [truth, predicted]);
  return (
    <>
      <Panel title={t('evaluate.confusion')} className={classes.wide}>
        <ConfusionMatrix
          classes={names}
          counts={counts}
          counted={output.masks ? 'pixels' : output.places ? 'places' : 'samples'}
          open={open}
          onField={output.fields === undefined ? undefined : toggle}
        />
      </Panel>
      {field !== undefined && <FieldSamples names={names} field={field} run={run} onClose={() => setOpen(null)} />}
    </>
  );
}

function FieldSamples(props: {
  readonly names: readonly string[];
  readonly field: NonNullable<EvaluatedOutput['fields']>[number];
  readonly run: RunSummary;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { names, field, run, onClose } = props;
  const data = useKeptRun(run)?.record.plan.data;
  const now = useDocumentStore((state) => state.document?.data ?? null);
  if (data === undefined) return null;
  // Only what is still the project's data can be corrected in it.
  const same = now !== null && now.kind === data.kind && JSON.stringify(now.source) === JSON.stringify(data.source);
  const words = { truth: names[field.truth], predicted: names[field.predicted] };
  return (
    <Panel
      title={t(field.truth === field.predicted ? 'evaluate.fieldRightTitle' : 'evaluate.fieldWrongTitle', words)}
      tools={<CloseButton aria-label={t('evaluate.fieldClose')} onClick={onClose} />}
      className={classes.wide}
    >
      <div className={classes.fieldSamples}>
        {!same && <p className={classes.none}>{t('evaluate.fieldOther')}</p>}
        <SampleList data={data} samples={field.samples} editable={same} />
      </div>
    </Panel>
  );
}
