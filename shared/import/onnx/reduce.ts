// Means, sums, largest and smallest numbers of ONNX graphs.
import { type Flow, batchAxis, flowOf } from './flow';
import { product } from '../../shape';
import type { Read, Step } from './step';

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

export const reduceOps: { readonly [op: string]: Read } = {
  ReduceMean: reduce('Average'),
  ReduceMax: reduce('Max'),
  ReduceSum: reduce('Average', (step, flow, count) =>
    count === 1 ? flow : step.everywhere(flow, 'rescaling', { scale: count, offset: 0 }),
  ),
  ReduceMin: reduceMin,
};
