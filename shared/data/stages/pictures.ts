// Pictures and the pictures of clips, from their file to the network (preprocess.ts says how).
import type { DataConfig } from '../config';
import { picturesOf } from '../tablePictures';
import { rangeFigures } from './ranges';
import type { Stage } from './stage';

/** How this data's pictures are prepared. */
export function preparationOf({ images, masks, boxes, video, table }: DataConfig) {
  return images ?? masks ?? boxes ?? video ?? (table && picturesOf(table));
}

const original: Stage = {
  id: 'original',
  title: 'As in the file',
  help: 'The picture upright, as its file says it was held, with transparent parts laid over white.',
};

const frames: Stage = {
  id: 'original',
  title: 'Pictures of the clip',
  help: 'So many pictures, evenly spread over the clip: the middle one of each of as many equal stretches.',
  options: ['frames'],
};

const shape: Stage = {
  id: 'framing',
  title: 'Shape',
  help: 'A picture of another shape than the network’s is stretched, cut or given a border.',
  options: ['framing'],
  reason: (config) => preparationOf(config)?.framingReason,
};

const size: Stage = {
  id: 'size',
  title: 'Size',
  help: 'Brought to this width and height; each new pixel lies between its nearest old ones (bilinear).',
  options: ['width', 'height'],
};

const colour: Stage = {
  id: 'colour',
  title: 'Colour',
  help: 'One channel of grey or three of colour, as whole numbers from 0 to 255.',
  options: ['colour'],
};

const variation: Stage = {
  id: 'variation',
  title: 'Mirrored and turned',
  help: 'Each time it is learned from, the picture lies another way, and what is marked on it with it.',
  options: ['variation'],
  trainingOnly: true,
};

const scaling: Stage = {
  id: 'scaling',
  title: 'Scaling',
  help: 'Pixels of 0 to 255 are brought into a range that the network learns well from: what it is given.',
  options: ['scaling'],
  figures: (input, config) => {
    if (input.modality !== 'image' && input.modality !== 'video') return null;
    const prepared = preparationOf(config);
    return prepared === undefined ? null : rangeFigures(prepared.scaling, input);
  },
};

export function pictureStages({ masks, boxes }: DataConfig): readonly Stage[] {
  const varied = masks ?? boxes;
  return [original, shape, size, colour, ...(varied === undefined ? [] : [variation]), scaling];
}

export function clipStages(): readonly Stage[] {
  return [frames, shape, size, colour, scaling];
}
