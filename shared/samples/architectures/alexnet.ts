// AlexNet: the network that made deep learning known.
import type { NodeId } from '../../network/document';
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

export const alexnet: Architecture = {
  id: 'alexnet',
  title: 'AlexNet',
  icon: 'Trophy',
  summary: 'The deep network that won ImageNet in 2012 by far, in two halves for two graphics cards.',
  year: 2012,
  source:
    'Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks", 2012: 60 million parameters. To the number as in the reference model bvlc_alexnet of Caffe, 60,965,224. Without local response normalization, which has no weights.',
  parameters: 60_965_224,
  network() {
    const { add, networkInRows } = createBuilder();
    /** Each half of the channels through filters of its own. */
    const halves = (from: NodeId, name: string, filters: number, size: number): NodeId => {
      const made = [1, 2].map((part) => {
        const half = add('splitPart', `${name}_half_${part}`, from, { parts: 2, part });
        return add('conv2d', `${name}_${part}`, half, {
          filters: filters / 2,
          kernelSize: [size, size],
          padding: 'same',
          activation: 'relu',
        });
      });
      return add('concatenate', `${name}_joined`, made);
    };
    const pool = (from: NodeId, name: string): NodeId =>
      add('maxPooling2d', name, from, { poolSize: [3, 3], strides: [2, 2] });
    let x = add('input', 'image', [], { shape: [227, 227, 3] });
    x = add('conv2d', 'conv1', x, { filters: 96, kernelSize: [11, 11], strides: [4, 4], activation: 'relu' });
    x = pool(x, 'pool1');
    x = halves(x, 'conv2', 256, 5);
    x = pool(x, 'pool2');
    x = add('conv2d', 'conv3', x, { filters: 384, padding: 'same', activation: 'relu' });
    x = halves(x, 'conv4', 384, 3);
    x = halves(x, 'conv5', 256, 3);
    x = pool(x, 'pool5');
    x = add('flatten', 'flatten', x);
    for (const name of ['fc6', 'fc7']) {
      x = add('dense', name, x, { units: 4096, activation: 'relu' });
      x = add('dropout', `${name}_dropout`, x, { rate: 0.5 });
    }
    x = add('dense', 'fc8', x, { units: 1000, activation: 'softmax' });
    add('output', 'output', x);
    return networkInRows();
  },
};
