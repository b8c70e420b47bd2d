// Nodes of ONNX graphs that take places of an axis, or put them together.
import type { Constant } from './constant';
import { type Flow, axesOf, batchAxis, flowOf, sizesOf } from './flow';
import { bidirectional } from './recurrent';
import { type Read, type Step, weight } from './step';

/** Rows of a table by codes, or a place along an axis. */
const gather: Read = (step) => {
  const [table, codes] = step.values;
  if (table?.is === 'constant') {
    const flow = step.flow(1);
    if (table.shape.length !== 2 || step.int('axis', 0) !== 0)
      step.refuse('it looks numbers up in an array that is no table of rows.');
    const [inputDim, outputDim] = table.shape as [number, number];
    const straight = step.reading.arranger.straight(flow, step.where);
    const at = step.add('embedding', { inputDim, outputDim }, [straight.at], { embeddings: weight(table) });
    return flowOf(at, [...straight.axes, straight.axes.length]);
  }
  const flow = step.flow(0);
  if (codes?.is !== 'constant') step.refuse('which places it takes depends on the sample.');
  const rank = flow.axes.length;
  const axis = step.axis(step.int('axis', 0), rank);
  const size = step.shape(flow)[axis];
  if (size === null || size === undefined) step.refuse('it picks samples out of the batch.');
  const index = codes as Constant;
  const places = Array.from(index.values, (value) => (value < 0 ? value + size! : value));
  const run = places.every((value, i) => i === 0 || value === places[i - 1]! + 1);
  if (!run || places.length === 0) step.refuse('it picks places that do not follow each other.');
  const cut = sliced(step, flow, axis, places[0]!, places.length);
  if (index.shape.length > 0) return cut;
  return { ...cut, axes: cut.axes.filter((_, at) => at !== axis) };
};

/** Places of one axis, as a Slice layer; all of them need none. */
function sliced(step: Step, flow: Flow, axis: number, start: number, length: number): Flow {
  const size = step.shape(flow)[axis];
  if (size === length && start === 0) return flow;
  if (size === null || size === undefined) step.refuse('it picks samples out of the batch.');
  if (start < 0 || length < 1 || start + length > size!)
    step.refuse(`it takes the places ${start} to ${start + length - 1} of an axis of ${size}.`);
  const { arranger } = step.reading;
  const given =
    flow.mixed === undefined && flow.flipped === undefined && flow.steps === undefined
      ? flow
      : arranger.plain(flow, step.where);
  const own = given.axes[axis]!;
  if (own === -1) return given;
  const rank = sizesOf(step.builder, given.at).length;
  if (own > 3 && own !== rank) step.refuse('it cuts along an axis that cannot be cut here.');
  const at = step.add('slice', { axis: own === rank ? '-1' : String(own), start, length, drop: false }, [given.at]);
  return flowOf(at, given.axes);
}

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

export const placeOps: { readonly [op: string]: Read } = { Gather: gather, Slice: slice, Split: split, Concat: concat };
