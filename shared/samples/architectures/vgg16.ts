// VGG16: many small convolutions, one after the other.
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

export const vgg16: Architecture = {
  id: 'vgg16',
  title: 'VGG16',
  icon: 'Layers',
  summary: 'Sixteen layers of the plainest kind: small convolutions, and half the size after each block.',
  year: 2014,
  source:
    'Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014, configuration D; as keras.applications.VGG16.',
  parameters: 138_357_544,
  network() {
    const { add, networkInRows } = createBuilder();
    let x = add('input', 'image', [], { shape: [224, 224, 3] });
    const blocks = [
      [2, 64],
      [2, 128],
      [3, 256],
      [3, 512],
      [3, 512],
    ] as const;
    for (const [block, [count, filters]] of blocks.entries()) {
      for (let conv = 1; conv <= count; conv++) {
        x = add('conv2d', `block${block + 1}_conv${conv}`, x, { filters, padding: 'same', activation: 'relu' });
      }
      x = add('maxPooling2d', `block${block + 1}_pool`, x);
    }
    x = add('flatten', 'flatten', x);
    x = add('dense', 'fc1', x, { units: 4096, activation: 'relu' });
    x = add('dense', 'fc2', x, { units: 4096, activation: 'relu' });
    x = add('dense', 'predictions', x, { units: 1000, activation: 'softmax' });
    add('output', 'output', x);
    return networkInRows();
  },
};
