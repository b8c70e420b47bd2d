// The layers that vary samples right behind an Input: found, added before everything else, moved, and taken out again.
import { describe, expect, it } from 'vitest';
import {
  addAugmentation,
  augmentationsBehind,
  augmentationsFor,
  inputFor,
  moveAugmentation,
} from '../../../shared/network/augmentations';
import type { DataSpec } from '../../../shared/data/spec';
import { layers } from '../../../shared/layers';
import { chain } from '../../../shared/network/chain';
import type { Network } from '../../../shared/network/document';
import { connect, removeNodes } from '../../../shared/network/edits';
import { spec } from '../../../shared/shape';

const data = (shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): DataSpec => ({
  inputs: { one: { title: 'One', modality: 'image', tensor: { ...spec(shape), dtype } } },
  targets: {},
  sampleCount: 1,
});

const network = chain([['input'], ['randomFlip'], ['randomZoom'], ['conv2d'], ['randomRotation'], ['output']]);
const [input, flip, zoom, conv] = network.nodes.map(({ id }) => id) as [string, string, string, string];
const kinds = (of: Network) => augmentationsBehind(of, input).map(({ kind }) => kind);
/** Kinds along the wires. */
function order(of: Network): readonly string[] {
  const found: string[] = [];
  for (let at: string | undefined = input; at !== undefined; at = of.edges.find(({ source }) => source === at)?.target)
    found.push(of.nodes.find(({ id }) => id === at)!.kind);
  return found;
}

describe('layers that vary samples', () => {
  it('are those right behind the Input, and the Input is found by its source', () => {
    expect(kinds(network)).toEqual(['randomFlip', 'randomZoom']);
    expect(inputFor(network, data([4, 4, 3]), 'one')?.id).toBe(input);
    expect(inputFor(network, data([4, 4, 3]), 'other')).toBeUndefined();
  });

  it('are offered by what they take', () => {
    const all = layers.filter(({ augments }) => augments === true).map(({ kind }) => kind);
    expect(augmentationsFor(data([32, 32, 3]), 'one', false).map(({ kind }) => kind)).toEqual(all);
    // A mask would stay where it is.
    const marked = augmentationsFor(data([32, 32, 3]), 'one', true).map(({ kind }) => kind);
    expect(marked).toContain('randomContrast');
    expect(marked).not.toContain('randomFlip');
    expect(augmentationsFor(data([9, 2]), 'one', false).map(({ kind }) => kind)).toEqual(['gaussianNoise']);
    expect(augmentationsFor(data([9], 'int32'), 'one', false)).toEqual([]);
  });

  it('come behind the others and before all that sees the Input', () => {
    const added = addAugmentation(network, input, 'randomContrast')!;
    expect(order(added.network)).toEqual([
      'input',
      'randomFlip',
      'randomZoom',
      'randomContrast',
      'conv2d',
      'randomRotation',
      'output',
    ]);
    // Two that see the Input: both see it varied.
    const plain = removeNodes(network, [flip, zoom]);
    const output = plain.nodes.find(({ kind }) => kind === 'output')!.id;
    const forked = addAugmentation(connect(plain, input, output, 'input'), input, 'randomFlip')!;
    const into = (id: string) => forked.network.edges.filter(({ target }) => target === id).map(({ source }) => source);
    expect([into(conv), into(output), into(forked.id)]).toEqual([[forked.id], [forked.id], [input]]);
  });

  it('change places, and places on the canvas', () => {
    const moved = moveAugmentation(network, input, flip, 1);
    expect(order(moved).slice(0, 4)).toEqual(['input', 'randomZoom', 'randomFlip', 'conv2d']);
    expect(moveAugmentation(moved, input, flip, -1)).toEqual(network);
    const place = (of: Network, id: string) => of.nodes.find((node) => node.id === id)!.position;
    expect(place(moved, flip)).toEqual(place(network, zoom));
    expect(moveAugmentation(network, input, zoom, 1)).toBe(network);
    expect(moveAugmentation(network, input, conv, 1)).toBe(network);
  });
});
