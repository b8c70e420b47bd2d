// Dense layers of ONNX graphs: products with a matrix of the file, or of two branches.
import { type Constant, mapped, reshaped, spread, transposed } from './constant';
import { type Flow, batchAxis, flowOf } from './flow';
import { type Read, type Step, type Weights, weight } from './step';

/** Numbers of the file's flat row in our order. */
export function inOurOrder(values: Constant, { mixed }: Flow, axis: number): Constant {
  if (mixed === undefined) return values;
  const { sizes, order } = mixed;
  const fileSizes = order.map((place) => sizes[place]!);
  const apart = reshaped(values, [...values.shape.slice(0, axis), ...fileSizes, ...values.shape.slice(axis + 1)]);
  const turned = sizes.map((_, place) => axis + order.indexOf(place));
  const rest = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const moved = transposed(apart, [...rest(0, axis), ...turned, ...rest(axis + sizes.length, apart.shape.length)]);
  return reshaped(moved, values.shape);
}

/** Weights [in, out] on the file's last axis. */
function denseLayer(step: Step, flow: Flow, kernel: Constant, bias: Constant | null, axis: number): Flow {
  const [rows, units] = kernel.shape as [number, number];
  const size = step.shape(flow)[axis];
  if (size !== rows)
    step.refuse(`its weights have the shape [${rows}, ${units}], but ${size} numbers arrive for each of them.`);
  const weights: Weights = {
    kernel: weight(inOurOrder(kernel, flow, 0)),
    ...(bias === null ? {} : { bias: weight(bias) }),
  };
  const params = { units, activation: 'linear', useBias: bias !== null };
  if (flow.mixed !== undefined && flow.flipped === undefined)
    return flowOf(step.add('dense', params, [flow.at], weights), flow.axes);
  return step.along(flow, axis, 'dense', params, weights);
}

const gemm: Read = (step) => {
  const flow = step.flow(0);
  if (step.int('transA', 0) !== 0) step.refuse('transA is not known here.');
  const given = step.constant(1, 'its weights');
  const alpha = step.float('alpha', 1);
  const kernel = step.int('transB', 0) === 0 ? given : transposed(given, [1, 0]);
  const c = step.optional(2, 'its bias');
  const units = kernel.shape[1]!;
  const bias =
    c === null
      ? null
      : reshaped(
          spread(
            mapped(c, (x) => x * step.float('beta', 1)),
            [1, units],
          ),
          [units],
        );
  return denseLayer(step, flow, alpha === 1 ? kernel : mapped(kernel, (x) => x * alpha), bias, 1);
};

const matMul: Read = (step) => {
  const [a, b] = step.values;
  if (a?.is === 'flow' && b?.is === 'constant') {
    const rank = a.axes.length;
    // Ones in front do not change a matrix.
    const kernel =
      b.shape.length > 2 && b.shape.slice(0, -2).every((size) => size === 1) ? reshaped(b, b.shape.slice(-2)) : b;
    if (kernel.shape.length === 1) step.refuse('it multiplies with a single row of numbers. Give it two axes.');
    if (kernel.shape.length > 2) step.refuse(`it multiplies with an array of ${kernel.shape.length} axes.`);
    return denseLayer(step, a, kernel, null, rank - 1);
  }
  if (a?.is === 'constant' && b?.is === 'flow') {
    if (a.shape.length !== 2) step.refuse(`it multiplies with an array of ${a.shape.length} axes.`);
    const rank = b.axes.length;
    const swap = (axes: readonly number[]): readonly number[] => [
      ...axes.slice(0, -2),
      axes[rank - 1]!,
      axes[rank - 2]!,
    ];
    const result = denseLayer(step, { ...b, axes: swap(b.axes) }, transposed(a, [1, 0]), null, rank - 1);
    return { ...result, axes: swap(result.axes) };
  }
  const [first, second] = [step.flow(0), step.flow(1)];
  const rank = first.axes.length;
  const sizes = [step.shape(first), step.shape(second)];
  if (rank > 3 || second.axes.length !== rank || rank < 3 || batchAxis(first) !== 0 || batchAxis(second) !== 0)
    step.refuse(
      `it multiplies two arrays that both depend on the sample, [${sizes[0]!.map((size) => size ?? 'batch').join(', ')}] and [${sizes[1]!.map((size) => size ?? 'batch').join(', ')}]; here that is known for two sequences, and for attention with heads written as usual.`,
    );
  // Turned factors are said by Dot's axes instead of a layer.
  const side = (flow: Flow, summed: number): { readonly at: string; readonly axis: number } => {
    const { arranger } = step.reading;
    const order = arranger.ownOrder(flow);
    return { at: step.arrange(flow, order), axis: order.indexOf(summed) + 1 };
  };
  const [x, y] = [side(first, 2), side(second, 1)];
  return flowOf(step.add('dot', { axes: [x.axis, y.axis] }, [x.at, y.at]), [0, 1, 2]);
};

export const denseOps: { readonly [op: string]: Read } = { Gemm: gemm, MatMul: matMul };
