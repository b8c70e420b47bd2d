// How each kind of input is asked for: its panel, what a sample of the data puts into it, and the words while it is empty.
import type { ReactNode } from 'react';
import type { FittedInput } from '../../shared/data/fitted';
import type { Prediction } from '../../shared/run/prediction';
import type { RunRecord } from '../../shared/run/record';
import { ClipPanel } from './ClipPanel';
import { isInput, isSample, type OwnInput } from './ownInput';
import { PicturePanel } from './PicturePanel';
import { RowForm, type RowValues } from './RowForm';
import { SeriesPanel, type ShownForecast } from './SeriesPanel';
import { SoundPanel } from './SoundPanel';
import { TextPanel } from './TextPanel';
import type { Answer } from './usePrediction';

type Modality = FittedInput['modality'];
type Fitted<M extends Modality> = Extract<FittedInput, { readonly modality: M }>;

interface Asked<M extends Modality> {
  readonly record: RunRecord;
  readonly source: string;
  readonly input: Fitted<M>;
  readonly own: OwnInput | undefined;
  /** A sample of the data is shown, and not what the person gave. */
  readonly showsSample: boolean;
  readonly answer: Answer;
  readonly onChange: (own: OwnInput) => void;
}

interface InputKind<M extends Modality> {
  /** Key of what is said while there is nothing to answer to. */
  readonly waiting: string;
  /** What a sample fills in, so that a person can go on from it. */
  readonly ofSample?: (seen: Prediction['input'], input: Fitted<M>) => OwnInput | undefined;
  readonly panel: (asked: Asked<M>) => ReactNode;
}

/** Of several inputs the first in this order says what is waited for. */
const inputKinds: { readonly [M in Modality]: InputKind<M> } = {
  image: {
    waiting: 'predict.waitingPicture',
    panel: ({ source, input, own, showsSample, answer, onChange }) => (
      <PicturePanel
        input={input}
        sample={
          showsSample || isSample(own)
            ? (answer.prediction?.input.pictures?.[source] ?? answer.prediction?.input.picture)
            : undefined
        }
        busy={answer.busy}
        onChange={onChange}
      />
    ),
  },
  audio: {
    waiting: 'predict.waitingSound',
    panel: ({ input, answer, onChange }) => (
      <SoundPanel rate={input.rate} heard={answer.prediction?.input.sound} onChange={onChange} />
    ),
  },
  video: {
    waiting: 'predict.waitingClip',
    panel: ({ input, answer, onChange }) => (
      <ClipPanel input={input} seen={answer.prediction?.input.frames} onChange={onChange} />
    ),
  },
  series: {
    waiting: 'predict.waitingSeries',
    ofSample: ({ series }) => (series === undefined ? undefined : { type: 'window', values: series.values }),
    panel: ({ record, input, own, answer, onChange }) => (
      <SeriesPanel
        input={input}
        value={own && isInput(own) && own.type === 'window' ? own.values : null}
        forecast={forecastOf(record, answer.prediction)}
        onChange={(values) => onChange(values === null ? null : { type: 'window', values })}
      />
    ),
  },
  text: {
    waiting: 'predict.waitingText',
    ofSample: ({ text }) => (text === undefined ? undefined : { type: 'text', text }),
    panel: ({ own, onChange }) => (
      <TextPanel
        value={own && isInput(own) && own.type === 'text' ? own.text : ''}
        onChange={(text) => onChange(text.trim() === '' ? null : { type: 'text', text })}
      />
    ),
  },
  table: {
    waiting: 'predict.waitingRow',
    ofSample: ({ cells }, input) => (cells === undefined ? undefined : rowOf(input, cells)),
    panel: ({ record, source, own, onChange }) => (
      <RowForm record={record} source={source} values={own && !isInput(own) ? own : {}} onChange={onChange} />
    ),
  },
};

/** The definitions' types follow their modality, which is only known at run time. */
const kindOf = ({ modality }: FittedInput) => inputKinds[modality] as unknown as InputKind<Modality>;

export function inputPanel(asked: Omit<Asked<Modality>, 'input'>): ReactNode {
  const input = asked.record.preprocessing.inputs[asked.source];
  return input === undefined ? null : kindOf(input).panel({ ...asked, input });
}

/** What a sample fills into these inputs. */
export function filledBySample(
  { preprocessing }: RunRecord,
  sources: readonly string[],
  seen: Prediction['input'],
): { readonly [source: string]: OwnInput } {
  return Object.fromEntries(
    sources.flatMap((source) => {
      const input = preprocessing.inputs[source];
      const value = input === undefined ? undefined : kindOf(input).ofSample?.(seen, input);
      return value === undefined ? [] : [[source, value] as const];
    }),
  );
}

/** Key of the words while these inputs have nothing to answer to. */
export function waitingFor({ preprocessing }: RunRecord, sources: readonly string[]): string {
  const there = new Set(sources.map((source) => preprocessing.inputs[source]?.modality));
  const first = (Object.keys(inputKinds) as Modality[]).find((modality) => there.has(modality));
  return inputKinds[first ?? 'table'].waiting;
}

function forecastOf({ preprocessing }: RunRecord, prediction: Prediction | null | undefined): ShownForecast | null {
  const first = prediction?.outputs[0];
  const column = first === undefined ? undefined : preprocessing.targets[first.target]?.column;
  if (first === undefined || column === undefined) return null;
  if (first.forecast !== undefined) return { column, ...first.forecast };
  if (first.value === undefined) return null;
  const truth = first.truth === undefined ? NaN : Number(first.truth);
  return { column, values: [first.value], ...(Number.isFinite(truth) ? { truth: [truth] } : {}) };
}

/** The sample's cells as the form's values: numbers where columns are numbers. */
function rowOf({ columns }: Fitted<'table'>, cells: { readonly [column: string]: string | null }): RowValues {
  return Object.fromEntries(
    columns.map((column) => {
      const text = cells[column.name] ?? null;
      const number = text === null ? NaN : Number(text);
      return [column.name, column.type === 'number' && Number.isFinite(number) ? number : text];
    }),
  );
}
