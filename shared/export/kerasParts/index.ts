// Layers that Keras has none of, said with layers and operations that it has: its files then open in its safe mode, without
// Python code. An operation is a class of keras.src.ops; Keras writes such nodes itself for `a + b`.
import { arithmetic } from './arithmetic';
import type { Compose } from './express';
import { positions, tableNumbers } from './positions';
import { shapes } from './shapes';
import { varying } from './varying';

/** By the layer's kind. A layer for which Keras needs Python code and that is not here cannot be held by its files. */
export const kerasParts: { readonly [kind: string]: Compose } = { ...arithmetic, ...positions, ...shapes, ...varying };

export { tableNumbers };
