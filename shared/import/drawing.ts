// The network as an import draws it: layers in columns by how far they are from the inputs, with what leaves each.
import { findLayer } from '../layers';
import { freeBlockId, withBlocks } from '../network/blocks';
import type { Block, BlockId, Edge, LayerNode, Network } from '../network/document';
import { createNames, nameOf } from '../names';
import { columnStep } from '../network/edits';
import type { ParamValues } from '../result';
import type { TensorSpec } from '../shape';

const rowStep = 170;

export interface NewLayer {
  readonly kind: string;
  /** As the file has it; changed where a network cannot hold it or has it already. */
  readonly name: string;
  readonly params: ParamValues;
  readonly inputs: readonly string[];
  /** What leaves it; none for outputs. */
  readonly spec?: TensorSpec;
  /** Names of the models within the model that it is in, the outermost first: each becomes a block. */
  readonly models?: readonly string[];
}

export interface Drawing {
  add(layer: NewLayer): LayerNode;
  find(id: string | undefined): LayerNode | undefined;
  change(id: string, by: Partial<Pick<LayerNode, 'params' | 'shares' | 'frozen'>>): void;
  /** Takes a layer out that has one input and no reader yet, and gives the id of what it read. */
  bypass(id: string): string;
  specOf(id: string): TensorSpec;
  network(): Network;
}

/** `exact`: names of layers by those that the file has for them, where it says so. */
export function createDrawing(exact: ReadonlyMap<string, string> = new Map()): Drawing {
  const nodes: LayerNode[] = [];
  const edges: Edge[] = [];
  const specs = new Map<string, TensorSpec>();
  const depths = new Map<string, number>();
  const inColumn = new Map<number, number>();
  const freeName = createNames();
  const blocks: Block[] = [];
  const blockOf = new Map<string, BlockId>();
  let made = 0;
  const blockAt = (models: readonly string[]): BlockId | undefined => {
    const [name] = models.slice(-1);
    if (name === undefined) return undefined;
    const key = JSON.stringify(models);
    const known = blockOf.get(key);
    if (known !== undefined) return known;
    const parent = blockAt(models.slice(0, -1));
    const id = freeBlockId(blocks);
    blocks.push({ id, name: nameOf(name) || 'model', repeat: 1, ...(parent === undefined ? {} : { parent }) });
    blockOf.set(key, id);
    return id;
  };
  return {
    add({ kind, name, params, inputs, spec, models = [] }) {
      const id = `n${++made}`;
      const column = inputs.length === 0 ? 0 : Math.max(...inputs.map((input) => depths.get(input) ?? 0)) + 1;
      const row = inColumn.get(column) ?? 0;
      depths.set(id, column);
      inColumn.set(column, row + 1);
      if (spec !== undefined) specs.set(id, spec);
      const position = { x: column * columnStep, y: row * rowStep };
      const block = blockAt(models);
      const node = {
        id,
        kind,
        name: freeName(exact.get(name) ?? name),
        params,
        position,
        ...(block === undefined ? {} : { block }),
      };
      nodes.push(node);
      const ports = findLayer(kind)!.inputs;
      inputs.forEach((source, i) => {
        const port = ports[0]?.many !== undefined ? ports[0].name : (ports[i]?.name ?? 'input');
        edges.push({ id: `e${edges.length + 1}`, source, target: id, port });
      });
      return node;
    },
    find: (id) => nodes.find((node) => node.id === id),
    change(id, by) {
      const at = nodes.findIndex((node) => node.id === id);
      nodes[at] = { ...nodes[at]!, ...by };
    },
    bypass(id) {
      const at = edges.findIndex(({ target }) => target === id);
      const [edge] = edges.splice(at, 1);
      nodes.splice(
        nodes.findIndex((node) => node.id === id),
        1,
      );
      return edge!.source;
    },
    specOf: (id) => specs.get(id)!,
    network: () => withBlocks({ nodes, edges }, blocks),
  };
}
