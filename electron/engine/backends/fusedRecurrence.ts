// LSTM and GRU through TensorFlow's own operations for them: one operation for all steps of an LSTM, one a step for a GRU,
// where tfjs takes a dozen operations at each step. The same numbers; where a layer asks for more than these operations
// can (a mask, other activations) it goes on as tfjs does it.
import type { TensorFlow, TfLayer } from '../../../shared/layers/layer';
import { type NativeBackend, nativeBackend } from '../graph/record';
import { loadPackage } from './backend';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor2D = import('@tensorflow/tfjs').Tensor2D;
type Tensor3D = import('@tensorflow/tfjs').Tensor3D;

interface Weight {
  read(): Tensor;
}

interface Cell {
  readonly units: number;
  readonly useBias: boolean;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias: Weight | null;
  readonly activation: { getClassName(): string };
  readonly recurrentActivation: { getClassName(): string };
  readonly dropout: number;
  readonly recurrentDropout: number;
}

/** What tfjs' recurrent layers are made of, as far as it is used here. */
interface Recurrent {
  readonly cell: Cell;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful: boolean;
  call(inputs: Tensor | Tensor[], kwargs: { readonly [name: string]: unknown } | null): Tensor | Tensor[];
}

/** Makes an LSTM or a GRU, alone or inside a wrapper, use the fused operations. Other layers stay as they are. */
export function useFusedRecurrence(tf: TensorFlow, layer: TfLayer): void {
  if (nativeBackend(tf) === null) return;
  const inner = layer as unknown as {
    readonly forwardLayer?: TfLayer;
    readonly backwardLayer?: TfLayer;
    readonly layer?: TfLayer;
  };
  for (const wrapped of new Set([inner.forwardLayer, inner.backwardLayer, inner.layer])) {
    if (wrapped !== undefined && wrapped !== null) useFusedRecurrence(tf, wrapped);
  }
  const forward = { LSTM: lstm, GRU: gru }[layer.getClassName()];
  if (forward === undefined) return;
  const recurrent = layer as unknown as Recurrent;
  const { cell } = recurrent;
  const usual =
    cell.activation.getClassName() === 'tanh' &&
    cell.recurrentActivation.getClassName() === 'sigmoid' &&
    cell.dropout === 0 &&
    cell.recurrentDropout === 0 &&
    !recurrent.stateful &&
    !recurrent.returnState;
  if (!usual) return;
  const original = recurrent.call.bind(recurrent);
  recurrent.call = (inputs, kwargs) => {
    const backend = nativeBackend(tf);
    const masked = kwargs?.['mask'] !== undefined && kwargs['mask'] !== null;
    const begun = kwargs?.['initialState'] !== undefined && kwargs['initialState'] !== null;
    const sequence = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (backend === null || masked || begun || (Array.isArray(inputs) && inputs.length > 1)) {
      return original(inputs, kwargs);
    }
    return tf.tidy(() => {
      // Steps first: [steps, batch, features].
      const steps = tf.transpose(sequence.toFloat(), [1, 0, 2]) as Tensor3D;
      const outputs = forward(backend, tf, recurrent.goBackwards ? steps.reverse(0) : steps, cell);
      if (recurrent.returnSequences) return tf.transpose(outputs, [1, 0, 2]);
      const [count, batch, units] = outputs.shape;
      return outputs.slice([count - 1, 0, 0], [1, batch, units]).reshape([batch, units]);
    });
  };
}

const biasOf = (tf: TensorFlow, { bias, useBias }: Cell, size: number): Tensor =>
  useBias && bias !== null ? bias.read() : tf.zeros([size]);

/** Every step's output [steps, batch, units]; gates in Keras' order: input, forget, cell, output. */
function lstm(backend: NativeBackend, tf: TensorFlow, sequence: Tensor3D, cell: Cell): Tensor3D {
  const { units } = cell;
  const [count, batch] = sequence.shape;
  const weights = tf.concat([cell.kernel.read(), cell.recurrentKernel.read()], 0);
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_FLOAT } = backend.binding;
  const float32 = { name: 'T', type: TF_ATTR_TYPE, value: backend.getDTypeInteger('float32') };
  const peephole = { name: 'use_peephole', type: TF_ATTR_BOOL, value: false };
  // tfjs has no tensors of 64-bit integers but this one.
  const { Int64Scalar } = loadPackage<{ readonly Int64Scalar: new (value: number) => Tensor }>(
    '@tensorflow/tfjs-node-gpu/dist/int64_tensors',
  );
  const longest = new Int64Scalar(count);
  const run = tf.customGrad((...given) => {
    const [x, w, b, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const state = tf.zeros([batch, units]);
    const unused = tf.zeros([units]);
    const common = [longest, x, state, state, w, unused, unused, unused, b];
    const outs = backend.executeMultipleOutputs(
      'BlockLSTMV2',
      [float32, peephole, { name: 'cell_clip', type: TF_ATTR_FLOAT, value: 0 }],
      common,
      7,
    );
    save([x, w, b, state, unused, ...outs]);
    return {
      value: outs[6]!,
      gradFunc: (slope: Tensor, saved: Tensor[]) => {
        const [x_, w_, b_, state_, unused_, ...values] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor, ...Tensor[]];
        const inputs = [longest, x_, state_, state_, w_, unused_, unused_, unused_, b_, ...values];
        const slopes = backend.executeMultipleOutputs(
          'BlockLSTMGradV2',
          [float32, peephole],
          [...inputs, tf.zeros([count, batch, units]), slope],
          8,
        );
        return [slopes[0]!, slopes[3]!, slopes[7]!];
      },
    };
  });
  return run(sequence, weights, biasOf(tf, cell, 4 * units)) as Tensor3D;
}

/** Every step's output [steps, batch, units]; Keras' gates: update, reset, candidate (reset before the product). */
function gru(backend: NativeBackend, tf: TensorFlow, sequence: Tensor3D, cell: Cell): Tensor3D {
  const { units } = cell;
  const [count, batch] = sequence.shape;
  const float32 = [{ name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.getDTypeInteger('float32') }];
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
      const outs = backend.executeMultipleOutputs('GRUBlockCell', float32, [step, state, gates, w, gatesBias, b], 4);
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
            float32,
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
}
