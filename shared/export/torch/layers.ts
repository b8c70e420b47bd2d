// Every layer in PyTorch. What torch.nn has is written with torch.nn, channels behind the batch as it wants them; the
// rest is in layers.py beside it, channels last as in Keras.
import { transposed } from '../transposed';
import { convolutions } from './convolution';
import {
  type TorchExpress,
  type TorchGiven,
  activate,
  alike,
  biasOf,
  bool,
  everywhere,
  first,
  firstValue,
  last,
  lastValue,
  moved,
  own,
  py,
  quoted,
  shapeArgs,
  shapeOf,
} from './express';
import { cannot, flag, list, number, word } from '../given';
import { pythonValue } from '../python';
import { recurrent } from './recurrent';
import { shapes } from './shapes';

const dense: TorchExpress = (given) => {
  const [inputs, units] = shapeOf(given, 'kernel');
  const call = given.module(`nn.Linear(${inputs}, ${units}${biasOf(given)})`);
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
    if (x.shape.length === 1) return lastValue(given, `${call}(${last(x)})`);
    // Where nothing before it learns, PyTorch 2.9's gradient on a processor crashes on pictures laid out channels last.
    const laidOut = x.shape.length === 3 ? '.contiguous()' : '';
    return firstValue(given, `${call}(${first(x)}${laidOut})`);
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
  ...convolutions,
  ...recurrent,
  multiHeadAttention: heads,
  crossAttention: heads,
  attention: own('Attention', (given) => [
    `scaled=${bool(given.shapes.size > 0)}`,
    `causal=${bool(flag(given, 'causal'))}`,
    `dropout=${py(number(given, 'dropout'))}`,
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
  normalization: own('Normalization', (given) => [
    ...(given.shapes.size > 0
      ? [`channels=${shapeOf(given, 'mean')[0]}`]
      : ['mean', 'variance'].map((name) => `${name}=${pythonValue(list(given, name))}`)),
    ...(flag(given, 'invert') ? ['invert=True'] : []),
  ]),
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
  randomFlip: own('RandomFlip', (given) => [quoted(word(given, 'mode'))]),
  randomRotation: own('RandomAffine', (given) => [
    `degrees=${py(number(given, 'degrees'))}`,
    `fill=${quoted(word(given, 'fill'))}`,
  ]),
  randomTranslation: own('RandomAffine', (given) => [
    `height=${py(number(given, 'height'))}`,
    `width=${py(number(given, 'width'))}`,
    `fill=${quoted(word(given, 'fill'))}`,
  ]),
  randomZoom: own('RandomAffine', (given) => [
    `zoom=${py(number(given, 'factor'))}`,
    `fill=${quoted(word(given, 'fill'))}`,
  ]),
  randomCrop: own('RandomCrop', (given) => [String(number(given, 'height')), String(number(given, 'width'))]),
  randomHue: own('RandomHue', (given) => [py(number(given, 'degrees') / 360), `range=${quoted(word(given, 'range'))}`]),
  randomSaturation: own('RandomSaturation', (given) => [
    py(number(given, 'factor')),
    `range=${quoted(word(given, 'range'))}`,
  ]),
  randomContrast: own('RandomContrast', (given) => [py(number(given, 'factor'))]),
  randomBrightness: own('RandomBrightness', (given) => [
    py(number(given, 'factor')),
    `range=${quoted(word(given, 'range'))}`,
  ]),
  ...shapes,
  sampling: own('Sampling', () => []),
};
