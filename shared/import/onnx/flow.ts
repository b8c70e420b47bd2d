// What flows between layers while an ONNX graph is read: which layer it comes from, and how the file's axes lie in ours.
// Turning axes around costs nothing until a layer needs them in a certain order; then a Permute or Reshape layer is put in.
import type { NetworkBuilder } from '../builder';
import { CannotImport } from '../model';
import { product } from '../../shape';

export interface Flow {
  readonly is: 'flow';
  /** The layer's id. */
  readonly at: string;
  /**
   * For each of the file's axes the axis of ours: 0 is the batch, 1 the first of a sample; -1 is an axis of size 1 that
   * the file has and we have not. Axes of ours that no one names have size 1.
   */
  readonly axes: readonly number[];
  /**
   * A row that the file flattened in another order of axes than we did: sizes in our order before it was flattened, and
   * for each of the file's axes its place in ours.
   */
  readonly mixed?: { readonly sizes: readonly number[]; readonly order: readonly number[] };
  /** An axis of ours that the file reads from its end. */
  readonly flipped?: number;
  /** Our first axis goes into the file's batch: samples there are steps here. */
  readonly steps?: true;
}

export const identity = (rank: number): readonly number[] => Array.from({ length: rank }, (_, i) => i);

export function flowOf(at: string, axes: readonly number[]): Flow {
  return { is: 'flow', at, axes };
}

/** Channels behind the batch in the file, last in ours; `rank` counts the batch. */
export function channelsFirst(rank: number): readonly number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
}

/** Sizes of our sample; all are known in an import. */
export function sizesOf(builder: NetworkBuilder, at: string): readonly number[] {
  return builder.spec(at).shape as readonly number[];
}

/** The file's sizes; null is the batch. */
export function fileShape(builder: NetworkBuilder, flow: Flow): readonly (number | null)[] {
  const sizes = sizesOf(builder, flow.at);
  return flow.axes.map((axis) => (axis === 0 ? null : axis === -1 ? 1 : sizes[axis - 1]!));
}

export function batchAxis(flow: Flow): number {
  return flow.axes.indexOf(0);
}

/** Our layers hold up to this many axes in a sample. */
const mostAxes = 4;

export class Arranger {
  constructor(private readonly builder: NetworkBuilder) {}

  /** The layer's numbers in another shape. Reshapes of reshapes become one. */
  reshape(at: string, shape: readonly number[], where: string): string {
    const { builder } = this;
    if (sizesOf(builder, at).join() === shape.join()) return at;
    let from = at;
    while (builder.kind(from) === 'reshape' || builder.kind(from) === 'flatten') {
      from = builder.inputs(from)[0]!;
      if (sizesOf(builder, from).join() === shape.join()) return from;
    }
    if (shape.length > mostAxes)
      throw new CannotImport(
        'import.shape',
        `${where}: it needs a sample of ${shape.length} axes [${shape.join(', ')}]; at most ${mostAxes} are possible here.`,
      );
    if (shape.length === 1 && sizesOf(builder, from).length > 1)
      return builder.add({ kind: 'flatten', name: 'flatten', params: {}, inputs: [from], where });
    return builder.add({
      kind: 'reshape',
      name: 'reshape',
      params: { targetShape: shape.length === 0 ? [1] : shape },
      inputs: [from],
      where,
    });
  }

  /** A layer whose sample has the given order of our axes (from 1). */
  permute(at: string, dims: readonly number[], where: string): string {
    if (dims.every((axis, i) => axis === i + 1)) return at;
    // Axes of size 1 may stand anywhere: then it is a matter of shape only.
    const sizes = sizesOf(this.builder, at);
    const large = dims.filter((axis) => sizes[axis - 1] !== 1);
    if (large.every((axis, i) => i === 0 || axis > large[i - 1]!))
      return this.reshape(
        at,
        dims.map((axis) => sizes[axis - 1]!),
        where,
      );
    return this.builder.add({ kind: 'permute', name: 'permute', params: { dims }, inputs: [at], where });
  }

  /** Takes back what the file sees in another order: flattening and reading from the end. */
  plain(flow: Flow, where: string): Flow {
    if (flow.flipped !== undefined)
      throw new CannotImport('import.layer', `${where}: it reads a sequence from its end, which no layer here does.`);
    if (flow.steps !== undefined)
      throw new CannotImport(
        'import.layer',
        `${where}: it takes the steps of a sequence for samples, which is known here for a single layer only.`,
      );
    if (flow.mixed === undefined) return flow;
    const { sizes, order } = flow.mixed;
    const apart = this.reshape(flow.at, sizes, where);
    const turned = this.permute(
      apart,
      order.map((axis) => axis + 1),
      where,
    );
    return flowOf(this.reshape(turned, [product(sizes)], where), flow.axes);
  }

  /**
   * A layer that gives the flow's numbers with the file's axes in the given order (batch left out), so that its sample
   * has exactly those axes.
   */
  arrange(given: Flow, order: readonly number[], where: string): string {
    const flow = this.plain(given, where);
    const sizes = sizesOf(this.builder, flow.at);
    const wanted = order.map((axis) => flow.axes[axis]!);
    const named = wanted.filter((axis) => axis > 0);
    const rest = sizes.map((_, i) => i + 1).filter((axis) => !named.includes(axis));
    const at = this.permute(flow.at, [...named, ...rest], where);
    const shape = wanted.map((axis) => (axis > 0 ? sizes[axis - 1]! : 1));
    return shape.length === 0 ? at : this.reshape(at, shape, where);
  }

  /** With the file's own order of axes, the batch in front. */
  straight(flow: Flow, where: string): Flow {
    const batch = batchAxis(flow);
    const order = identity(flow.axes.length).filter((axis) => axis !== batch);
    const at = this.arrange(flow, order, where);
    const axes = flow.axes.map((_, axis) => (axis === batch ? 0 : order.indexOf(axis) + 1));
    return flowOf(at, axes);
  }

  /** The file's axes but the batch, in the order in which ours hold them; axes of size 1 stay where they are cheapest. */
  ownOrder(flow: Flow): readonly number[] {
    const batch = batchAxis(flow);
    const rank = flow.axes.length;
    const place = (axis: number): number => (flow.axes[axis]! > 0 ? flow.axes[axis]! : 0);
    return identity(rank)
      .filter((axis) => axis !== batch)
      .sort((a, b) => place(a) - place(b) || a - b);
  }
}

/** Axes of a flow whose sample holds the file's axes in this order. */
export function axesOf(order: readonly number[], batch: number): readonly number[] {
  const axes: number[] = [];
  axes[batch] = 0;
  order.forEach((axis, i) => {
    axes[axis] = i + 1;
  });
  return axes;
}
