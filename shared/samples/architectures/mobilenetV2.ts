// MobileNetV2: light enough for phones, by convolutions in cheap halves.
import type { NodeId } from '../../network/document';
import type { ParamValues } from '../../result';
import type { Architecture } from './architecture';
import { createBuilder } from './builder';

export const mobilenetV2: Architecture = {
  id: 'mobilenet-v2',
  title: 'MobileNetV2',
  icon: 'Smartphone',
  summary: 'Made for phones: wide inside each block, narrow between them, and a seventh of the weights of ResNet50.',
  year: 2018,
  source:
    'Sandler, Howard, Zhu, Zhmoginov and Chen, "MobileNetV2: inverted residuals and linear bottlenecks", 2018; as keras.applications.MobileNetV2, moving averages of its normalizations counted.',
  parameters: 3_538_984,
  network() {
    const { add, networkInRows } = createBuilder();
    const even = (from: NodeId, name: string, relu: boolean): NodeId => {
      const bn = add('batchNormalization', `${name}_BN`, from, { momentum: 0.999 });
      return relu ? add('activation', `${name}_relu`, bn, { activation: 'relu6' }) : bn;
    };
    const bare: ParamValues = { useBias: false, activation: 'linear', padding: 'same' };
    const point = (from: NodeId, name: string, filters: number, relu: boolean): NodeId =>
      even(add('conv2d', name, from, { ...bare, filters, kernelSize: [1, 1] }), name, relu);
    const depth = (from: NodeId, name: string, stride: number): NodeId =>
      even(add('depthwiseConv2d', name, from, { ...bare, stride }), name, true);

    let x = add('input', 'image', [], { shape: [224, 224, 3] });
    x = even(add('conv2d', 'Conv1', x, { ...bare, filters: 32, strides: [2, 2] }), 'Conv1', true);
    x = point(depth(x, 'expanded_conv_depthwise', 1), 'expanded_conv_project', 16, false);
    const stages = [
      [24, 2, 2],
      [32, 3, 2],
      [64, 4, 2],
      [96, 3, 1],
      [160, 3, 2],
      [320, 1, 1],
    ] as const;
    let channels = 16;
    let block = 0;
    for (const [filters, count, firstStride] of stages) {
      for (let at = 0; at < count; at++) {
        const name = `block_${++block}`;
        let y = point(x, `${name}_expand`, 6 * channels, true);
        y = depth(y, `${name}_depthwise`, at === 0 ? firstStride : 1);
        y = point(y, `${name}_project`, filters, false);
        x = at === 0 ? y : add('add', `${name}_add`, [x, y]);
        channels = filters;
      }
    }
    x = point(x, 'Conv_1', 1280, true);
    x = add('globalAveragePooling2d', 'avg_pool', x);
    x = add('dense', 'predictions', x, { units: 1000, activation: 'softmax' });
    add('output', 'output', x);
    return networkInRows();
  },
};
