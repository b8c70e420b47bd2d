// A single-shot detector at a size that trains in a minute: convolutions that halve the picture until a pixel of it is a
// cell of the grid, and one more that answers for every cell at once.
import type { DataSpec } from '../data/spec';
import { createDraft } from './draft';
import type { Network } from './document';
import { endFor } from '../choices/defaults';

/** `channels` are those at full size; each halving doubles them, up to 64. */
export function detector(data: DataSpec, channels = 16): Network {
  const draft = createDraft(data);
  const [source, input] = Object.entries(data.inputs)[0]!;
  const target = Object.values(data.targets)[0]!;
  const [rows = 1, columns = 1] = target.shape ?? [];
  const [height = rows, width = columns] = input.tensor.shape;
  const halvings = Math.max(0, Math.round(Math.log2(Math.min((height ?? rows) / rows, (width ?? columns) / columns))));
  const look = (from: string, filters: number, note?: string) => {
    const params = { filters, kernelSize: [3, 3], padding: 'same', activation: 'relu', kernelInitializer: 'heNormal' };
    return draft.add('batchNormalization', draft.add('conv2d', from, params, note), { momentum: 0.9 });
  };
  let x = draft.add('input', [], { source });
  for (let i = 0; i < halvings; i++) {
    x = look(x, Math.min(64, channels * 2 ** i));
    x = draft.add(
      'maxPooling2d',
      x,
      {},
      i === halvings - 1 ? `Now ${rows} by ${columns}: one place for each cell of the grid.` : undefined,
    );
  }
  const deep = Math.min(64, channels * 2 ** halvings);
  x = look(look(x, deep), deep, 'Looks at neighbouring cells: things are larger than one.');
  const { units, activation } = endFor(target);
  x = draft.add(
    'conv2d',
    x,
    { filters: units, kernelSize: [1, 1], padding: 'same', activation },
    'For each cell: is something there, where exactly, how large, and what.',
  );
  draft.add('output', x);
  return draft.network();
}
