// Where steps stand in their sequence.
import { sinusoids, turns } from '../../layers/parts/positions';
import type { KerasPiece, KerasPlace } from '../kerasNodes';
import { type Compose, type KerasGiven, fixedSteps, fixedWeight, layer, operation, shapeOf, weights } from './express';
import { number } from '../given';

/** The learned rows of the first places, of codes or of anything else [batch, steps]: counted, so that any length goes. */
function placeRows(given: KerasGiven, row: KerasPlace, trainable = true): KerasPlace {
  const [steps = null] = shapeOf(given);
  const counts = { shape: [steps], dtype: 'int32' } as const;
  const ones = operation(given, 'ones', 'OnesLike', [row], { config: { dtype: 'int32' }, ...counts });
  const count = operation(given, 'count', 'Cumsum', [ones], { config: { axis: 1, dtype: 'int32' }, ...counts });
  const places = operation(given, 'places', 'Subtract', [count], { kwargs: { x2: 1 }, ...counts });
  return embedding(given, 'positions', places, trainable);
}

/** Rows of the weight `table`, by codes or places. */
function embedding(given: KerasGiven, table: string, codes: KerasPlace, trainable = true): KerasPlace {
  const [rows, width] = given.weights.get(table)!.shape;
  return layer(given, table, 'Embedding', [codes], {
    config: { input_dim: rows, output_dim: width, trainable },
    shape: [shapeOf(given)[0] ?? null, width!],
    dtype: 'float32',
    weights: weights(given, table),
  });
}

function addPlaces(given: KerasGiven, trainable: boolean): KerasPlace {
  const [x] = given.inputs;
  const row = operation(given, 'row', 'Sum', [x!], {
    config: { axis: -1, keepdims: false },
    shape: [shapeOf(given)[0] ?? null],
  });
  return layer(given, '', 'Add', [x!, placeRows(given, row, trainable)], { many: true });
}

const tokenAndPosition: Compose = (given) => {
  const [x] = given.inputs;
  const tokens = embedding(given, 'tokens', x!);
  return layer(given, '', 'Add', [tokens, placeRows(given, x!)], { many: true });
};

/** x times a table that does not learn: the letters say which axes it has. */
function scaled(given: KerasGiven, part: string, x: KerasPlace, table: NonNullable<KerasPiece['weights']>): KerasPlace {
  return layer(given, part, 'EinsumDense', [x], {
    config: { equation: 'abc,bc->abc', output_shape: given.output.shape, trainable: false },
    weights: table,
  });
}

/** The table stands as an embedding's rows, which are read at the places 0, 1, 2 …. */
const sinusoidal: Compose = (given) => {
  const shape = fixedSteps(given);
  const values = sinusoids(...shape, number(given, 'longest'));
  return addPlaces({ ...given, weights: new Map([['positions', { shape, values }]]) }, false);
};

/** x · cosines + (x with the halves of each head exchanged, the first negated) · sines. */
const rotary: Compose = (given) => {
  const [steps, features] = fixedSteps(given);
  const size = features / number(given, 'heads');
  const half = size / 2;
  const { cosines, sines } = turns(steps, size, number(given, 'longest'));
  const wide = (table: Float32Array) =>
    Float32Array.from({ length: steps * features }, (_, i) => {
      return table[Math.floor(i / features) * half + ((i % features) % half)]!;
    });
  const exchange = new Float32Array(features * features);
  for (let to = 0; to < features; to++) {
    const first = to % size < half;
    exchange[(first ? to + half : to - half) * features + to] = first ? -1 : 1;
  }
  const [x] = given.inputs;
  const turned = layer(given, 'turned', 'Dense', [x!], {
    config: { units: features, use_bias: false, trainable: false },
    weights: fixedWeight('kernel', [features, features], exchange),
  });
  return layer(
    given,
    '',
    'Add',
    [
      scaled(given, 'cosines', x!, fixedWeight('kernel', [steps, features], wide(cosines))),
      scaled(given, 'sines', turned, fixedWeight('kernel', [steps, features], wide(sines))),
    ],
    { many: true },
  );
};

export const positions: { readonly [kind: string]: Compose } = {
  positionEmbedding: (given) => addPlaces(given, true),
  rotaryEmbedding: rotary,
  sinusoidalPosition: sinusoidal,
  tokenAndPositionEmbedding: tokenAndPosition,
};

/** How many numbers of tables the file gets, for layers that are said by tables worked out from their settings. */
export const tableNumbers: { readonly [kind: string]: (steps: number, features: number) => number } = {
  rotaryEmbedding: (steps, features) => 2 * steps * features + features ** 2,
  sinusoidalPosition: (steps, features) => steps * features,
};
