// Blocks: layers that belong together under a name, drawn in a frame, perhaps repeated. A block holds no layers itself:
// each layer names the block it is in, so that everything that looks at layers and wires need not know of blocks.
import { cutText, longestName } from '../names';
import { fail, ok, type Result } from '../result';
import type { Block, BlockId, LayerNode, Network, NodeId } from './document';

/** More repetitions than any network that was ever published. */
export const mostRepetitions = 200;

const none: readonly Block[] = [];

export function blocksOf(network: Network): readonly Block[] {
  return network.blocks ?? none;
}

/** The block that this layer is in, then the one around that, and so on outwards. */
export function blocksAround(network: Network, node: LayerNode): readonly Block[] {
  const byId = new Map(blocksOf(network).map((block) => [block.id, block]));
  const around: Block[] = [];
  let at = node.block === undefined ? undefined : byId.get(node.block);
  while (at !== undefined && !around.includes(at)) {
    around.push(at);
    at = at.parent === undefined ? undefined : byId.get(at.parent);
  }
  return around;
}

/** All layers in a block, those of the blocks within it too, in the network's order. */
export function membersOf(network: Network, id: BlockId): readonly LayerNode[] {
  return network.nodes.filter((node) => blocksAround(network, node).some((block) => block.id === id));
}

/** Null when the name may stand; else why not. */
export function checkBlockName(name: string): string | null {
  if (name.trim() === '') return 'A block needs a name.';
  return cutText(name, longestName) === name ? null : `A block's name has at most ${longestName} characters.`;
}

/** The network with these blocks; without the entry when there are none, and without blocks that hold nothing. */
export function withBlocks(network: Network, blocks: readonly Block[]): Network {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  const held = new Set<BlockId>();
  for (const node of network.nodes) {
    for (let id = node.block; id !== undefined && !held.has(id); id = byId.get(id)?.parent) held.add(id);
  }
  const kept = blocks.filter(({ id }) => held.has(id));
  const { blocks: _old, ...rest } = network;
  return kept.length === 0 ? rest : { ...rest, blocks: kept };
}

function inBlock(node: LayerNode, block: BlockId | undefined): LayerNode {
  const { block: _old, ...rest } = node;
  return block === undefined ? rest : { ...rest, block };
}

function withParent(block: Block, parent: BlockId | undefined): Block {
  const { parent: _old, ...rest } = block;
  return parent === undefined ? rest : { ...rest, parent };
}

/** An id that no block has: "b1", "b2", … */
export function freeBlockId(blocks: readonly Block[]): BlockId {
  const taken = new Set(blocks.map(({ id }) => id));
  let number = 1;
  while (taken.has(`b${number}`)) number++;
  return `b${number}`;
}

/**
 * Puts layers into a new block. Blocks that are chosen whole come along as they are; of others the chosen layers move
 * out. Layers chosen within one block make a block inside it.
 */
export function group(
  network: Network,
  ids: readonly NodeId[],
  name: string,
): Result<{ readonly network: Network; readonly id: BlockId }> {
  const chosen = new Set(ids);
  const nodes = network.nodes.filter((node) => chosen.has(node.id));
  if (nodes.length === 0) return fail('block.empty', 'A block needs at least one layer. Choose layers first.');
  const objection = checkBlockName(name);
  if (objection !== null) return fail('block.name', `${objection} Type another one.`);

  const blocks = blocksOf(network);
  const outwards = new Map(nodes.map((node) => [node.id, blocksAround(network, node)]));
  const [first, ...others] = nodes;
  const common = outwards
    .get(first!.id)!
    .find((block) => others.every((node) => outwards.get(node.id)!.includes(block)))?.id;
  const id = freeBlockId(blocks);
  const whole = new Set(
    blocks
      .filter((block) => block.parent === common && block.id !== common)
      .filter((block) => membersOf(network, block.id).every((node) => chosen.has(node.id)))
      .map((block) => block.id),
  );
  const added: Block = { id, name, repeat: 1, ...(common === undefined ? {} : { parent: common }) };
  const moved = network.nodes.map((node) => {
    if (!chosen.has(node.id)) return node;
    return outwards.get(node.id)!.some((block) => whole.has(block.id)) ? node : inBlock(node, id);
  });
  const nested = blocks.map((block) => (whole.has(block.id) ? withParent(block, id) : block));
  return ok({ network: withBlocks({ ...network, nodes: moved }, [...nested, added]), id });
}

/** Takes a block away and leaves its layers where they are, in the block around it if there is one. */
export function ungroup(network: Network, id: BlockId): Network {
  const blocks = blocksOf(network);
  const gone = blocks.find((block) => block.id === id);
  if (gone === undefined) return network;
  const nodes = network.nodes.map((node) => (node.block === id ? inBlock(node, gone.parent) : node));
  const rest = blocks
    .filter((block) => block.id !== id)
    .map((block) => (block.parent === id ? withParent(block, gone.parent) : block));
  return withBlocks({ ...network, nodes }, rest);
}

export function changeBlock(network: Network, id: BlockId, change: Partial<Pick<Block, 'name' | 'repeat'>>): Network {
  if (!blocksOf(network).some((block) => block.id === id)) return network;
  return { ...network, blocks: blocksOf(network).map((block) => (block.id === id ? { ...block, ...change } : block)) };
}

/** Blocks from a file: layers and blocks that name a block which is not there stand outside of it. */
export function soundBlocks(network: Network): Network {
  if (network.blocks === undefined && network.nodes.every(({ block }) => block === undefined)) return network;
  const known = new Set<BlockId>();
  const once = blocksOf(network).filter(({ id }) => !known.has(id) && known.add(id));
  const blocks = once.map((block) =>
    block.parent === undefined || known.has(block.parent) ? block : withParent(block, undefined),
  );
  const nodes = network.nodes.map((node) =>
    node.block === undefined || known.has(node.block) ? node : inBlock(node, undefined),
  );
  return withBlocks({ ...network, nodes }, blocks);
}
