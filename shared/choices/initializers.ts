// How a layer's numbers start out. Drawn from our own random stream, so that a seed gives the same network on every
// engine. Formulas and fans are those of keras/src/initializers/random_initializers.py.
import type { Random } from '../random';
import type { InitializerDefinition } from './choice';
import { product } from '../shape';

/** Standard deviation of a unit normal cut off at ±2; dividing by it restores the variance that the cut removed. */
const truncatedDeviation = 0.87962566103423978;

export interface Fans {
  readonly in: number;
  readonly out: number;
}

/** How many numbers feed one result, and how many results one number feeds: last two axes times the window's size. */
export function fansOf(shape: readonly number[]): Fans {
  if (shape.length === 0) return { in: 1, out: 1 };
  if (shape.length === 1) return { in: shape[0]!, out: shape[0]! };
  const window = product(shape.slice(0, -2));
  return { in: shape[shape.length - 2]! * window, out: shape[shape.length - 1]! * window };
}

function fillWith(shape: readonly number[], draw: () => number): Float32Array {
  const numbers = new Float32Array(product(shape));
  for (let i = 0; i < numbers.length; i++) numbers[i] = draw();
  return numbers;
}

function truncatedNormal(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

type FanMode = 'in' | 'average';

function scaleOf(shape: readonly number[], gain: number, mode: FanMode): number {
  const fans = fansOf(shape);
  return gain / Math.max(1, mode === 'in' ? fans.in : (fans.in + fans.out) / 2);
}

function varianceNormal(gain: number, mode: FanMode): InitializerDefinition['fill'] {
  return (shape, random) => {
    const deviation = Math.sqrt(scaleOf(shape, gain, mode)) / truncatedDeviation;
    return fillWith(shape, () => deviation * truncatedNormal(random));
  };
}

function varianceUniform(gain: number, mode: FanMode): InitializerDefinition['fill'] {
  return (shape, random) => {
    const limit = Math.sqrt(3 * scaleOf(shape, gain, mode));
    return fillWith(shape, () => limit * (2 * random.uniform() - 1));
  };
}

/**
 * A matrix with orthonormal columns (or rows, where there are fewer rows), all leading axes folded into rows.
 * Gram and Schmidt's method, run twice on each vector for accuracy; it equals Keras' sign-corrected QR factor.
 */
function orthogonal(shape: readonly number[], random: Random): Float32Array {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = product(shape) / columns;
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < Math.min(rows, columns)) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let along = 0;
        for (let i = 0; i < length; i++) along += vector[i]! * other[i]!;
        for (let i = 0; i < length; i++) vector[i]! -= along * other[i]!;
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (norm > 1e-8) vectors.push(vector.map((value) => value / norm));
  }
  const numbers = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      numbers[row * columns + column] = rows >= columns ? vectors[column]![row]! : vectors[row]![column]!;
    }
  }
  return numbers;
}

/** Ones where the last two axes meet, at the window's centre where there is a window. */
function identity(shape: readonly number[]): Float32Array {
  const numbers = new Float32Array(product(shape));
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape.length > 1 ? shape[shape.length - 2]! : 1;
  const centre = shape.slice(0, -2).reduce((index, size) => index * size + Math.floor((size - 1) / 2), 0);
  for (let i = 0; i < Math.min(rows, columns); i++) numbers[centre * rows * columns + i * columns + i] = 1;
  return numbers;
}

export const initializers: readonly InitializerDefinition[] = [
  {
    id: 'glorotUniform',
    title: 'Glorot uniform',
    summary: "Keras' default: evenly spread numbers, sized so that signals keep their strength both ways.",
    formula: 'U(-a, a), a = √(6 / (fanIn + fanOut))',
    keras: 'glorot_uniform',
    fill: varianceUniform(1, 'average'),
  },
  {
    id: 'glorotNormal',
    title: 'Glorot normal',
    summary: 'Bell-shaped numbers of the same size as Glorot uniform.',
    formula: 'N(0, 2 / (fanIn + fanOut)), cut off at 2 σ',
    keras: 'glorot_normal',
    fill: varianceNormal(1, 'average'),
  },
  {
    id: 'heUniform',
    title: 'He uniform',
    summary: 'Larger numbers that make up for the half that ReLU removes.',
    formula: 'U(-a, a), a = √(6 / fanIn)',
    keras: 'he_uniform',
    fill: varianceUniform(2, 'in'),
  },
  {
    id: 'heNormal',
    title: 'He normal',
    summary: 'Bell-shaped numbers for deep networks with ReLU.',
    formula: 'N(0, 2 / fanIn), cut off at 2 σ',
    keras: 'he_normal',
    fill: varianceNormal(2, 'in'),
  },
  {
    id: 'lecunUniform',
    title: 'LeCun uniform',
    summary: 'Evenly spread numbers sized by the inputs alone.',
    formula: 'U(-a, a), a = √(3 / fanIn)',
    keras: 'lecun_uniform',
    fill: varianceUniform(1, 'in'),
  },
  {
    id: 'lecunNormal',
    title: 'LeCun normal',
    summary: 'Bell-shaped numbers sized by the inputs alone; the partner of SELU.',
    formula: 'N(0, 1 / fanIn), cut off at 2 σ',
    keras: 'lecun_normal',
    fill: varianceNormal(1, 'in'),
  },
  {
    id: 'orthogonal',
    title: 'Orthogonal',
    summary:
      'Directions at right angles, which neither swell nor shrink a signal; the usual start of recurrent weights.',
    keras: 'orthogonal',
    fill: orthogonal,
  },
  {
    id: 'identity',
    title: 'Identity',
    summary: 'Passes every input on unchanged at first.',
    keras: 'identity',
    fill: identity,
  },
  {
    id: 'randomNormal',
    title: 'Random normal',
    summary: 'Small bell-shaped numbers.',
    formula: 'N(0, 0.05²)',
    keras: 'random_normal',
    fill: (shape, random) => fillWith(shape, () => 0.05 * random.normal()),
  },
  {
    id: 'randomUniform',
    title: 'Random uniform',
    summary: 'Small evenly spread numbers.',
    formula: 'U(-0.05, 0.05)',
    keras: 'random_uniform',
    fill: (shape, random) => fillWith(shape, () => 0.05 * (2 * random.uniform() - 1)),
  },
  {
    id: 'truncatedNormal',
    title: 'Truncated normal',
    summary: 'Small bell-shaped numbers without the far tails.',
    formula: 'N(0, 0.05²), cut off at 2 σ',
    keras: 'truncated_normal',
    fill: (shape, random) => fillWith(shape, () => 0.05 * truncatedNormal(random)),
  },
  {
    id: 'zeros',
    title: 'Zeros',
    summary: 'All 0: right for biases. A kernel of zeros gives every unit the same start and learns badly.',
    keras: 'zeros',
    fill: (shape) => new Float32Array(product(shape)),
  },
  {
    id: 'ones',
    title: 'Ones',
    summary: 'All 1.',
    keras: 'ones',
    fill: (shape) => new Float32Array(product(shape)).fill(1),
  },
  {
    id: 'lstmBias',
    title: 'LSTM bias',
    summary: 'All 0 but for the forget gate, which starts at 1 so that an LSTM remembers at first.',
    keras: 'zeros',
    // Keras' unit_forget_bias: gates lie in the order input, forget, cell, output.
    fill: (shape) => {
      const numbers = new Float32Array(product(shape));
      return numbers.fill(1, numbers.length / 4, numbers.length / 2);
    },
  },
];

export function findInitializer(id: string): InitializerDefinition | undefined {
  return initializers.find((initializer) => initializer.id === id);
}
