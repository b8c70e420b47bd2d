// A person's own block, kept apart from any project: its layers as they were, where it is entered and where it is left.
import { z } from 'zod';
import { fail, ok, type Result } from '../result';
import { blocksOf, changeBlock, membersOf, mostRepetitions, withBlocks } from './blocks';
import type { BlockId, LayerNode, Network, NodeId } from './document';
import { columnStep, fragmentOf } from './edits';
import { insertBlock, type Inserted } from './insertBlock';
import { networkSchema } from './schema';

export interface SavedBlock {
  readonly name: string;
  readonly repeat: number;
  readonly network: Network;
  /** Ports that the layer before the block leads to. */
  readonly entries: readonly { readonly target: NodeId; readonly port: string }[];
  /** The layer whose result leaves it. */
  readonly exit: NodeId;
}

const id = z.string().min(1).max(64);

/** For what comes back from a file. */
export const savedBlock: z.ZodType<SavedBlock> = z.object({
  name: z.string().min(1).max(100),
  repeat: z.number().int().min(1).max(mostRepetitions),
  network: networkSchema,
  entries: z.array(z.object({ target: id, port: z.string().max(64) })).max(1000),
  exit: id,
});

/** The block as it stands, or why it cannot stand alone. */
export function saveBlock(network: Network, block: BlockId): Result<SavedBlock> {
  const chosen = blocksOf(network).find((entry) => entry.id === block);
  const members = membersOf(network, block);
  if (chosen === undefined || members.length === 0)
    return fail('block.empty', 'The block is not there any more. Choose another one.');
  const within = new Set(members.map((node) => node.id));
  const entering = network.edges.filter(({ source, target }) => within.has(target) && !within.has(source));
  const first = entering[0]?.source;
  if (first === undefined) {
    return fail(
      'block.entry',
      `No wire leads into "${chosen.name}", so it would not be known where to put it in. Draw a wire into it first.`,
      { severity: 'hint' },
    );
  }
  const leaving = network.edges.filter(({ source, target }) => within.has(source) && !within.has(target));
  const feeding = new Set(network.edges.map(({ source }) => source));
  const exits =
    leaving.length > 0
      ? [...new Set(leaving.map(({ source }) => source))]
      : members.filter((node) => !feeding.has(node.id)).map((node) => node.id);
  if (exits.length !== 1) {
    return fail(
      'block.exit',
      `Wires leave "${chosen.name}" from ${exits.length} layers; a kept block has one way out. Bring them together with Add or Concatenate.`,
      { severity: 'hint' },
    );
  }
  const fragment = fragmentOf(network, [...within]);
  return ok({
    name: chosen.name,
    repeat: chosen.repeat,
    network: withBlocks(
      {
        nodes: fragment.nodes.map((node) => (node.block === block ? outside(node) : node)),
        edges: fragment.edges,
      },
      blocksOf(fragment)
        .filter((entry) => entry.id !== block)
        .map(({ parent, ...entry }) => (parent === undefined || parent === block ? entry : { ...entry, parent })),
    ),
    entries: entering.filter(({ source }) => source === first).map(({ target, port }) => ({ target, port })),
    exit: exits[0]!,
  });
}

function outside({ block: _block, ...node }: LayerNode): LayerNode {
  return node;
}

const entry = 'entry';

/** The kept block behind a layer, as `insertBlock` does it. Null when nothing can follow the layer. */
export function insertSaved(network: Network, after: NodeId, saved: SavedBlock): Inserted | null {
  const { nodes, edges } = saved.network;
  const left = Math.min(...nodes.map(({ position }) => position.x));
  const first = nodes.find(({ id: one }) => one === saved.entries[0]?.target) ?? nodes[0];
  if (first === undefined || !nodes.some(({ id: one }) => one === saved.exit)) return null;
  const standIn: LayerNode = {
    id: entry,
    kind: 'input',
    name: entry,
    params: {},
    position: { x: left - columnStep, y: first.position.y },
  };
  const fragment: Network = {
    ...saved.network,
    nodes: [standIn, ...nodes],
    edges: [
      ...saved.entries.map(({ target, port }, at) => ({ id: `${entry}${at}`, source: entry, target, port })),
      ...edges,
    ],
  };
  const inserted = insertBlock(network, after, { network: fragment, entry, exit: saved.exit }, saved.name);
  if (inserted === null || saved.repeat === 1) return inserted;
  return { ...inserted, network: changeBlock(inserted.network, inserted.id, { repeat: saved.repeat }) };
}
