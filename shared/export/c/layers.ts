// The C code of each kind of layer: a call of a function in prelude.h.txt, or a loop of its own.
import type { PlanLayer } from '../../run/plan';
import { product } from '../../shape';
import { CannotExport, type ExportWeight } from '../format';
import { list } from '../given';
import { affineOf, centringOf } from '../normalizing';
import { passing } from '../walk';

/** The header's names of activations. */
export const names: { readonly [activation: string]: string } = {
  linear: 'NN_LINEAR',
  relu: 'NN_RELU',
  sigmoid: 'NN_SIGMOID',
  softmax: 'NN_SOFTMAX',
  tanh: 'NN_TANH',
  elu: 'NN_ELU',
  selu: 'NN_SELU',
  gelu: 'NN_GELU',
  geluTanh: 'NN_GELU_TANH',
  swish: 'NN_SWISH',
  mish: 'NN_MISH',
  relu6: 'NN_RELU6',
  softplus: 'NN_SOFTPLUS',
  softsign: 'NN_SOFTSIGN',
  hardSigmoid: 'NN_HARD_SIGMOID',
  logSoftmax: 'NN_LOG_SOFTMAX',
  hardSwish: 'NN_HARD_SWISH',
  hardTanh: 'NN_HARD_TANH',
  logSigmoid: 'NN_LOG_SIGMOID',
  exponential: 'NN_EXPONENTIAL',
};

/** What a layer's code is made of. */
export interface Given {
  readonly layer: PlanLayer;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly shape: readonly number[];
  readonly y: string;
  readonly params: { readonly [name: string]: unknown };
  /** Name of a weight's array; "0" where the layer has none of that name. */
  weight(name: string): string;
  /** Numbers of the header's own. */
  numbers(name: string, values: Float32Array): string;
  /** By the weight's own name. */
  readonly weights: ReadonlyMap<string, ExportWeight>;
}

/** Pixels of padding before the window along an axis: TensorFlow's "same" and "causal". */
function before(length: number, kernel: number, stride: number, dilation: number, padding: string): number {
  const reach = dilation * (kernel - 1) + 1;
  if (padding === 'valid') return 0;
  if (padding === 'causal') return reach - 1;
  return Math.floor(Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0) / 2);
}

/** [steps, c] as a picture one pixel high. */
const picture = (shape: readonly number[]): readonly number[] => (shape.length === 2 ? [1, ...shape] : shape);
const wide = (values: readonly number[]): readonly number[] => (values.length === 1 ? [1, ...values] : values);

function activated(given: Given, kind: string): string {
  const width = given.shape[given.shape.length - 1]!;
  return kind === 'linear' ? '' : `  nn_activate(${names[kind]}, ${given.y}, ${product(given.shape)}, ${width});\n`;
}

const convolution = (given: Given): string => {
  const [h, w, c] = picture(given.inputs[0]!.shape) as [number, number, number];
  const [oh, ow, f] = picture(given.shape) as [number, number, number];
  const [kh, kw] = wide(list(given, 'kernelSize')) as [number, number];
  const [sh, sw] = wide(list(given, 'strides')) as [number, number];
  const [dh, dw] = wide((given.params['dilationRate'] as readonly number[] | undefined) ?? [1, 1]) as [number, number];
  const padding = String(given.params['padding']);
  const top = given.shape.length === 2 ? 0 : before(h, kh, sh, dh, padding);
  const left = before(w, kw, sw, dw, padding);
  return `  nn_conv(${given.inputs[0]!.name}, ${h}, ${w}, ${c}, ${given.weight('kernel')}, ${given.weight('bias')}, ${kh}, ${kw}, ${f}, ${sh}, ${sw}, ${dh}, ${dw}, ${top}, ${left}, ${oh}, ${ow}, ${given.y});\n${activated(given, String(given.params['activation']))}`;
};

const depthwise = (given: Given, target: string, kernel: string, bias: string, multiplier: number): string => {
  const [h, w, c] = given.inputs[0]!.shape as [number, number, number];
  const [oh, ow] = given.shape as [number, number];
  const [kh, kw] = list(given, 'kernelSize') as [number, number];
  const stride = Number(given.params['stride']);
  const padding = String(given.params['padding']);
  return `  nn_depthwise(${given.inputs[0]!.name}, ${h}, ${w}, ${c}, ${kernel}, ${bias}, ${kh}, ${kw}, ${multiplier}, ${stride}, ${before(h, kh, stride, 1, padding)}, ${before(w, kw, stride, 1, padding)}, ${oh}, ${ow}, ${target});\n`;
};

const pooling =
  (largest: 0 | 1) =>
  (given: Given): string => {
    const [h, w, c] = picture(given.inputs[0]!.shape) as [number, number, number];
    const [oh, ow] = picture(given.shape) as [number, number];
    const [kh, kw] = wide(list(given, 'poolSize')) as [number, number];
    const strides = list(given, 'strides').map((stride, axis) =>
      stride === 0 ? list(given, 'poolSize')[axis]! : stride,
    );
    const [sh, sw] = wide(strides) as [number, number];
    const padding = String(given.params['padding']);
    const top = given.shape.length === 2 ? 0 : before(h, kh, sh, 1, padding);
    return `  nn_pool(${given.inputs[0]!.name}, ${h}, ${w}, ${c}, ${largest}, ${kh}, ${kw}, ${sh}, ${sw}, ${top}, ${before(w, kw, sw, 1, padding)}, ${oh}, ${ow}, ${given.y});\n`;
  };

const global =
  (largest: 0 | 1) =>
  (given: Given): string => {
    const { shape, name } = given.inputs[0]!;
    const channels = shape[shape.length - 1]!;
    return `  nn_global(${name}, ${product(shape) / channels}, ${channels}, ${largest}, ${given.y});\n`;
  };

const copy = (given: Given): string =>
  `  memcpy(${given.y}, ${given.inputs[0]!.name}, ${product(given.shape)} * sizeof(float));\n`;

const merge =
  (kind: string) =>
  (given: Given): string => {
    if (given.inputs.some(({ shape }) => shape.join() !== given.shape.join()))
      throw new CannotExport(
        `${given.layer.name}: branches of different shapes cannot be merged in C yet. Choose another format.`,
        given.layer.id,
      );
    return (
      copy(given) +
      given.inputs
        .slice(1)
        .map(({ name }) => `  nn_merge(${kind}, ${given.y}, ${name}, ${product(given.shape)});\n`)
        .join('')
    );
  };

/** Products of two branches, summed over the last axis; `least`: of a square sum, where lengths do not count, else 0. */
function dotted(given: Given, least: number): string {
  const [one, other] = given.inputs as readonly [Given['inputs'][number], Given['inputs'][number]];
  const n = one.shape[one.shape.length - 1]!;
  return `  nn_dot(${one.name}, ${other.name}, ${product(one.shape) / n}, ${n}, ${c(least)}, ${given.y});\n`;
}

const each =
  (expression: string) =>
  (given: Given): string =>
    `  for (int i = 0; i < ${product(given.shape)}; i++) { float x = ${given.inputs[0]!.name}[i]; ${given.y}[i] = ${expression}; }\n`;

/** A number as C writes a float. */
export const c = (value: number): string => {
  const text = String(Math.fround(value) === 0 ? 0 : Number(Math.fround(value).toPrecision(9)));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
};

/** Code of each kind of layer: its result from its inputs' numbers. */
export const layers: { readonly [kind: string]: (given: Given) => string } = {
  dense(given) {
    const { shape, name } = given.inputs[0]!;
    const features = shape[shape.length - 1]!;
    const units = given.shape[given.shape.length - 1]!;
    return `  nn_dense(${name}, ${product(shape) / features}, ${features}, ${given.weight('kernel')}, ${given.weight('bias')}, ${units}, ${given.y});\n${activated(given, String(given.params['activation']))}`;
  },
  embedding(given) {
    if (given.params['maskZero'] === true)
      throw new CannotExport(
        `${given.layer.name}: it skips code 0, and C has no masks that one layer hands to the next. Choose another format.`,
        given.layer.id,
      );
    const [rows, width] = given.weights.get('embeddings')!.shape as [number, number];
    return `  nn_rows(${given.inputs[0]!.name}, ${product(given.inputs[0]!.shape)}, ${given.weight('embeddings')}, ${rows}, ${width}, ${given.y});\n`;
  },
  conv1d: convolution,
  conv2d: convolution,
  depthwiseConv2d: (given) =>
    depthwise(given, given.y, given.weight('kernel'), given.weight('bias'), Number(given.params['depthMultiplier'])) +
    activated(given, String(given.params['activation'])),
  separableConv2d(given) {
    const [oh, ow, f] = given.shape as [number, number, number];
    const multiplier = Number(given.params['depthMultiplier']);
    const channels = given.inputs[0]!.shape[2]! * multiplier;
    const between = `${given.y}_depthwise`;
    return `  static float ${between}[${oh * ow * channels}];\n${depthwise(given, between, given.weight('depthwise_kernel'), '0', multiplier)}  nn_dense(${between}, ${oh * ow}, ${channels}, ${given.weight('pointwise_kernel')}, ${given.weight('bias')}, ${f}, ${given.y});\n${activated(given, String(given.params['activation']))}`;
  },
  maxPooling1d: pooling(1),
  maxPooling2d: pooling(1),
  averagePooling1d: pooling(0),
  averagePooling2d: pooling(0),
  globalMaxPooling1d: global(1),
  globalMaxPooling2d: global(1),
  globalAveragePooling1d: global(0),
  globalAveragePooling2d: global(0),
  batchNormalization(given) {
    const { factors, summands } = affineOf(given.weights, Number(given.params['epsilon']));
    return `  nn_scale(${given.inputs[0]!.name}, ${product(given.shape)}, ${factors.values.length}, ${given.numbers('scale', factors.values)}, ${given.numbers('shift', summands.values)}, ${given.y});\n`;
  },
  normalization(given) {
    const { factors, summands, order } = centringOf(given.params, given.weights);
    const count = factors.values.length;
    const x = `${given.inputs[0]!.name}[i]`;
    const scale = `${given.numbers('scale', factors.values)}[i % ${count}]`;
    const shift = `${given.numbers('shift', summands.values)}[i % ${count}]`;
    const value = order === 'addFirst' ? `(${x} + ${shift}) * ${scale}` : `${x} * ${scale} + ${shift}`;
    return `  for (int i = 0; i < ${product(given.shape)}; i++) ${given.y}[i] = ${value};\n`;
  },
  layerNormalization(given) {
    const width = given.shape[given.shape.length - 1]!;
    return `  nn_layer_norm(${given.inputs[0]!.name}, ${product(given.shape) / width}, ${width}, ${given.weight('gamma')}, ${given.weight('beta')}, ${c(Number(given.params['epsilon']))}, ${given.y});\n`;
  },
  activation: (given) => copy(given) + activated(given, String(given.params['activation'])),
  softmax: (given) => copy(given) + activated(given, 'softmax'),
  elu: (given) => copy(given) + activated(given, 'elu'),
  leakyReLU: (given) => each(`x > 0 ? x : x * ${c(Number(given.params['negativeSlope']))}`)(given),
  rescaling: (given) => each(`x * ${c(Number(given.params['scale']))} + ${c(Number(given.params['offset']))}`)(given),
  add: merge('NN_ADD'),
  subtract: merge('NN_SUBTRACT'),
  multiply: merge('NN_MULTIPLY'),
  maximum: merge('NN_MAXIMUM'),
  minimum: merge('NN_MINIMUM'),
  // The least square sums are those of tfjs' own layer and of ours.
  dot(given) {
    if (given.inputs.some(({ shape }) => shape.length > 1))
      throw new CannotExport(
        `${given.layer.name}: sequences cannot be multiplied in C yet. Choose another format.`,
        given.layer.id,
      );
    return dotted(given, given.params['normalize'] === true ? 1e-7 : 0);
  },
  cosineSimilarity: (given) => dotted(given, 1e-24),
  average: (given) =>
    `${merge('NN_ADD')(given)}  for (int i = 0; i < ${product(given.shape)}; i++) ${given.y}[i] /= ${given.inputs.length}.0f;\n`,
  concatenate(given) {
    const rank = given.shape.length;
    const axis = String(given.params['axis']) === '-1' ? rank - 1 : Number(given.params['axis']) - 1;
    const inner = (shape: readonly number[]) => product(shape.slice(axis));
    let at = 0;
    return given.inputs
      .map(({ name, shape }) => {
        const line = `  nn_beside(${name}, ${product(shape.slice(0, axis))}, ${inner(shape)}, ${given.y}, ${at}, ${inner(given.shape)});\n`;
        at += inner(shape);
        return line;
      })
      .join('');
  },
  zeroPadding2d(given) {
    const [h, w, channels] = given.inputs[0]!.shape;
    const [top, , left] = list(given, 'padding');
    return `  nn_place(${given.inputs[0]!.name}, ${h}, ${w}, ${channels}, ${top}, ${left}, ${given.shape[0]}, ${given.shape[1]}, ${given.y});\n`;
  },
  cropping2D(given) {
    const [h, w, channels] = given.inputs[0]!.shape;
    const [top, , left] = list(given, 'cropping');
    return `  nn_place(${given.inputs[0]!.name}, ${h}, ${w}, ${channels}, ${-top!}, ${-left!}, ${given.shape[0]}, ${given.shape[1]}, ${given.y});\n`;
  },
  upSampling2d(given) {
    const [, w, channels] = given.inputs[0]!.shape;
    const [sh, sw] = list(given, 'size');
    return `  nn_enlarge(${given.inputs[0]!.name}, ${w}, ${channels}, ${sh}, ${sw}, ${given.shape[0]}, ${given.shape[1]}, ${given.y});\n`;
  },
  flatten: copy,
  reshape: copy,
  ...passing(copy),
};
