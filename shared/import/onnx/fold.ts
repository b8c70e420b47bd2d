// Nodes that compute with numbers of the file alone: their results are worked out while the graph is read.
import {
  type Constant,
  checkMade,
  combined,
  constant,
  countOf,
  cutOut,
  joined,
  mapped,
  reshaped,
  spread,
  transposed,
  whole,
} from './constant';
import { identity } from './flow';
import type { Step } from './step';
import { product } from '../../shape';

type Fold = (step: Step, values: readonly Constant[]) => Constant | readonly (Constant | null)[];

const binary =
  (f: (x: number, y: number) => number, type?: 'float' | 'int'): Fold =>
  (_step, values) =>
    values.slice(1).reduce((all, one) => combined(all, one, f, type), values[0]!);
const unary =
  (f: (x: number) => number, type?: 'float' | 'int'): Fold =>
  (_step, [x]) =>
    mapped(x!, f, type);
const truth = (is: boolean): number => Number(is);

/** Whole numbers divide as whole numbers. */
const divide: Fold = (_step, [a, b]) =>
  a!.type === 'int' && b!.type === 'int'
    ? combined(a!, b!, (x, y) => Math.trunc(x / y))
    : combined(a!, b!, (x, y) => x / y);

const axisList = (step: Step, name: string, place: number, rank: number): readonly number[] =>
  (step.list(name, place) ?? []).map((axis) => step.axis(axis, rank));

const cast: Fold = (step, [x]) => {
  const to = step.int('to', 1);
  const isFloat = to === 1 || to === 10 || to === 11 || to === 16;
  return to === 9
    ? mapped(x!, (value) => truth(value !== 0), 'int')
    : mapped(
        x!,
        isFloat ? (value) => value : (value) => (Number.isNaN(value) ? value : Math.trunc(value)),
        isFloat ? 'float' : 'int',
      );
};

const slice: Fold = (step, [given]) => {
  let result = given!;
  const starts = step.list('starts', 1) ?? [];
  const ends = step.list('ends', 2) ?? [];
  const axes = step.list('axes', 3) ?? starts.map((_, i) => i);
  const steps = step.has(4) ? Array.from(step.constant(4, 'its steps').values) : starts.map(() => 1);
  axes.forEach((axisGiven, i) => {
    const axis = step.axis(axisGiven, result.shape.length);
    const size = result.shape[axis] ?? 1;
    const by = steps[i] ?? 1;
    if (by === 0) step.refuse('its step is 0.');
    const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
    const from = (value: number): number => (value < 0 ? value + size : value);
    const start = by > 0 ? clamp(from(starts[i]!), 0, size) : clamp(from(starts[i]!), 0, size - 1);
    const end = by > 0 ? clamp(from(ends[i]!), 0, size) : clamp(from(ends[i]!), -1, size - 1);
    result = cutOut(result, axis, start, Math.max(0, Math.ceil((end - start) / by)), by);
  });
  return result;
};

const gather: Fold = (step, [table, codes]) => {
  const axis = step.axis(step.int('axis', 0), table!.shape.length);
  const size = table!.shape[axis] ?? 1;
  checkMade(codes!.values.length * (table!.values.length / Math.max(size, 1)));
  const parts = Array.from(codes!.values, (code) => {
    const place = code < 0 ? code + size : code;
    if (!(place >= 0 && place < size)) step.refuse(`it takes the place ${code} of ${size}.`);
    return cutOut(table!, axis, place, 1, 1);
  });
  if (parts.length === 0) step.refuse('it takes no places.');
  const all = joined(parts, axis);
  return reshaped(all, [...table!.shape.slice(0, axis), ...codes!.shape, ...table!.shape.slice(axis + 1)]);
};

const reshape: Fold = (step, [x]) => {
  const wanted = step.list('shape', 1) ?? [];
  const kept = wanted.map((size, i) =>
    size === 0 && step.int('allowzero', 0) === 0 ? (x!.shape[i] ?? 1) : Number.isNaN(size) ? null : size,
  );
  const known = kept.reduce<number>((all, size) => all * (size === null || size === -1 ? 1 : size), 1);
  return reshaped(
    x!,
    kept.map((size) => (size === -1 ? x!.values.length / Math.max(known, 1) : size)),
  );
};

const expand: Fold = (_step, [x, to]) => {
  const rank = Math.max(x!.shape.length, to!.values.length);
  const shape = Array.from({ length: rank }, (_, i) => {
    const own = x!.shape[x!.shape.length - rank + i] ?? 1;
    const wanted = to!.values[to!.values.length - rank + i] ?? 1;
    return own !== 1 ? own : Number.isNaN(wanted) ? null : wanted;
  });
  return spread(x!, shape);
};

const constantOfShape: Fold = (step, [sizes]) => {
  const value = step.node.attributes.array('value');
  const shape = Array.from(sizes!.values, (size) => (Number.isNaN(size) ? null : size));
  if (shape.some((size) => size !== null && !(size >= 0)))
    step.refuse(`it makes an array of the shape [${shape.join(', ')}].`);
  const count = countOf(shape);
  checkMade(count);
  const one = value?.values[0] ?? 0;
  return value === null || value.type === 'float'
    ? constant('float', shape, new Float32Array(count).fill(one))
    : constant('int', shape, new Float64Array(count).fill(one));
};

const range: Fold = (step, [start, limit, delta]) => {
  const [from, to, by] = [start!.values[0]!, limit!.values[0]!, delta!.values[0]!];
  const count = Math.max(0, Math.ceil((to - from) / by));
  if (!(count <= 10_000_000)) step.refuse('it counts further than can be held here.');
  return whole(Array.from({ length: count }, (_, i) => from + i * by));
};

const trilu: Fold = (step, [x, by]) => {
  const k = by?.values[0] ?? 0;
  const upper = step.int('upper', 1) !== 0;
  const rank = x!.shape.length;
  const [rows, columns] = [x!.shape[rank - 2] ?? 1, x!.shape[rank - 1] ?? 1];
  const out = x!.values.slice();
  for (let i = 0; i < out.length; i++) {
    const [row, column] = [Math.floor(i / columns) % rows, i % columns];
    if (upper ? column - row < k : column - row > k) out[i] = 0;
  }
  return constant(x!.type, x!.shape, out);
};

const split: Fold = (step, [x]) => {
  const axis = step.axis(step.int('axis', 0), x!.shape.length);
  const size = x!.shape[axis] ?? 1;
  const count = step.int('num_outputs', step.node.outputs.length);
  const lengths = step.list('split', 1) ?? Array.from({ length: count }, () => Math.ceil(size / count));
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return cutOut(x!, axis, from, Math.min(length, size - from), 1);
  });
};

const folds: { readonly [op: string]: Fold } = {
  Add: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: binary((x, y) => x * y),
  Div: divide,
  Pow: binary((x, y) => x ** y),
  Max: binary(Math.max),
  Min: binary(Math.min),
  Mod: binary((x, y) => x - y * Math.floor(x / y)),
  Equal: binary((x, y) => truth(x === y), 'int'),
  Greater: binary((x, y) => truth(x > y), 'int'),
  GreaterOrEqual: binary((x, y) => truth(x >= y), 'int'),
  Less: binary((x, y) => truth(x < y), 'int'),
  LessOrEqual: binary((x, y) => truth(x <= y), 'int'),
  And: binary((x, y) => truth(x !== 0 && y !== 0), 'int'),
  Or: binary((x, y) => truth(x !== 0 || y !== 0), 'int'),
  Not: unary((x) => truth(x === 0), 'int'),
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Reciprocal: unary((x) => 1 / x),
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Relu: unary((x) => Math.max(0, x)),
  Cast: cast,
  Identity: (_step, [x]) => x!,
  Shape: (_step, [x]) => whole(x!.shape.map((size) => size ?? NaN)),
  Size: (_step, [x]) => whole([x!.values.length], []),
  Slice: slice,
  Gather: gather,
  Reshape: reshape,
  Flatten: (step, [x]) => {
    const axis = step.axis(step.int('axis', 1), x!.shape.length + 1);
    const rows = countOf(x!.shape.slice(0, axis));
    return reshaped(x!, [rows, x!.values.length / rows]);
  },
  Transpose: (step, [x]) =>
    transposed(x!, step.node.attributes.ints('perm') ?? [...identity(x!.shape.length)].reverse()),
  Concat: (step, values) => joined(values, step.axis(step.int('axis', 0), values[0]!.shape.length)),
  Unsqueeze: (step, [x]) => {
    const list = step.list('axes', 1) ?? [];
    const rank = x!.shape.length + list.length;
    const places = list.map((axis) => step.axis(axis, rank));
    const rest = [...x!.shape];
    return reshaped(
      x!,
      Array.from({ length: rank }, (_, i) => (places.includes(i) ? 1 : rest.shift()!)),
    );
  },
  Squeeze: (step, [x]) => {
    const list = axisList(step, 'axes', 1, x!.shape.length);
    return reshaped(
      x!,
      x!.shape.filter((size, i) => (list.length === 0 ? size !== 1 : !list.includes(i))),
    );
  },
  Expand: expand,
  ConstantOfShape: constantOfShape,
  Range: range,
  Trilu: trilu,
  Split: split,
  Where: (_step, [test, yes, no]) => {
    const chosen = combined(
      combined(
        test!,
        mapped(yes!, () => 0),
        (t) => t,
      ),
      mapped(no!, () => 0),
      (t) => t,
    );
    const [t, y, n] = [chosen, spread(yes!, chosen.shape), spread(no!, chosen.shape)];
    const out = Float32Array.from(t.values, (value, i) => (value !== 0 ? y.values[i]! : n.values[i]!));
    return yes!.type === 'float'
      ? constant('float', t.shape, out)
      : constant(
          'int',
          t.shape,
          Float64Array.from(t.values, (value, i) => (value !== 0 ? y.values[i]! : n.values[i]!)),
        );
  },
  Tile: (_step, [x, times]) => {
    checkMade(Array.from(times!.values).reduce((product, count) => product * count, x!.values.length));
    return Array.from(times!.values).reduce(
      (all, count, axis) =>
        joined(
          Array.from({ length: count }, () => all),
          axis,
        ),
      x!,
    );
  },
  ReduceProd: (step, [x]) => {
    const all = product(Array.from(x!.values));
    const keep = step.int('keepdims', 1) !== 0;
    return x!.type === 'int'
      ? whole([all], keep ? x!.shape.map(() => 1) : [])
      : constant('float', keep ? x!.shape.map(() => 1) : [], Float32Array.of(all));
  },
};

/** The result of a node whose inputs are all numbers of the file; null where it has to become a layer. */
export function foldNode(step: Step): readonly (Constant | null)[] | null {
  const { node, values } = step;
  if (node.op === 'Constant') {
    const { attributes } = node;
    const array = attributes.array('value');
    if (array !== null) return [array];
    const list = attributes.ints('value_ints');
    if (attributes.has('value_int')) return [whole([attributes.int('value_int', 0)], [])];
    if (attributes.has('value_float'))
      return [constant('float', [], Float32Array.of(attributes.float('value_float', 0)))];
    if (list !== null) return [whole(list)];
    const numbers = attributes.floats('value_floats');
    if (numbers !== null) return [constant('float', [numbers.length], numbers)];
    return step.refuse('it holds no numbers.');
  }
  if (values.some((value) => value?.is === 'flow')) return null;
  const fold = Object.prototype.hasOwnProperty.call(folds, node.op) ? folds[node.op] : undefined;
  if (fold === undefined) return null;
  const given = values.filter((value): value is Constant => value !== null);
  if (given.length === 0) return null;
  const result = fold(step, given);
  return 'is' in result ? [result as Constant] : (result as readonly (Constant | null)[]);
}
