// The sample project “Picture and measurements”: two kinds of input, one answer.
import { createDraft } from '../../network/draft';
import { headFor } from '../../network/chain';
import { adam, generated, type Sample } from '../sample';

const isPixel = (column: string) => column.startsWith('pixel_');

export const inspection: Sample = {
  id: 'picture-and-measurements',
  title: 'Picture and measurements',
  group: 'tables',
  synonyms: ['multimodal', 'several inputs', 'image and table', 'quality control', 'functional'],
  icon: 'Combine',
  seconds: 10,
  figure: {
    metric: 'accuracy',
    atLeast: 0.9,
    beside: 'The thickness alone gives at most 0.66, the picture alone 0.82.',
  },
  summary: 'Will a scratched part break? A camera sees the scratch, a gauge the thickness: it takes both to tell.',
  source: generated('inspection', {}),
  options: {},
  training: { epochs: 30, batchSize: 32, optimizerParams: adam(0.003) },
  prepare: (data) =>
    data.table === undefined
      ? data
      : {
          ...data,
          table: {
            ...data.table,
            columns: data.table.columns.map((column) =>
              isPixel(column.name)
                ? { ...column, input: 'picture', encoding: 'none' as const }
                : { ...column, input: 'measurements' },
            ),
          },
        },
  network(data) {
    const draft = createDraft(data);
    const look = { kernelSize: [3, 3], padding: 'same', activation: 'relu' };
    const row = draft.add('input', [], { source: 'picture' }, '64 grey levels, one for each pixel of the camera.');
    let seen = draft.add('reshape', row, { targetShape: [8, 8, 1] }, 'The row of pixels becomes a picture again.');
    seen = draft.add('conv2d', seen, { ...look, filters: 8 }, 'Finds pieces of a scratch, whatever way it runs.');
    seen = draft.add('conv2d', seen, { ...look, filters: 16 });
    seen = draft.add('globalAveragePooling2d', seen, {}, 'How much of it there is counts, not where.');
    let measured = draft.add('input', [], { source: 'measurements' }, 'Thickness and weight.');
    measured = draft.add('dense', measured, { units: 8, activation: 'relu' });
    let x = draft.add('concatenate', [seen, measured], {}, 'What the camera saw beside what the gauge said.');
    x = draft.add(
      'dense',
      x,
      { units: 32, activation: 'relu' },
      'Here they meet: is the scratch longer than the part is thick?',
    );
    const [kind, params] = headFor(data);
    draft.add('output', draft.add(kind, x, params));
    return draft.network();
  },
};
