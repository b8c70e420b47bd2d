// The shipped projects: a data set, a network made for it and settings under which it trains in less than a minute.
import type { DataConfig, DataSource } from '../data/config';
import { describeData } from '../data/describe';
import type { DataSpec } from '../data/spec';
import { documentFormat, type Network, type ProjectDocument } from '../network/document';
import { chain, headFor, suggestNetwork } from '../network/suggest';
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

export interface Sample {
  readonly id: string;
  readonly title: string;
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
  network(data: DataSpec): Network;
}

const adam = (learningRate: number) => ({ ...defaultTraining.optimizerParams, learningRate });
const bundled = (id: string): DataSource => ({ type: 'bundled', id });
const generated = (id: string, params: ParamValues): DataSource => ({ type: 'generated', id, params });

export const samples: readonly Sample[] = [
  {
    id: 'mnist',
    title: 'Handwritten digits',
    icon: 'PenTool',
    seconds: 45,
    figure: { metric: 'accuracy', atLeast: 0.97, beside: 'Guessing gives 0.10.' },
    summary: 'Read 28×28 pictures of digits with a small convolutional network, then draw your own.',
    source: bundled('mnist10k'),
    options: {},
    training: { epochs: 6, batchSize: 64, optimizerParams: adam(0.002) },
    network: suggestNetwork,
  },
  {
    id: 'xor',
    title: 'XOR',
    icon: 'Binary',
    seconds: 10,
    figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.50.' },
    summary: 'The smallest problem that needs a hidden layer: are two signs different?',
    source: generated('xor', {}),
    options: {},
    training: { epochs: 40, batchSize: 16, optimizerParams: adam(0.02) },
    network: (data) => chain([['input'], ['dense', { units: 8, activation: 'tanh' }], headFor(data), ['output']]),
  },
  {
    id: 'spirals',
    title: 'Two spirals',
    icon: 'Tornado',
    seconds: 25,
    figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.50.' },
    summary: 'Two arms wound around each other: see why depth helps.',
    source: generated('spirals', {}),
    options: {},
    training: { epochs: 80, batchSize: 32, optimizerParams: adam(0.01) },
    network: (data) =>
      chain([
        ['input'],
        ['dense', { units: 32, activation: 'tanh' }],
        ['dense', { units: 32, activation: 'tanh' }],
        headFor(data),
        ['output'],
      ]),
  },
  {
    id: 'penguins',
    title: 'Penguins',
    icon: 'Bird',
    seconds: 10,
    figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Always saying Adelie gives 0.44.' },
    summary: 'Tell three species of penguins apart by their bills, flippers and weight.',
    source: bundled('penguins'),
    options: {},
    training: { epochs: 40, batchSize: 16, optimizerParams: adam(0.005) },
    network: suggestNetwork,
  },
  {
    id: 'titanic',
    title: 'Titanic',
    icon: 'Ship',
    seconds: 15,
    figure: { metric: 'accuracy', atLeast: 0.75, beside: 'Always saying that nobody survived gives 0.66.' },
    summary: 'Who survived? A table with missing values and categories.',
    source: bundled('titanic'),
    options: {},
    training: { epochs: 30, batchSize: 32, optimizerParams: adam(0.002) },
    network: (data) =>
      chain([
        ['input'],
        ['dense', { units: 32, activation: 'relu' }],
        ['dropout', { rate: 0.3 }],
        ['dense', { units: 16, activation: 'relu' }],
        headFor(data),
        ['output'],
      ]),
  },
  {
    id: 'auto-mpg',
    title: 'Fuel consumption',
    icon: 'Fuel',
    seconds: 15,
    figure: { metric: 'r2', atLeast: 0.8, beside: 'Always saying the mean gives 0.' },
    summary: 'Predict a number: how far does a car go on a gallon?',
    source: bundled('auto-mpg'),
    options: {},
    training: { epochs: 60, batchSize: 16, optimizerParams: adam(0.003) },
    network: suggestNetwork,
  },
  {
    id: 'digits',
    title: 'Tiny digits',
    icon: 'Grid3x3',
    seconds: 15,
    figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.10.' },
    summary: 'Digits of 8×8 pixels: small enough to see every number.',
    source: bundled('digits8x8'),
    options: {},
    training: { epochs: 15, batchSize: 32, optimizerParams: adam(0.003) },
    network: suggestNetwork,
  },
  {
    id: 'iris',
    title: 'Iris',
    icon: 'Flower2',
    seconds: 10,
    figure: { metric: 'accuracy', atLeast: 0.9, beside: 'Guessing gives 0.33.' },
    summary: 'The classic first data set: three flowers, four measurements.',
    source: bundled('iris'),
    options: {},
    training: { epochs: 50, batchSize: 16, optimizerParams: adam(0.01) },
    network: suggestNetwork,
  },
  {
    id: 'reviews',
    title: 'Praise or complaint',
    icon: 'MessageSquareText',
    seconds: 15,
    figure: { metric: 'accuracy', atLeast: 0.93, beside: 'Two of a hundred labels are wrong on purpose.' },
    summary: 'Read short reviews word by word and tell praise from complaint, then write your own.',
    source: generated('reviews', {}),
    options: {},
    training: { epochs: 12, batchSize: 32, optimizerParams: adam(0.01) },
    network: (data) =>
      chain([
        ['input'],
        ['embedding', { inputDim: Object.values(data.inputs)[0]?.codes ?? 1000, outputDim: 16 }],
        ['conv1d', { filters: 32, kernelSize: [3], activation: 'relu' }],
        ['globalMaxPooling1d'],
        ['dropout', { rate: 0.3 }],
        headFor(data),
        ['output'],
      ]),
  },
  {
    id: 'topics',
    title: 'Topics',
    icon: 'Newspaper',
    seconds: 10,
    figure: { metric: 'accuracy', atLeast: 0.93, beside: 'Two of a hundred labels are wrong on purpose.' },
    summary: 'Sort sentences into cooking, sport, travel and weather by averaging the vectors of their words.',
    source: generated('topics', {}),
    options: {},
    training: { epochs: 15, batchSize: 32, optimizerParams: adam(0.01) },
    network: suggestNetwork,
  },
  {
    id: 'sales',
    title: 'Ice cream sales',
    icon: 'ChartLine',
    seconds: 10,
    figure: {
      metric: 'r2',
      atLeast: 0.87,
      beside: 'Taking the sales of a week before gives 0.83, those of the day before 0.71.',
    },
    summary: 'Forecast tomorrow’s sales from the last four weeks, and see the forecast beside the truth.',
    source: generated('sales', {}),
    options: { window: 28 },
    training: { epochs: 12, batchSize: 64, optimizerParams: adam(0.01) },
    network: suggestNetwork,
  },
  {
    id: 'spoken-digits',
    title: 'Spoken digits',
    icon: 'AudioLines',
    seconds: 20,
    figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.10.' },
    summary: 'Hear zero to nine in spectrograms of many voices, then say one into the microphone.',
    source: bundled('spoken-digits'),
    options: {},
    training: { epochs: 20, batchSize: 32, optimizerParams: adam(0.002) },
    network: suggestNetwork,
  },
];

export function findSample(id: string): Sample | undefined {
  return samples.find((sample) => sample.id === id);
}

/** A new document without layers or data. */
export function emptyDocument(id: string, name: string): ProjectDocument {
  return {
    format: documentFormat,
    id,
    name,
    network: { nodes: [], edges: [] },
    data: null,
    training: defaultTraining,
    notes: '',
  };
}

/** The sample as a document, once its data has been read. */
export function documentOfSample(sample: Sample, id: string, data: DataConfig): ProjectDocument {
  return {
    ...emptyDocument(id, sample.title),
    data,
    network: sample.network(describeData(data)),
    training: { ...defaultTraining, ...sample.training },
  };
}
