// The sample project “What to read next”.
import type { DataConfig } from '../../data/config';
import { createDraft } from '../../network/draft';
import { adam, generated, type Sample } from '../sample';

/** Who rates the same book twice the same way is on one side. */
const together = (data: DataConfig): DataConfig => ({ ...data, split: { ...data.split, together: true } });

export const bookRatings: Sample = {
  id: 'book-ratings',
  title: 'What to read next',
  group: 'tables',
  synonyms: ['recommendation', 'recommender', 'two tower', 'matrix factorization', 'users and items', 'embedding'],
  icon: 'BookHeart',
  seconds: 5,
  figure: {
    metric: 'rootMeanSquaredError',
    atMost: 0.45,
    beside: 'Always guessing the mean misses by 1.0 stars; the noise alone by 0.33.',
  },
  summary:
    'Two towers turn a reader and a book into a row of tastes each; where the rows point the same way, there are stars.',
  source: generated('ratings', {}),
  options: {},
  prepare: together,
  training: { epochs: 12, batchSize: 64, optimizerParams: adam(0.01) },
  network(data) {
    const draft = createDraft(data);
    const rows = Object.entries(data.inputs).map(([source, { codes = 100 }]) => {
      const input = draft.add('input', [], { source }, undefined, source);
      const look = (name: string, outputDim: number, note: string) => {
        const found = draft.add('embedding', input, { inputDim: codes, outputDim, l2: 1e-5 }, note, name);
        return draft.add('flatten', found, {}, undefined, `${name}_row`);
      };
      return {
        taste: look(`${source}_taste`, 4, `A row of four tastes for every ${source}: learned, not given.`),
        kindness: look(`${source}_kindness`, 1, `How many stars this ${source} gives or gets on the whole.`),
      };
    });
    const [one, other] = rows;
    const fit = draft.add('dot', [one!.taste, other!.taste], {}, 'Large where both rows point the same way.', 'fit');
    const stars = draft.add('add', [fit, one!.kindness, other!.kindness], {}, undefined, 'stars');
    draft.add('output', stars);
    return draft.network();
  },
};
