// From a network with repeated blocks to one without: what is validated, shaped, linted and compiled. The first
// repetition is the layers themselves, under their own ids; the others are copies, with weights of their own.
import { findLayer } from '../layers';
import type { Problem } from '../result';
import { blocksAround, blocksOf, membersOf } from './blocks';
import type { Block, Edge, EdgeId, LayerNode, Network, NodeId } from './document';

export interface Flat {
  /** The very network that was given where nothing is repeated. */
  readonly network: Network;
  /** Each copy's layer in the document; the document's own layers are not in it. */
  readonly origin: ReadonlyMap<NodeId, NodeId>;
  /** Each added wire's wire in the document. */
  readonly wireOrigin: ReadonlyMap<EdgeId, EdgeId>;
  /** Why blocks could not be repeated; they count as one repetition then. */
  readonly problems: readonly Problem[];
}

/** What the document's schema allows. */
const mostLayers = 10_000;

const empty: ReadonlyMap<string, string> = new Map();

/** Worked out once per network: networks are immutable. */
const remembered = new WeakMap<Network, Flat>();
/** Copies stay the same objects as long as their layer does, so that what is known about them stays known. */
const copies = new WeakMap<LayerNode, Map<string, LayerNode>>();

export function flatten(network: Network): Flat {
  const repeated = blocksOf(network).filter(({ repeat }) => repeat > 1);
  if (repeated.length === 0) return { network, origin: empty, wireOrigin: empty, problems: [] };
  const known = remembered.get(network);
  if (known !== undefined) return known;
  const flat = expand(network, repeated);
  remembered.set(network, flat);
  return flat;
}

function copyOf(node: LayerNode, id: NodeId, name: string, shares: NodeId | undefined): LayerNode {
  const known = copies.get(node) ?? new Map<string, LayerNode>();
  copies.set(node, known);
  const key = `${id} ${name} ${shares ?? ''}`;
  const found = known.get(key) ?? { ...node, id, name, ...(shares === undefined ? {} : { shares }) };
  known.set(key, found);
  return found;
}

/** `wanted`, or with as many marks behind it as it takes to be new; it is taken afterwards. */
function free(taken: Set<string>, wanted: string, mark: string): string {
  let name = wanted;
  while (taken.has(name)) name += mark;
  taken.add(name);
  return name;
}

/** Inner blocks first, so that an outer block repeats what they have become. */
function expand(network: Network, repeated: readonly Block[]): Flat {
  const origin = new Map<NodeId, NodeId>();
  const wireOrigin = new Map<EdgeId, EdgeId>();
  const problems: Problem[] = [];
  const ids = new Set(network.nodes.map(({ id }) => id));
  const names = new Set(network.nodes.map(({ name }) => name));
  const wires = new Set(network.edges.map(({ id }) => id));
  const depth = (block: Block) => depthOf(network, block);
  let current = network;
  for (const block of [...repeated].sort((a, b) => depth(b) - depth(a))) {
    const members = membersOf(current, block.id);
    if (members.length === 0) continue;
    const within = new Set(members.map(({ id }) => id));
    const ways = waysOf(current, block, members, within);
    if ('code' in ways) {
      problems.push(ways);
      continue;
    }
    if (current.nodes.length + members.length * (block.repeat - 1) > mostLayers) {
      problems.push(
        problemOf(
          members,
          'block.tooLarge',
          `The block "${block.name}" would make a network of more than ${mostLayers.toLocaleString('en')} layers. Repeat it less often.`,
        ),
      );
      continue;
    }
    const nodes: LayerNode[] = [...current.nodes];
    const edges: Edge[] = [];
    const about = current.edges.filter(({ target }) => within.has(target));
    let exit = ways.exit;
    for (let repetition = 2; repetition <= block.repeat; repetition++) {
      const renamed = new Map<NodeId, NodeId>();
      for (const node of members) {
        const id = free(ids, `${node.id}-${repetition}`, '-');
        renamed.set(node.id, id);
        origin.set(id, origin.get(node.id) ?? node.id);
      }
      for (const node of members) {
        // An owner inside the block is another one in each repetition.
        const shares = node.shares === undefined ? undefined : (renamed.get(node.shares) ?? node.shares);
        const name = free(names, `${node.name}_${repetition}`, '_');
        nodes.push(copyOf(node, renamed.get(node.id)!, name, shares));
      }
      for (const edge of about) {
        const id = free(wires, `${edge.id}-${repetition}`, '-');
        wireOrigin.set(id, wireOrigin.get(edge.id) ?? edge.id);
        const source = renamed.get(edge.source) ?? (edge.source === ways.entry ? exit : edge.source);
        edges.push({ ...edge, id, source, target: renamed.get(edge.target)! });
      }
      exit = renamed.get(ways.exit)!;
    }
    // What follows the block follows its last repetition; its place among a merge's wires stays.
    const led = current.edges.map((edge) =>
      edge.source === ways.exit && !within.has(edge.target) ? { ...edge, source: exit } : edge,
    );
    current = { ...current, nodes, edges: [...led, ...edges] };
  }
  return { network: current, origin, wireOrigin, problems };
}

function depthOf(network: Network, block: Block): number {
  const node = membersOf(network, block.id)[0];
  if (node === undefined) return 0;
  const around = blocksAround(network, node);
  return around.length - around.findIndex(({ id }) => id === block.id);
}

interface Ways {
  /** The layer outside whose wires lead into the first repetition; later ones read the repetition before instead. */
  readonly entry: NodeId;
  /** The layer inside whose result leaves the block. */
  readonly exit: NodeId;
}

function waysOf(
  network: Network,
  block: Block,
  members: readonly LayerNode[],
  within: ReadonlySet<NodeId>,
): Ways | Problem {
  const mark = members.find(({ kind }) => {
    const role = findLayer(kind)?.role;
    return role === 'input' || role === 'output';
  });
  if (mark !== undefined) {
    return problemOf(
      [mark],
      'block.mark',
      `The block "${block.name}" is repeated, but ${mark.name} can be there only once. Take it out of the block, or set the repetitions to 1.`,
    );
  }
  const entry = network.edges.find(({ source, target }) => within.has(target) && !within.has(source))?.source;
  if (entry === undefined) {
    return problemOf(
      members,
      'block.entry',
      `The block "${block.name}" is repeated, but no wire leads into it: each repetition reads what the one before gives. Draw a wire into it.`,
    );
  }
  const leaving = network.edges.filter(({ source, target }) => within.has(source) && !within.has(target));
  const feeding = new Set(network.edges.map(({ source }) => source));
  const exits =
    leaving.length > 0
      ? [...new Set(leaving.map(({ source }) => source))]
      : members.filter(({ id }) => !feeding.has(id)).map(({ id }) => id);
  if (exits.length !== 1) {
    const called = exits.map((id) => members.find((node) => node.id === id)!.name);
    return problemOf(
      members,
      'block.exit',
      `The block "${block.name}" is repeated, so wires must leave it from one layer; the next repetition reads it. ${called.length === 0 ? 'None does' : `They leave from ${called.join(' and ')}`}. Bring them together with Add or Concatenate inside the block, or set the repetitions to 1.`,
    );
  }
  return { entry, exit: exits[0]! };
}

function problemOf(members: readonly LayerNode[], code: string, message: string): Problem {
  return { code, severity: 'error', message, node: members[0]!.id };
}
