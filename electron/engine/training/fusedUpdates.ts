// Optimizers for which TensorFlow has the whole update as one operation on a variable: the same formula in one pass over
// the numbers. Every other optimizer is recorded operation by operation.
import type { ParamValues } from '../../../shared/result';
import type { Attributes } from '../../../shared/export/tensorflow/graphDef';

export interface FusedUpdate {
  readonly operation: string;
  /** Slots in the operation's order, after the weight. */
  readonly slots: readonly string[];
  /** What follows the slots and the last of them is the gradient's place. */
  readonly inputs: readonly FusedInput[];
  readonly attributes: Attributes;
  /** Pull of the weight towards 0 before its own step, times the learning rate; 0 is none. */
  readonly decay: number;
}

/** A number that stays, the learning rate, the gradient, or a number to the power of the step. */
export type FusedInput = number | 'learningRate' | 'gradient' | { readonly powerOfStep: number };

/** Null where TensorFlow has no such operation with Keras' numbers. */
export function fusedUpdate(optimizer: string, params: ParamValues, decay: number): FusedUpdate | null {
  const number = (name: string): number => Number(params[name] ?? 0);
  const adam: FusedUpdate = {
    operation: 'ResourceApplyAdam',
    slots: ['momentum', 'velocity'],
    inputs: [
      { powerOfStep: number('beta1') },
      { powerOfStep: number('beta2') },
      'learningRate',
      number('beta1'),
      number('beta2'),
      number('epsilon'),
      'gradient',
    ],
    attributes: {},
    decay,
  };
  switch (optimizer) {
    case 'sgd':
      return number('momentum') === 0
        ? {
            operation: 'ResourceApplyGradientDescent',
            slots: [],
            inputs: ['learningRate', 'gradient'],
            attributes: {},
            decay,
          }
        : {
            operation: 'ResourceApplyKerasMomentum',
            slots: ['momentum'],
            inputs: ['learningRate', 'gradient', number('momentum')],
            attributes: { use_nesterov: { bool: params['nesterov'] === true } },
            decay,
          };
    case 'adam':
      return params['amsgrad'] === true ? null : adam;
    case 'adamw':
      return params['amsgrad'] === true ? null : { ...adam, decay: number('weightDecay') };
    default:
      return null;
  }
}
