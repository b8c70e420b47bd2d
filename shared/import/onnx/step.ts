// One node of an ONNX graph while it becomes layers: its inputs, settings and place, and the ways to put layers in.
import type { ExportWeight } from '../../export/format';
import { findLayer } from '../../layers';
import { defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import type { NetworkBuilder } from '../builder';
import { CannotImport } from '../model';
import type { Constant } from './constant';
import type { OnnxNode } from './file';
import { type Arranger, type Flow, axesOf, batchAxis, fileShape, flowOf, sizesOf } from './flow';

export type Value = Constant | Flow;

/** What all nodes share. */
export interface Reading {
  readonly builder: NetworkBuilder;
  readonly arranger: Arranger;
  readonly opset: number;
  /** Names of layers, with which those of their nodes begin; none where the file does not say. */
  readonly layers: ReadonlySet<string>;
  readonly notes: Set<string>;
  /** How many nodes and outputs read a tensor. */
  uses(tensor: string): number;
  /** The nodes that read a tensor. */
  readers(tensor: string): readonly OnnxNode[];
  /** True where nothing but the one reader of `tensor` sees the layer behind it. */
  isAlone(tensor: string, flow: Flow): boolean;
}

/** A name out of the file as a message shows it. */
export const shown = (name: string): string => name.slice(0, 80);

export type Weights = { readonly [name: string]: ExportWeight };

export class Step {
  constructor(
    readonly reading: Reading,
    readonly node: OnnxNode,
    readonly values: readonly (Value | null)[],
  ) {}

  /** 'Node 12 "conv1/Conv" (Conv)'. */
  get where(): string {
    const { name, op, place } = this.node;
    return `Node ${place}${name === '' ? '' : ` "${name.slice(0, 80)}"`} (${op.replace(/^Layerloom\./, '')})`;
  }

  refuse(why: string): never {
    throw new CannotImport('import.layer', `${this.where}: ${why}`);
  }

  get builder(): NetworkBuilder {
    return this.reading.builder;
  }

  /** A name for the node's layer: the one that the file says, of its weights where they are named after one, else of the node. */
  get name(): string {
    const { inputs, name, op } = this.node;
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1))
      if (this.reading.layers.has(name.slice(0, end))) return name.slice(0, end);
    const weight = inputs[1] ?? '';
    const owner = /^(.+)[./](weight|kernel|gamma|alpha|scale|embeddings)$/.exec(weight)?.[1];
    if (owner !== undefined && this.values[1]?.is === 'constant') return owner.replace(/^.*\/(?=[^/]+$)/, '');
    const parts = name.split('/').filter((part) => part !== '' && !part.startsWith(op));
    return parts[parts.length - 1] ?? op.replace(/^Layerloom\./, '').toLowerCase();
  }

  has(place: number): boolean {
    return this.values[place] !== undefined && this.values[place] !== null;
  }

  flow(place: number): Flow {
    const value = this.values[place];
    if (value === undefined || value === null) this.refuse('an input is missing.');
    if (value!.is !== 'flow') this.refuse('it computes with constants alone in a way that is not known here.');
    return value as Flow;
  }

  /** Numbers that the file holds. */
  constant(place: number, what: string): Constant {
    const value = this.values[place];
    if (value?.is !== 'constant') this.refuse(`${what} must be in the file; here they are worked out from a sample.`);
    return value as Constant;
  }

  optional(place: number, what: string): Constant | null {
    return this.has(place) ? this.constant(place, what) : null;
  }

  /** Whole numbers from the attribute of that name, or from the input at that place. */
  list(name: string, place: number): readonly number[] | null {
    const own = this.node.attributes.ints(name);
    if (own !== null) return own;
    return this.has(place) ? Array.from(this.constant(place, name).values) : null;
  }

  int(name: string, otherwise: number): number {
    return this.node.attributes.int(name, otherwise);
  }
  float(name: string, otherwise: number): number {
    return this.node.attributes.float(name, otherwise);
  }
  word(name: string, otherwise: string): string {
    return this.node.attributes.word(name, otherwise);
  }

  shape(flow: Flow): readonly (number | null)[] {
    return fileShape(this.builder, flow);
  }

  /** The axis counted from 0, where the file may count from the end. */
  axis(given: number, rank: number): number {
    const axis = given < 0 ? given + rank : given;
    if (!Number.isInteger(axis) || axis < 0 || axis >= rank) this.refuse(`it has no axis ${given}.`);
    return axis;
  }

  add(kind: string, params: ParamValues, inputs: readonly string[], weights: Weights = {}): string {
    return this.builder.add({ kind, name: this.name, params, inputs, weights, where: this.where });
  }

  arrange(flow: Flow, order: readonly number[]): string {
    return this.reading.arranger.arrange(flow, order, this.where);
  }

  reshape(at: string, shape: readonly number[]): string {
    return this.reading.arranger.reshape(at, shape, this.where);
  }

  /**
   * A layer on the flow, whose sample gets the file's axes in the given order; `axes` say how those of the result lie.
   * Where steps stand in for samples the layer is applied to every step.
   */
  apply(
    flow: Flow,
    order: readonly number[],
    kind: string,
    params: ParamValues,
    weights: Weights,
    axes: readonly number[],
  ): Flow {
    if (flow.steps === undefined) return flowOf(this.add(kind, params, [this.arrange(flow, order)], weights), axes);
    const straight = order.every((axis, i) => flow.axes[axis] === i + 2);
    if (!straight || flow.mixed !== undefined || flow.flipped !== undefined)
      this.refuse('it turns the steps of a sequence around while they stand in for samples.');
    const layer = { kind, params: { ...(defaultsOf(findLayer(kind)!.params) as ParamValues), ...params } };
    const at = this.add('timeDistributed', { layer }, [flow.at], weights);
    return { is: 'flow', at, axes: axes.map((axis) => (axis > 0 ? axis + 1 : axis)), steps: true };
  }

  /** A layer that treats every number alike: the order of axes does not matter to it. */
  everywhere(flow: Flow, kind: string, params: ParamValues): Flow {
    return { ...flow, at: this.add(kind, params, [flow.at]) };
  }

  /** A layer that works along the file's axis, which becomes our last. */
  along(flow: Flow, axis: number, kind: string, params: ParamValues, weights: Weights = {}): Flow {
    const rank = sizesOf(this.builder, flow.at).length;
    if (flow.axes[axis] === rank && flow.mixed === undefined && flow.flipped !== rank)
      return { ...flow, at: this.add(kind, params, [flow.at], weights) };
    const order = [...this.reading.arranger.ownOrder(flow).filter((one) => one !== axis), axis];
    return flowOf(this.add(kind, params, [this.arrange(flow, order)], weights), axesOf(order, batchAxis(flow)));
  }

  /** The activation as part of the layer before where no one sees that layer without it, else as one of its own. */
  activate(flow: Flow, activation: string, place = 0): Flow {
    const { builder, reading, node } = this;
    const { at } = flow;
    if (
      takesActivation.has(builder.kind(at)) &&
      builder.params(at)['activation'] === 'linear' &&
      reading.isAlone(node.inputs[place]!, flow)
    ) {
      builder.change(at, { activation }, {}, this.where);
      return flow;
    }
    return this.everywhere(flow, 'activation', { activation });
  }
}

const takesActivation: ReadonlySet<string> = new Set([
  'dense',
  'conv1d',
  'conv2d',
  'conv3d',
  'depthwiseConv2d',
  'conv2dTranspose',
]);

/** One kind of node: what it gives, one value or several. */
export type Read = (step: Step) => Value | readonly (Value | null)[];

export const weight = ({ shape, values }: Constant): ExportWeight => ({
  shape: shape.map((size) => size ?? 1),
  values: values instanceof Float32Array ? values : Float32Array.from(values),
});
