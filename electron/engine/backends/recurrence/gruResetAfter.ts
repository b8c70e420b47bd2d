// A GRU that resets after the product, for which TensorFlow has no operation of its own on a processor: the inputs'
// products of all steps at once, then a dozen operations at each step, and the slopes written out.
import type { TensorFlow } from '../../../../shared/layers/layer';
import { type NativeBackend, typeAttribute } from '../../graph/record';
import { type Cell, type Forward, type Tensor, type Tensor2D, type Tensor3D } from './cell';

/** What one step leaves for its slopes. */
interface Kept {
  readonly before: Tensor2D;
  /** before - candidate */
  readonly change: Tensor;
  /** update and reset side by side */
  readonly gates: Tensor;
  readonly update: Tensor;
  readonly reset: Tensor;
  readonly candidate: Tensor;
  /** the memory's part of the candidate, before its reset */
  readonly memory: Tensor;
}

type Saved = [Tensor2D, ...Tensor[]];
const fields = ['before', 'change', 'gates', 'update', 'reset', 'candidate', 'memory'] as const;

/** Keras' gates: update, reset, candidate. */
export const gruResetAfter: Forward = (backend, tf, sequence, cell) => {
  const { units } = cell;
  const [count, batch, features] = sequence.shape;
  const [inputBias, memoryBias] = biases(tf, cell);
  const products = tf.matMul(tf.reshape(sequence, [count * batch, features]), cell.kernel.read());
  const scores = tf.reshape(tf.add(products, inputBias), [count, batch, 3 * units]);
  const [forGates, forCandidate] = tf.split(scores, [2 * units, units], 2) as [Tensor3D, Tensor3D];
  const run = tf.customGrad((...given) => {
    const [gates, candidates, kernel, bias, save] = given as unknown as [
      Tensor3D,
      Tensor3D,
      Tensor2D,
      Tensor,
      (tensors: Tensor[]) => void,
    ];
    const candidateSteps = tf.unstack(candidates);
    let state = tf.zeros([batch, units]) as Tensor2D;
    const kept: Tensor[] = [];
    const outputs = tf.unstack(gates).map((gateStep, at) => {
      const step = forward(tf, [gateStep, candidateSteps[at]!], state, kernel, bias);
      for (const field of fields) kept.push(step[field]);
      state = tf.add(step.candidate, tf.mul(step.update, step.change));
      return state;
    });
    save([kernel, ...kept]);
    return {
      value: tf.stack(outputs) as Tensor3D,
      gradFunc: (slope: Tensor3D, saved: Tensor[]) => slopes(backend, tf, slope, saved as Saved),
    };
  });
  return run(forGates, forCandidate, cell.recurrentKernel.read(), memoryBias) as Tensor3D;
};

/** The inputs' and the memory's. */
function biases(tf: TensorFlow, { units, useBias, bias }: Cell): readonly [Tensor, Tensor] {
  if (!useBias || bias === null) return [tf.zeros([3 * units]), tf.zeros([3 * units])];
  const [inputs, memory] = tf.unstack(bias.read()) as [Tensor, Tensor];
  return [inputs, memory];
}

function forward(
  tf: TensorFlow,
  [forGates, forCandidate]: readonly [Tensor, Tensor],
  before: Tensor2D,
  kernel: Tensor2D,
  bias: Tensor,
): Kept {
  const [, units] = before.shape;
  const [gateProducts, memory] = tf.split(tf.add(tf.matMul(before, kernel), bias), [2 * units, units], 1);
  const gates = tf.sigmoid(tf.add(forGates, gateProducts!));
  const [update, reset] = tf.split(gates, 2, 1);
  const candidate = tf.tanh(tf.add(forCandidate, tf.mul(reset!, memory!)));
  const change = tf.sub(before, candidate);
  return { before, change, gates, update: update!, reset: reset!, candidate, memory: memory! };
}

/** Slopes of the gates' and the candidates' inputs, of the recurrent kernel and of its bias. */
function slopes(backend: NativeBackend, tf: TensorFlow, slope: Tensor3D, [kernel, ...kept]: Saved): Tensor[] {
  const gateSlopes: Tensor[] = [];
  const candidateSlopes: Tensor[] = [];
  const products: Tensor2D[] = [];
  const states: Tensor2D[] = [];
  const outputSlopes = tf.unstack(slope);
  let back: Tensor | null = null;
  for (let at = outputSlopes.length - 1; at >= 0; at--) {
    const [before, change, gates, update, reset, candidate, memory] = kept.slice(
      fields.length * at,
      fields.length * (at + 1),
    ) as [Tensor2D, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const output: Tensor = back === null ? outputSlopes[at]! : tf.add(outputSlopes[at]!, back);
    const carried = tf.mul(output, update);
    const toCandidate = backend.executeSingleOutput(
      'TanhGrad',
      [typeAttribute(backend, 'float32')],
      [candidate, tf.sub(output, carried)],
    );
    const toGates = backend.executeSingleOutput(
      'SigmoidGrad',
      [typeAttribute(backend, 'float32')],
      [gates, tf.concat([tf.mul(output, change), tf.mul(toCandidate, memory)], 1)],
    );
    const toProducts = tf.concat([toGates, tf.mul(toCandidate, reset)], 1) as Tensor2D;
    back = tf.add(carried, tf.matMul(toProducts, kernel, false, true));
    gateSlopes.unshift(toGates);
    candidateSlopes.unshift(toCandidate);
    products.push(toProducts);
    states.push(before);
  }
  // The kernel's slopes of all steps in one product.
  const all = tf.concat(products, 0) as Tensor2D;
  return [
    tf.stack(gateSlopes),
    tf.stack(candidateSlopes),
    tf.matMul(tf.concat(states, 0) as Tensor2D, all, true),
    all.sum(0),
  ];
}
