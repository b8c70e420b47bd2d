// Blocks for pictures.
import { type BlockSample, convolution, depthwise, lastOf } from './blockSample';

export const pictureBlocks: readonly BlockSample[] = [
  {
    id: 'residual-basic',
    title: 'Residual block',
    icon: 'Route',
    summary: 'Two convolutions and a way around them: each block learns only what to add.',
    source: 'He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, figure 5, left.',
    synonyms: ['resnet', 'skip connection', 'basic block', 'shortcut'],
    rank: 3,
    keepsShape: true,
    build(add, from, shape) {
      const channels = lastOf(shape);
      const inner = convolution(add, convolution(add, from, channels, 3), channels, 3, null);
      return add('activation', 'activation', add('add', 'sum', [from, inner]), { activation: 'relu' });
    },
  },
  {
    id: 'residual-bottleneck',
    title: 'Bottleneck block',
    icon: 'Shrink',
    summary: 'A residual block that looks through a quarter of the channels, so that deep networks stay cheap.',
    source: 'He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, figure 5, right.',
    synonyms: ['resnet50', 'residual', 'skip connection', 'bottleneck'],
    rank: 3,
    keepsShape: true,
    build(add, from, shape) {
      const channels = lastOf(shape);
      const narrow = Math.max(1, Math.round(channels / 4));
      const inner = convolution(add, convolution(add, from, narrow, 1), narrow, 3);
      const sum = add('add', 'sum', [from, convolution(add, inner, channels, 1, null)]);
      return add('activation', 'activation', sum, { activation: 'relu' });
    },
  },
  {
    id: 'inverted-residual',
    title: 'Inverted residual block',
    icon: 'Smartphone',
    summary: 'Wide inside, narrow outside, with cheap depthwise convolutions: made for phones.',
    source: 'Sandler and others, "MobileNetV2: inverted residuals and linear bottlenecks", 2018.',
    synonyms: ['mobilenet', 'mbconv', 'depthwise', 'phone', 'skip connection'],
    rank: 3,
    keepsShape: true,
    build(add, from, shape) {
      const channels = lastOf(shape);
      const wide = depthwise(add, convolution(add, from, 6 * channels, 1, 'relu6'), 'relu6');
      return add('add', 'sum', [from, convolution(add, wide, channels, 1, null)]);
    },
  },
  {
    id: 'inception',
    title: 'Inception block',
    icon: 'GitFork',
    summary: 'Looks through windows of several sizes at once and puts what they see side by side.',
    source: 'Szegedy and others, "Going deeper with convolutions", 2014, figure 2b.',
    synonyms: ['googlenet', 'branches', 'multi scale'],
    rank: 3,
    keepsShape: true,
    build(add, from, shape) {
      const channels = lastOf(shape);
      const part = Math.max(1, Math.floor(channels / 4));
      const rest = Math.max(1, channels - 3 * part);
      const reduced = Math.max(1, Math.round(part / 2));
      const pool = add('maxPooling2d', 'pool', from, { poolSize: [3, 3], strides: [1, 1], padding: 'same' });
      return add('concatenate', 'joined', [
        convolution(add, from, rest, 1),
        convolution(add, convolution(add, from, reduced, 1), part, 3),
        convolution(add, convolution(add, from, reduced, 1), part, 5),
        convolution(add, pool, part, 1),
      ]);
    },
  },
  {
    id: 'dense-block',
    title: 'Dense block',
    icon: 'Network',
    summary: 'Each of four convolutions sees the results of all before it.',
    source: 'Huang, Liu, van der Maaten and Weinberger, "Densely connected convolutional networks", 2016.',
    synonyms: ['densenet', 'concatenate', 'growth'],
    rank: 3,
    keepsShape: false,
    build(add, from) {
      let seen = from;
      for (let step = 0; step < 4; step++) seen = add('concatenate', 'joined', [seen, convolution(add, seen, 12, 3)]);
      return seen;
    },
  },
  {
    id: 'unet-level',
    title: 'U-Net level',
    icon: 'Magnet',
    summary: 'Looks at half the size and comes back, joined with what was seen at full size.',
    source: 'Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015.',
    synonyms: ['unet', 'segmentation', 'encoder decoder', 'skip connection'],
    rank: 3,
    keepsShape: true,
    build(add, from, shape) {
      const channels = lastOf(shape);
      const fine = convolution(add, convolution(add, from, channels, 3), channels, 3);
      const half = add('maxPooling2d', 'pool', fine);
      const coarse = convolution(add, convolution(add, half, 2 * channels, 3), 2 * channels, 3);
      const back = add('upSampling2d', 'enlarge', coarse);
      const joined = add('concatenate', 'joined', [fine, convolution(add, back, channels, 3)]);
      return convolution(add, joined, channels, 3);
    },
  },
  {
    id: 'squeeze-excite-residual',
    title: 'Squeeze-and-excite residual block',
    icon: 'SlidersVertical',
    summary: 'A residual block that also decides which channels count.',
    source: 'Hu, Shen and Sun, "Squeeze-and-excitation networks", 2017, figure 3.',
    synonyms: ['senet', 'channel attention', 'resnet', 'skip connection'],
    rank: 3,
    keepsShape: true,
    build(add, from, shape) {
      const channels = lastOf(shape);
      const inner = convolution(add, convolution(add, from, channels, 3), channels, 3, null);
      const weighed = add('squeezeAndExcite', 'weigh', inner, { ratio: Math.min(16, Math.max(1, channels)) });
      return add('activation', 'activation', add('add', 'sum', [from, weighed]), { activation: 'relu' });
    },
  },
];
