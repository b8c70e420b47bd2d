// The sample project “Shapes, pixel by pixel”: segmentation with a U-Net.
import { unet } from '../../network/suggestUnet';
import { adam, generated, type Sample } from '../sample';

export const segmentation: Sample = {
  id: 'segmentation',
  title: 'Shapes, pixel by pixel',
  group: 'vision',
  synonyms: ['semantic segmentation', 'u-net', 'mask', 'pixel', 'medical images'],
  icon: 'Paintbrush',
  seconds: 60,
  figure: { metric: 'meanIoU', atLeast: 0.75, beside: 'Calling everything background gives about 0.2.' },
  summary: 'Colour every pixel of a picture by what it belongs to: circles, squares and triangles found by a U-Net.',
  source: generated('shape-masks', { side: 48, count: 800 }),
  options: { variation: 'mirror' },
  training: {
    epochs: 16,
    batchSize: 8,
    optimizerParams: adam(0.004),
    schedule: { id: 'cosine', params: {} },
    metrics: ['meanIoU', 'accuracy'],
  },
  network: (data) => unet(data),
};
