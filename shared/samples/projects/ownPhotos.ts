// The sample project “Own photo classes”: what a network learned from a million photos, put to use on a few dozen.
import { setFrozen } from '../../network/edits';
import { addEfficientnetLite0 } from '../architectures/efficientnetLite0';
import { createBuilder } from '../architectures/builder';
import { adam, bundled, type Sample } from '../sample';

export const ownPhotos: Sample = {
  id: 'own-photos',
  title: 'Own photo classes',
  group: 'vision',
  synonyms: ['transfer learning', 'fine-tuning', 'pretrained', 'efficientnet', 'teachable machine', 'frozen', 'webcam'],
  icon: 'ImagePlus',
  seconds: 20,
  figure: { metric: 'accuracy', atLeast: 0.75, beside: 'Guessing gives 0.25.' },
  summary:
    'Four kinds of things from 21 pictures each, on top of a network that has seen a million photos. Put in your own.',
  source: bundled('things'),
  options: {},
  training: { epochs: 8, batchSize: 16, optimizerParams: adam(0.003) },
  weights: 'efficientnet-lite0',
  network: (data) => {
    const builder = createBuilder();
    const { add } = builder;
    const picture = add('input', 'image', []);
    const features = addEfficientnetLite0(builder, picture);
    const backbone = builder.network().nodes.map(({ id }) => id);
    let x = add('globalAveragePooling2d', 'avg_pool', features);
    x = add('dropout', 'dropout', x, { rate: 0.2 });
    const classes = Object.values(data.targets)[0]?.classes?.length ?? 2;
    x = add('dense', 'classes', x, { units: classes, activation: 'softmax' });
    add('output', 'output', x);
    const network = builder.networkInRows();
    const weighty = new Set(['conv2d', 'depthwiseConv2d', 'batchNormalization']);
    const frozen = network.nodes.filter(({ id, kind }) => backbone.includes(id) && weighty.has(kind));
    return setFrozen(
      network,
      frozen.map(({ id }) => id),
      true,
    );
  },
};
