// What groups of nodes are found by: who makes a tensor, who reads it, which numbers of the file stand beside it.
import { type Constant, singleOf } from './constant';
import type { OnnxNode } from './file';

/** A graph as patterns look at it. */
export interface Nodes {
  /** The node that makes a tensor. */
  maker(tensor: string): OnnxNode | undefined;
  uses(tensor: string): number;
  /** A number of the file; null where it is none, or large. */
  constant(tensor: string): Constant | null;
}

/** What a group of nodes is, under a name of our own. */
export interface Found {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes?: { readonly [name: string]: number };
}

/** Looks whether a node is the last one of its group; null where it is not. */
export type Pattern = (node: OnnxNode, graph: Nodes) => Found | null;

/** The node of that kind that makes a tensor which no one else reads. */
export function only(graph: Nodes, tensor: string | undefined, op: string): OnnxNode | null {
  const node = tensor === undefined ? undefined : graph.maker(tensor);
  return node !== undefined && node.op === op && graph.uses(tensor!) === 1 ? node : null;
}

/** The single number that a tensor of the file is. */
export const number = (graph: Nodes, tensor: string | undefined): number | null => {
  const found = tensor === undefined || tensor === '' ? null : graph.constant(tensor);
  return found === null ? null : singleOf(found);
};
export const near = (value: number | null, wanted: number): boolean =>
  value !== null && Math.abs(value - wanted) <= 1e-4 * Math.max(1, Math.abs(wanted));

/** Both orders of a node's two inputs. */
export function orders({ inputs: [a, b] }: OnnxNode): readonly (readonly [string, string])[] {
  return a === undefined || b === undefined
    ? []
    : [
        [a, b],
        [b, a],
      ];
}

/** A node with one number of the file: the other input. */
export function withNumber(graph: Nodes, node: OnnxNode | null, wanted: number): string | null {
  if (node === null) return null;
  for (const [x, c] of orders(node)) if (near(number(graph, c), wanted)) return x;
  return null;
}

/** The tensor whose square this is. */
export function squareOf(graph: Nodes, tensor: string | undefined): string | null {
  const mul = only(graph, tensor, 'Mul');
  if (mul !== null && mul.inputs[0] === mul.inputs[1]) return mul.inputs[0]!;
  const pow = only(graph, tensor, 'Pow');
  return pow !== null && near(number(graph, pow.inputs[1]), 2) ? pow.inputs[0]! : null;
}

/** A reduction over the last axis alone that keeps it. */
export function lastReduction(graph: Nodes, tensor: string | undefined, op: string): OnnxNode | null {
  const node = only(graph, tensor, op);
  if (node === null || node.attributes.int('keepdims', 1) === 0) return null;
  const axes = node.attributes.ints('axes') ?? Array.from(graph.constant(node.inputs[1] ?? '')?.values ?? []);
  return axes.length === 1 && axes[0] === -1 ? node : null;
}

/** Any one axis, where which it is does not matter or is looked at later. */
export const meanOf = (graph: Nodes, tensor: string | undefined): OnnxNode | null =>
  lastReduction(graph, tensor, 'ReduceMean');
