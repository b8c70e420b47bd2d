// Try the trained network: on a row typed in, a picture drawn, dropped or pasted, or a sample of the data.
import { ActionIcon, Button, NumberInput, Select, Tooltip } from '@mantine/core';
import { ChevronLeft, ChevronRight, Dices } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Part } from '../../shared/data/config';
import { type Decoding, decodings, followedInputs } from '../../shared/run/decode';
import { defaultsOf } from '../../shared/params';
import type { PredictInput } from '../../shared/run/engine';
import { recipeOf } from '../../shared/recipes';
import type { RunRecord } from '../../shared/run/record';
import { api } from '../api';
import { askedSample } from '../evaluate/askedSample';
import { useKeptRun, useRecordsStore, useTrainedRuns } from '../runs/records';
import { RunPicker } from '../runs/RunPicker';
import { NeedsTraining } from '../screens/NeedsTraining';
import { Page, Panel } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { goTo } from '../stores/uiStore';
import { formatCount } from '../ui/numbers';
import { AnswerPanel } from './AnswerPanel';
import { GeneratePanel } from './GeneratePanel';
import { ClipPanel } from './ClipPanel';
import { PicturePanel } from './PicturePanel';
import classes from './PredictScreen.module.css';
import { RowForm, type RowValues } from './RowForm';
import { SeriesPanel } from './SeriesPanel';
import { SoundPanel } from './SoundPanel';
import { TextPanel } from './TextPanel';
import { DecodingForm } from './WrittenAnswer';
import { WritePanel } from './WritePanel';
import { usePrediction, type Inputs } from './usePrediction';

export function PredictScreen() {
  const { t } = useTranslation();
  const { runs, chosen } = useTrainedRuns();
  const kept = useKeptRun(chosen);
  const problem = useRecordsStore((state) => (chosen ? state.problems.get(chosen.id) : undefined));
  if (chosen === undefined) return <NeedsTraining area="predict" icon="Sparkles" />;
  return (
    <Page
      title={t('predict.title')}
      lead={t('predict.lead')}
      actions={
        <>
          <RunPicker runs={runs} chosen={chosen} />
          <Button onClick={() => goTo('export')}>{t('predict.toExport')}</Button>
        </>
      }
    >
      {kept ? (
        recipeOf(kept.record.plan.training).recipe.rivals === undefined ? (
          <Trial key={kept.record.id} record={kept.record} />
        ) : (
          // It is given nothing but noise.
          <GeneratePanel key={kept.record.id} runId={kept.record.id} />
        )
      ) : problem ? (
        <ProblemCard problem={problem} />
      ) : (
        <TaskProgress title={t('predict.loading')} progress={null} />
      )}
    </Page>
  );
}

/** What stands in an input: a person's own, or the sample that all inputs show together. */
type Own = { readonly [source: string]: PredictInput | RowValues | null };

const usualDecoding: Decoding = {
  id: decodings[0]!.id,
  params: defaultsOf(decodings[0]!.params) as Decoding['params'],
};

const inputTypes: { readonly [T in PredictInput['type']]: true } = {
  pixels: true,
  clip: true,
  sound: true,
  window: true,
  text: true,
  file: true,
  sample: true,
  row: true,
};

const isInput = (own: PredictInput | RowValues): own is PredictInput =>
  typeof own['type'] === 'string' && Object.prototype.hasOwnProperty.call(inputTypes, own['type']);

const isSample = (own: PredictInput | RowValues | null | undefined): boolean =>
  own !== null && own !== undefined && isInput(own) && own.type === 'sample';

function Trial({ record }: { readonly record: RunRecord }) {
  const { t } = useTranslation();
  // What a network writes itself is nobody's to fill in.
  const followed = useMemo(() => followedInputs(record.preprocessing), [record]);
  const sources = useMemo(
    () => record.plan.inputs.map((input) => input.source).filter((source) => !followed.has(source)),
    [record, followed],
  );
  const [decoding, setDecoding] = useState<Decoding>(usualDecoding);
  const drawable = sources.some((source) => {
    const input = record.preprocessing.inputs[source];
    return input?.modality === 'image' && input.channels === 1;
  });
  const [sample, setSample] = useState<{ readonly part: Part; readonly position: number } | null>(() => {
    const asked = askedSample.current;
    askedSample.current = null;
    // A pad to draw on explains itself; a form is easier to read filled in.
    return asked ?? (drawable ? null : { part: 'test', position: 0 });
  });
  const [own, setOwn] = useState<Own>({});
  const total = useSampleCount(record, sample?.part ?? 'test');

  const inputs = useMemo<Inputs | null>(() => {
    if (sample !== null) {
      return Object.fromEntries(sources.map((source) => [source, { type: 'sample' as const, ...sample }]));
    }
    const given: Record<string, PredictInput> = {};
    for (const source of sources) {
      const value = own[source];
      if (value === null || value === undefined) return null;
      given[source] = isInput(value) ? value : { type: 'row', values: value };
    }
    return given;
  }, [sample, own, sources]);
  const answer = usePrediction(record.id, inputs, followed.size > 0 ? decoding : undefined);

  // A sample fills the form, so that a person can go on from it.
  const cells = sample === null ? undefined : answer.prediction?.input.cells;
  useEffect(() => {
    if (cells === undefined) return;
    setOwn((before) => ({
      ...before,
      ...Object.fromEntries(
        sources
          .filter((source) => record.preprocessing.inputs[source]?.modality === 'table')
          .map((source) => [source, rowOf(record, source, cells)]),
      ),
    }));
  }, [cells, sources, record]);

  const words = sample === null ? undefined : answer.prediction?.input.text;
  useEffect(() => {
    if (words === undefined) return;
    setOwn((before) => ({
      ...before,
      ...Object.fromEntries(
        sources
          .filter((source) => record.preprocessing.inputs[source]?.modality === 'text')
          .map((source) => [source, { type: 'text', text: words } as const]),
      ),
    }));
  }, [words, sources, record]);

  const past = sample === null ? undefined : answer.prediction?.input.series?.values;
  useEffect(() => {
    if (past === undefined) return;
    setOwn((before) => ({
      ...before,
      ...Object.fromEntries(
        sources
          .filter((source) => record.preprocessing.inputs[source]?.modality === 'series')
          .map((source) => [source, { type: 'window', values: past } as const]),
      ),
    }));
  }, [past, sources, record]);

  const change = useCallback(
    (source: string, value: PredictInput | RowValues | null) => {
      setSample(null);
      // A row that is changed keeps the picture of its sample, until another is chosen.
      const kept = sample === null ? {} : picturesOf(record, sources, sample);
      setOwn((before) => ({ ...before, ...kept, [source]: value }));
    },
    [record, sources, sample],
  );

  const modalities = new Set(sources.map((source) => record.preprocessing.inputs[source]?.modality));
  const { recipe, params } = recipeOf(record.plan.training);
  return (
    <>
      {recipe.generates === 'text' && <WritePanel runId={record.id} frame={String(params['frame'] ?? '')} />}
      {recipe.generates === 'samples' && <GeneratePanel runId={record.id} />}
      <div className={classes.columns}>
        <div className={classes.inputs}>
          <SampleBar sample={sample} total={total} onChange={setSample} />
          {sources.map((source) => {
            const input = record.preprocessing.inputs[source];
            const title = record.plan.spec.inputs[source]?.title ?? source;
            if (input?.modality === 'table') {
              const values = own[source];
              return (
                <Panel key={source} title={title}>
                  <RowForm
                    record={record}
                    source={source}
                    values={values && !isInput(values) ? values : {}}
                    onChange={(next) => change(source, next)}
                  />
                </Panel>
              );
            }
            if (input?.modality === 'audio') {
              return (
                <Panel key={source} title={title}>
                  <SoundPanel
                    rate={input.rate}
                    heard={answer.prediction?.input.sound}
                    onChange={(next) => change(source, next)}
                  />
                </Panel>
              );
            }
            if (input?.modality === 'video') {
              return (
                <Panel key={source} title={title}>
                  <ClipPanel
                    input={input}
                    seen={answer.prediction?.input.frames}
                    onChange={(next) => change(source, next)}
                  />
                </Panel>
              );
            }
            if (input?.modality === 'series') {
              const value = own[source];
              const first = answer.prediction?.outputs[0];
              const column = first === undefined ? undefined : record.preprocessing.targets[first.target]?.column;
              const truth = first?.truth === undefined ? NaN : Number(first.truth);
              return (
                <Panel key={source} title={title}>
                  <SeriesPanel
                    input={input}
                    value={value && isInput(value) && value.type === 'window' ? value.values : null}
                    forecast={
                      first?.value === undefined || column === undefined
                        ? null
                        : { column, value: first.value, ...(Number.isFinite(truth) ? { truth } : {}) }
                    }
                    onChange={(values) => change(source, values === null ? null : { type: 'window', values })}
                  />
                </Panel>
              );
            }
            if (input?.modality === 'text') {
              const value = own[source];
              return (
                <Panel key={source} title={title}>
                  <TextPanel
                    value={value && isInput(value) && value.type === 'text' ? value.text : ''}
                    onChange={(text) => change(source, text.trim() === '' ? null : { type: 'text', text })}
                  />
                </Panel>
              );
            }
            return input?.modality === 'image' ? (
              <Panel key={source} title={title}>
                <PicturePanel
                  input={input}
                  sample={
                    sample === null && !isSample(own[source])
                      ? undefined
                      : (answer.prediction?.input.pictures?.[source] ?? answer.prediction?.input.picture)
                  }
                  busy={answer.busy}
                  onChange={(next) => change(source, next)}
                />
              </Panel>
            ) : null;
          })}
        </div>
        <div className={classes.answers}>
          {followed.size > 0 && <DecodingForm decoding={decoding} onChange={setDecoding} />}
          {answer.problem !== null ? (
            <ProblemCard problem={answer.problem} />
          ) : (
            <AnswerPanel
              answer={answer}
              waiting={
                modalities.has('image')
                  ? t('predict.waitingPicture')
                  : modalities.has('audio')
                    ? t('predict.waitingSound')
                    : modalities.has('video')
                      ? t('predict.waitingClip')
                      : modalities.has('series')
                        ? t('predict.waitingSeries')
                        : modalities.has('text')
                          ? t('predict.waitingText')
                          : t('predict.waitingRow')
              }
            />
          )}
        </div>
      </div>
    </>
  );
}

/** A sample's pictures where there is a row beside them. */
function picturesOf(
  record: RunRecord,
  sources: readonly string[],
  sample: { readonly part: Part; readonly position: number },
): Own {
  const modality = (source: string) => record.preprocessing.inputs[source]?.modality;
  if (!sources.some((source) => modality(source) === 'table')) return {};
  const pictures = sources.filter((source) => modality(source) === 'image');
  return Object.fromEntries(pictures.map((source) => [source, { type: 'sample', ...sample } as const]));
}

/** The sample's cells as the form's values: numbers where columns are numbers. */
function rowOf(record: RunRecord, source: string, cells: { readonly [column: string]: string | null }): RowValues {
  const input = record.preprocessing.inputs[source];
  if (input?.modality !== 'table') return {};
  return Object.fromEntries(
    input.columns.map((column) => {
      const text = cells[column.name] ?? null;
      const number = text === null ? NaN : Number(text);
      return [column.name, column.type === 'number' && Number.isFinite(number) ? number : text];
    }),
  );
}

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

function SampleBar(props: {
  readonly sample: { readonly part: Part; readonly position: number } | null;
  readonly total: number | null;
  readonly onChange: (sample: { readonly part: Part; readonly position: number }) => void;
}) {
  const { t } = useTranslation();
  const { sample, total, onChange } = props;
  const part = sample?.part ?? 'test';
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
