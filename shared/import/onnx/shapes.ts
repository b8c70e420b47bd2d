// Nodes of ONNX graphs that move numbers: most of them turn into nothing but another view on the same layer.
import { whole } from './constant';
import { sliced } from './core';
import { type Flow, axesOf, batchAxis, flowOf, identity, product, sizesOf } from './flow';
import { bidirectional } from './recurrent';
import type { Read, Step } from './step';

const transpose: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  const perm = step.node.attributes.ints('perm') ?? [...identity(rank)].reverse();
  if (perm.length !== rank || new Set(perm).size !== rank || !perm.every((axis) => axis >= 0 && axis < rank))
    step.refuse(`its order of axes [${perm.slice(0, 8).join(', ')}] makes no sense for ${rank} axes.`);
  return { ...flow, axes: perm.map((axis) => flow.axes[axis]!) };
};

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

/** Pieces of both shapes with as many numbers, the smallest that there are. */
function groups(
  from: readonly (number | null)[],
  to: readonly (number | null)[],
): readonly (readonly [from: readonly number[], to: readonly number[]])[] | null {
  const found: [number[], number[]][] = [];
  let [i, j] = [0, 0];
  const size = (list: readonly (number | null)[], axis: number): number => list[axis]!;
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

function reshapeFlow(step: Step, given: Flow, wanted: readonly number[]): Flow {
  const mixedSteps = stepsFlow(step, given, wanted);
  if (mixedSteps !== null) return mixedSteps;
  const { arranger } = step.reading;
  const to = target(step, given, wanted);
  const from = step.shape(given);
  if (to.filter((size) => size === null).length !== 1)
    step.refuse(
      `it makes [${to.map((size) => size ?? 'batch').join(', ')}] of [${from.map((size) => size ?? 'batch').join(', ')}], in which the samples of a batch can no longer be told apart.`,
    );
  const same = to.length === from.length && to.every((size, i) => size === from[i]);
  if (same) return given;
  let flow = given.mixed === undefined && given.flipped === undefined ? given : arranger.plain(given, step.where);
  let pieces = groups(from, to);
  if (pieces === null) {
    // Ones in odd places: only the whole sample can be cut anew.
    flow = arranger.straight(flow, step.where);
    const batch = to.indexOf(null);
    const shape = to.filter((size): size is number => size !== null);
    if (batchAxis(flow) !== 0 || product(shape) !== product(sizesOf(step.builder, flow.at)))
      step.refuse(
        `[${from.map((size) => size ?? 'batch').join(', ')}] cannot become [${to.map((size) => size ?? 'batch').join(', ')}].`,
      );
    return flowOf(
      step.reshape(flow.at, shape),
      axesOf(
        identity(to.length).filter((axis) => axis !== batch),
        batch,
      ),
    );
  }
  // Axes that are joined must lie side by side in ours.
  const large = (axes: readonly number[]): readonly number[] => axes.filter((axis) => from[axis] !== 1);
  const inRow = (axes: readonly number[]): boolean => {
    const own = large(axes).map((axis) => flow.axes[axis]!);
    const sizes = sizesOf(step.builder, flow.at);
    return own.every((axis, i) => {
      if (i === 0) return true;
      const last = own[i - 1]!;
      return axis > last && sizes.slice(last, axis - 1).every((size) => size === 1);
    });
  };
  const split = pieces.every(([a, b]) => inRow(a) || (large(a).length === 1 && b.length >= 1));
  if (!split || !pieces.every(([a]) => inRow(a))) {
    // A whole picture laid out as a row: the order is remembered, not made.
    const rows = pieces.filter(([a]) => !inRow(a));
    const row = rows[0]!;
    const sizes = sizesOf(step.builder, flow.at);
    const rest = pieces.filter(
      (piece) => piece !== row && large(piece[0]).length > 0 && !piece[0].includes(batchAxis(flow)),
    );
    if (rows.length === 1 && rest.length === 0 && to.length === 2 && to[0] === null) {
      const named = row[0].map((axis) => flow.axes[axis]!).filter((axis) => axis > 0 && sizes[axis - 1] !== 1);
      const sorted = [...named].sort((a, b) => a - b);
      const at = step.reshape(flow.at, [product(sizes)]);
      return {
        ...flowOf(at, [0, 1]),
        mixed: {
          sizes: sorted.map((axis) => sizes[axis - 1]!),
          order: named.map((axis) => sorted.indexOf(axis)),
        },
      };
    }
    flow = arranger.straight(flow, step.where);
    pieces = groups(step.shape(flow), to)!;
  }
  // Our new shape: groups in the order in which their axes lie in ours.
  const place = ([a]: readonly [readonly number[], readonly number[]]): number =>
    Math.min(...a.map((axis) => flow.axes[axis]!).filter((axis) => axis > 0), Infinity);
  const sorted = pieces
    .filter(([a]) => !a.includes(batchAxis(flow)))
    .map((piece, i) => [piece, i] as const)
    .sort(([p, i], [q, j]) => (place(p) === place(q) ? i - j : place(p) - place(q)));
  const axes: number[] = to.map(() => -1);
  axes[to.indexOf(null)] = 0;
  const shape: number[] = [];
  for (const [[a, b]] of sorted) {
    // A new axis of size 1 costs nothing until someone needs it.
    if (large(a).length === 0 && a.every((axis) => flow.axes[axis] === -1)) continue;
    for (const axis of b) {
      if (to[axis] === 1 && b.some((other) => to[other] !== 1)) continue;
      if (to[axis] === 1 && large(a).length === 0 && b.indexOf(axis) > 0) continue;
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

const unsqueeze: Read = (step) => {
  const flow = step.flow(0);
  const list = step.list('axes', 1) ?? [];
  const rank = flow.axes.length + list.length;
  const places = new Set(list.map((axis) => step.axis(axis, rank)));
  const rest = [...flow.axes];
  return { ...flow, axes: Array.from({ length: rank }, (_, axis) => (places.has(axis) ? -1 : rest.shift()!)) };
};

const squeeze: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  const sizes = step.shape(flow);
  const list =
    step.list('axes', 1)?.map((axis) => step.axis(axis, rank)) ?? sizes.flatMap((size, i) => (size === 1 ? [i] : []));
  if (list.some((axis) => sizes[axis] !== 1))
    step.refuse(`it drops an axis of size ${sizes[list.find((axis) => sizes[axis] !== 1)!] ?? 'batch'}.`);
  return { ...flow, axes: flow.axes.filter((_, axis) => !list.includes(axis)) };
};

const slice: Read = (step) => {
  let flow = step.flow(0);
  const rank = flow.axes.length;
  const starts = step.list('starts', 1) ?? [];
  const ends = step.list('ends', 2) ?? [];
  const axes = step.list('axes', 3) ?? starts.map((_, i) => i);
  const steps = step.has(4) ? Array.from(step.constant(4, 'its steps').values) : starts.map(() => 1);
  axes.forEach((given, i) => {
    const axis = step.axis(given, rank);
    const size = step.shape(flow)[axis]!;
    const by = steps[i] ?? 1;
    if (size === null) {
      if (starts[i] === 0 && ends[i]! > 1e8 && by === 1) return;
      step.refuse('it picks samples out of the batch.');
    }
    const [start, end] = [starts[i]!, ends[i]!];
    if (by === -1) {
      const first = start < 0 ? start + size : start;
      if (first < size - 1 || end >= -size) step.refuse('it reads a part of an axis from its end.');
      const own = flow.axes[axis]!;
      if (own === -1) return;
      if (flow.flipped !== undefined && flow.flipped !== own) step.refuse('it reads two axes from their ends.');
      const { flipped, ...rest } = flow;
      flow = flipped === own ? rest : { ...rest, flipped: own };
      return;
    }
    const at = (place: number): number => Math.min(Math.max(place < 0 ? place + size : place, 0), size);
    const [from, to] = [at(start), at(end)];
    if (by !== 1) step.refuse(`it takes every ${by}th place only.`);
    flow = sliced(step, flow, axis, from, to - from);
  });
  return flow;
};

const split: Read = (step) => {
  const flow = step.flow(0);
  const axis = step.axis(step.int('axis', 0), flow.axes.length);
  const size = step.shape(flow)[axis];
  if (size === null || size === undefined) step.refuse('it splits the batch.');
  const count = step.int('num_outputs', step.node.outputs.length);
  const each = Math.ceil(size! / count);
  const lengths = step.list('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(each, size! - i * each));
  let start = 0;
  return lengths.map((length, i) => {
    const from = start;
    start += length;
    const output = step.node.outputs[i];
    return output === undefined || step.reading.uses(output) === 0 ? null : sliced(step, flow, axis, from, length);
  });
};

const concat: Read = (step) => {
  const { values } = step;
  if (values.some((value) => value?.is === 'constant'))
    step.refuse('it puts numbers of the file beside those of a sample.');
  const flows = values.map((_, i) => step.flow(i));
  const [first] = flows as [Flow];
  const rank = first.axes.length;
  const axis = step.axis(step.int('axis', 0), rank);
  if (flows.some((flow) => flow.axes.length !== rank)) step.refuse('its inputs have different numbers of axes.');
  if (axis === batchAxis(first)) step.refuse('it joins samples of a batch.');
  if (flows.length === 1) return first;
  const both = bidirectional(step, flows, axis, 'concat');
  if (both !== null) return both;
  const { arranger } = step.reading;
  const order = arranger.ownOrder(first);
  const own = order.indexOf(axis);
  if (own !== order.length - 1 && own > 2) step.refuse('it joins along an axis that cannot be joined here.');
  const inputs = flows.map((flow) => step.arrange(flow, order));
  const at = step.add('concatenate', { axis: own === order.length - 1 ? '-1' : String(own + 1) }, inputs);
  return flowOf(at, axesOf(order, batchAxis(first)));
};

/** A row that becomes every step of a sequence. */
function repeated(step: Step, flow: Flow, times: readonly number[]): Flow {
  const grown = times.flatMap((count, axis) => (count !== 1 && step.shape(flow)[axis] !== null ? [axis] : []));
  if (grown.length === 0) return flow;
  const [axis] = grown as [number];
  const rest = step.reading.arranger.ownOrder(flow).filter((one) => one !== axis);
  if (grown.length > 1 || step.shape(flow)[axis] !== 1)
    step.refuse('it repeats numbers in a way that no layer here does.');
  const sizes = rest.map((one) => step.shape(flow)[one]! as number);
  const row = step.reshape(step.arrange(flow, rest), [product(sizes)]);
  const at = step.add('repeatVector', { n: times[axis]! }, [row]);
  return flowOf(step.reshape(at, [times[axis]!, ...sizes]), axesOf([axis, ...rest], batchAxis(flow)));
}

const tile: Read = (step) => {
  const flow = step.flow(0);
  const times = Array.from(step.constant(1, 'how often it repeats').values);
  if (times[batchAxis(flow)] !== 1) step.refuse('it repeats samples of the batch.');
  return repeated(step, flow, times);
};

const expand: Read = (step) => {
  const flow = step.flow(0);
  const wanted = Array.from(step.constant(1, 'its shape').values);
  const rank = Math.max(wanted.length, flow.axes.length);
  const raised: Flow = { ...flow, axes: [...Array.from({ length: rank - flow.axes.length }, () => -1), ...flow.axes] };
  const sizes = step.shape(raised);
  const lead = rank - wanted.length;
  const times = sizes.map((size, axis) => {
    const to = wanted[axis - lead];
    return to === undefined || size === null || Number.isNaN(to) || to === size ? 1 : size === 1 ? to : 1;
  });
  return repeated(step, raised, times);
};

/** Means, largest numbers and sums over any of the axes. */
function reduce(kind: 'Average' | 'Max', finish: (step: Step, flow: Flow, count: number) => Flow = (_s, f) => f): Read {
  return (step) => {
    const flow = step.flow(0);
    const rank = flow.axes.length;
    const sizes = step.shape(flow);
    const list = step.list('axes', 1)?.map((axis) => step.axis(axis, rank)) ?? [];
    if (list.length === 0) {
      if (step.int('noop_with_empty_axes', 0) !== 0) return flow;
      step.refuse('it makes one number of the whole batch.');
    }
    const batch = batchAxis(flow);
    if (list.includes(batch)) step.refuse('it computes across the samples of a batch.');
    const keep = step.int('keepdims', 1) !== 0;
    const count = product(list.map((axis) => sizes[axis]!));
    const { arranger } = step.reading;
    const order = arranger.ownOrder(flow);
    const reduced = order.filter((axis) => list.includes(axis));
    const kept = order.filter((axis) => !list.includes(axis));
    const names = (axes: readonly number[]): readonly number[] =>
      keep ? axes : axes.filter((_, axis) => !list.includes(axis));
    const numbers = sizes.map((size) => size!);
    const wide = kept.filter((axis) => numbers[axis] !== 1);
    if (flow.steps === true) {
      const axes = flow.axes.map((axis, i) => (list.includes(i) ? -1 : axis > 0 ? 1 : axis));
      const done = step.apply(flow, [...reduced, ...kept], `global${kind}Pooling${reduced.length}d`, {}, {}, axes);
      return finish(step, { ...done, axes: names(done.axes) }, count);
    }
    if (wide.length === 1 && reduced.length <= 2 && kept.length === 1) {
      const at = step.add(`global${kind}Pooling${reduced.length}d`, {}, [step.arrange(flow, [...reduced, ...kept])]);
      const axes = flow.axes.map((_, axis) => (axis === batch ? 0 : kept.includes(axis) ? 1 : -1));
      return finish(step, flowOf(at, names(axes)), count);
    }
    // What stays is one axis while the rest is summed up, and gets its shape back.
    const keptSizes = kept.map((axis) => numbers[axis]!);
    const at = step.arrange(flow, [...reduced, ...kept]);
    const flat = step.reshape(at, [count, product(keptSizes)]);
    const pooled = step.add(`global${kind}Pooling1d`, {}, [flat]);
    const shaped = step.reshape(pooled, keptSizes.length === 0 ? [1] : keptSizes);
    const axes = flow.axes.map((_, axis) => (axis === batch ? 0 : kept.includes(axis) ? kept.indexOf(axis) + 1 : -1));
    return finish(step, flowOf(shaped, names(axes)), count);
  };
}

const negated = (step: Step, flow: Flow): Flow => step.everywhere(flow, 'elementwise', { function: 'negative' });

const reduceMin: Read = (step) => {
  const flow = negated(step, step.flow(0));
  const largest = reduce('Max')(
    Object.assign(Object.create(step) as Step, { values: [flow, ...step.values.slice(1)] }),
  );
  return negated(step, largest as Flow);
};

/** The size of the batch is not known: its place holds NaN. */
const shapeOf: Read = (step) => {
  const value = step.values[0];
  if (value === null || value === undefined) step.refuse('an input is missing.');
  const sizes = value!.is === 'flow' ? step.shape(value as Flow) : value!.shape;
  const from = step.int('start', 0);
  const end = step.node.attributes.has('end') ? step.int('end', sizes.length) : sizes.length;
  return whole(sizes.slice(from, end).map((size) => size ?? NaN));
};

export const shapeOps: { readonly [op: string]: Read } = {
  Transpose: transpose,
  Reshape: reshape,
  Flatten: flatten,
  Unsqueeze: unsqueeze,
  Squeeze: squeeze,
  Slice: slice,
  Split: split,
  Concat: concat,
  Tile: tile,
  Expand: expand,
  ReduceMean: reduce('Average'),
  ReduceMax: reduce('Max'),
  ReduceSum: reduce('Average', (step, flow, count) =>
    count === 1 ? flow : step.everywhere(flow, 'rescaling', { scale: count, offset: 0 }),
  ),
  ReduceMin: reduceMin,
  Shape: shapeOf,
};
