// The shipped projects: a data set, a network made for it and settings under which it trains in less than a minute.
import type { DataConfig, DataSource } from '../data/config';
import { describeData } from '../data/describe';
import type { DataSpec } from '../data/spec';
import { documentFormat, type Network, type ProjectDocument } from '../network/document';
import { chain, headFor, suggestNetwork } from '../network/suggest';
import type { ParamValues } from '../result';
import { defaultTraining, type TrainingConfig } from '../run/training';

export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  /** Roughly how long it trains on two cores. */
  readonly seconds: number;
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
