// LSTM and GRU through TensorFlow's own operations where it has them, and through few ones where it has not: one operation
// for all steps of an LSTM, one or a dozen a step for a GRU, where tfjs takes dozens and then their slopes. The same
// numbers; where a layer asks for more (other activations, a state to begin with) it goes on as tfjs does it.
import type { TensorFlow, TfLayer } from '../../../../shared/layers/layer';
import { isResetAfterGru } from '../../../../shared/layers/parts/resetAfter';
import { type NativeBackend, nativeBackend } from '../../graph/record';
import type { Cell, Forward, Tensor, Tensor2D, Tensor3D } from './cell';
import { gru } from './gru';
import { gruResetAfter } from './gruResetAfter';
import { lstm } from './lstm';
import { createPacking } from './packing';

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
  const forward = isResetAfterGru(layer) ? gruResetAfter : { LSTM: lstm, GRU: gru }[layer.getClassName()];
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
    const begun = kwargs?.['initialState'] !== undefined && kwargs['initialState'] !== null;
    const sequence = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (backend === null || begun || (Array.isArray(inputs) && inputs.length > 1)) {
      return original(inputs, kwargs);
    }
    const mask = (kwargs?.['mask'] ?? null) as Tensor | null;
    return tf.tidy(() => compute(backend, tf, recurrent, forward, sequence, mask));
  };
}

/** [batch, steps, features] → [batch, steps, units], or the last step's [batch, units]. */
function compute(
  backend: NativeBackend,
  tf: TensorFlow,
  { cell, goBackwards, returnSequences }: Recurrent,
  forward: Forward,
  sequence: Tensor,
  mask: Tensor | null,
): Tensor {
  /** Steps first, in the order in which they are read. */
  const inOrder = (given: Tensor): Tensor => {
    const steps = tf.transpose(given, [1, 0, ...(given.rank === 3 ? [2] : [])]);
    return goBackwards ? tf.reverse(steps, 0) : steps;
  };
  const steps = inOrder(sequence.toFloat()) as Tensor3D;
  const [count, batch] = steps.shape;
  if (mask === null) {
    const outputs = forward(backend, tf, steps, cell, null);
    if (returnSequences) return tf.transpose(outputs, [1, 0, 2]);
    return outputs.slice([count - 1, 0, 0], [1, batch, cell.units]).reshape([batch, cell.units]);
  }
  const counts = mask.reshape([batch, count]).cast('bool').cast('int32');
  const packing = createPacking(backend, tf, inOrder(counts) as Tensor2D);
  const outputs = forward(backend, tf, packing.pack(steps), cell, packing.longest);
  return returnSequences ? tf.transpose(packing.everyStep(outputs), [1, 0, 2]) : packing.lastStep(outputs);
}
