// The ranges into which pixels are brought: as (pixel - subtract) / divide per channel, pixels from 0 to 255.
import type { Option } from '../params';

export type PictureScaling = 'zeroToOne' | 'minusOneToOne' | 'imagenet' | 'none' | 'standardize';

/** Mean and population deviation of each channel of the training pictures, 0 to 255. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

interface Range {
  readonly subtract: readonly number[];
  readonly divide: readonly number[];
}

const each = (channels: 1 | 3, value: number) => Array.from({ length: channels }, () => value);

/** Means and deviations of ImageNet's photos in red, green and blue, 0 to 1, as torchvision's networks take them. */
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

function imagenetRange(channels: 1 | 3): Range {
  const bytes = (values: readonly number[]) => {
    const all = channels === 3 ? values : [values.reduce((sum, value) => sum + value, 0) / values.length];
    return all.map((value) => value * 255);
  };
  return { subtract: bytes(imagenet.mean), divide: bytes(imagenet.std) };
}

/** The range of each scaling; those of the training pictures are needed for `standardize` alone. */
export const pictureRanges: {
  readonly [S in PictureScaling]: (channels: 1 | 3, found: PixelStatistics | null) => Range;
} = {
  zeroToOne: (channels) => ({ subtract: each(channels, 0), divide: each(channels, 255) }),
  minusOneToOne: (channels) => ({ subtract: each(channels, 127.5), divide: each(channels, 127.5) }),
  imagenet: imagenetRange,
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
