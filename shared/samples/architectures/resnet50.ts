// ResNet50: fifty layers that can be trained, because each block adds to what came before.
import type { NodeId } from '../../network/document';
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

export const resnet50: Architecture = {
  id: 'resnet50',
  title: 'ResNet50',
  icon: 'Route',
  summary: 'Fifty layers in blocks with a way around each: the work horse of picture recognition.',
  year: 2015,
  source:
    'He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015; as keras.applications.ResNet50, moving averages of its normalizations counted.',
  parameters: 25_636_712,
  network() {
    const { add, networkInRows } = createBuilder();
    const convolution = (from: NodeId, name: string, filters: number, size: number, stride: number): NodeId => {
      const conv = add('conv2d', `${name}_conv`, from, {
        filters,
        kernelSize: [size, size],
        strides: [stride, stride],
        padding: size === 3 ? 'same' : 'valid',
        activation: 'linear',
      });
      return add('batchNormalization', `${name}_bn`, conv, { epsilon: 1.001e-5 });
    };
    const relu = (from: NodeId, name: string): NodeId => add('activation', name, from, { activation: 'relu' });

    let x = add('input', 'image', [], { shape: [224, 224, 3] });
    x = add('zeroPadding2d', 'conv1_pad', x, { padding: [3, 3, 3, 3] });
    x = relu(convolution(x, 'conv1', 64, 7, 2), 'conv1_relu');
    x = add('zeroPadding2d', 'pool1_pad', x);
    x = add('maxPooling2d', 'pool1_pool', x, { poolSize: [3, 3], strides: [2, 2] });
    const stages = [
      [64, 3, 1],
      [128, 4, 2],
      [256, 6, 2],
      [512, 3, 2],
    ] as const;
    for (const [stage, [filters, blocks, firstStride]] of stages.entries()) {
      for (let block = 1; block <= blocks; block++) {
        const name = `conv${stage + 2}_block${block}`;
        const stride = block === 1 ? firstStride : 1;
        const around = block === 1 ? convolution(x, `${name}_0`, 4 * filters, 1, stride) : x;
        let y = relu(convolution(x, `${name}_1`, filters, 1, stride), `${name}_1_relu`);
        y = relu(convolution(y, `${name}_2`, filters, 3, 1), `${name}_2_relu`);
        y = convolution(y, `${name}_3`, 4 * filters, 1, 1);
        x = relu(add('add', `${name}_add`, [around, y]), `${name}_out`);
      }
    }
    x = add('globalAveragePooling2d', 'avg_pool', x);
    x = add('dense', 'predictions', x, { units: 1000, activation: 'softmax' });
    add('output', 'output', x);
    return networkInRows();
  },
};
