// C: the network as one header with plain C inference, for small networks of dense and convolutional layers.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import { findLayer } from '../layers';
import type { LayerContext } from '../layers/layer';
import type { Plan, PlanLayer } from '../run/plan';
import exampleSource from './c/example.c.txt?raw';
import prelude from './c/prelude.h.txt?raw';
import readmeTemplate from './c/README.md?raw';
import { CannotExport, type ExportFormat, type ExportInput, type ExportWeight } from './format';
import { list } from './given';
import { affineOf } from './normalizing';
import { describeInputs, describeOutputs } from './readme';
import { exportedSettings, layersById, weightOwner } from './settings';
import { passing, weightsOf } from './walk';
import { fillTemplate, markdownText, stableJson } from './text';
import { product } from '../shape';

const mostWeights = 2_000_000;
const names: { readonly [activation: string]: string } = {
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

interface Given {
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

const each =
  (expression: string) =>
  (given: Given): string =>
    `  for (int i = 0; i < ${product(given.shape)}; i++) { float x = ${given.inputs[0]!.name}[i]; ${given.y}[i] = ${expression}; }\n`;

const c = (value: number): string => {
  const text = String(Math.fround(value) === 0 ? 0 : Number(Math.fround(value).toPrecision(9)));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
};

const layers: { readonly [kind: string]: (given: Given) => string } = {
  dense(given) {
    const { shape, name } = given.inputs[0]!;
    const features = shape[shape.length - 1]!;
    const units = given.shape[given.shape.length - 1]!;
    return `  nn_dense(${name}, ${product(shape) / features}, ${features}, ${given.weight('kernel')}, ${given.weight('bias')}, ${units}, ${given.y});\n${activated(given, String(given.params['activation']))}`;
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

/** Kinds of layers that the header can hold. */
export const cLayers: readonly string[] = Object.keys(layers);

export interface CHeader {
  readonly text: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly buffers: number;
}

/** Throws CannotExport with the layer that has no C code. */
export function writeCHeader(plan: Plan, weights: ReadonlyMap<string, ExportWeight>, title: string): CHeader {
  const total = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0);
  if (total > mostWeights)
    throw new CannotExport(
      `The network has ${total} weights; a C header holds at most ${mostWeights}. Choose ONNX, or make the network smaller.`,
    );
  const byId = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const inputIds = new Set(plan.inputs.map(({ layer }) => layer));
  const arrays: string[] = [];
  const buffers: string[] = [];
  let body = '';
  let buffered = 0;
  const nameOf = new Map<string, string>();
  const fixed = (layer: PlanLayer): readonly number[] => {
    if (layer.output.shape.includes(null))
      throw new CannotExport(`${layer.name}: C needs sizes that do not differ from sample to sample.`, layer.id);
    return layer.output.shape as readonly number[];
  };
  const written = new Set<string>();
  const array = (name: string, values: Float32Array): string => {
    if (written.has(name)) return name;
    written.add(name);
    const lines: string[] = [];
    for (let i = 0; i < values.length; i += 8) lines.push(`  ${Array.from(values.subarray(i, i + 8), c).join(', ')},`);
    arrays.push(`static const float ${name}[${values.length}] = {\n${lines.join('\n')}\n};\n`);
    return name;
  };
  let offset = 0;
  plan.layers.forEach((layer, number) => {
    const definition = findLayer(layer.kind);
    if (definition?.role === 'input') {
      if (!inputIds.has(layer.id)) return;
      if (layer.output.dtype !== 'float32')
        throw new CannotExport(`${layer.name}: whole-number codes are not known in C yet.`, layer.id);
      return;
    }
    if (definition?.role === 'output') {
      nameOf.set(layer.id, nameOf.get(layer.inputs[0]!)!);
      return;
    }
    const write = Object.prototype.hasOwnProperty.call(layers, layer.kind) ? layers[layer.kind] : undefined;
    if (write === undefined)
      throw new CannotExport(
        `${layer.name} is a ${definition?.title ?? layer.kind} layer, for which there is no C code. Choose another format, such as ONNX.`,
        layer.id,
      );
    for (const input of plan.inputs)
      if (!nameOf.has(input.layer)) {
        nameOf.set(input.layer, `(in + ${offset})`);
        offset += product(fixed(byId.get(input.layer)!));
      }
    const shape = fixed(layer);
    const y = `layer_${number}`;
    buffers.push(`  static float ${y}[${product(shape)}];`);
    buffered += product(shape);
    const owner = weightOwner(byId, layer);
    // Arrays stand under the number of the layer that keeps them, so that a layer applied twice writes them once.
    const keeper = `layer_${plan.layers.indexOf(owner)}`;
    const own = weightsOf(weights, byId, layer, context);
    const activation = String((layer.params as { activation?: unknown }).activation ?? 'linear');
    if (names[activation] === undefined)
      throw new CannotExport(`${layer.name}: there is no C code for the activation "${activation}".`, layer.id);
    body += `\n  /* ${definition!.title}: ${layer.name.replace(/[^\w -]/g, ' ')} */\n${write({
      layer,
      inputs: layer.inputs.map((id) => ({ name: nameOf.get(id)!, shape: fixed(byId.get(id)!) })),
      shape,
      y,
      params: layer.params,
      weight: (name) => (own.has(name) ? array(`${keeper}_${name}`, own.get(name)!.values) : '0'),
      numbers: (name, values) => array(`${keeper}_${name}`, values),
      weights: own,
    })}`;
    nameOf.set(layer.id, y);
  });
  let at = 0;
  for (const { layer } of plan.outputs) {
    const length = product(byId.get(layer)!.output.shape as readonly number[]);
    body += `\n  memcpy(out + ${at}, ${nameOf.get(layer)}, ${length} * sizeof(float));\n`;
    at += length;
  }
  const head = title.replace(/[^\w .,-]+/g, ' ').trim();
  const text = `/* ${head}. Written by Layerloom. */\n#ifndef NETWORK_H\n#define NETWORK_H\n\n${prelude}\n#define NETWORK_INPUTS ${offset}\n#define NETWORK_OUTPUTS ${at}\n\n${arrays.join('\n')}\nstatic void network_run(const float *in, float *out) {\n${buffers.join('\n')}\n${body}}\n\n#endif\n`;
  return { text, inputs: offset, outputs: at, weights: total, buffers: buffered };
}

export const cHeader: ExportFormat = {
  id: 'c-header',
  title: 'C header',
  summary:
    'One file of plain C for microcontrollers and small programs. For small networks of dense and convolutional layers.',
  icon: 'Cpu',
  params: {},
  needs: [],
  check: { by: 'c' },
  opens: 'network.h',
  files(input: ExportInput) {
    const { record, weights } = input;
    const { text, ...counts } = writeCHeader(record.plan, weights, record.name);
    const settings = exportedSettings(record);
    const byId = layersById(record.plan);
    const order = [
      ...record.plan.inputs.map(
        ({ layer }) =>
          `- in: ${markdownText(byId.get(layer)!.name)}, ${byId.get(layer)!.output.shape.join(' × ')} numbers`,
      ),
      ...record.plan.outputs.map(
        ({ layer, name }) => `- out: ${markdownText(name)}, ${byId.get(layer)!.output.shape.join(' × ')} numbers`,
      ),
    ];
    return [
      {
        path: 'README.md',
        text: fillTemplate(readmeTemplate, {
          name: markdownText(record.name),
          order: order.join('\n'),
          inputs: describeInputs(settings),
          outputs: describeOutputs(settings),
          inputCount: String(counts.inputs),
          outputCount: String(counts.outputs),
          weightCount: String(counts.weights),
          bufferCount: String(counts.buffers),
        }),
      },
      { path: 'example.c', text: exampleSource },
      { path: 'network.h', text },
      { path: 'preprocessing.json', text: `${stableJson(settings)}\n` },
    ];
  },
};
