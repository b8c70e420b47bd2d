// How shared parameters are written in Keras 3, leaving out what is Keras' own default.
import { findActivation } from '../../choices/activations';
import { findInitializer } from '../../choices/initializers';
import type { KerasCall, KerasValue } from '../layer';

type KerasArgs = KerasCall['args'];

export function tuple(values: readonly (number | null)[]): KerasValue {
  return { tuple: values };
}

/** One number where all are the same, as people write it; else a tuple. */
export function sizes(values: readonly number[]): KerasValue {
  return values.every((value) => value === values[0]) ? values[0]! : tuple(values);
}

/** `activation="relu"`, or nothing when it is Keras' default for that argument. */
export function kerasActivation(id: string, kerasDefault = 'linear', argument = 'activation'): KerasArgs {
  if (id === kerasDefault) return {};
  const keras = findActivation(id)?.keras ?? { name: id };
  return { [argument]: 'name' in keras ? keras.name : { source: keras.source } };
}

export function kerasInitializer(argument: string, id: string, kerasDefault = 'glorotUniform'): KerasArgs {
  return id === kerasDefault ? {} : { [argument]: findInitializer(id)?.keras ?? id };
}

export function kerasRegularizer(argument: string, l1: number, l2: number): KerasArgs {
  if (l1 > 0 && l2 > 0) return { [argument]: { className: 'regularizers.L1L2', args: { l1, l2 } } };
  if (l1 > 0) return { [argument]: { className: 'regularizers.L1', args: { l1 } } };
  if (l2 > 0) return { [argument]: { className: 'regularizers.L2', args: { l2 } } };
  return {};
}

/** The arguments whose values differ from Keras' defaults. */
export function unless<T extends string | number | boolean>(argument: string, value: T, kerasDefault: T): KerasArgs {
  return value === kerasDefault ? {} : { [argument]: value };
}

/** A size argument, left out when every entry is `kerasDefault`. */
export function sizesUnless(argument: string, values: readonly number[], kerasDefault: number): KerasArgs {
  return values.every((value) => value === kerasDefault) ? {} : { [argument]: sizes(values) };
}
