// Convolutions and pooling. Sequences are pictures one row high; volumes are pooled one axis after the other.
import { type Express, type Given, activate, first, fixed, maybe, put } from './express';
import { flag, list, number, weightOf, word } from '../given';
import type { Padding, ProgramBuilder, Tensor } from './program';

type Pair = readonly [number, number];

const paddingOf = (given: Given): Padding => (word(given, 'padding') === 'same' ? 'SAME' : 'VALID');
const activated = (given: Given, x: Tensor): Tensor => activate(given, word(given, 'activation'), x);

const conv1d: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const { shape, values } = weightOf(given, 'kernel');
  const [size] = shape as [number, number, number];
  const stride = list(given, 'strides')[0]!;
  const dilation = given.params['dilationRate'] === undefined ? 1 : list(given, 'dilationRate')[0]!;
  const causal = word(given, 'padding') === 'causal';
  const seen = causal
    ? b.pad(x, [
        [0, 0],
        [dilation * (size - 1), 0],
        [0, 0],
      ])
    : x;
  const wide = b.convolution(
    'conv2d',
    b.expandDims(seen, 1),
    b.weight('kernel', { shape: [1, ...shape], values }),
    maybe(given, 'bias'),
    { strides: [1, stride], dilations: [1, dilation], padding: paddingOf(given) },
  );
  return activated(given, b.squeeze(wide, 1));
};

const conv2d: Express = (given) => {
  const dilations = given.params['dilationRate'] === undefined ? [1, 1] : list(given, 'dilationRate');
  return activated(
    given,
    given.build.convolution('conv2d', first(given), put(given, 'kernel'), maybe(given, 'bias'), {
      strides: list(given, 'strides') as unknown as Pair,
      dilations: dilations as unknown as Pair,
      padding: paddingOf(given),
    }),
  );
};

const conv3d: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const kernel = put(given, 'kernel');
  const strides = list(given, 'strides');
  const dilations = given.params['dilationRate'] === undefined ? [1, 1, 1] : list(given, 'dilationRate');
  const operation = { op: 'conv3d', strides, dilations, padding: paddingOf(given) } as const;
  const shape = [null, ...given.output.shape];
  const sum = b.step(operation, [x, kernel], shape);
  const bias = maybe(given, 'bias');
  return activated(given, bias === null ? sum : b.add(sum, bias));
};

function depthwiseOf(given: Given, kernel: Tensor, bias: Tensor | null): Tensor {
  const stride = number(given, 'stride');
  return given.build.convolution('depthwise', first(given), kernel, bias, {
    strides: [stride, stride],
    dilations: [1, 1],
    padding: paddingOf(given),
  });
}

const depthwise: Express = (given) => activated(given, depthwiseOf(given, put(given, 'kernel'), maybe(given, 'bias')));

const separable: Express = (given) => {
  const between = depthwiseOf(given, put(given, 'depthwise_kernel'), null);
  const window = { strides: [1, 1], dilations: [1, 1], padding: 'VALID' } as const;
  const pointwise = put(given, 'pointwise_kernel');
  return activated(given, given.build.convolution('conv2d', between, pointwise, maybe(given, 'bias'), window));
};

/** Keras: 'same' gives n·s, 'valid' (n - 1)·s + max(k, s). */
const transposed: Express = (given) => {
  const b = given.build;
  fixed(given, given.inputs[0]!);
  const strides = list(given, 'strides') as unknown as Pair;
  const operation = { op: 'transposedConv2d', strides, padding: paddingOf(given) } as const;
  const sum = b.step(operation, [first(given), put(given, 'kernel')], [null, ...given.output.shape]);
  const bias = maybe(given, 'bias');
  return activated(given, bias === null ? sum : b.add(sum, bias));
};

function windowOf(given: Given): { readonly sizes: readonly number[]; readonly strides: readonly number[] } {
  const sizes = list(given, 'poolSize');
  return { sizes, strides: list(given, 'strides').map((stride, axis) => (stride === 0 ? sizes[axis]! : stride)) };
}

function pool1d(op: 'maxPool' | 'averagePool'): Express {
  return (given) => {
    const b = given.build;
    const { sizes, strides } = windowOf(given);
    const window = { window: [1, sizes[0]!], strides: [1, strides[0]!], padding: paddingOf(given) } as const;
    return b.squeeze(b.pool(op, b.expandDims(first(given), 1), window), 1);
  };
}

function pool2d(op: 'maxPool' | 'averagePool'): Express {
  return (given) => {
    const { sizes, strides } = windowOf(given);
    return given.build.pool(op, first(given), {
      window: sizes as unknown as Pair,
      strides: strides as unknown as Pair,
      padding: paddingOf(given),
    });
  };
}

/** The largest over height and width, then over depth. */
const maxPool3d: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [depth, height, width, channels] = fixed(given, x) as [number, number, number, number];
  const { sizes, strides } = windowOf(given);
  const padding = paddingOf(given);
  const flat = b.pool('maxPool', b.reshape(x, [null, height, width, channels]), {
    window: [sizes[1]!, sizes[2]!],
    strides: [strides[1]!, strides[2]!],
    padding,
  });
  const [, high, wide] = flat.shape as [null, number, number];
  const deep = b.pool('maxPool', b.reshape(flat, [null, depth, high * wide, channels]), {
    window: [sizes[0]!, 1],
    strides: [strides[0]!, 1],
    padding,
  });
  return b.reshape(deep, [null, deep.shape[1]!, high, wide, channels]);
};

function globalPool(op: 'max' | 'mean'): Express {
  return (given) => {
    const x = first(given);
    const axes = x.shape.slice(1, -1).map((_, axis) => axis + 1);
    return given.build.reduce(op, x, axes, false);
  };
}

/** Equal parts of the last axis. */
export function parts(b: ProgramBuilder, x: Tensor, count: number): readonly Tensor[] {
  const axis = x.shape.length - 1;
  const size = x.shape[axis]! / count;
  return Array.from({ length: count }, (_, i) => b.slice(x, axis, i * size, size));
}

/** Written out step by step. */
const convLstm: Express = (given) => {
  const b = given.build;
  const x = first(given);
  const [steps, height, width, channels] = fixed(given, x) as [number, number, number, number];
  const kernel = put(given, 'kernel');
  const recurrent = put(given, 'recurrent_kernel');
  const bias = maybe(given, 'bias');
  const gate = (value: Tensor) => activate(given, word(given, 'recurrentActivation'), value);
  const act = (value: Tensor) => activate(given, word(given, 'activation'), value);
  const window = {
    strides: list(given, 'strides') as unknown as Pair,
    dilations: [1, 1] as const,
    padding: paddingOf(given),
  };
  const same = { strides: [1, 1], dilations: [1, 1], padding: 'SAME' } as const;
  let hidden: Tensor | null = null;
  let cell: Tensor | null = null;
  const answers: Tensor[] = [];
  for (let step = 0; step < steps; step++) {
    const seen = b.reshape(b.slice(x, 1, step, 1), [null, height, width, channels]);
    let z = b.convolution('conv2d', seen, kernel, bias, window);
    if (hidden !== null) z = b.add(z, b.convolution('conv2d', hidden, recurrent, null, same));
    const [i, f, c, o] = parts(b, z, 4) as [Tensor, Tensor, Tensor, Tensor];
    const fresh = b.mul(gate(i), act(c));
    cell = cell === null ? fresh : b.add(b.mul(gate(f), cell), fresh);
    hidden = b.mul(gate(o), act(cell));
    if (flag(given, 'returnSequences')) answers.push(b.expandDims(hidden, 1));
  }
  return answers.length === 0 ? hidden! : b.concat(answers, 1);
};

export const convolutions: { readonly [kind: string]: Express } = {
  conv1d,
  conv2d,
  conv3d,
  depthwiseConv2d: depthwise,
  separableConv2d: separable,
  conv2dTranspose: transposed,
  convLstm2d: convLstm,
  maxPooling1d: pool1d('maxPool'),
  maxPooling2d: pool2d('maxPool'),
  maxPooling3d: maxPool3d,
  averagePooling1d: pool1d('averagePool'),
  averagePooling2d: pool2d('averagePool'),
  globalMaxPooling1d: globalPool('max'),
  globalMaxPooling2d: globalPool('max'),
  globalAveragePooling1d: globalPool('mean'),
  globalAveragePooling2d: globalPool('mean'),
};
