// What a sample project is: a data set, a network made for it and settings under which it trains in less than a minute.
import type { DataConfig, DataSource } from '../data/config';
import type { DataSpec } from '../data/spec';
import type { Network } from '../network/document';
import type { ParamValues } from '../result';
import { defaultTraining, type TrainingConfig } from '../run/training';

/** How well a template must do on its test part, from whatever seed: `npm run nightly:templates` holds it to that. */
export type SampleFigure = {
  /** A figure of the evaluation, by the metric's id. */
  readonly metric: string;
  /** What the bound is to be compared with: chance, or a forecast that any one can make. */
  readonly beside?: string;
} & ({ readonly atLeast: number } | { readonly atMost: number });

/** Whether a figure keeps its bound; one that is not there does not. */
export function reaches(bound: SampleFigure, figure: number | undefined): boolean {
  if (figure === undefined || Number.isNaN(figure)) return false;
  return 'atLeast' in bound ? figure >= bound.atLeast : figure <= bound.atMost;
}

/** What a sample is for, in the order in which the start screen shows them. */
export const sampleGroups = ['beginnings', 'vision', 'language', 'sound', 'tables', 'time'] as const;
export type SampleGroup = (typeof sampleGroups)[number];

export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly group: SampleGroup;
  /** Further words that it is found by. */
  readonly synonyms?: readonly string[];
  readonly summary: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  /** Roughly how long it trains on two cores. */
  readonly seconds: number;
  readonly figure: SampleFigure;
  readonly source: DataSource;
  /** Reading options that differ from the defaults. */
  readonly options: ParamValues;
  readonly training: Partial<TrainingConfig>;
  /** Id of the bundled model whose weights it starts from, by the layers' names. */
  readonly weights?: string;
  /** Decisions on the data as it was read, such as a second target. */
  prepare?(data: DataConfig): DataConfig;
  network(data: DataSpec): Network;
}

/** Adam at this learning rate, as `optimizerParams`. */
export function adam(learningRate: number): ParamValues {
  return { ...defaultTraining.optimizerParams, learningRate };
}

/** A set that ships with the app. */
export function bundled(id: string): DataSource {
  return { type: 'bundled', id };
}

/** A set made from a seed. */
export function generated(id: string, params: ParamValues): DataSource {
  return { type: 'generated', id, params };
}
