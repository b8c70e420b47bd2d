// What a layer expects of the tensor at its door, and what to say and offer when something else arrives.
import { fail, ok } from '../../result';
import type { Fix, Result } from '../../result';
import { listShape, shapeInWords, sizeOf, spec } from '../../shape';
import type { Dimension, Shape, TensorSpec } from '../../shape';

/** More numbers per sample than any engine can hold. */
const mostNumbers = 2 ** 31 - 1;
/** Without the batch. tfjs' layers stop at five axes with it. */
const mostAxes = 4;

const insertFlatten: Fix = { type: 'insertBefore', title: 'Insert a Flatten layer', kind: 'flatten' };

/** The output, unless a sample of it would have more axes or more numbers than every engine can address. */
export function give(title: string, shape: Shape): Result<TensorSpec> {
  if (shape.length > mostAxes) {
    return fail(
      'shape.tooManyAxes',
      `${title} would give ${listShape(shape)}, which has ${shape.length} axes; at most ${mostAxes} are possible. Put a Flatten or Reshape layer before it.`,
      { fixes: [insertFlatten] },
    );
  }
  const size = sizeOf(shape.map((dimension) => dimension ?? 1)) ?? 0;
  if (size > mostNumbers) {
    return fail(
      'shape.tooLarge',
      `${title} would give ${listShape(shape)} for every sample, that is ${size.toLocaleString('en')} numbers; at most ${mostNumbers.toLocaleString('en')} are possible. Choose smaller sizes.`,
    );
  }
  return ok(spec(shape));
}

/** Fractional numbers, which all layers but Embedding compute with. */
export function expectNumbers(title: string, input: TensorSpec | undefined): Result<Shape> {
  if (input === undefined) return fail('wire.missing', `${title} needs an input. Connect a wire to it.`);
  if (input.dtype === 'int32') {
    return fail(
      'shape.dtype',
      `${title} computes with fractional numbers. It received whole-number codes ${listShape(input.shape)}. Put an Embedding layer in between, which gives every code a row of numbers.`,
      { fixes: [{ type: 'insertBefore', title: 'Insert an Embedding layer', kind: 'embedding' }] },
    );
  }
  if (input.shape.length === 0) {
    return fail('shape.rank', `${title} needs a list of numbers. It received a single number without an axis.`);
  }
  return ok(input.shape);
}

const wanted = [
  'one number',
  'a row of numbers [features]',
  'a sequence [steps, features]',
  'a picture [height, width, channels]',
  'blocks [depth, height, width, channels]',
] as const;

function insertReshape(targetShape: readonly number[]): Fix {
  return {
    type: 'insertBefore',
    title: `Insert a Reshape to ${listShape(targetShape)}`,
    kind: 'reshape',
    params: { targetShape },
  };
}

function known(shape: Shape): readonly number[] | null {
  return shape.every((size): size is number => size !== null) ? (shape as readonly number[]) : null;
}

/** A square picture of 1 or 3 channels that holds `size` numbers; null if there is none. */
function squarePicture(size: number): readonly [number, number, number] | null {
  for (const channels of [1, 3] as const) {
    const side = Math.round(Math.sqrt(size / channels));
    if (side > 1 && side * side * channels === size) return [side, side, channels];
  }
  return null;
}

/** Ways from the shape that arrived to the rank that is needed; none where no sensible one exists. */
function remedies(received: Shape, rank: number): readonly Fix[] {
  const sizes = known(received);
  if (rank === 1) {
    const pool: Fix[] =
      received.length === 3
        ? [{ type: 'insertBefore', title: 'Insert a GlobalAveragePooling2D layer', kind: 'globalAveragePooling2d' }]
        : received.length === 2
          ? [{ type: 'insertBefore', title: 'Insert a GlobalAveragePooling1D layer', kind: 'globalAveragePooling1d' }]
          : [];
    return sizes === null ? pool : [insertFlatten, ...pool];
  }
  if (sizes === null) return [];
  if (rank === 2) {
    if (sizes.length === 1) return [insertReshape([sizes[0]!, 1])];
    if (sizes.length === 3) return [insertReshape([sizes[0]!, sizes[1]! * sizes[2]!])];
  }
  if (rank === 3) {
    if (sizes.length === 2) return [insertReshape([...sizes, 1])];
    const picture = sizes.length === 1 ? squarePicture(sizes[0]!) : null;
    if (picture !== null) return [insertReshape(picture)];
  }
  if (rank === 4 && sizes.length === 3) return [insertReshape([...sizes, 1])];
  return [];
}

/**
 * The input's shape when it has `rank` axes and a known number of channels (the last axis); else a Problem that says
 * what was expected, what arrived and what to do, with a fix where there is a sensible one.
 */
export function expectRank(title: string, input: TensorSpec | undefined, rank: 1 | 2 | 3 | 4): Result<Shape> {
  const numbers = expectNumbers(title, input);
  if (!numbers.ok) return numbers;
  const received = numbers.value;
  if (received.length !== rank) {
    const fixes = remedies(received, rank);
    const next =
      fixes.length > 0
        ? rank === 1
          ? 'Put a Flatten or a pooling layer in between.'
          : 'Put a Reshape layer in between.'
        : received.length === 1 && rank >= 3
          ? 'A Dense layer suits a row of numbers.'
          : 'Connect it to a layer that gives that, or remove it.';
    return fail(
      'shape.rank',
      `${title} needs ${wanted[rank]}. It received ${listShape(received)}, ${shapeInWords(received)}. ${next}`,
      fixes.length > 0 ? { fixes } : { fixes: [{ type: 'removeNode', title: 'Remove this layer' }] },
    );
  }
  if (rank > 1 && received[rank - 1] === null) return unknownSize(title, received, 'the number of channels');
  if (rank === 1 && received[0] === null) return unknownSize(title, received, 'how many numbers arrive');
  return ok(received);
}

/** A Problem for layers that must know a size which differs from sample to sample. */
export function unknownSize(title: string, received: Shape, what: string): ReturnType<typeof fail> {
  return fail(
    'shape.unknownSize',
    `${title} must know ${what}. It received ${listShape(received)}, where ? differs from sample to sample. Type a fixed size in the Input layer.`,
  );
}

/** A size that `expectRank` or a check before it has shown to be known. */
export function size(dimension: Dimension | undefined): number {
  return dimension ?? 1;
}
