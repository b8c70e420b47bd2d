// Nodes of ONNX graphs that name, turn or repeat axes: most of them turn into nothing but another view on the same layer.
import { whole } from './constant';
import { type Flow, axesOf, batchAxis, identity, flowOf } from './flow';
import { product } from '../../shape';
import type { Read, Step } from './step';

const transpose: Read = (step) => {
  const flow = step.flow(0);
  const rank = flow.axes.length;
  const perm = step.node.attributes.ints('perm') ?? [...identity(rank)].reverse();
  if (perm.length !== rank || new Set(perm).size !== rank || !perm.every((axis) => axis >= 0 && axis < rank))
    step.refuse(`its order of axes [${perm.slice(0, 8).join(', ')}] makes no sense for ${rank} axes.`);
  return { ...flow, axes: perm.map((axis) => flow.axes[axis]!) };
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

/** The size of the batch is not known: its place holds NaN. */
const shapeOf: Read = (step) => {
  const value = step.values[0];
  if (value === null || value === undefined) step.refuse('an input is missing.');
  const sizes = value!.is === 'flow' ? step.shape(value as Flow) : value!.shape;
  const from = step.int('start', 0);
  const end = step.node.attributes.has('end') ? step.int('end', sizes.length) : sizes.length;
  return whole(sizes.slice(from, end).map((size) => size ?? NaN));
};

const pass: Read = (step) => {
  const value = step.values[0];
  if (value === null || value === undefined) step.refuse('an input is missing.');
  return [value!];
};

export const shapeOps: { readonly [op: string]: Read } = {
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Squeeze: squeeze,
  Tile: tile,
  Expand: expand,
  Shape: shapeOf,
  Identity: pass,
  Dropout: pass,
  Cast: pass,
};
