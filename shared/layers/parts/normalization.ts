// What the normalization layers share: their epsilon and their weights.
import { float } from '../../params';
import type { FloatParam } from '../../params';
import type { WeightSpec } from '../layer';

/** The least deviation by which a Normalization divides: Keras' `backend.epsilon()`. */
export const leastDeviation = 1e-7;

export function epsilonParam(fallback: number): FloatParam {
  return float({
    title: 'Epsilon',
    help: 'A small number added before dividing, which keeps divisions by zero away.',
    default: fallback,
    min: 1e-12,
    max: 1,
    log: true,
    advanced: true,
  });
}

/** A factor and a shift per channel. */
export function gammaAndBeta(channels: number): readonly WeightSpec[] {
  return [
    { name: 'gamma', shape: [channels], trainable: true, initializer: 'ones' },
    { name: 'beta', shape: [channels], trainable: true, initializer: 'zeros' },
  ];
}
