// Small bridges from our values to tfjs' argument types.
import { findActivation } from '../../choices/activations';
import type { TensorFlow } from '../layer';

export type TfActivation = Parameters<TensorFlow['layers']['activation']>[0]['activation'];

/** tfjs' name of an activation. The cast is sound: every `tfjs` name in the list is one that tfjs registers. */
export function tfActivation(id: string): TfActivation {
  return (findActivation(id)?.tfjs ?? 'linear') as TfActivation;
}

/** The engine writes all weights before the first use, so tfjs need not draw any. */
export const unset = 'zeros' as const;
