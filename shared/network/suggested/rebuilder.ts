// For data that is to be rebuilt: through a narrow middle, so that it has to find out what matters.
import type { DataSpec, TargetSpec } from '../../data/spec';
import { sizeOf } from '../../shape';
import type { Network } from '../document';
import { createDraft } from '../draft';
import { amount } from './reader';

export function rebuilder(data: DataSpec, target: TargetSpec): Network {
  const draft = createDraft(data);
  const [name, input] = Object.entries(data.inputs)[0]!;
  const all = sizeOf(target.shape!) ?? 1;
  const wide = Math.max(16, Math.min(128, Math.round(all / 4)));
  const narrow = Math.max(2, Math.min(32, Math.round(Math.sqrt(all))));
  let x = draft.add(
    'input',
    [],
    { source: name },
    `${amount(data.sampleCount)} samples, each to be rebuilt from itself.`,
  );
  if (input.tensor.shape.length > 1) x = draft.add('flatten', x, {}, `${amount(all)} numbers in one row.`);
  x = draft.add('dense', x, { units: wide, activation: 'relu' }, 'Gathers what belongs together.');
  x = draft.add(
    'dense',
    x,
    { units: narrow, activation: 'tanh' },
    `Only ${narrow} numbers pass here: what they cannot say of a sample is lost. Make it wider to rebuild more, narrower to summarise more.`,
  );
  x = draft.add('dense', x, { units: wide, activation: 'relu' }, 'The way back, like the way in.');
  x = draft.add('dense', x, { units: all, activation: 'linear' }, `All ${amount(all)} numbers again.`);
  if (target.shape!.length > 1)
    x = draft.add('reshape', x, { targetShape: [...target.shape!] }, 'In their old places.');
  draft.add('output', x);
  return draft.network();
}
