// What Keras' arguments mean here: under which names, in which words, and which of them change nothing.
import type { Param } from '../../params';
import type { ParamValue } from '../../result';
import type { Json } from '../../json';

/** Keras' argument behind one of our parameters, where camel case alone does not say it. */
export const argumentOf: { readonly [name: string]: readonly string[] } = {
  stride: ['strides'],
  negativeSlope: ['negative_slope', 'alpha'],
  kernelInitializer: ['kernel_initializer', 'depthwise_initializer'],
  heads: ['num_heads'],
};

const rangeOf = (config: Json): ParamValue | undefined => {
  const range = config['value_range'];
  const words: { readonly [range: string]: string } = {
    '0,1': 'zeroToOne',
    '-1,1': 'minusOneToOne',
    '0,255': 'zeroTo255',
  };
  return Array.isArray(range) ? words[range.join()] : undefined;
};
/** Keras draws between two numbers; anything but one, or the two that `from` makes of one, is handed on and refused. */
const strength =
  (argument: string, from: (most: number) => readonly [number, number] = (most) => [-most, most], times = 1) =>
  (config: Json): ParamValue | undefined => {
    const value = config[argument];
    const most = Array.isArray(value) ? (value as readonly unknown[])[1] : value;
    if (typeof most !== 'number') return value as ParamValue | undefined;
    const isOne = !Array.isArray(value) || from(most).every((end, at) => Math.abs(end - Number(value[at])) < 1e-9);
    return isOne ? Number((most * times).toPrecision(9)) : (value as ParamValue);
  };
/** Around Keras' 1/2, which changes nothing; another pair is handed on and refused. */
function saturation(config: Json): ParamValue | undefined {
  const value = config['factor'] as ParamValue | undefined;
  const [least, most] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const isEven = typeof least === 'number' && typeof most === 'number' && Math.abs(least + most - 1) < 1e-9;
  return isEven ? Number((most - least).toPrecision(9)) : value;
}
const fromZero = (most: number) => [0, most] as const;

/** Parameters that Keras says in another way, by our kind; each with the arguments that it reads. */
export const special: {
  readonly [kind: string]: {
    readonly [param: string]: {
      readonly from: readonly string[];
      readonly read: (config: Json) => ParamValue | undefined;
    };
  };
} = {
  randomFlip: {
    mode: {
      from: ['mode'],
      read: (config) => (config['mode'] === 'horizontal_and_vertical' ? 'both' : (config['mode'] as ParamValue)),
    },
  },
  randomRotation: {
    degrees: {
      from: ['factor'],
      read: strength('factor', undefined, 360),
    },
    fill: { from: ['fill_mode'], read: (config) => config['fill_mode'] as ParamValue | undefined },
  },
  randomTranslation: {
    height: { from: ['height_factor'], read: strength('height_factor') },
    width: { from: ['width_factor'], read: strength('width_factor') },
    fill: { from: ['fill_mode'], read: (config) => config['fill_mode'] as ParamValue | undefined },
  },
  randomZoom: {
    factor: { from: ['height_factor', 'width_factor'], read: strength('height_factor') },
    fill: { from: ['fill_mode'], read: (config) => config['fill_mode'] as ParamValue | undefined },
  },
  randomContrast: {
    factor: { from: ['factor'], read: strength('factor', fromZero) },
    range: { from: ['value_range'], read: rangeOf },
  },
  randomBrightness: {
    factor: { from: ['factor'], read: strength('factor') },
    range: { from: ['value_range'], read: rangeOf },
  },
  randomHue: {
    degrees: { from: ['factor'], read: strength('factor', fromZero, 180) },
    range: { from: ['value_range'], read: rangeOf },
  },
  randomSaturation: {
    factor: { from: ['factor'], read: saturation },
    range: { from: ['value_range'], read: rangeOf },
  },
  instanceNormalization: { groups: { from: ['groups'], read: () => undefined } },
};

export const camelToSnake = (name: string): string =>
  name.replace(/[A-Z0-9]/g, (c) => (/\d/.test(c) ? c : `_${c.toLowerCase()}`));

/** Settings that change nothing here when they have this value. */
export const neutral: { readonly [argument: string]: (value: unknown) => boolean } = {
  data_format: (value) => value === 'channels_last' || value === null,
  groups: (value) => value === 1,
  dilation_rate: (value) => (Array.isArray(value) ? value.every((one) => one === 1) : value === 1),
  axis: (value) => value === -1 || value === 3 || value === 2 || value === 1 || Array.isArray(value),
  // A pooling that keeps its axes gets a Reshape behind it.
  keepdims: (value) => typeof value === 'boolean',
  implementation: () => true,
  unroll: () => true,
  time_major: (value) => value === false,
  zero_output_for_mask: () => true,
  use_cudnn: () => true,
  seed: () => true,
  synchronized: () => true,
  renorm: (value) => value === false,
  renorm_momentum: () => true,
  renorm_clipping: () => true,
  virtual_batch_size: () => true,
  quantization_config: (value) => value === null,
  use_gate: (value) => value !== true,
  rms_scaling: (value) => value === false,
  lora_rank: (value) => value === null,
  alpha: (value) => value === 1 || value === 1.0,
  threshold: (value) => value === 0,
  max_value: (value) => value === null,
  negative_slope: (value) => value === 0,
  interpolation: (value) => value === 'nearest',
  score_mode: (value) => value === 'dot',
  unit_forget_bias: () => true,
  value_dim: () => true,
  attention_axes: (value) => value === null || (Array.isArray(value) && value.join() === '1'),
  output_shape: (value) => value === null,
  flash_attention: () => true,
  pad_to_aspect_ratio: (value) => value === false,
  crop_to_aspect_ratio: (value) => value === false,
  antialias: (value) => value === false,
  fill_value: () => true,
  fill_mode: () => true,
  momentum: () => true,
  output_padding: (value) => value === null,
  input_length: () => true,
  noise_shape: (value) => value === null,
  order: (value) => value === 2,
};

/** Left out with a word about it: they matter while training only. */
export const dropped =
  /_constraint$|^activity_regularizer$|^bias_regularizer$|^recurrent_regularizer$|^(beta|gamma|pointwise|depthwise)_regularizer$|^(recurrent_)?dropout$/;

/** Says nothing about the numbers. */
export const ignored =
  /^(name|trainable|dtype|batch_input_shape|batch_shape|sparse|ragged|optional|input_shape|backward_layer)$|initializer$/;

/** What Keras takes where a configuration says nothing, if that is not what we take. */
export function kerasDefault(kind: string, name: string, param: Param): ParamValue | undefined {
  // Keras' layers begin without an activation, ours with ReLU.
  if (name === 'activation' && param.default === 'relu') return 'linear';
  return kind === 'groupNormalization' && name === 'groups' ? 32 : (param.older as ParamValue | undefined);
}
