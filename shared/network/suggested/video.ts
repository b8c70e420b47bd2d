// For clips: every picture is looked at by the same small filters, then a memory reads what they found in order of time.
import type { NodeId } from '../document';
import type { Draft } from '../draft';
import type { ParamValues } from '../../result';
import { type Reader, amount, sizesOf } from './reader';

/** Numbers of one picture that the memory can weigh one by one. */
const mostFlat = 2048;
/** Sides at which a picture is small enough to be laid out. */
const smallSide = 8;

/** The shorter side of the pictures that leave a layer. */
const sideOf = (draft: Draft, id: NodeId) =>
  Math.min(
    ...draft
      .shapeOf(id)
      .slice(1, 3)
      .map((size) => size ?? 1),
  );

export const readVideo: Reader = ({ draft, from, input, samples }) => {
  const [frames = 1] = sizesOf(input);
  const each = (id: NodeId, kind: string, params: ParamValues, note?: string) =>
    draft.add('timeDistributed', id, { layer: { kind, params } }, note);
  let x = from;
  let filters = 8;
  for (let stage = 0; stage < 4 && sideOf(draft, x) > smallSide; stage++) {
    x = each(
      x,
      'conv2d',
      { filters, kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' },
      stage === 0
        ? `The same ${filters} filters look at each of the ${frames} pictures, in strides that halve it.`
        : 'Half the size again, and twice the filters.',
    );
    filters = Math.min(64, 2 * filters);
  }
  const numbers = draft
    .shapeOf(x)
    .slice(1)
    .reduce<number>((product, size) => product * (size ?? 1), 1);
  x =
    numbers <= mostFlat
      ? each(
          x,
          'flatten',
          {},
          `${amount(numbers)} numbers a picture, each by its place: where something is tells how it moves.`,
        )
      : each(
          x,
          'globalAveragePooling2d',
          {},
          'The mean over all places: laid out, a picture would need too many weights.',
        );
  const units = samples < 1000 ? 32 : 64;
  x = draft.add(
    'gru',
    x,
    { units },
    `Reads the ${frames} pictures one after the other and remembers what changed, in ${units} numbers.`,
  );
  return draft.add(
    'dropout',
    x,
    { rate: 0.2 },
    'Leaves some numbers out at random while training, so that clips are not learned by heart.',
  );
};
