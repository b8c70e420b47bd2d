// The list of shipped blocks, and how one becomes layers behind another layer.
import { fail, ok, type Result } from '../../result';
import { listShape, type TensorSpec } from '../../shape';
import { connect } from '../../network/edits';
import { edgesOutOf, reachable, wiringOf } from '../../network/graph';
import { insertBlock, type Inserted } from '../../network/insertBlock';
import type { Network, NodeId } from '../../network/document';
import { createBuilder } from '../architectures/builder';
import type { BlockSample } from './blockSample';
import { pictureBlocks } from './pictures';
import { sequenceBlocks } from './sequences';

export type { BlockSample } from './blockSample';

export const blockSamples: readonly BlockSample[] = [...pictureBlocks, ...sequenceBlocks];

export function findBlockSample(id: string): BlockSample | undefined {
  return blockSamples.find((sample) => sample.id === id);
}

const wanted = ['', 'rows [features]', 'sequences [steps, features]', 'pictures [height, width, channels]'];

/** Null when the block can read this; else why not. */
export function misfit(sample: BlockSample, given: TensorSpec | undefined): string | null {
  if (given === undefined)
    return `The shape before the ${sample.title} is not known yet. Solve the problems before it first.`;
  const { shape, dtype } = given;
  if (dtype === 'float32' && shape.length === sample.rank && shape[shape.length - 1] !== null) return null;
  const arrived = dtype === 'int32' ? `codes ${listShape(shape)}` : listShape(shape);
  return `The ${sample.title} reads ${wanted[sample.rank]}. Here it would receive ${arrived}. Put it somewhere else, or an Embedding or Reshape layer before it.`;
}

/**
 * The sequence that a block which asks another one most likely asks: what another block asks already, else the one loose
 * end beside this branch that is a sequence. Undefined where that is not plain; a person draws the wire then.
 */
function askedSequence(network: Network, after: NodeId, specs: ReadonlyMap<NodeId, TensorSpec>): NodeId | undefined {
  const wiring = wiringOf(network);
  const branch = new Set([...reachable(wiring, [after], 'forward'), ...reachable(wiring, [after], 'backward')]);
  const asks = new Set(network.nodes.filter(({ kind }) => kind === 'crossAttention').map(({ id }) => id));
  const asked = network.edges.find(({ target, port }) => port === 'value' && asks.has(target))?.source;
  if (asked !== undefined && !reachable(wiring, [after], 'forward').has(asked)) return asked;
  const ends = network.nodes.filter(({ id }) => {
    const spec = specs.get(id);
    const sequence = spec?.dtype === 'float32' && spec.shape.length === 2;
    return sequence && !branch.has(id) && edgesOutOf(wiring, id).length === 0;
  });
  return ends.length === 1 ? ends[0]!.id : undefined;
}

/** Wires a block's open inputs to the sequence that they most likely ask, where there is one. */
function answered(inserted: Inserted, sequence: NodeId | undefined): Inserted {
  if (sequence === undefined) return inserted;
  const own = new Set(inserted.ids);
  const network = inserted.network.nodes
    .filter(({ id, kind }) => own.has(id) && kind === 'crossAttention')
    .filter(({ id }) => !inserted.network.edges.some(({ target, port }) => target === id && port === 'value'))
    .reduce((made, { id }) => connect(made, sequence, id, 'value'), inserted.network);
  return { ...inserted, network };
}

/**
 * The block behind a layer that gives `given`, in its place in the chain. `specs`: what every layer gives, by which a
 * block that asks another sequence finds it.
 */
export function insertSample(
  network: Network,
  after: NodeId,
  sample: BlockSample,
  given: TensorSpec | undefined,
  specs: ReadonlyMap<NodeId, TensorSpec> = new Map(),
): Result<Inserted> {
  const objection = misfit(sample, given);
  if (objection !== null) return fail('block.misfit', objection, { severity: 'hint' });
  const { add, network: made } = createBuilder();
  const entry = add('input', 'entry', []);
  const exit = sample.build(add, entry, given!.shape);
  const inserted = insertBlock(network, after, { network: made(), entry, exit }, sample.title);
  return inserted === null
    ? fail('block.place', 'The layer before it is not there any more. Choose another one.')
    : ok(sample.open === undefined ? inserted : answered(inserted, askedSequence(network, after, specs)));
}
