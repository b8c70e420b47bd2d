// The list of shipped blocks, and how one becomes layers behind another layer.
import { fail, ok, type Result } from '../../result';
import { listShape, type TensorSpec } from '../../shape';
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

/** The block behind a layer that gives `given`, in its place in the chain. */
export function insertSample(
  network: Network,
  after: NodeId,
  sample: BlockSample,
  given: TensorSpec | undefined,
): Result<Inserted> {
  const objection = misfit(sample, given);
  if (objection !== null) return fail('block.misfit', objection, { severity: 'hint' });
  const { add, network: made } = createBuilder();
  const entry = add('input', 'entry', []);
  const exit = sample.build(add, entry, given!.shape);
  const inserted = insertBlock(network, after, { network: made(), entry, exit }, sample.title);
  return inserted === null
    ? fail('block.place', 'The layer before it is not there any more. Choose another one.')
    : ok(inserted);
}
