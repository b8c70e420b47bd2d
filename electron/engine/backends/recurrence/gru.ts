// A GRU that resets its memory before the product, as one operation of TensorFlow's at each step.
import { typeAttribute } from '../../graph/record';
import { type Forward, type Tensor, type Tensor2D, type Tensor3D, biasOf } from './cell';

/** Keras' gates: update, reset, candidate. */
export const gru: Forward = (backend, tf, sequence, cell) => {
  const { units } = cell;
  const [count, batch] = sequence.shape;
  const type = [typeAttribute(backend, 'float32')];
  const weights = tf.concat([cell.kernel.read(), cell.recurrentKernel.read()], 0) as Tensor2D;
  const [update, reset, candidate] = tf.split(weights, 3, 1);
  const [updateBias, resetBias, candidateBias] = tf.split(biasOf(tf, cell, 3 * units), 3);
  const run = tf.customGrad((...given) => {
    const [x, gates, w, gatesBias, b, save] = given as unknown as [
      Tensor3D,
      Tensor2D,
      Tensor2D,
      Tensor,
      Tensor,
      (tensors: Tensor[]) => void,
    ];
    const steps = tf.unstack(x) as Tensor2D[];
    const kept: Tensor[] = [];
    let state: Tensor = tf.zeros([batch, units]);
    const outputs = steps.map((step) => {
      const outs = backend.executeMultipleOutputs('GRUBlockCell', type, [step, state, gates, w, gatesBias, b], 4);
      kept.push(step, state, outs[0]!, outs[1]!, outs[2]!);
      state = outs[3]!;
      return state;
    });
    save([gates, w, gatesBias, b, ...kept]);
    return {
      value: tf.stack(outputs) as Tensor3D,
      gradFunc: (slope: Tensor3D, saved: Tensor[]) => {
        const [gates_, w_, gatesBias_, b_, ...values] = saved as [Tensor2D, Tensor2D, Tensor, Tensor, ...Tensor2D[]];
        const slopes = tf.unstack(slope);
        const inputSlopes: Tensor[] = [];
        const candidateSlopes: Tensor[] = [];
        const gateSlopes: Tensor[] = [];
        const joined: Tensor[] = [];
        const joinedReset: Tensor[] = [];
        let back: Tensor | null = null;
        for (let at = count - 1; at >= 0; at--) {
          const [step, before, r, u, c] = values.slice(5 * at, 5 * at + 5) as [
            Tensor2D,
            Tensor2D,
            Tensor2D,
            Tensor2D,
            Tensor2D,
          ];
          const outputSlope: Tensor = back === null ? slopes[at]! : tf.add(slopes[at]!, back);
          const [toInput, toState, toCandidate, toGates] = backend.executeMultipleOutputs(
            'GRUBlockCellGrad',
            type,
            [step, before, gates_, w_, gatesBias_, b_, r, u, c, outputSlope],
            4,
          );
          back = toState!;
          inputSlopes.unshift(toInput!);
          candidateSlopes.push(toCandidate!);
          gateSlopes.push(toGates!);
          joined.push(tf.concat([step, before], 1));
          joinedReset.push(tf.concat([step, tf.mul(before, r)], 1));
        }
        // The weights' slopes of all steps in one product each.
        const allGates = tf.concat(gateSlopes, 0) as Tensor2D;
        const allCandidates = tf.concat(candidateSlopes, 0) as Tensor2D;
        return [
          tf.stack(inputSlopes),
          tf.matMul(tf.concat(joined, 0) as Tensor2D, allGates, true),
          tf.matMul(tf.concat(joinedReset, 0) as Tensor2D, allCandidates, true),
          allGates.sum(0),
          allCandidates.sum(0),
        ];
      },
    };
  });
  return run(
    sequence,
    // TensorFlow's order: reset, update.
    tf.concat([reset!, update!], 1),
    candidate!,
    tf.concat([resetBias!, updateBias!], 0),
    candidateBias!,
  ) as Tensor3D;
};
