// What an epoch does to a run's position: which weights are kept, and how long nothing has become better.
import { expect, it } from 'vitest';
import { afterBatch, afterEpoch, startPosition } from '../../../electron/engine/training/position';

const zero = { samples: 0, losses: [0], metrics: [] };
const outcome = { validation: null, zero, outdoes: false, keepsLast: false, minDelta: 0 };

/** Epochs in which each loss, or of two the one on the training and the one on the validation part, was seen. */
function after(
  losses: readonly (number | readonly [train: number, validation: number])[],
  how: Partial<typeof outcome>,
) {
  let position = startPosition(zero);
  const best: boolean[] = [];
  for (const loss of losses) {
    const [train, validation] = typeof loss === 'number' ? [loss, null] : loss;
    const next = afterEpoch(position, {
      ...outcome,
      train: { loss: train },
      validation: validation === null ? null : { loss: validation },
      ...how,
    });
    position = next.position;
    best.push(next.isBest);
  }
  return { best, position };
}

it.each([
  ['falls', [3, 2, 1], {}, 3, 0],
  ['rises', [1, 2, 3], {}, 1, 2],
  ['stays', [1, 1], {}, 1, 1],
  [
    'falls on the training part alone',
    [
      [3, 1],
      [2, 2],
    ] as const,
    {},
    1,
    1,
  ],
  ['falls by less than what counts', [1, 0.99], { minDelta: 0.1 }, 2, 1],
  ['rises while earlier weights are not to be kept', [1, 2], { outdoes: true }, 2, 0],
  ['rises where the last weights are kept', [1, 2], { keepsLast: true }, 2, 1],
])('when the loss %s', (_, losses, how, bestEpoch, without) => {
  const { position } = after(losses, how);
  expect(position).toMatchObject({ epoch: losses.length + 1, batch: 0, sums: zero, bestEpoch, epochsWithout: without });
  expect(position.epochs.map(({ epoch }) => epoch)).toEqual(losses.map((_loss, at) => at + 1));
});

it('counts batches and their sums within an epoch', () => {
  const once = { samples: 4, losses: [2], metrics: [] };
  const position = [once, once].reduce(afterBatch, startPosition(zero));
  expect(position).toMatchObject({ epoch: 1, batch: 2, step: 2, sums: { samples: 8, losses: [4] } });
});
