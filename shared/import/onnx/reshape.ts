// Reshapes of ONNX graphs: most turn into nothing but another view on the same layer.
import { type Flow, axesOf, batchAxis, flowOf, identity, sizesOf } from './flow';
import { product } from '../../shape';
import type { Read, Step } from './step';

/** The wanted sizes with 0, -1 and a batch of 1 worked out; null is the batch. */
function target(step: Step, flow: Flow, wanted: readonly number[]): readonly (number | null)[] {
  const sizes = step.shape(flow);
  const zeros = step.int('allowzero', 0) !== 0;
  // A NaN is the size of the batch, worked out by the graph itself.
  const list = wanted.map((size, i): number | null =>
    Number.isNaN(size) ? null : size === 0 && !zeros ? (sizes[i] ?? null) : size,
  );
  const numbers = sizes.reduce<number>((all, size) => all * (size ?? 1), 1);
  const known = list.reduce<number>((all, size) => all * (size === null || size === -1 ? 1 : size), 1);
  const open = list.indexOf(-1);
  if (!list.includes(null)) {
    // The batch hides behind -1, or behind a 1 that was there when the file was written.
    const before = (of: readonly (number | null)[], end: number): number =>
      of.slice(0, end).reduce<number>((all, size) => all * (size ?? 1), 1);
    const one = list.findIndex((size, i) => size === 1 && before(list, i) === before(sizes, batchAxis(flow)));
    if (open !== -1 && known === numbers) return list.map((size) => (size === -1 ? null : size));
    if (one !== -1 && (open === -1 ? known === numbers : numbers % known === 0)) {
      const named = list.map((size, i) => (i === one ? null : size));
      return named.map((size) => (size === -1 ? numbers / known : size));
    }
    return list;
  }
  return list.map((size) => (size === -1 ? numbers / known : size));
}

type Sizes = readonly (number | null)[];
/** Axes of the old shape and of the new one that hold the same numbers. */
type Piece = readonly [from: readonly number[], to: readonly number[]];

const said = (sizes: Sizes): string => `[${sizes.map((size) => size ?? 'batch').join(', ')}]`;

/** Pieces of both shapes with as many numbers, the smallest that there are; null where there are none. */
function piecesOf(from: Sizes, to: Sizes): readonly Piece[] | null {
  const found: [number[], number[]][] = [];
  let [i, j] = [0, 0];
  const size = (list: Sizes, axis: number): number => list[axis]!;
  while (i < from.length || j < to.length) {
    const group: [number[], number[]] = [[], []];
    if (from[i] === null || to[j] === null) {
      // Ones may stand before the batch.
      if (from[i] === null && to[j] === null) {
        found.push([[i++], [j++]]);
        continue;
      }
      if (from[i] === null && to[j] === 1) {
        found.push([[], [j++]]);
        continue;
      }
      if (to[j] === null && from[i] === 1) {
        found.push([[i++], []]);
        continue;
      }
      return null;
    }
    let [a, b] = [1, 1];
    if (i < from.length) {
      a = size(from, i);
      group[0].push(i++);
    }
    if (j < to.length) {
      b = size(to, j);
      group[1].push(j++);
    }
    while (a !== b) {
      if (a < b && i < from.length && from[i] !== null) {
        a *= size(from, i);
        group[0].push(i++);
      } else if (b < a && j < to.length && to[j] !== null) {
        b *= size(to, j);
        group[1].push(j++);
      } else return null;
    }
    found.push(group);
  }
  return found;
}

/** Those of the axes along which there is more than one number. */
const large = (sizes: Sizes, axes: readonly number[]): readonly number[] => axes.filter((axis) => sizes[axis] !== 1);

/** True where axes that are joined lie side by side in ours. */
function lieInRow(step: Step, flow: Flow, axes: readonly number[]): boolean {
  const own = large(step.shape(flow), axes).map((axis) => flow.axes[axis]!);
  const sizes = sizesOf(step.builder, flow.at);
  return own.every((axis, i) => {
    if (i === 0) return true;
    const last = own[i - 1]!;
    return axis > last && sizes.slice(last, axis - 1).every((size) => size === 1);
  });
}

function reshapeFlow(step: Step, given: Flow, wanted: readonly number[]): Flow {
  const mixedSteps = stepsFlow(step, given, wanted);
  if (mixedSteps !== null) return mixedSteps;
  const { arranger } = step.reading;
  const to = target(step, given, wanted);
  const from = step.shape(given);
  if (to.filter((size) => size === null).length !== 1)
    step.refuse(`it makes ${said(to)} of ${said(from)}, in which the samples of a batch can no longer be told apart.`);
  if (to.length === from.length && to.every((size, i) => size === from[i])) return given;
  const flow = given.mixed === undefined && given.flipped === undefined ? given : arranger.plain(given, step.where);
  const pieces = piecesOf(from, to);
  if (pieces === null) return cutAnew(step, arranger.straight(flow, step.where), to);
  if (pieces.every(([axes]) => lieInRow(step, flow, axes))) return regrouped(step, flow, pieces, to);
  const row = asMixedRow(step, flow, pieces, to);
  if (row !== null) return row;
  const straight = arranger.straight(flow, step.where);
  return regrouped(step, straight, piecesOf(step.shape(straight), to)!, to);
}

/** Ones in odd places: only the whole sample can be cut anew. */
function cutAnew(step: Step, flow: Flow, to: Sizes): Flow {
  const batch = to.indexOf(null);
  const shape = to.filter((size): size is number => size !== null);
  if (batchAxis(flow) !== 0 || product(shape) !== product(sizesOf(step.builder, flow.at)))
    step.refuse(`${said(step.shape(flow))} cannot become ${said(to)}.`);
  const order = identity(to.length).filter((axis) => axis !== batch);
  return flowOf(step.reshape(flow.at, shape), axesOf(order, batch));
}

/** A whole picture laid out as a row: the order is remembered, not made. Null where it is something else. */
function asMixedRow(step: Step, flow: Flow, pieces: readonly Piece[], to: Sizes): Flow | null {
  const [row, ...others] = pieces.filter(([axes]) => !lieInRow(step, flow, axes));
  const rest = pieces.filter(
    (piece) => piece !== row && large(step.shape(flow), piece[0]).length > 0 && !piece[0].includes(batchAxis(flow)),
  );
  if (row === undefined || others.length > 0 || rest.length > 0 || to.length !== 2 || to[0] !== null) return null;
  const sizes = sizesOf(step.builder, flow.at);
  const named = row[0].map((axis) => flow.axes[axis]!).filter((axis) => axis > 0 && sizes[axis - 1] !== 1);
  const sorted = [...named].sort((a, b) => a - b);
  return {
    ...flowOf(step.reshape(flow.at, [product(sizes)]), [0, 1]),
    mixed: {
      sizes: sorted.map((axis) => sizes[axis - 1]!),
      order: named.map((axis) => sorted.indexOf(axis)),
    },
  };
}

/** The new shape: pieces in the order in which their axes lie in ours. */
function regrouped(step: Step, flow: Flow, pieces: readonly Piece[], to: Sizes): Flow {
  const from = step.shape(flow);
  const place = ([axes]: Piece): number =>
    Math.min(...axes.map((axis) => flow.axes[axis]!).filter((axis) => axis > 0), Infinity);
  const sorted = pieces
    .filter(([axes]) => !axes.includes(batchAxis(flow)))
    .map((piece, i) => [piece, i] as const)
    .sort(([p, i], [q, j]) => (place(p) === place(q) ? i - j : place(p) - place(q)));
  const axes: number[] = to.map(() => -1);
  axes[to.indexOf(null)] = 0;
  const shape: number[] = [];
  for (const [[a, b]] of sorted) {
    // A new axis of size 1 costs nothing until someone needs it.
    if (large(from, a).length === 0 && a.every((axis) => flow.axes[axis] === -1)) continue;
    for (const axis of b) {
      if (to[axis] === 1 && b.some((other) => to[other] !== 1)) continue;
      if (to[axis] === 1 && large(from, a).length === 0 && b.indexOf(axis) > 0) continue;
      shape.push(to[axis]!);
      axes[axis] = shape.length;
    }
  }
  return flowOf(shape.length === 0 ? flow.at : step.reshape(flow.at, shape), axes);
}

/** [batch, steps, …] read as [batch · steps, …], and back. */
function stepsFlow(step: Step, flow: Flow, wanted: readonly number[]): Flow | null {
  const sizes = sizesOf(step.builder, flow.at);
  if (flow.steps === true) {
    const inner = sizes.slice(1);
    const [batch, steps, ...rest] = wanted;
    const back = wanted.length === inner.length + 2 || wanted.length >= 3;
    const isBatch = batch !== undefined && (Number.isNaN(batch) || batch === -1 || batch === 1 || batch === 0);
    if (!back || !isBatch || (steps !== sizes[0] && steps !== -1)) return null;
    const known = rest.filter((size) => size !== -1);
    if (product(inner) % product(known) !== 0) return null;
    const shape = rest.map((size) => (size === -1 ? product(inner) / product(known) : size));
    if (product(shape) !== product(inner)) return null;
    const straight = flow.axes.every((axis, i) => (i === 0 ? axis === 0 : axis === i + 1));
    if (!straight) step.refuse('it turns the steps of a sequence around while they stand in for samples.');
    return flowOf(step.reshape(flow.at, [sizes[0]!, ...shape]), identity(shape.length + 2));
  }
  const straight = flow.axes.every((axis, i) => axis === i) && flow.mixed === undefined;
  const [batch, ...rest] = wanted;
  const isRest =
    sizes.length >= 2 && rest.every((size, i) => size === sizes[i + 1]) && rest.length === sizes.length - 1;
  const takesAll = batch === -1 || (batch !== undefined && Number.isNaN(batch));
  if (straight && takesAll && isRest && rest.length > 0 && product(sizes) !== product(rest))
    return { is: 'flow', at: flow.at, axes: [0, ...rest.map((_, i) => i + 2)], steps: true };
  return null;
}

const reshape: Read = (step) => {
  const flow = step.flow(0);
  const wanted = step.list('shape', 1);
  if (wanted === null || wanted.length === 0) step.refuse('it makes one number of all samples.');
  return reshapeFlow(step, flow, wanted!);
};

const flatten: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  const axis = step.axis(step.int('axis', 1), rank + 1);
  const sizes = step.shape(flow);
  if (axis !== 1 || batchAxis(flow) !== 0) step.refuse('it joins samples of a batch.');
  if (flow.steps === true) {
    const straight = flow.axes.every((own, i) => (i === 0 ? own === 0 : own === i + 1));
    if (!straight) step.refuse('it turns the steps of a sequence around while they stand in for samples.');
    const own = sizesOf(step.builder, flow.at);
    return { ...flow, at: step.reshape(flow.at, [own[0]!, product(own.slice(1))]), axes: [0, 2] };
  }
  return reshapeFlow(step, flow, [NaN, product(sizes.slice(1) as readonly number[])]);
};

export const reshapeOps: { readonly [op: string]: Read } = { Reshape: reshape, Flatten: flatten };
