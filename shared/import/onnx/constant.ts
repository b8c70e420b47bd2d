// Arrays of numbers that an ONNX graph carries or works out before any sample arrives, and arithmetic on them.
import { CannotImport } from '../model';

/**
 * Numbers row by row. A size of null is the batch: one is stored, and all samples have the same. A NaN among whole
 * numbers is the size of the batch, which no one knows yet.
 */
export interface Constant {
  readonly is: 'constant';
  readonly type: 'float' | 'int';
  readonly shape: readonly (number | null)[];
  readonly values: Float32Array | Float64Array;
}

const mostNumbers = 500_000_000;
/** What a graph may make of smaller arrays: a few bytes must not become gigabytes. */
const mostMade = 10_000_000;

export function constant(
  type: 'float' | 'int',
  shape: readonly (number | null)[],
  values: Float32Array | Float64Array,
): Constant {
  return { is: 'constant', type, shape, values };
}
export const whole = (values: readonly number[], shape: readonly (number | null)[] = [values.length]): Constant =>
  constant('int', shape, Float64Array.from(values));

const stored = (size: number | null): number => size ?? 1;

/** Numbers that are stored for a shape; refuses more than `most`. */
export function countOf(shape: readonly (number | null)[], most = mostNumbers): number {
  const count = shape.reduce<number>((product, size) => product * stored(size), 1);
  if (!(count <= most))
    throw new CannotImport('import.size', `An array of the shape [${shape.join(', ')}] is more than can be held here.`);
  return count;
}

function stridesOf(shape: readonly (number | null)[]): readonly number[] {
  const strides: number[] = [];
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= stored(shape[axis]!);
  }
  return strides;
}

const blank = (like: Constant, count: number): Float32Array | Float64Array =>
  like.type === 'float' ? new Float32Array(count) : new Float64Array(count);

/** Numbers picked by steps through another array, in the order of the new shape. */
export function picked(
  from: Constant,
  shape: readonly (number | null)[],
  steps: readonly number[],
  start = 0,
): Constant {
  const out = blank(from, countOf(shape, Math.max(mostMade, from.values.length)));
  const place = shape.map(() => 0);
  let at = start;
  for (let i = 0; i < out.length; i++) {
    out[i] = from.values[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += steps[axis]!;
      place[axis]! += 1;
      if (place[axis]! < stored(shape[axis]!)) break;
      at -= steps[axis]! * stored(shape[axis]!);
      place[axis] = 0;
    }
  }
  return constant(from.type, shape, out);
}

export function transposed(from: Constant, order: readonly number[]): Constant {
  const strides = stridesOf(from.shape);
  return picked(
    from,
    order.map((axis) => from.shape[axis]!),
    order.map((axis) => strides[axis]!),
  );
}

/** The same numbers in another shape of as many. */
export function reshaped(from: Constant, shape: readonly (number | null)[]): Constant {
  if (countOf(shape) !== from.values.length)
    throw new CannotImport(
      'import.shape',
      `An array of the shape [${from.shape.join(', ')}] cannot become [${shape.join(', ')}].`,
    );
  return constant(from.type, shape, from.values);
}

function sharedShape(a: readonly (number | null)[], b: readonly (number | null)[]): (number | null)[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[a.length - rank + i], b[b.length - rank + i]];
    if (x === undefined || x === 1) return y ?? (y === undefined ? x! : y);
    if (y === undefined || y === 1 || x === y) return x;
    throw new CannotImport('import.shape', `Arrays of the shapes [${a.join(', ')}] and [${b.join(', ')}] do not fit.`);
  });
}

/** Repeated along axes of size 1, as NumPy broadcasts. */
export function spread(from: Constant, shape: readonly (number | null)[]): Constant {
  const lead = shape.length - from.shape.length;
  const strides = stridesOf(from.shape);
  const steps = shape.map((_, axis) => {
    const own = from.shape[axis - lead];
    return axis < lead || stored(own ?? 1) === 1 ? 0 : strides[axis - lead]!;
  });
  return picked(from, shape, steps);
}

export function combined(
  a: Constant,
  b: Constant,
  f: (x: number, y: number) => number,
  type: Constant['type'] = a.type === 'float' || b.type === 'float' ? 'float' : 'int',
): Constant {
  const shape = sharedShape(a.shape, b.shape);
  const [x, y] = [spread(a, shape).values, spread(b, shape).values];
  const out = type === 'float' ? new Float32Array(x.length) : new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = f(x[i]!, y[i]!);
  return constant(type, shape, out);
}

export function mapped(a: Constant, f: (x: number) => number, type: Constant['type'] = a.type): Constant {
  const out = type === 'float' ? new Float32Array(a.values.length) : new Float64Array(a.values.length);
  for (let i = 0; i < out.length; i++) out[i] = f(a.values[i]!);
  return constant(type, a.shape, out);
}

/** The one number that all are, or null. */
export function singleOf(a: Constant): number | null {
  const first = a.values[0];
  if (first === undefined) return null;
  return a.values.every((value) => value === first) ? first : null;
}

/** As many numbers as a graph may make. */
export function checkMade(count: number): void {
  countOf([count], mostMade);
}

export function joined(parts: readonly Constant[], axis: number): Constant {
  const first = parts[0]!;
  const sizes = parts.map(({ shape }) => stored(shape[axis]!));
  const shape = first.shape.map((size, at) => (at === axis ? sizes.reduce((sum, one) => sum + one, 0) : size));
  const type = parts.some((part) => part.type === 'float') ? 'float' : 'int';
  const out = type === 'float' ? new Float32Array(countOf(shape)) : new Float64Array(countOf(shape));
  const inner = shape.slice(axis + 1).reduce<number>((product, size) => product * stored(size), 1);
  const outer = shape.slice(0, axis).reduce<number>((product, size) => product * stored(size), 1);
  const width = stored(shape[axis]!) * inner;
  let at = 0;
  parts.forEach((part, i) => {
    const chunk = sizes[i]! * inner;
    if (part.values.length !== outer * chunk)
      throw new CannotImport('import.shape', 'Arrays that are joined do not fit together.');
    for (let row = 0; row < outer; row++)
      out.set(part.values.subarray(row * chunk, (row + 1) * chunk), row * width + at);
    at += chunk;
  });
  return constant(type, shape, out);
}

/** Places start, start + step, … along an axis. */
export function cutOut(from: Constant, axis: number, start: number, length: number, step: number): Constant {
  const strides = stridesOf(from.shape);
  const shape = from.shape.map((size, at) => (at === axis ? length : size));
  return picked(
    from,
    shape,
    strides.map((stride, at) => (at === axis ? stride * step : stride)),
    start * strides[axis]!,
  );
}
