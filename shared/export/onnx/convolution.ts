// Convolutions and pooling. TensorFlow's "same" puts the odd pixel of padding at the end; where sizes are known the
// padding is written out, and where they are not, SAME_UPPER says the same.
import { type Express, type Given, activate, firstValue, put, activateName } from './express';
import { cannot, list, number, weightOf, word } from '../given';
import { depthwiseFirst, kernelFirst, transposed } from '../transposed';
import type { Attributes } from './graph';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilations?: readonly number[];
}

/** The attributes of a window that slides over an input of this shape, channels last and without the batch. */
function windowAttributes(given: Given, shape: readonly (number | null)[], window: Window): Attributes {
  const { kernel, strides, padding } = window;
  const dilations = window.dilations ?? kernel.map(() => 1);
  const common = {
    kernel_shape: kernel,
    strides,
    ...(dilations.some((rate) => rate !== 1) ? { dilations } : {}),
  };
  if (padding === 'valid') return common;
  const totals = kernel.map((size, axis) => {
    const reach = dilations[axis]! * (size - 1) + 1;
    const length = shape[axis] ?? null;
    if (strides[axis] === 1 || padding === 'causal') return reach - 1;
    if (length === null) return null;
    return Math.max((Math.ceil(length / strides[axis]!) - 1) * strides[axis]! + reach - length, 0);
  });
  if (totals.some((total) => total === null)) {
    if (dilations.some((rate) => rate !== 1)) cannot(given, 'ONNX needs a fixed size here.');
    return { ...common, auto_pad: 'SAME_UPPER' };
  }
  const before = totals.map((total) => (padding === 'causal' ? total! : Math.floor(total! / 2)));
  return { ...common, pads: [...before, ...totals.map((total, axis) => total! - before[axis]!)] };
}

const convolution: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const kernel = weightOf(given, 'kernel');
  const window = {
    kernel: list(given, 'kernelSize'),
    strides: list(given, 'strides'),
    padding: word(given, 'padding'),
    ...(given.params['dilationRate'] === undefined ? {} : { dilations: list(given, 'dilationRate') }),
  };
  const bias = put(given, 'bias');
  const names = [graph.first(x!), graph.weight('kernel', kernelFirst(kernel)), ...(bias === null ? [] : [bias])];
  const result = graph.node('Conv', names, windowAttributes(given, x!.shape, window));
  return activate(given, word(given, 'activation'), firstValue(given, result));
};

const depthwise: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const kernel = weightOf(given, 'kernel');
  const stride = number(given, 'stride');
  const window = { kernel: list(given, 'kernelSize'), strides: [stride, stride], padding: word(given, 'padding') };
  const bias = put(given, 'bias');
  const names = [graph.first(x!), graph.weight('kernel', depthwiseFirst(kernel)), ...(bias === null ? [] : [bias])];
  const attributes = { ...windowAttributes(given, x!.shape, window), group: kernel.shape[2]! };
  return activate(given, word(given, 'activation'), firstValue(given, graph.node('Conv', names, attributes)));
};

const separable: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const kernel = weightOf(given, 'depthwise_kernel');
  const stride = number(given, 'stride');
  const window = { kernel: list(given, 'kernelSize'), strides: [stride, stride], padding: word(given, 'padding') };
  const attributes = { ...windowAttributes(given, x!.shape, window), group: kernel.shape[2]! };
  const between = graph.node(
    'Conv',
    [graph.first(x!), graph.weight('depthwise_kernel', depthwiseFirst(kernel))],
    attributes,
  );
  const bias = put(given, 'bias');
  const pointwise = graph.weight('pointwise_kernel', kernelFirst(weightOf(given, 'pointwise_kernel')));
  const result = graph.node('Conv', [between, pointwise, ...(bias === null ? [] : [bias])], { kernel_shape: [1, 1] });
  return activate(given, word(given, 'activation'), firstValue(given, result));
};

/** Keras: 'same' gives n·s, 'valid' (n - 1)·s + max(k, s). */
const transposedConvolution: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const kernel = list(given, 'kernelSize');
  const strides = list(given, 'strides');
  const same = word(given, 'padding') === 'same';
  const over = kernel.map((size, axis) => Math.max(size - strides[axis]!, 0));
  const before = over.map((total) => (same ? Math.floor(total / 2) : 0));
  const after = over.map((total, axis) => (same ? total - before[axis]! : 0));
  const missing = kernel.map((size, axis) => Math.max(strides[axis]! - size, 0));
  const bias = put(given, 'bias');
  // [h, w, out, in] → [in, out, h, w].
  const weight = graph.weight('kernel', transposed(weightOf(given, 'kernel'), [3, 2, 0, 1]));
  const result = graph.node('ConvTranspose', [graph.first(x!), weight, ...(bias === null ? [] : [bias])], {
    kernel_shape: kernel,
    strides,
    pads: [...before, ...after],
    output_padding: missing,
  });
  return activate(given, word(given, 'activation'), firstValue(given, result));
};

function pooling(op: 'MaxPool' | 'AveragePool'): Express {
  return (given) => {
    const [x] = given.inputs;
    const kernel = list(given, 'poolSize');
    const strides = list(given, 'strides').map((stride, axis) => (stride === 0 ? kernel[axis]! : stride));
    const attributes = windowAttributes(given, x!.shape, { kernel, strides, padding: word(given, 'padding') });
    return firstValue(given, given.graph.node(op, [given.graph.first(x!)], attributes));
  };
}

function globalPooling(op: 'ReduceMax' | 'ReduceMean'): Express {
  return (given) => {
    const { graph, inputs } = given;
    const [x] = inputs;
    const axes = x!.shape.slice(0, -1).map((_, axis) => axis + 2);
    const last = graph.node(op, [graph.first(x!), graph.ints(axes)], { keepdims: 0 });
    return { shape: given.output.shape, dtype: 'float32', last };
  };
}

/** Unrolled over the steps, whose number must be known: ONNX has no such layer. */
const convLstm: Express = (given) => {
  const { graph, inputs } = given;
  const [x] = inputs;
  const [steps, ...picture] = x!.shape;
  if (steps === null || steps === undefined) cannot(given, 'ONNX needs a fixed number of steps for it.');
  const filters = number(given, 'filters');
  const kernel = list(given, 'kernelSize');
  const window = windowAttributes(given, picture, {
    kernel,
    strides: list(given, 'strides'),
    padding: word(given, 'padding'),
  });
  const same = windowAttributes(given, picture, { kernel, strides: [1, 1], padding: 'same' });
  const weights = graph.weight('kernel', kernelFirst(weightOf(given, 'kernel')));
  const recurrent = graph.weight('recurrent_kernel', kernelFirst(weightOf(given, 'recurrent_kernel')));
  const bias = put(given, 'bias');
  const gate = word(given, 'recurrentActivation');
  const act = word(given, 'activation');
  const parts = graph.ints([filters, filters, filters, filters]);
  let hidden: string | null = null;
  let cell: string | null = null;
  const answers: string[] = [];
  for (let step = 0; step < steps!; step++) {
    const seen = graph.node('Gather', [graph.last(x!), graph.ints([step], [])], { axis: 1 });
    const turned = graph.node('Transpose', [seen], { perm: [0, 3, 1, 2] });
    let z = graph.node('Conv', [turned, weights, ...(bias === null ? [] : [bias])], window);
    if (hidden !== null) z = graph.node('Add', [z, graph.node('Conv', [hidden, recurrent], same)]);
    const [i, f, c, o] = graph.many('Split', [z, parts], { axis: 1 }, 4) as [string, string, string, string];
    const fresh = graph.node('Mul', [activateName(given, gate, i, 1), activateName(given, act, c, 1)]);
    cell =
      cell === null ? fresh : graph.node('Add', [graph.node('Mul', [activateName(given, gate, f, 1), cell]), fresh]);
    hidden = graph.node('Mul', [activateName(given, gate, o, 1), activateName(given, act, cell, 1)]);
    if (given.params['returnSequences'] === true)
      answers.push(
        graph.node('Unsqueeze', [graph.node('Transpose', [hidden], { perm: [0, 2, 3, 1] }), graph.ints([1])]),
      );
  }
  if (answers.length === 0) return firstValue(given, hidden!);
  return { shape: given.output.shape, dtype: 'float32', last: graph.node('Concat', answers, { axis: 1 }) };
};

export const convolutions: { readonly [kind: string]: Express } = {
  conv1d: convolution,
  conv2d: convolution,
  conv3d: convolution,
  depthwiseConv2d: depthwise,
  separableConv2d: separable,
  conv2dTranspose: transposedConvolution,
  convLstm2d: convLstm,
  maxPooling1d: pooling('MaxPool'),
  maxPooling2d: pooling('MaxPool'),
  maxPooling3d: pooling('MaxPool'),
  averagePooling1d: pooling('AveragePool'),
  averagePooling2d: pooling('AveragePool'),
  globalMaxPooling1d: globalPooling('ReduceMax'),
  globalMaxPooling2d: globalPooling('ReduceMax'),
  globalAveragePooling1d: globalPooling('ReduceMean'),
  globalAveragePooling2d: globalPooling('ReduceMean'),
};
