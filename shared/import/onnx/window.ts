// Windows that slide over the places of a picture, a sequence or a block: their steps, and how they meet the borders.
import { type Flow, channelsFirst, flowOf, sizesOf } from './flow';
import { product } from '../../shape';
import type { Step } from './step';

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The file's sizes of the input, without batch and channels. */
  readonly sizes: readonly number[];
}

export const spatial = (rank: number): readonly number[] => Array.from({ length: rank - 2 }, (_, i) => i + 2);
/** Our order of the file's axes: places first, channels last. */
export const lastOrder = (rank: number): readonly number[] => [...spatial(rank), 1];

export function sumOf(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

export function windowOf(step: Step, flow: Flow, kernel: readonly number[]): Window {
  const sizes = step.shape(flow).slice(2) as readonly number[];
  const ones = kernel.map(() => 1);
  const { attributes } = step.node;
  const list = (name: string, otherwise: readonly number[]): readonly number[] => {
    const found = attributes.ints(name) ?? otherwise;
    if (
      found.length !== otherwise.length ||
      !found.every((one) => Number.isInteger(one) && one >= 0 && one <= 1_000_000)
    )
      step.refuse(`${name} is [${found.slice(0, 8).join(', ')}], which makes no sense for ${kernel.length} axes.`);
    return found;
  };
  if (sizes.length !== kernel.length || kernel.length < 1 || kernel.length > 3)
    step.refuse(`its window has ${kernel.length} axes, and ${sizes.length} arrive.`);
  const strides = list('strides', ones);
  const dilations = list('dilations', ones);
  if (strides.includes(0) || dilations.includes(0)) step.refuse('a stride or dilation is 0.');
  const auto = step.word('auto_pad', 'NOTSET');
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const totals = kernel.map((size, i) => {
      const reach = dilations[i]! * (size - 1) + 1;
      return Math.max((Math.ceil(sizes[i]! / strides[i]!) - 1) * strides[i]! + reach - sizes[i]!, 0);
    });
    const less = totals.map((one) => Math.floor(one / 2));
    const more = totals.map((one, i) => one - less[i]!);
    return auto === 'SAME_UPPER'
      ? { kernel, strides, dilations, before: less, after: more, sizes }
      : { kernel, strides, dilations, before: more, after: less, sizes };
  }
  const pads =
    auto === 'VALID'
      ? [...ones, ...ones].map(() => 0)
      : list(
          'pads',
          [...ones, ...ones].map(() => 0),
        );
  return { kernel, strides, dilations, before: pads.slice(0, kernel.length), after: pads.slice(kernel.length), sizes };
}

/** As TensorFlow's "same" pads: half on each side, the odd one behind. */
export function isSame({ kernel, strides, dilations, before, after, sizes }: Window): boolean {
  return kernel.every((size, i) => {
    const reach = dilations[i]! * (size - 1) + 1;
    const total = Math.max((Math.ceil(sizes[i]! / strides[i]!) - 1) * strides[i]! + reach - sizes[i]!, 0);
    return before[i] === Math.floor(total / 2) && after[i] === total - Math.floor(total / 2);
  });
}

export const isNone = ({ before, after }: Window): boolean => sumOf(before) + sumOf(after) === 0;

/** Zeros around the places of a flow whose channels are last in ours. */
export function padded(step: Step, flow: Flow, before: readonly number[], after: readonly number[]): Flow {
  if (sumOf(before) + sumOf(after) === 0) return flow;
  const rank = flow.axes.length;
  const order = lastOrder(rank);
  const axes = channelsFirst(rank);
  if (before.length === 2)
    return step.apply(
      flow,
      order,
      'zeroPadding2d',
      { padding: [before[0]!, after[0]!, before[1]!, after[1]!] },
      {},
      axes,
    );
  // One axis at a time, as the width of a picture.
  let at = step.arrange(flow, order);
  const sizes = [...sizesOf(step.builder, at)];
  before.forEach((front, i) => {
    if (front === 0 && after[i] === 0) return;
    const wide = step.reshape(at, [product(sizes.slice(0, i)), sizes[i]!, product(sizes.slice(i + 1))]);
    const more = step.add('zeroPadding2d', { padding: [0, 0, front, after[i]!] }, [wide]);
    sizes[i]! += front + after[i]!;
    at = step.reshape(more, sizes);
  });
  return flowOf(at, axes);
}

/** Every s-th place: strides that a layer does not know are taken after it. */
export function thinned(step: Step, flow: Flow, strides: readonly number[]): Flow {
  if (strides.every((stride) => stride === 1)) return flow;
  const rank = flow.axes.length;
  const params = { poolSize: strides.map(() => 1), strides: [...strides], padding: 'valid' };
  return step.apply(flow, lastOrder(rank), `maxPooling${strides.length}d`, params, {}, channelsFirst(rank));
}
