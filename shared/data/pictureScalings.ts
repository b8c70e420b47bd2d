// The ranges into which pixels are brought: as (pixel - subtract) / divide per channel, pixels from 0 to 255, channels in
// their own order or blue before red.
import type { Option } from '../params';

export const pictureScalings = ['zeroToOne', 'minusOneToOne', 'imagenet', 'caffe', 'none', 'standardize'] as const;
export type PictureScaling = (typeof pictureScalings)[number];

/** Mean and population deviation of each channel of the training pictures, 0 to 255. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** By the network's channels. */
interface Range {
  readonly subtract: readonly number[];
  readonly divide: readonly number[];
  /** The network sees blue, green and red; left out, red, green and blue. */
  readonly order?: 'bgr';
}

/** The place among a pixel's red, green and blue of the network's channel `c`. */
export function channelAt({ order }: Pick<Range, 'order'>, c: number): number {
  return order === 'bgr' ? 2 - c : c;
}

const each = (channels: 1 | 3, value: number) => Array.from({ length: channels }, () => value);

/** Means and deviations of ImageNet's photos in red, green and blue, 0 to 1, as torchvision's networks take them. */
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Means of ImageNet's photos in blue, green and red, 0 to 255, as Caffe's networks take them. */
const caffeMean = [103.939, 116.779, 123.68];

/** A number for each channel; grey has their average. */
function perChannel(channels: 1 | 3, values: readonly number[]): readonly number[] {
  return channels === 3 ? values : [values.reduce((sum, value) => sum + value, 0) / values.length];
}

function imagenetRange(channels: 1 | 3): Range {
  const bytes = (values: readonly number[]) => perChannel(channels, values).map((value) => value * 255);
  return { subtract: bytes(imagenet.mean), divide: bytes(imagenet.std) };
}

/** keras.applications.imagenet_utils.preprocess_input, mode "caffe". */
function caffeRange(channels: 1 | 3): Range {
  const range = { subtract: perChannel(channels, caffeMean), divide: each(channels, 1) };
  return channels === 3 ? { ...range, order: 'bgr' } : range;
}

/** The range of each scaling; those of the training pictures are needed for `standardize` alone. */
export const pictureRanges: {
  readonly [S in PictureScaling]: (channels: 1 | 3, found: PixelStatistics | null) => Range;
} = {
  zeroToOne: (channels) => ({ subtract: each(channels, 0), divide: each(channels, 255) }),
  minusOneToOne: (channels) => ({ subtract: each(channels, 127.5), divide: each(channels, 127.5) }),
  imagenet: imagenetRange,
  caffe: caffeRange,
  none: (channels) => ({ subtract: each(channels, 0), divide: each(channels, 1) }),
  standardize: (channels, found) => ({
    subtract: found?.mean ?? each(channels, 0),
    divide: (found?.std ?? each(channels, 255)).map((std) => (std > 0 ? std : 1)),
  }),
};

export const scalingOptions: readonly (Option & { readonly value: PictureScaling })[] = [
  { value: 'zeroToOne', title: '0 to 1', help: 'Pixel / 255. A good start.' },
  {
    value: 'minusOneToOne',
    title: '-1 to 1',
    help: 'Pixel / 127.5 - 1. As trained networks such as MobileNet, Inception and EfficientNet-Lite need it.',
  },
  {
    value: 'imagenet',
    title: 'ImageNet',
    help: 'Less the mean and by the deviation of ImageNet, channel by channel. As trained networks of PyTorch (torchvision, timm) need it.',
  },
  {
    value: 'caffe',
    title: 'Blue before red',
    help: 'Blue, green and red, each less its mean over ImageNet, 0 to 255. As trained networks of Caffe need it, and Keras’ VGG and ResNet (not ResNetV2).',
  },
  {
    value: 'none',
    title: '0 to 255',
    help: 'Pixels as they are. For trained networks that scale by themselves, such as EfficientNet of Keras.',
  },
  {
    value: 'standardize',
    title: 'Standardize',
    help: 'Zero mean and unit deviation per channel over the training part.',
  },
];
