// For pictures and spectrograms: convolutions, each stage half the size and twice the channels of the one before.
import { findBlockSample } from '../../samples/blocks';
import type { NodeId } from '../document';
import type { Draft } from '../draft';
import { type Reader, amount, sizesOf } from './reader';

/** From here on there is enough to learn from for a deep network. */
const many = 20_000;
/** As many numbers as a Dense layer can weigh one by one without learning pictures by heart. */
const mostFlat = 3200;
/** Larger pictures cost more than they tell: the first steps go over them in strides. */
const large = 64;

/** The shorter side of what leaves a layer. */
const sideOf = (draft: Draft, id: NodeId) =>
  Math.min(
    ...draft
      .shapeOf(id)
      .slice(0, 2)
      .map((size) => size ?? 1),
  );

export const readPicture: Reader = ({ draft, from, input, samples }) => {
  const [height = 1, width = 1] = sizesOf(input);
  const room = Math.min(height, width);
  const [one, all, place] =
    input.modality === 'audio' ? ['spectrogram', 'sounds', 'stretch'] : ['picture', 'pictures', 'patch'];
  const enough = samples >= many;
  let x = from;
  let filters = enough ? 32 : 16;
  const stages = room < 4 ? 0 : Math.max(1, Math.min(4, Math.floor(Math.log2(room / 5))));
  for (let stage = 0; stage < stages; stage++) {
    const side = stage === 0 && room >= 16 ? 5 : 3;
    const now = sideOf(draft, x);
    const strides = now > large ? 2 : 1;
    x = draft.add(
      'conv2d',
      x,
      { filters, kernelSize: [side, side], strides: [strides, strides], padding: 'same', activation: 'relu' },
      stage === 0
        ? `${filters} filters look at every ${place} of ${side} × ${side}: ${enough ? `${amount(samples)} ${all} can teach that many` : 'the first stage finds edges and dots, of which there are few'}.`
        : `Twice the filters, ${filters}: there are more shapes made of edges than edges.`,
    );
    if (enough && room >= 24 && now <= large) {
      x = draft.block(
        findBlockSample('residual-basic')!,
        x,
        `${amount(samples)} ${all} are enough for a deep network, and the way around lets it train well.`,
      );
    }
    if (sideOf(draft, x) < 4) break;
    x = draft.add(
      'maxPooling2d',
      x,
      {},
      stage === 0
        ? 'Half the size: what is found matters more than where exactly, and the rest gets four times cheaper.'
        : undefined,
    );
    filters = Math.min(128, 2 * filters);
  }
  const numbers = draft.shapeOf(x).reduce<number>((product, size) => product * (size ?? 1), 1);
  x =
    numbers <= mostFlat || stages === 0
      ? draft.add('flatten', x, {}, `${amount(numbers)} numbers in one row: few enough to weigh each by its place.`)
      : draft.add(
          'globalAveragePooling2d',
          x,
          {},
          `The mean over all places: ${amount(numbers)} numbers would need too many weights, and where something is does not matter.`,
        );
  x = draft.add(
    'dropout',
    x,
    { rate: enough ? 0.2 : 0.3 },
    `Leaves some numbers out at random while training, so that ${amount(samples)} ${all} are not learned by heart.`,
  );
  const units = enough ? 128 : samples < 1000 ? 32 : 64;
  return draft.add(
    'dense',
    x,
    { units, activation: 'relu' },
    `Weighs what was found in the ${one} before the answer, in ${units} ways: as many as ${amount(samples)} ${all} can teach.`,
  );
};
