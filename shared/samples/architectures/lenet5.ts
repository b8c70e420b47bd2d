// LeNet-5: the convolutional network that read cheques.
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

export const lenet5: Architecture = {
  id: 'lenet-5',
  title: 'LeNet-5',
  icon: 'PenTool',
  summary: 'The convolutional network that read handwritten digits on cheques.',
  year: 1998,
  source:
    'LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998; with every map of the third layer wired to all maps before it and a softmax at the end, as it is taught today.',
  parameters: 61_706,
  network() {
    const { add, networkInRows } = createBuilder();
    const tanh = { activation: 'tanh' };
    let x = add('input', 'image', [], { shape: [32, 32, 1] });
    x = add('conv2d', 'c1', x, { filters: 6, kernelSize: [5, 5], ...tanh });
    x = add('averagePooling2d', 's2', x);
    x = add('conv2d', 'c3', x, { filters: 16, kernelSize: [5, 5], ...tanh });
    x = add('averagePooling2d', 's4', x);
    x = add('conv2d', 'c5', x, { filters: 120, kernelSize: [5, 5], ...tanh });
    x = add('flatten', 'flatten', x);
    x = add('dense', 'f6', x, { units: 84, ...tanh });
    x = add('dense', 'digits', x, { units: 10, activation: 'softmax' });
    add('output', 'output', x);
    return networkInRows();
  },
};
