// In which order a graph's nodes are read: those that its outputs need, each after what it reads itself.
import { CannotImport } from '../model';
import type { Constant } from './constant';
import type { OnnxFile, OnnxNode } from './file';
import { foldNode } from './fold';
import type { Nodes } from './nodes';
import { simplified } from './patterns';
import { type Reading, Step, shown } from './step';

/** Names of the same array, one after the other, at most. */
const mostNames = 100;

/** For what is looked at before the graph is read: no node of it makes a layer. */
const noReading = { opset: 99 } as Reading;

/** Which node makes each tensor. Throws CannotImport where two do. */
function makersOf(nodes: readonly OnnxNode[]): ReadonlyMap<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes)
    for (const output of node.outputs) {
      if (output === '') continue;
      if (makers.has(output))
        throw new CannotImport('import.graph', `Two nodes of the graph make the tensor "${shown(output)}".`);
      makers.set(output, node);
    }
  return makers;
}

/** The graph as patterns look at it. */
function nodesOf(file: OnnxFile, makers: ReadonlyMap<string, OnnxNode>): Nodes {
  const counts = new Map<string, number>();
  const count = (tensor: string): void => {
    counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  };
  file.outputs.forEach(count);
  // A look at a tensor's shape does not keep it, nor what was made of it for that look alone. Readers come after makers.
  for (const node of [...file.nodes].reverse())
    if (node.op !== 'Shape' && node.outputs.some((output) => counts.has(output))) node.inputs.forEach(count);
  const held = new Map<string, Constant | null>();
  const constant = (tensor: string): Constant | null => {
    const known = held.get(tensor);
    if (known !== undefined) return known;
    // Arrays of the same numbers are kept once, and named anew.
    let name = tensor;
    for (let i = 0; i < mostNames && makers.get(name)?.op === 'Identity'; i++) name = makers.get(name)!.inputs[0] ?? '';
    const maker = makers.get(name);
    const found =
      file.initializers.get(name)?.() ??
      (maker?.op === 'Constant' ? (foldNode(new Step(noReading, maker, []))?.[0] ?? null) : null);
    held.set(tensor, found);
    return found;
  };
  return { maker: (tensor) => makers.get(tensor), uses: (tensor) => counts.get(tensor) ?? 0, constant };
}

/** Nodes that the outputs need, each after what it reads, in the form that patterns gave them. Throws CannotImport. */
export function sortedNodes(file: OnnxFile): readonly OnnxNode[] {
  const makers = makersOf(file.nodes);
  const graph = nodesOf(file, makers);
  const order: OnnxNode[] = [];
  const done = new Set<OnnxNode>();
  const within = new Set<OnnxNode>();
  const inputs = new Set(file.inputs.map(({ name }) => name));
  // A stack of our own: graphs are deeper than the engine's.
  const open: { readonly node: OnnxNode; readonly read: OnnxNode; next: number }[] = [];
  const visit = (tensor: string, reader: string): void => {
    if (tensor === '' || inputs.has(tensor) || file.initializers.has(tensor)) return;
    const node = makers.get(tensor);
    if (node === undefined)
      throw new CannotImport(
        'import.graph',
        `The graph is not valid at ${reader}: it reads "${shown(tensor)}", which is not there.`,
      );
    if (done.has(node)) return;
    if (within.has(node))
      throw new CannotImport(
        'import.graph',
        `The graph is not valid at ${reader}: it waits for its own result "${shown(tensor)}".`,
      );
    within.add(node);
    open.push({ node, read: simplified(node, graph), next: 0 });
  };
  for (const output of file.outputs) {
    visit(output, 'its outputs');
    for (let top = open[open.length - 1]; top !== undefined; top = open[open.length - 1]) {
      const { node, read } = top;
      const tensor = read.inputs[top.next++];
      if (tensor !== undefined) visit(tensor, `node ${node.place} "${shown(node.name)}"`);
      else {
        open.pop();
        within.delete(node);
        done.add(node);
        order.push(read);
      }
    }
  }
  return order;
}
