// Optimizers: how the weights move at every step. Pure formulas whose numbers and defaults are Keras 3's;
// tests/oracle compares twenty steps of each.
import { defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import type { OptimizerDefinition } from '../choice';
import { adadelta } from './adadelta';
import { adafactor } from './adafactor';
import { adagrad } from './adagrad';
import { adam, adamw } from './adam';
import { adamax } from './adamax';
import { lion } from './lion';
import { nadam } from './nadam';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export const optimizers: readonly OptimizerDefinition[] = [
  adam,
  adamw,
  sgd,
  rmsprop,
  nadam,
  lion,
  adamax,
  adagrad,
  adadelta,
  adafactor,
];

export function findOptimizer(id: string): OptimizerDefinition | undefined {
  return optimizers.find((optimizer) => optimizer.id === id);
}

/**
 * An optimizer's parameters with its defaults where a project or a run, made before a parameter existed, has none.
 * Use it wherever `update`, `slots` or `keras` gets parameters from a document or a plan.
 */
export function optimizerValues(optimizer: OptimizerDefinition, given: ParamValues): ParamValues {
  return { ...(defaultsOf(optimizer.params) as ParamValues), ...given };
}

/** True for AdamW: its own weight decay stands in place of the training's. */
export function hasOwnDecay(optimizer: OptimizerDefinition): boolean {
  return 'weightDecay' in optimizer.params;
}
