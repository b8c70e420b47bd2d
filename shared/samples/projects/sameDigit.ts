// The sample project “Same or different”.
import { createDraft } from '../../network/draft';
import { adam, bundled, type Sample } from '../sample';

export const sameDigit: Sample = {
  id: 'same-digit',
  title: 'Same or different',
  group: 'vision',
  synonyms: ['siamese', 'twin network', 'contrastive', 'shared weights', 'compare', 'one shot', 'similarity', 'pairs'],
  icon: 'Copy',
  seconds: 30,
  figure: { metric: 'accuracy', atLeast: 0.95, beside: 'Guessing gives 0.50.' },
  summary:
    'Are these two the same digit? One encoder looks at both pictures, with the same weights, and their rows are compared.',
  source: bundled('digits8x8'),
  options: { pairs: 2 },
  training: {
    epochs: 12,
    batchSize: 64,
    optimizerParams: adam(0.002),
    schedule: { id: 'cosine', params: {} },
    metrics: ['accuracy'],
  },
  network(data) {
    const draft = createDraft(data);
    const [left = 'left', right = 'right'] = Object.keys(data.inputs);
    const encode = (source: string, note: string): readonly string[] => {
      const convolution = { kernelSize: [3, 3], padding: 'same', activation: 'relu' };
      const ids = [draft.add('input', [], { source }, undefined, source)];
      const add = (kind: string, params = {}, said?: string) => {
        ids.push(draft.add(kind, ids[ids.length - 1]!, params, said));
      };
      add('conv2d', { ...convolution, filters: 32 }, note);
      add('conv2d', { ...convolution, filters: 32 });
      add('maxPooling2d');
      add('conv2d', { ...convolution, filters: 64 });
      add('flatten');
      add('dropout', { rate: 0.3 });
      add('dense', { units: 32, activation: 'linear' });
      return ids;
    };
    const first = encode(left, 'Turns a picture into a row of 32 numbers.');
    const second = encode(right, 'The same layers once more, with the same weights: both pictures are read alike.');
    const compare = draft.add(
      'cosineSimilarity',
      [first[first.length - 1]!, second[second.length - 1]!],
      {},
      '1 where both rows point the same way, 0 where they have nothing in common.',
    );
    draft.add('output', compare, { loss: 'contrastive' });
    const network = draft.network();
    const weighted = new Set(['conv2d', 'dense']);
    const nodes = network.nodes.map((node) => {
      const place = second.indexOf(node.id);
      return place >= 0 && weighted.has(node.kind) ? { ...node, shares: first[place]! } : node;
    });
    return { ...network, nodes };
  },
};
