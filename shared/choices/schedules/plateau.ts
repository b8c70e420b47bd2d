// The schedule that looks back: it follows what the epochs so far have reached.
import { float, int } from '../../params';
import type { EpochFigures } from './schedule';
import { defineSchedule } from './schedule';

interface PlateauValues {
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly smallest: number;
}

/** What Keras' ReduceLROnPlateau makes of the epochs so far, on the validation loss or, without one, the training's. */
function afterPlateaus(params: PlateauValues, base: number, epochs: readonly EpochFigures[]): number {
  let [rate, best, wait, cooldown] = [base, Number.NaN, 0, 0];
  for (const { train, validation } of epochs) {
    const loss = (validation ?? train)['loss'];
    if (loss === undefined) continue;
    if (cooldown > 0) {
      cooldown -= 1;
      wait = 0;
    }
    if (Number.isNaN(best) || loss + params.minDelta < best) {
      best = loss;
      wait = 0;
    } else if (cooldown === 0) {
      wait += 1;
      if (wait >= params.patience && rate > params.smallest) {
        rate = Math.max(rate * params.factor, params.smallest);
        cooldown = params.cooldown;
        wait = 0;
      }
    }
  }
  return rate;
}

export const plateau = defineSchedule({
  id: 'plateau',
  title: 'On a plateau',
  summary: 'Keeps the rate while the validation loss gets better, and shrinks it when it no longer does.',
  formula: 'lr · factor after each `patience` epochs without a better loss',
  params: {
    factor: float({
      title: 'Factor',
      help: 'What the rate is multiplied by when the loss no longer gets better.',
      default: 0.5,
      min: 0.001,
      max: 0.99,
      step: 0.05,
    }),
    patience: int({
      title: 'Patience',
      help: 'Epochs without a better loss before the rate shrinks. Keep it below the patience of early stopping.',
      default: 3,
      min: 1,
      max: 100_000,
      unit: 'ep.',
    }),
    minDelta: float({
      title: 'Smallest gain',
      help: 'The loss must get better by more than this to count.',
      default: 0.0001,
      min: 0,
      max: 1000,
      step: 0.0001,
      advanced: true,
    }),
    cooldown: int({
      title: 'Rest',
      help: 'Epochs after a change in which none is counted.',
      default: 0,
      min: 0,
      max: 100_000,
      unit: 'ep.',
      advanced: true,
    }),
    smallest: float({
      title: 'Smallest rate',
      help: 'The rate never gets smaller than this.',
      default: 0,
      min: 0,
      max: 10,
      advanced: true,
    }),
  },
  looksBack: true,
  rateAt: (params, base, { epochs }) => afterPlateaus(params, base, epochs),
  keras: (params) => ({
    plateau: {
      factor: params.factor,
      patience: params.patience,
      min_delta: params.minDelta,
      cooldown: params.cooldown,
      min_lr: params.smallest,
    },
  }),
});
