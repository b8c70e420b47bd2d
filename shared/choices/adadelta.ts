// Adadelta as its paper (Zeiler, 2012) and Keras have it. tfjs 4.22 divides by the mean slope from before the step, so
// that the first step is as long as the learning rate times the slope. Oracle: tests/oracle/choices.oracle.test.ts.
import type { TensorFlow } from '../layers/layer';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Variable = import('@tensorflow/tfjs').Variable;
type Optimizer = import('@tensorflow/tfjs').Optimizer;

interface Slot {
  readonly originalName: string;
  readonly variable: Variable;
}

/** What tfjs' Adadelta keeps, under the names that checkpoints know. */
interface Adadelta {
  readonly learningRate: number;
  readonly accumulatedGrads: Slot[];
  readonly accumulatedUpdates: Slot[];
  incrementIterations(): void;
}

type Slopes = Parameters<Optimizer['applyGradients']>[0];

/** Names and slopes, from either form that tfjs hands over. */
function entriesOf(slopes: Slopes): readonly (readonly [string, Tensor | null])[] {
  return Array.isArray(slopes) ? slopes.map(({ name, tensor }) => [name, tensor]) : Object.entries(slopes);
}

/**
 * tfjs' own optimizer with a step of its own: mean g² first, then Δ = √(mean Δ² + ε) / √(mean g² + ε) · g, then
 * mean Δ², then w ← w - learningRate · Δ.
 */
export function createAdadelta(tf: TensorFlow, learningRate: number, rho: number, epsilon: number): Optimizer {
  const optimizer = tf.train.adadelta(learningRate, rho, epsilon);
  const state = optimizer as unknown as Adadelta;
  const slot = (slots: Slot[], place: number, originalName: string, value: Variable): Variable =>
    (slots[place] ??= { originalName, variable: tf.tidy(() => tf.variable(tf.zerosLike(value), false)) }).variable;

  optimizer.applyGradients = (slopes) => {
    entriesOf(slopes).forEach(([name, slope], place) => {
      const weight = tf.engine().registeredVariables[name]!;
      const meanSlope = slot(state.accumulatedGrads, place, `${name}/accum_grad`, weight);
      const meanUpdate = slot(state.accumulatedUpdates, place, `${name}/accum_var`, weight);
      if (slope === null || slope === undefined) return;
      const blend = (mean: Tensor, value: Tensor) => tf.add(tf.mul(mean, rho), tf.mul(tf.square(value), 1 - rho));
      tf.tidy(() => {
        meanSlope.assign(blend(meanSlope, slope));
        const ratio = tf.div(tf.sqrt(tf.add(meanUpdate, epsilon)), tf.sqrt(tf.add(meanSlope, epsilon)));
        const update = tf.mul(ratio, slope);
        meanUpdate.assign(blend(meanUpdate, update));
        weight.assign(tf.sub(weight, tf.mul(update, state.learningRate)));
      });
    });
    state.incrementIterations();
  };
  return optimizer;
}
