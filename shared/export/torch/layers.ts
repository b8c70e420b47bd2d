// Every layer in PyTorch. What torch.nn has is written with torch.nn, channels behind the batch as it wants them; the
// rest is in layers.py beside it, channels last as in Keras.
import { completed } from '../../params';
import { transposed } from '../onnx/express';
import type { ExportWeight } from '../format';
import {
  type TorchExpress,
  type TorchGiven,
  type TorchValue,
  activate,
  activationName,
  bool,
  cannot,
  everywhere,
  first,
  firstValue,
  flag,
  last,
  lastValue,
  list,
  number,
  py,
  quoted,
  sizes,
  tuple,
  word,
} from './express';

const shapeOf = (given: TorchGiven, name: string): readonly number[] => given.shapes.get(name) ?? [];
const bias = (given: TorchGiven): string => (given.shapes.has('bias') ? '' : ', bias=False');

const dense: TorchExpress = (given) => {
  const [inputs, units] = shapeOf(given, 'kernel');
  const call = given.module(`nn.Linear(${inputs}, ${units}${bias(given)})`);
  given.keep('weight', 'kernel', (weight) => transposed(weight, [1, 0]));
  given.keep('bias', 'bias');
  return activate(given, word(given, 'activation'), lastValue(given, `${call}(${last(given.inputs[0]!)})`));
};

const embedding: TorchExpress = (given) => {
  if (flag(given, 'maskZero'))
    cannot(given, 'it skips code 0, and PyTorch has no masks that one layer hands to the next.');
  const call = given.module(`nn.Embedding(${number(given, 'inputDim')}, ${number(given, 'outputDim')})`);
  given.keep('weight', 'embeddings');
  return lastValue(given, `${call}(${last(given.inputs[0]!)}.long())`);
};

/** Padding as TensorFlow's "same" or "causal" has it: an argument of the layer, or zeros put around before. */
function padded(
  x: TorchValue,
  window: {
    readonly kernel: readonly number[];
    readonly strides: readonly number[];
    readonly padding: string;
    readonly dilations: readonly number[];
  },
): { readonly expression: string; readonly argument: string } {
  const { kernel, strides, padding, dilations } = window;
  const expression = first(x);
  if (padding === 'valid') return { expression, argument: '' };
  if (padding === 'same' && strides.every((stride) => stride === 1))
    return { expression, argument: ', padding="same"' };
  if (padding === 'causal')
    return { expression: `F.pad(${expression}, (${dilations[0]! * (kernel[0]! - 1)}, 0))`, argument: '' };
  return { expression: `layers.pad_same(${expression}, ${tuple(kernel)}, ${tuple(strides)})`, argument: '' };
}

/** [...window, in, out] → [out, in, ...window]. */
function kernelFirst(weight: ExportWeight): ExportWeight {
  const rank = weight.shape.length;
  return transposed(weight, [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, i) => i)]);
}

function convolution(axes: 1 | 2 | 3): TorchExpress {
  return (given) => {
    const kernel = list(given, 'kernelSize');
    const strides = list(given, 'strides');
    const dilations = (given.params['dilationRate'] as readonly number[] | undefined) ?? kernel.map(() => 1);
    const [inputs, filters] = shapeOf(given, 'kernel').slice(-2);
    const { expression, argument } = padded(given.inputs[0]!, {
      kernel,
      strides,
      padding: word(given, 'padding'),
      dilations,
    });
    const stride = strides.every((one) => one === 1) ? '' : `, stride=${sizes(strides)}`;
    const dilation = dilations.every((one) => one === 1) ? '' : `, dilation=${sizes(dilations)}`;
    const call = given.module(
      `nn.Conv${axes}d(${inputs}, ${filters}, ${sizes(kernel)}${stride}${argument}${dilation}${bias(given)})`,
    );
    given.keep('weight', 'kernel', kernelFirst);
    given.keep('bias', 'bias');
    return activate(given, word(given, 'activation'), firstValue(given, `${call}(${expression})`));
  };
}

/** [h, w, channels, multiplier] → [channels·multiplier, 1, h, w]. */
function depthwiseFirst(weight: ExportWeight): ExportWeight {
  const [height, width, channels, multiplier] = weight.shape as [number, number, number, number];
  return { shape: [channels * multiplier, 1, height, width], values: transposed(weight, [2, 3, 0, 1]).values };
}

const depthwise: TorchExpress = (given) => {
  const kernel = list(given, 'kernelSize');
  const stride = number(given, 'stride');
  const [channels, multiplier] = shapeOf(given, 'kernel').slice(-2) as [number, number];
  const { expression, argument } = padded(given.inputs[0]!, {
    kernel,
    strides: [stride, stride],
    padding: word(given, 'padding'),
    dilations: [1, 1],
  });
  const step = stride === 1 ? '' : `, stride=${stride}`;
  const call = given.module(
    `nn.Conv2d(${channels}, ${channels * multiplier}, ${sizes(kernel)}${step}${argument}, groups=${channels}${bias(given)})`,
  );
  given.keep('weight', 'kernel', depthwiseFirst);
  given.keep('bias', 'bias');
  return activate(given, word(given, 'activation'), firstValue(given, `${call}(${expression})`));
};

const separable: TorchExpress = (given) => {
  const kernel = list(given, 'kernelSize');
  const stride = number(given, 'stride');
  const [channels, multiplier] = shapeOf(given, 'depthwise_kernel').slice(-2) as [number, number];
  const filters = number(given, 'filters');
  const { expression, argument } = padded(given.inputs[0]!, {
    kernel,
    strides: [stride, stride],
    padding: word(given, 'padding'),
    dilations: [1, 1],
  });
  const step = stride === 1 ? '' : `, stride=${stride}`;
  const wide = channels * multiplier;
  const call = given.module(
    `nn.Sequential(\n            nn.Conv2d(${channels}, ${wide}, ${sizes(kernel)}${step}${argument}, groups=${channels}, bias=False),\n            nn.Conv2d(${wide}, ${filters}, 1${bias(given)}),\n        )`,
  );
  given.keep('0.weight', 'depthwise_kernel', depthwiseFirst);
  given.keep('1.weight', 'pointwise_kernel', kernelFirst);
  given.keep('1.bias', 'bias');
  return activate(given, word(given, 'activation'), firstValue(given, `${call}(${expression})`));
};

/** Keras' sizes: 'same' n·s, 'valid' (n - 1)·s + max(k, s). An odd pixel of padding is cut off at the end. */
const transposedConvolution: TorchExpress = (given) => {
  const kernel = list(given, 'kernelSize');
  const strides = list(given, 'strides');
  const same = word(given, 'padding') === 'same';
  const over = kernel.map((size, axis) => (same ? Math.max(size - strides[axis]!, 0) : 0));
  const padding = over.map((total) => Math.floor(total / 2));
  const missing = kernel.map((size, axis) => Math.max(strides[axis]! - size, 0));
  const [filters, inputs] = shapeOf(given, 'kernel').slice(-2);
  const more = [
    strides.every((stride) => stride === 1) ? '' : `, stride=${sizes(strides)}`,
    padding.every((one) => one === 0) ? '' : `, padding=${sizes(padding)}`,
    missing.every((one) => one === 0) ? '' : `, output_padding=${sizes(missing)}`,
  ].join('');
  const call = given.module(`nn.ConvTranspose2d(${inputs}, ${filters}, ${sizes(kernel)}${more}${bias(given)})`);
  given.keep('weight', 'kernel', (weight) => transposed(weight, [3, 2, 0, 1]));
  given.keep('bias', 'bias');
  const odd = over.map((total) => total % 2);
  const result = `${call}(${first(given.inputs[0]!)})`;
  const cut = odd.some((one) => one === 1)
    ? `F.pad(${result}, (0, ${-odd[1]!}, 0, ${-odd[0]!}))`.replace(/-0/g, '0')
    : result;
  return activate(given, word(given, 'activation'), firstValue(given, cut));
};

function pooling(kind: 'Max' | 'Avg', axes: 1 | 2 | 3): TorchExpress {
  return (given) => {
    const kernel = list(given, 'poolSize');
    const strides = list(given, 'strides').map((stride, axis) => (stride === 0 ? kernel[axis]! : stride));
    if (word(given, 'padding') === 'valid') {
      const step = strides.every((stride, axis) => stride === kernel[axis]) ? '' : `, stride=${sizes(strides)}`;
      const call = given.module(`nn.${kind}Pool${axes}d(${sizes(kernel)}${step})`);
      return firstValue(given, `${call}(${first(given.inputs[0]!)})`);
    }
    const call = given.module(`layers.${kind}PoolSame(${tuple(kernel)}, ${tuple(strides)})`);
    return firstValue(given, `${call}(${first(given.inputs[0]!)})`);
  };
}

function globalPooling(kind: 'amax' | 'mean'): TorchExpress {
  return (given) => {
    const rank = given.inputs[0]!.shape.length;
    const axes = Array.from({ length: rank - 1 }, (_, i) => i + 2);
    return lastValue(given, `${first(given.inputs[0]!)}.${kind}(dim=${axes.length === 1 ? axes[0] : tuple(axes)})`);
  };
}

/** A layer of layers.py that keeps its weights under their own names, channels last. */
function own(className: string, args: (given: TorchGiven) => readonly string[]): TorchExpress {
  return (given) => {
    const call = given.module(`layers.${className}(${args(given).join(', ')})`);
    for (const name of given.shapes.keys()) given.keep(name, name);
    return lastValue(given, `${call}(${given.inputs.map(last).join(', ')})`);
  };
}

const shapeArgs = (given: TorchGiven): readonly string[] =>
  [...given.shapes].map(([name, shape]) => `${name}=${tuple(shape)}`);

function recurrentArgs(
  kind: string,
  params: TorchGiven['params'],
  inputs: number | null,
  given: TorchGiven,
): readonly string[] {
  const gates = kind !== 'simpleRNN';
  return [
    String(inputs),
    String(params['units']),
    `activation=${activationName(given, String(params['activation']))}`,
    ...(gates ? [`gate=${activationName(given, String(params['recurrentActivation']))}`] : []),
    ...(params['returnSequences'] === true ? ['every_step=True'] : []),
    ...(params['goBackwards'] === true ? ['backwards=True'] : []),
    ...(params['useBias'] === false ? ['bias=False'] : []),
    ...(params['resetAfter'] === true ? ['reset_after=True'] : []),
  ];
}

const recurrentClass: { readonly [kind: string]: string } = { simpleRNN: 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' };

interface InnerLayer {
  readonly kind: string;
  readonly params: TorchGiven['params'];
}

function innerOf(given: TorchGiven): InnerLayer {
  const { kind, params } = given.params['layer'] as unknown as InnerLayer;
  return { kind, params: completed(given.context.layer(kind)?.params ?? {}, params) };
}

const bidirectional: TorchExpress = (given) => {
  const { kind, params } = innerOf(given);
  const args = recurrentArgs(kind, params, given.inputs[0]!.shape[1] ?? null, given).join(', ');
  const name = `layers.${recurrentClass[kind]}`;
  const reversed = recurrentArgs(
    kind,
    { ...params, goBackwards: params['goBackwards'] !== true },
    given.inputs[0]!.shape[1] ?? null,
    given,
  );
  const call = given.module(
    `layers.Bidirectional(\n            ${name}(${args}),\n            ${name}(${reversed.join(', ')}),\n            merge=${quoted(word(given, 'mergeMode'))},\n        )`,
  );
  for (const weight of given.shapes.keys()) given.keep(weight.replace(/^(forward|backward)_/, '$1_layer.'), weight);
  return lastValue(given, `${call}(${last(given.inputs[0]!)})`);
};

const heads = own('MultiHeadAttention', (given) => {
  const [features, count, size] = shapeOf(given, 'query_kernel') as [number, number, number];
  const [valueFeatures] = shapeOf(given, 'key_kernel') as [number];
  return [
    String(features),
    String(valueFeatures),
    `heads=${count}`,
    `size=${size}`,
    ...(flag(given, 'causal') ? ['causal=True'] : []),
    ...(number(given, 'dropout') > 0 ? [`dropout=${py(number(given, 'dropout'))}`] : []),
    ...(flag(given, 'useBias') ? [] : ['bias=False']),
  ];
});

const batchNormalization: TorchExpress = (given) => {
  const rank = given.inputs[0]!.shape.length;
  const [channels] = shapeOf(given, 'moving_mean');
  const axes = Math.max(1, rank - 1);
  // PyTorch's momentum is the share of the new value, Keras' that of the old.
  const momentum = Number((1 - number(given, 'momentum')).toPrecision(12));
  const norm = `nn.BatchNorm${axes}d(${channels}, eps=${py(number(given, 'epsilon'))}, momentum=${py(momentum)})`;
  const absent = [...(given.shapes.has('gamma') ? [] : ['weight']), ...(given.shapes.has('beta') ? [] : ['bias'])];
  const call = given.module(absent.length === 0 ? norm : `layers.without(${norm}, ${absent.map(quoted).join(', ')})`);
  given.keep('weight', 'gamma');
  given.keep('bias', 'beta');
  given.keep('running_mean', 'moving_mean');
  given.keep('running_var', 'moving_variance');
  const x = given.inputs[0]!;
  return rank === 1 ? lastValue(given, `${call}(${last(x)})`) : firstValue(given, `${call}(${first(x)})`);
};

const layerNormalization: TorchExpress = (given) => {
  const call = given.module(`nn.LayerNorm(${shapeOf(given, 'gamma')[0]}, eps=${py(number(given, 'epsilon'))})`);
  given.keep('weight', 'gamma');
  given.keep('bias', 'beta');
  return lastValue(given, `${call}(${last(given.inputs[0]!)})`);
};

function groupNormalization(groups: (given: TorchGiven, channels: number) => number): TorchExpress {
  return (given) => {
    const channels = shapeOf(given, 'gamma')[0]!;
    const call = given.module(
      `nn.GroupNorm(${groups(given, channels)}, ${channels}, eps=${py(number(given, 'epsilon'))})`,
    );
    given.keep('weight', 'gamma');
    given.keep('bias', 'beta');
    const x = given.inputs[0]!;
    return x.shape.length === 1 ? lastValue(given, `${call}(${last(x)})`) : firstValue(given, `${call}(${first(x)})`);
  };
}

function noise(className: string, argument: string): TorchExpress {
  return (given) => {
    const call = given.module(`${className}(${py(number(given, argument))})`);
    return everywhere(given, given.inputs[0]!, (x) => `${call}(${x})`);
  };
}

/** Drops whole channels: they are behind the batch for PyTorch. */
function channelDropout(axes: 1 | 2 | 3): TorchExpress {
  return (given) => {
    const call = given.module(`nn.Dropout${axes}d(${py(number(given, 'rate'))})`);
    return firstValue(given, `${call}(${first(given.inputs[0]!)})`);
  };
}

/** Learned-from pictures, changed a little while training. */
const augmentation = (className: string, args: (given: TorchGiven) => readonly string[]): TorchExpress =>
  own(className, args);

const alike =
  (expression: (x: string, given: TorchGiven) => string): TorchExpress =>
  (given) =>
    everywhere(given, given.inputs[0]!, (x) => expression(x, given));

const reshape: TorchExpress = (given) => {
  const unknown = given.output.shape.filter((size) => size === null).length;
  if (unknown > 0) cannot(given, 'PyTorch cannot reshape to a size that differs from sample to sample.');
  const x = last(given.inputs[0]!);
  return lastValue(given, `${x}.reshape(-1, ${given.output.shape.join(', ')})`);
};

const moved =
  (expression: (x: string, given: TorchGiven) => string): TorchExpress =>
  (given) =>
    lastValue(given, expression(last(given.inputs[0]!), given));

function axisOf(given: TorchGiven): number {
  const axis = Number(given.params['axis']);
  return axis === -1 ? given.inputs[0]!.shape.length : axis;
}

const slice = moved((x, given) => {
  const axis = axisOf(given);
  const start = number(given, 'start');
  const { length } = given.params;
  const colons = ':, '.repeat(axis);
  const dropped = given.output.shape.length < given.inputs[0]!.shape.length;
  if (dropped) return `${x}[${colons}${start}]`;
  const all = typeof length !== 'number' || length === 0;
  const end = all || start + length === 0 ? '' : String(start + length);
  return `${x}[${colons}${start}:${end}]`;
});

const splitPart = moved((x, given) => {
  const axis = axisOf(given);
  const length = (given.inputs[0]!.shape[axis - 1] ?? 0) / number(given, 'parts');
  const start = (number(given, 'part') - 1) * length;
  return `${x}[${':, '.repeat(axis)}${start}:${start + length}]`;
});

/** Number by number, in the order of axes that all branches have at hand. */
function merge(join: (names: readonly string[]) => string): TorchExpress {
  return (given) => {
    const behind = given.inputs.every((value) => value.last === undefined);
    const names = given.inputs.map(behind ? first : last);
    return behind ? firstValue(given, join(names)) : lastValue(given, join(names));
  };
}

const concatenate: TorchExpress = (given) => {
  const axis = axisOf(given);
  if (axis === given.inputs[0]!.shape.length && given.inputs.every((value) => value.last === undefined))
    return firstValue(given, `torch.cat([${given.inputs.map(first).join(', ')}], dim=1)`);
  const dim = axis === given.inputs[0]!.shape.length ? -1 : axis;
  return lastValue(given, `torch.cat([${given.inputs.map(last).join(', ')}], dim=${dim})`);
};

const pairs =
  (call: string): TorchExpress =>
  (given) =>
    lastValue(given, `${call}(${last(given.inputs[0]!)}, ${last(given.inputs[1]!)})`);

const functions: { readonly [id: string]: (x: string) => string } = {
  abs: (x) => `torch.abs(${x})`,
  negative: (x) => `-${x}`,
  square: (x) => `torch.square(${x})`,
  squareRoot: (x) => `torch.sqrt(${x}.clamp(min=1e-7))`,
  exponential: (x) => `torch.exp(${x})`,
  logarithm: (x) => `torch.log(${x}.clamp(min=1e-7))`,
  sine: (x) => `torch.sin(${x})`,
  cosine: (x) => `torch.cos(${x})`,
};

export const torchLayers: { readonly [kind: string]: TorchExpress } = {
  dense,
  embedding,
  conv1d: convolution(1),
  conv2d: convolution(2),
  conv3d: convolution(3),
  depthwiseConv2d: depthwise,
  separableConv2d: separable,
  conv2dTranspose: transposedConvolution,
  maxPooling1d: pooling('Max', 1),
  maxPooling2d: pooling('Max', 2),
  maxPooling3d: pooling('Max', 3),
  averagePooling1d: pooling('Avg', 1),
  averagePooling2d: pooling('Avg', 2),
  globalMaxPooling1d: globalPooling('amax'),
  globalMaxPooling2d: globalPooling('amax'),
  globalAveragePooling1d: globalPooling('mean'),
  globalAveragePooling2d: globalPooling('mean'),
  simpleRNN: own('SimpleRNN', (given) =>
    recurrentArgs('simpleRNN', given.params, given.inputs[0]!.shape[1] ?? null, given),
  ),
  lstm: own('LSTM', (given) => recurrentArgs('lstm', given.params, given.inputs[0]!.shape[1] ?? null, given)),
  gru: own('GRU', (given) => recurrentArgs('gru', given.params, given.inputs[0]!.shape[1] ?? null, given)),
  bidirectional,
  convLstm2d: own('ConvLSTM2D', (given) => [
    String(given.inputs[0]!.shape[3]),
    String(number(given, 'filters')),
    tuple(list(given, 'kernelSize')),
    `strides=${tuple(list(given, 'strides'))}`,
    `padding=${quoted(word(given, 'padding'))}`,
    `activation=${activationName(given, word(given, 'activation'))}`,
    `gate=${activationName(given, word(given, 'recurrentActivation'))}`,
    `every_step=${bool(flag(given, 'returnSequences'))}`,
    `bias=${bool(flag(given, 'useBias'))}`,
  ]),
  multiHeadAttention: heads,
  crossAttention: heads,
  attention: own('Attention', (given) => [
    `scaled=${bool(given.shapes.size > 0)}`,
    `causal=${bool(flag(given, 'causal'))}`,
    `dropout=${py(number(given, 'dropout'))}`,
    ...(given.shapes.size > 0 ? [] : []),
  ]),
  attentionPooling: own('AttentionPooling', shapeArgs),
  squeezeAndExcite: own('SqueezeAndExcite', shapeArgs),
  tokenAndPositionEmbedding: own('TokenAndPositionEmbedding', shapeArgs),
  positionEmbedding: own('PositionEmbedding', shapeArgs),
  sinusoidalPosition: moved((x, given) => `layers.sinusoidal(${x}, ${py(number(given, 'longest'))})`),
  rotaryEmbedding: moved(
    (x, given) => `layers.rotary(${x}, ${number(given, 'heads')}, ${py(number(given, 'longest'))})`,
  ),
  batchNormalization,
  layerNormalization,
  groupNormalization: groupNormalization((given) => number(given, 'groups')),
  instanceNormalization: groupNormalization((_given, channels) => channels),
  rmsNormalization: own('RMSNormalization', (given) => [
    ...shapeArgs(given),
    `epsilon=${py(number(given, 'epsilon'))}`,
  ]),
  unitNormalization: moved((x) => `layers.unit(${x})`),
  layerScale: own('LayerScale', shapeArgs),
  dropout: noise('nn.Dropout', 'rate'),
  spatialDropout1d: channelDropout(1),
  spatialDropout2d: channelDropout(2),
  spatialDropout3d: channelDropout(3),
  gaussianNoise: noise('layers.GaussianNoise', 'stddev'),
  gaussianDropout: noise('layers.GaussianDropout', 'rate'),
  alphaDropout: noise('nn.AlphaDropout', 'rate'),
  activation: (given) => activate(given, word(given, 'activation'), given.inputs[0]!),
  leakyReLU: alike((x, given) => `F.leaky_relu(${x}, ${py(number(given, 'negativeSlope'))})`),
  prelu: own('PReLU', shapeArgs),
  elu: alike((x) => `F.elu(${x})`),
  softmax: (given) => activate(given, 'softmax', given.inputs[0]!),
  elementwise: alike((x, given) =>
    (functions[word(given, 'function')] ?? (() => cannot(given, 'PyTorch has no such function here.')))(x),
  ),
  power: alike((x, given) => {
    const exponent = number(given, 'exponent');
    return `torch.pow(${Number.isInteger(exponent) ? x : `${x}.clamp(min=1e-7)`}, ${py(exponent)})`;
  }),
  stopGradient: alike((x) => `${x}.detach()`),
  rescaling: alike((x, given) => `${x} * ${py(number(given, 'scale'))} + ${py(number(given, 'offset'))}`),
  resizing: (given) => {
    const size = `(${number(given, 'height')}, ${number(given, 'width')})`;
    const mode =
      word(given, 'interpolation') === 'nearest' ? 'mode="nearest-exact"' : 'mode="bilinear", align_corners=False';
    return firstValue(given, `F.interpolate(${first(given.inputs[0]!)}, ${size}, ${mode})`);
  },
  randomFlip: augmentation('RandomFlip', (given) => [quoted(word(given, 'mode'))]),
  randomRotation: augmentation('RandomAffine', (given) => [
    `degrees=${py(number(given, 'degrees'))}`,
    `fill=${quoted(word(given, 'fill'))}`,
  ]),
  randomTranslation: augmentation('RandomAffine', (given) => [
    `height=${py(number(given, 'height'))}`,
    `width=${py(number(given, 'width'))}`,
    `fill=${quoted(word(given, 'fill'))}`,
  ]),
  randomZoom: augmentation('RandomAffine', (given) => [
    `zoom=${py(number(given, 'factor'))}`,
    `fill=${quoted(word(given, 'fill'))}`,
  ]),
  randomContrast: augmentation('RandomContrast', (given) => [py(number(given, 'factor'))]),
  randomBrightness: augmentation('RandomBrightness', (given) => [
    py(number(given, 'factor')),
    `range=${quoted(word(given, 'range'))}`,
  ]),
  flatten: moved((x) => `${x}.flatten(1)`),
  reshape,
  permute: moved((x, given) => `${x}.permute(0, ${list(given, 'dims').join(', ')})`),
  repeatVector: moved((x, given) => `${x}.unsqueeze(1).repeat(1, ${number(given, 'n')}, 1)`),
  zeroPadding2d: (given) => {
    const [top, bottom, left, right] = list(given, 'padding');
    return firstValue(given, `F.pad(${first(given.inputs[0]!)}, (${left}, ${right}, ${top}, ${bottom}))`);
  },
  cropping2D: (given) => {
    const [top, bottom, left, right] = list(given, 'cropping').map((off) => (off === 0 ? '0' : String(-off)));
    return firstValue(given, `F.pad(${first(given.inputs[0]!)}, (${left}, ${right}, ${top}, ${bottom}))`);
  },
  upSampling2d: (given) =>
    firstValue(
      given,
      `F.interpolate(${first(given.inputs[0]!)}, scale_factor=${tuple(list(given, 'size'))}, mode="nearest")`,
    ),
  depthToSpace: moved((x, given) => `layers.depth_to_space(${x}, ${number(given, 'size')})`),
  spaceToDepth: moved((x, given) => `layers.space_to_depth(${x}, ${number(given, 'size')})`),
  slice,
  splitPart,
  add: merge((names) => names.join(' + ')),
  subtract: merge((names) => names.join(' - ')),
  multiply: merge((names) => names.join(' * ')),
  average: merge((names) => `(${names.join(' + ')}) / ${names.length}`),
  maximum: merge((names) => names.slice(1).reduce((all, name) => `torch.maximum(${all}, ${name})`, names[0]!)),
  minimum: merge((names) => names.slice(1).reduce((all, name) => `torch.minimum(${all}, ${name})`, names[0]!)),
  concatenate,
  dot: (given) =>
    lastValue(
      given,
      `layers.dot(${last(given.inputs[0]!)}, ${last(given.inputs[1]!)}, ${tuple(list(given, 'axes'))}${flag(given, 'normalize') ? ', normalize=True' : ''})`,
    ),
  cosineSimilarity: pairs('layers.cosine'),
  distance: (given) =>
    lastValue(
      given,
      `layers.distance(${last(given.inputs[0]!)}, ${last(given.inputs[1]!)}, ${quoted(word(given, 'measure'))})`,
    ),
  sampling: own('Sampling', () => []),
};
