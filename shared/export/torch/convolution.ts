// Convolutions and pooling in PyTorch: channels behind the batch, padding as TensorFlow has it.
import { depthwiseFirst, kernelFirst, transposed } from '../transposed';
import {
  type TorchExpress,
  type TorchGiven,
  type TorchValue,
  activate,
  biasOf,
  first,
  firstValue,
  lastValue,
  shapeOf,
  sizes,
  tuple,
} from './express';
import { list, number, word } from '../given';

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
      `nn.Conv${axes}d(${inputs}, ${filters}, ${sizes(kernel)}${stride}${argument}${dilation}${biasOf(given)})`,
    );
    given.keep('weight', 'kernel', kernelFirst);
    given.keep('bias', 'bias');
    return activate(given, word(given, 'activation'), firstValue(given, `${call}(${expression})`));
  };
}

/** A kernel for each channel: nn.Conv2d with the argument that says whether it has a bias, and its input. */
function perChannel(given: TorchGiven, weight: string) {
  const kernel = list(given, 'kernelSize');
  const stride = number(given, 'stride');
  const [channels, multiplier] = shapeOf(given, weight).slice(-2) as [number, number];
  const wide = channels * multiplier;
  const { expression, argument } = padded(given.inputs[0]!, {
    kernel,
    strides: [stride, stride],
    padding: word(given, 'padding'),
    dilations: [1, 1],
  });
  const step = stride === 1 ? '' : `, stride=${stride}`;
  const module = (bias: string) =>
    `nn.Conv2d(${channels}, ${wide}, ${sizes(kernel)}${step}${argument}, groups=${channels}${bias})`;
  return { expression, module, wide };
}

const depthwise: TorchExpress = (given) => {
  const { expression, module } = perChannel(given, 'kernel');
  const call = given.module(module(biasOf(given)));
  given.keep('weight', 'kernel', depthwiseFirst);
  given.keep('bias', 'bias');
  return activate(given, word(given, 'activation'), firstValue(given, `${call}(${expression})`));
};

const separable: TorchExpress = (given) => {
  const { expression, module, wide } = perChannel(given, 'depthwise_kernel');
  const mixing = `nn.Conv2d(${wide}, ${number(given, 'filters')}, 1${biasOf(given)})`;
  const call = given.module(
    `nn.Sequential(\n            ${module(', bias=False')},\n            ${mixing},\n        )`,
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
  const call = given.module(`nn.ConvTranspose2d(${inputs}, ${filters}, ${sizes(kernel)}${more}${biasOf(given)})`);
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

export const convolutions: { readonly [kind: string]: TorchExpress } = {
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
};
