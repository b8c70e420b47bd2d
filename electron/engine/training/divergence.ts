// Finds out where numbers stopped being numbers, and says what to try.
import { type Fix, type Problem, fail } from '../../../shared/result';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Batch } from '../data/dataset';
import type { Network } from '../network';
import type { NetworkLayer } from '../networkLayers';
import { inputTensors } from './stepTensors';

export interface DivergencePlace {
  readonly epoch: number;
  /** From 1, within the epoch. */
  readonly batch: number;
  readonly step: number;
}

const allFinite = (values: ArrayLike<number>): boolean => {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
};

/** True when every number in every weight is finite. */
export function weightsAreFinite(network: Network): boolean {
  return network.weights.every(({ variable }) => allFinite(variable.dataSync()));
}

/** The Problem for a loss that is not finite in this batch: names the first place that is not, in the plan's order. */
export function explainDivergence(
  tf: TensorFlow,
  network: Network,
  batch: Batch,
  loss: number,
  place: DivergencePlace,
): Problem {
  const where = `in epoch ${place.epoch}, batch ${place.batch}`;
  const badInput = Object.entries(batch.inputs).find(([, array]) => !allFinite(array.values))?.[0];
  const badTarget = Object.entries(batch.targets).find(([, values]) => !allFinite(values))?.[0];
  if (badInput !== undefined || badTarget !== undefined) {
    const name = badInput ?? badTarget ?? '';
    return fail(
      'training.dataNotFinite',
      `The data has a number that is not finite: the ${badInput === undefined ? 'target' : 'input'} "${name}" ${where}. Training was stopped there. Look for missing or extreme values in the data.`,
      { fixes: [{ type: 'goTo', title: 'Look at the data', step: 'data' }] },
    ).problem;
  }
  const found = firstNotFinite(tf, network, batch, place.step);
  const became = Number.isNaN(loss) ? 'not a number (NaN)' : 'infinite';
  const culprit =
    found === null
      ? 'Weights and outputs of all layers are still finite, so it comes from the loss itself.'
      : `The first numbers that are not finite are in the ${found.what} of ${found.layer.plan.name}.`;
  const { advice, fixes } = learningRateAdvice(network);
  return fail(
    'training.diverged',
    `The loss became ${became} ${where}, and training was stopped there. ${culprit} ${advice}`,
    {
      ...(found === null ? {} : { node: found.layer.plan.id }),
      fixes,
    },
  ).problem;
}

function firstNotFinite(
  tf: TensorFlow,
  network: Network,
  batch: Batch,
  step: number,
): { readonly layer: NetworkLayer; readonly what: 'weights' | 'outputs' } | null {
  let found: { readonly layer: NetworkLayer; readonly what: 'weights' | 'outputs' } | null = null;
  network.duringStep(step, () =>
    tf.tidy(() => {
      network.forward(inputTensors(tf, network, batch), true, (layer, result) => {
        if (found !== null) return;
        if (!layer.weights.every(({ variable }) => allFinite(variable.dataSync()))) found = { layer, what: 'weights' };
        else if (!allFinite(result.dataSync())) found = { layer, what: 'outputs' };
      });
    }),
  );
  return found;
}

function learningRateAdvice(network: Network): { readonly advice: string; readonly fixes: readonly Fix[] } {
  const { optimizerParams } = network.plan.training;
  const rate = optimizerParams['learningRate'];
  if (typeof rate !== 'number') return { advice: 'Try a smaller learning rate.', fixes: [] };
  const smaller = Number((rate / 10).toPrecision(3));
  return {
    advice: `Most often the learning rate is too large: it is ${rate}, try ${smaller}.`,
    fixes: [
      {
        type: 'setTraining',
        title: `Set the learning rate to ${smaller}`,
        values: { optimizerParams: { ...optimizerParams, learningRate: smaller } },
      },
    ],
  };
}
