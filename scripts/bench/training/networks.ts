// The networks that training is timed with: the same as in peers.py, layer by layer and name by name.
import type { DataSpec } from '../../../shared/data/spec';
import { createRandom } from '../../../shared/random';
import type { OpenedData } from '../../../electron/engine/data/dataset';
import type { FittedTarget } from '../../../shared/data/fitted';
import type { Plan } from '../../../shared/run/plan';
import { type LayerRow, planOf } from '../../../tests/engine/plans';

export interface BenchNetwork {
  readonly title: string;
  readonly batch: number;
  /** Batches in an epoch: fewer where they take long. */
  readonly batches: number;
  readonly input: {
    readonly shape: readonly number[];
    /** Whole numbers below this; 0 for normal numbers. */ readonly codes: number;
  };
  /** Classes; 2 for yes or no; 0 for an autoencoder, whose target is its input. */
  readonly classes: number;
  readonly layers: readonly LayerRow[];
}

const dense = (name: string, units: number, activation: string): LayerRow => [name, 'dense', { units, activation }];
const relu = (name: string): LayerRow => [name, 'activation', { activation: 'relu' }];
const conv = (name: string, filters: number, size: number, strides: number, from?: string): LayerRow => [
  name,
  'conv2d',
  { filters, kernelSize: [size, size], strides: [strides, strides], padding: 'same', activation: 'linear' },
  ...(from === undefined ? [] : [[from]]),
];

/** Two convolutions and a way around them. */
function residual(name: string, from: string, filters: number, strides: number): readonly LayerRow[] {
  const around = strides === 1 ? from : `${name}_around`;
  return [
    conv(`${name}_a`, filters, 3, strides, from),
    [`${name}_an`, 'batchNormalization'],
    relu(`${name}_ar`),
    conv(`${name}_b`, filters, 3, 1),
    [`${name}_bn`, 'batchNormalization'],
    ...(strides === 1 ? [] : [conv(around, filters, 1, strides, from)]),
    [`${name}_add`, 'add', {}, [`${name}_bn`, around]],
    relu(name),
  ];
}

/** Attention and a small network at every place, each with a way around it. */
function encoder(name: string, from: string): readonly LayerRow[] {
  return [
    [`${name}_att`, 'multiHeadAttention', { numHeads: 4, keyDim: 16 }, [from]],
    [`${name}_add`, 'add', {}, [from, `${name}_att`]],
    [`${name}_norm`, 'layerNormalization'],
    dense(`${name}_wide`, 256, 'relu'),
    dense(`${name}_narrow`, 64, 'linear'),
    [`${name}_add2`, 'add', {}, [`${name}_norm`, `${name}_narrow`]],
    [name, 'layerNormalization'],
  ];
}

export const networks: { readonly [name: string]: BenchNetwork } = {
  mlp: {
    title: 'MLP 20-64-64-1, batch 32',
    batch: 32,
    batches: 200,
    input: { shape: [20], codes: 0 },
    classes: 2,
    layers: [dense('a', 64, 'relu'), dense('b', 64, 'relu'), dense('end', 1, 'sigmoid')],
  },
  cnn: {
    title: 'CNN on 28×28, batch 64',
    batch: 64,
    batches: 40,
    input: { shape: [28, 28, 1], codes: 0 },
    classes: 10,
    layers: [
      ['c1', 'conv2d', { filters: 32, kernelSize: [3, 3], padding: 'valid', activation: 'relu' }],
      ['p1', 'maxPooling2d'],
      ['c2', 'conv2d', { filters: 64, kernelSize: [3, 3], padding: 'valid', activation: 'relu' }],
      ['p2', 'maxPooling2d'],
      ['flat', 'flatten'],
      dense('a', 128, 'relu'),
      dense('end', 10, 'softmax'),
    ],
  },
  resnet: {
    title: 'ResNet-style on 32×32×3, batch 32',
    batch: 32,
    batches: 10,
    input: { shape: [32, 32, 3], codes: 0 },
    classes: 10,
    layers: [
      conv('stem', 32, 3, 1),
      ['stem_n', 'batchNormalization'],
      relu('stem_r'),
      ...residual('s1', 'stem_r', 32, 1),
      ...residual('s2', 's1', 64, 2),
      ...residual('s3', 's2', 128, 2),
      ['pool', 'globalAveragePooling2d'],
      dense('end', 10, 'softmax'),
    ],
  },
  lstm: {
    title: 'LSTM 50×16→64, batch 32',
    batch: 32,
    batches: 40,
    input: { shape: [50, 16], codes: 0 },
    classes: 2,
    layers: [['rnn', 'lstm', { units: 64 }], dense('end', 1, 'sigmoid')],
  },
  gru: {
    title: 'GRU 50×16→64, batch 32',
    batch: 32,
    batches: 40,
    input: { shape: [50, 16], codes: 0 },
    classes: 2,
    layers: [['rnn', 'gru', { units: 64 }], dense('end', 1, 'sigmoid')],
  },
  text: {
    title: 'Text: embedding 20,000×64, pooled, batch 32',
    batch: 32,
    batches: 100,
    input: { shape: [100], codes: 20_000 },
    classes: 2,
    layers: [
      ['emb', 'embedding', { inputDim: 20_000, outputDim: 64 }],
      ['pool', 'globalAveragePooling1d'],
      dense('end', 1, 'sigmoid'),
    ],
  },
  transformer: {
    title: 'Transformer, 2 blocks, width 64, length 64, batch 32',
    batch: 32,
    batches: 20,
    input: { shape: [64, 64], codes: 0 },
    classes: 10,
    layers: [
      ...encoder('e1', 'in'),
      ...encoder('e2', 'e1'),
      ['pool', 'globalAveragePooling1d'],
      dense('end', 10, 'softmax'),
    ],
  },
  auto: {
    title: 'Autoencoder 784-128-32-128-784, batch 128',
    batch: 128,
    batches: 100,
    input: { shape: [784], codes: 0 },
    classes: 0,
    layers: [dense('a', 128, 'relu'), dense('b', 32, 'relu'), dense('c', 128, 'relu'), dense('end', 784, 'sigmoid')],
  },
};

export interface BenchTask {
  readonly plan: Plan;
  readonly samples: number;
  /** Numbers of all samples, one after the other; targets one a sample, or as many as inputs for an autoencoder. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  open(): OpenedData;
}

/** The network as the engine gets it, and data for it: the same numbers at every call. */
export function openTask(name: string, batches = networks[name]!.batches, batch = networks[name]!.batch): BenchTask {
  const { input, classes, layers } = networks[name]!;
  const samples = batch * batches;
  const width = input.shape.reduce((product, size) => product * size, 1);
  const random = createRandom(11);
  const x = Float32Array.from({ length: samples * width }, () =>
    input.codes > 0 ? random.integer(input.codes) : random.normal(),
  );
  const y =
    classes === 0
      ? x.map((value) => 1 / (1 + Math.exp(-value)))
      : Float32Array.from({ length: samples }, (_, sample) =>
          classes === 2
            ? Number(x[sample * width]! > (input.codes > 0 ? input.codes / 2 : 0))
            : random.integer(classes),
        );
  const names = Array.from({ length: classes }, (_, index) => `class ${index}`);
  const target: FittedTarget =
    classes === 0
      ? { task: 'regression', column: 'y', subtract: 0, divide: 1 }
      : { task: classes === 2 ? 'binary' : 'classification', column: 'y', classes: names };
  const spec: DataSpec = {
    inputs: {
      x: {
        title: 'x',
        modality: 'table',
        tensor: { shape: input.shape, dtype: input.codes > 0 ? 'int32' : 'float32' },
      },
    },
    targets: { y: { title: 'y', task: target.task, ...(classes === 0 ? {} : { classes: names }) } },
    sampleCount: samples,
  } as DataSpec;
  const plan = planOf(
    spec,
    [['in', 'input'], ...layers, ['out', 'output']],
    {
      batchSize: batch,
      epochs: 1_000_000,
      optimizerParams: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    },
    { out: { metrics: classes === 0 ? [] : ['accuracy'], ...(classes === 0 ? { loss: 'meanSquaredError' } : {}) } },
  );
  const rows = (from: Float32Array, of: Uint32Array) => {
    const each = from.length / samples;
    const out = new Float32Array(of.length * each);
    of.forEach((sample, row) => out.set(from.subarray(sample * each, (sample + 1) * each), row * each));
    return out;
  };
  const open = (): OpenedData =>
    ({
      spec,
      fitted: { inputs: {}, targets: { y: target } },
      parts: {
        train: Uint32Array.from({ length: samples }, (_, index) => index),
        validation: new Uint32Array(0),
        test: new Uint32Array(0),
      },
      classCounts: {},
      total: samples,
      labels: () => new Int32Array(0),
      batch: async (of) => ({
        size: of.length,
        inputs: { x: { shape: [of.length, ...input.shape], values: rows(x, of) } },
        targets: { y: rows(y, of) },
      }),
      show: async () => [],
      close: () => undefined,
    }) as OpenedData;
  return { plan, samples, x, y, open };
}
