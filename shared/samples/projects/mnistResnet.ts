// The sample project “Digits with a ResNet”.
import { createDraft } from '../../network/draft';
import { headFor } from '../../network/chain';
import { findBlockSample } from '../blocks';
import { adam, bundled, type Sample } from '../sample';

export const mnistResnet: Sample = {
  id: 'mnist-resnet',
  title: 'Digits with a ResNet',
  group: 'vision',
  synonyms: ['residual', 'image classification', 'cnn', 'skip connection', 'deep'],
  icon: 'Route',
  seconds: 35,
  figure: { metric: 'accuracy', atLeast: 0.975, beside: 'Guessing gives 0.10.' },
  summary: 'Handwritten digits through residual blocks: how networks became deep without forgetting how to learn.',
  source: bundled('mnist10k'),
  options: {},
  training: { epochs: 8, batchSize: 64, optimizerParams: adam(0.003), schedule: { id: 'cosine', params: {} } },
  network(data) {
    const draft = createDraft(data);
    const residual = findBlockSample('residual-basic')!;
    const shrink = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' };
    let x = draft.add('input', []);
    x = draft.add(
      'conv2d',
      x,
      { ...shrink, filters: 16 },
      'Steps of 2 halve the picture, so that all that follows is cheap.',
    );
    x = draft.block(
      residual,
      x,
      'The block learns what to add to its input. The way around it lets slopes pass unharmed.',
    );
    x = draft.add(
      'conv2d',
      x,
      { ...shrink, filters: 32 },
      'Half the size again, twice the channels: fewer places, more to say about each.',
    );
    x = draft.block(residual, x);
    x = draft.add('globalAveragePooling2d', x, {}, 'The mean over all places: no matter where a stroke is.');
    const [kind, params] = headFor(data);
    draft.add('output', draft.add(kind, x, params));
    return draft.network();
  },
};
