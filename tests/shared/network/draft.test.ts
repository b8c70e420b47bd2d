// Drafts: wired in order, shapes known while writing, blocks in one piece, nothing on top of anything else.
import { describe, expect, it } from 'vitest';
import type { DataSpec } from '../../../shared/data/spec';
import { analyze } from '../../../shared/network/analyze';
import { createDraft } from '../../../shared/network/draft';
import { emptyDocument } from '../../../shared/samples';
import { blockSamples, findBlockSample } from '../../../shared/samples/blocks';
import { spec } from '../../../shared/shape';

const data: DataSpec = {
  inputs: { image: { title: 'Image', modality: 'image', tensor: spec([16, 12, 24]) } },
  targets: { label: { title: 'Label', task: 'classification', classes: ['a', 'b', 'c'] } },
  sampleCount: 1000,
};
const shaped = { shape: [16, 12, 24] };

describe('a draft', () => {
  it('knows the shape of each layer and keeps notes', () => {
    const draft = createDraft(data);
    const input = draft.add('input', [], shaped);
    const conv = draft.add(
      'conv2d',
      input,
      { filters: 8, kernelSize: [3, 3], strides: [2, 2], padding: 'same' },
      'Why.',
    );
    expect(draft.shapeOf(conv)).toEqual([8, 6, 8]);
    const joined = draft.add('concatenate', [conv, draft.add('conv2d', conv, { padding: 'same', filters: 4 })]);
    expect(draft.shapeOf(joined)).toEqual([8, 6, 12]);
    const { nodes, edges } = draft.network();
    expect(nodes.map(({ name, note }) => [name, note])).toEqual([
      ['input', undefined],
      ['conv2d', 'Why.'],
      ['conv2d_2', undefined],
      ['concatenate', undefined],
    ]);
    expect(edges.filter(({ target }) => target === joined).map(({ source }) => source)).toEqual([conv, 'n3']);
  });

  it('refuses a layer that cannot read what it is given', () => {
    const draft = createDraft(data);
    expect(() => draft.add('lstm', draft.add('input', [], shaped))).toThrow(RangeError);
    expect(() => draft.add('nothing', [])).toThrow(RangeError);
  });

  it.each(blockSamples.filter(({ rank, open }) => rank === 3 && open === undefined).map(({ id }) => [id] as const))(
    'puts %s in a frame of its own',
    (id) => {
      const draft = createDraft(data);
      const first = draft.block(findBlockSample(id)!, draft.add('input', [], shaped), 'Why.');
      const second = draft.block(findBlockSample(id)!, draft.add('spatialDropout2d', first), undefined);
      draft.add('globalAveragePooling2d', second);
      const network = draft.network();
      expect(network.blocks).toHaveLength(2);
      expect(new Set(network.nodes.map(({ name }) => name)).size).toBe(network.nodes.length);
      const analysis = analyze({ ...emptyDocument('d', 'D'), network });
      expect(analysis.specs.size).toBe(network.nodes.length);
      const places = network.nodes.map(({ position }) => position);
      for (const [at, a] of places.entries())
        for (const b of places.slice(at + 1))
          expect(Math.abs(a.x - b.x) >= 200 || Math.abs(a.y - b.y) >= 100).toBe(true);
      // No other layer stands within the box around a block's layers.
      for (const block of network.blocks!) {
        const own = network.nodes.filter((node) => node.block === block.id).map(({ position }) => position);
        const within = ({ x, y }: { readonly x: number; readonly y: number }) =>
          x >= Math.min(...own.map((p) => p.x)) &&
          x <= Math.max(...own.map((p) => p.x)) &&
          y >= Math.min(...own.map((p) => p.y)) &&
          y <= Math.max(...own.map((p) => p.y));
        expect(network.nodes.filter((node) => node.block !== block.id && within(node.position))).toEqual([]);
      }
    },
  );
});
