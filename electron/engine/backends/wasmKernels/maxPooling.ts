// Largest numbers of windows, where the WebAssembly engine's own kernels are wrong for numbers below zero: they start
// from the smallest number above zero, so that such a window gives that, or passes no slope on.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { composed } from './kernel';
import { product } from '../../../../shared/shape';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor5D = import('@tensorflow/tfjs').Tensor5D;
type KernelConfig = import('@tensorflow/tfjs').KernelConfig;
type FiveSizes = [number, number, number, number, number];
type Triple = [number, number, number];

interface Attributes<Sizes> {
  readonly filterSize: Sizes | number;
  readonly strides: Sizes | number;
  readonly pad: 'same' | 'valid' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Info = ReturnType<TensorFlow['backend_util']['computePool3DInfo']>;

/** Pictures are samples of depth 1. */
function flat(tf: TensorFlow, shape: readonly number[], attributes: Attributes<[number, number]>): Info {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const triple = (sizes: [number, number] | number): Triple =>
    typeof sizes === 'number' ? [1, sizes, sizes] : [1, ...sizes];
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(
    [batch, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const deep = tf.backend_util.computePool3DInfo(
    [batch, 1, height, width, channels],
    triple(filterSize),
    triple(strides),
    1,
    'valid',
  );
  const { top, bottom, left, right, type } = info.padInfo;
  return {
    ...deep,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    padInfo: { front: 0, back: 0, top, bottom, left, right, type },
  };
}

function deep(tf: TensorFlow, shape: readonly number[], attributes: Attributes<Triple>): Info {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool3DInfo(shape as FiveSizes, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Calls `found` with every window's number of its own and the place of its largest number in x, the first where several are. */
function eachWindow(x: Float32Array, info: Info, found: (window: number, place: number) => void): void {
  const { batchSize, inChannels, inDepth, inHeight, inWidth, outDepth, outHeight, outWidth, padInfo } = info;
  let window = 0;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let outZ = 0; outZ < outDepth; outZ++) {
      const zStart = outZ * info.strideDepth - padInfo.front;
      const zEnd = Math.min(inDepth, zStart + info.filterDepth);
      for (let outY = 0; outY < outHeight; outY++) {
        const yStart = outY * info.strideHeight - padInfo.top;
        const yEnd = Math.min(inHeight, yStart + info.filterHeight);
        for (let outX = 0; outX < outWidth; outX++) {
          const xStart = outX * info.strideWidth - padInfo.left;
          const xEnd = Math.min(inWidth, xStart + info.filterWidth);
          for (let channel = 0; channel < inChannels; channel++) {
            let largest = -Infinity;
            let place = -1;
            for (let z = Math.max(0, zStart); z < zEnd; z++) {
              for (let y = Math.max(0, yStart); y < yEnd; y++) {
                const row = ((sample * inDepth + z) * inHeight + y) * inWidth;
                for (let column = Math.max(0, xStart); column < xEnd; column++) {
                  const at = (row + column) * inChannels + channel;
                  const value = x[at]!;
                  // What is not a number stays one, so that a run that went wrong is noticed.
                  if (value > largest || place < 0 || value !== value) {
                    largest = value;
                    place = at;
                  }
                }
              }
            }
            found(window, place);
            window += 1;
          }
        }
      }
    }
  }
}

/** dx: every window's slope, at the place of its largest number. */
function slopeOf(tf: TensorFlow, dy: Tensor, input: Tensor, info: Info): Tensor {
  const slopes = dy.dataSync<'float32'>();
  const x = input.dataSync<'float32'>();
  const result = new Float32Array(input.size);
  eachWindow(x, info, (window, place) => {
    if (place >= 0) result[place]! += slopes[window]!;
  });
  return tf.tensor(result, input.shape);
}

interface SlopeInputs {
  readonly dy: Tensor;
  readonly input: Tensor;
}

export function maxPoolGrad(tf: TensorFlow): KernelConfig {
  return composed<SlopeInputs, Attributes<[number, number]>>(tf, 'MaxPoolGrad', ({ dy, input }, attributes) =>
    slopeOf(tf, dy, input, flat(tf, input.shape, attributes)),
  );
}

export function maxPool3dGrad(tf: TensorFlow): KernelConfig {
  return composed<SlopeInputs, Attributes<Triple>>(tf, 'MaxPool3DGrad', ({ dy, input }, attributes) =>
    slopeOf(tf, dy, input, deep(tf, input.shape, attributes)),
  );
}

export function maxPool3d(tf: TensorFlow): KernelConfig {
  return composed<{ readonly x: Tensor5D }, Attributes<Triple>>(tf, 'MaxPool3D', ({ x }, attributes) => {
    const info = deep(tf, x.shape, attributes);
    const values = x.dataSync<'float32'>();
    const result = new Float32Array(product(info.outShape));
    eachWindow(values, info, (window, place) => {
      result[window] = values[place]!;
    });
    return tf.tensor(result, info.outShape);
  });
}
