// For rows of a table: two dense layers, a third way of caution where rows are few, residual blocks where they are many.
import { findBlockSample } from '../../samples/blocks';
import { type Reader, amount, sizesOf } from './reader';

const many = 20_000;

/** Numbers that stand for a code once it was looked up. */
const learned = 8;

/** Codes are looked up, not weighed: the third is no more than the second. */
const lookUp: Reader = ({ draft, from, input }) => {
  const params = { inputDim: input.codes ?? 100, outputDim: learned, l2: 1e-5 };
  return draft.add(
    'flatten',
    draft.add('embedding', from, params, `Each code becomes a row of ${learned} numbers: learned, not given.`),
    {},
    'The rows that were looked up, side by side.',
  );
};

export const readRow: Reader = (given) => {
  const { draft, from, input, samples } = given;
  if (input.codes !== undefined) return lookUp(given);
  const [width = 1] = sizesOf(input);
  if (samples >= many) {
    const x = draft.add(
      'dense',
      from,
      { units: 64, activation: 'relu' },
      `${amount(width)} numbers become 64: room for what they say together.`,
    );
    return draft.block(
      findBlockSample('residual-mlp')!,
      x,
      `${amount(samples)} rows are enough for a deeper network. The way around each block keeps it easy to train.`,
      2,
    );
  }
  const units = width <= 4 ? 16 : width <= 16 ? 32 : 64;
  let x = draft.add(
    'dense',
    from,
    { units, activation: 'relu' },
    `${units} units for ${width === 1 ? 'one number' : `${amount(width)} numbers`}: a few times as many as there are, so that they can be combined.`,
  );
  if (width > 16 && samples < 5000) {
    x = draft.add(
      'dropout',
      x,
      { rate: 0.3 },
      `${amount(width)} numbers a row and only ${amount(samples)} rows: leaving some out at random keeps it from learning rows by heart.`,
    );
  }
  return draft.add(
    'dense',
    x,
    { units: Math.max(8, units / 2), activation: 'relu' },
    'Half as many: what was combined is combined once more, down to what the answer needs.',
  );
};
