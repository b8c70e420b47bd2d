// Shipped blocks: each fits where it says, keeps the shape where it says, can be repeated then, and refuses elsewhere.
import { describe, expect, it } from 'vitest';
import * as lucide from 'lucide-react';
import { analyze } from '../../../shared/network/analyze';
import { changeBlock, membersOf } from '../../../shared/network/blocks';
import type { Network } from '../../../shared/network/document';
import { chain } from '../../../shared/network/chain';
import { emptyDocument } from '../../../shared/samples';
import { blockSamples, findBlockSample, insertSample, misfit } from '../../../shared/samples/blocks';
import { spec } from '../../../shared/shape';

const shapes = { 1: [24], 2: [10, 24], 3: [16, 12, 24] } as const;

function start(rank: 1 | 2 | 3): Network {
  return chain([['input', { shape: [...shapes[rank]] }], ['dropout'], ['output']]);
}

function inserted(id: string, network = start(findBlockSample(id)!.rank), after = 'n2') {
  const sample = findBlockSample(id)!;
  const result = insertSample(network, after, sample, spec(shapes[sample.rank]));
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

function analysisOf(network: Network) {
  return analyze({ ...emptyDocument('d', 'D'), network });
}

describe.each(blockSamples.map((sample) => [sample.title, sample] as const))('%s', (_title, sample) => {
  it('says what it is', () => {
    expect(sample.summary).toMatch(/^[A-Z].*\.$/u);
    expect(sample.source).toMatch(/\d{4}/u);
    expect(lucide.icons).toHaveProperty(sample.icon);
    expect(sample.synonyms.length).toBeGreaterThan(0);
  });

  it('stands in its place in the chain as a block', () => {
    const { network, id, ids } = inserted(sample.id);
    expect(network.blocks).toEqual([{ id, name: sample.title, repeat: 1 }]);
    expect(membersOf(network, id).map((node) => node.id)).toEqual([...ids]);
    const analysis = analysisOf(network);
    const errors = analysis.problems.filter(({ severity, node }) => severity === 'error' && node !== undefined);
    expect(errors.map(({ code }) => code)).toEqual(Array(sample.open ?? 0).fill('graph.missingInput'));
    expect(network.edges.filter(({ source }) => source === 'n2').every(({ target }) => ids.includes(target))).toBe(
      true,
    );
    const end = network.edges.find(({ target }) => target === 'n3')!.source;
    expect(ids).toContain(end);
    if ((sample.open ?? 0) === 0) {
      const given = analysis.specs.get(end)!.shape;
      expect(given.join() === shapes[sample.rank].join()).toBe(sample.keepsShape);
    }
    expect(new Set(network.nodes.map(({ name }) => name)).size).toBe(network.nodes.length);
    expect(new Set(network.edges.map((edge) => edge.id)).size).toBe(network.edges.length);
    // The Output made room.
    const right = Math.max(
      ...network.nodes.filter(({ id: one }) => ids.includes(one)).map(({ position }) => position.x),
    );
    expect(network.nodes.find((node) => node.id === 'n3')!.position.x).toBeGreaterThan(right);
  });

  it.runIf(sample.keepsShape && sample.open === undefined)('can be repeated', () => {
    const { network, id } = inserted(sample.id);
    const once = analysisOf(network).totals;
    const analysis = analysisOf(changeBlock(network, id, { repeat: 4 }));
    expect(analysis.problems.filter(({ severity, node }) => severity === 'error' && node !== undefined)).toEqual([]);
    expect(analysis.totals.trainable).toBe(4 * once.trainable);
  });

  it('refuses what it cannot read, and says what it wants', () => {
    for (const shape of [[5], [5, 4], [6, 5, 4], [4, 4, 4, 4]].filter((each) => each.length !== sample.rank)) {
      expect(misfit(sample, spec(shape))).toMatch(/reads (rows|sequences|pictures) \[.*\]\. Here it would receive/u);
    }
    expect(misfit(sample, undefined)).toMatch(/not known yet/u);
    expect(misfit(sample, spec(shapes[sample.rank], 'int32'))).toMatch(/codes/u);
    const result = insertSample(start(sample.rank), 'n3', sample, spec(shapes[sample.rank]));
    expect(result.ok).toBe(false);
  });
});

describe('the transformer decoder block', () => {
  const decoder = findBlockSample('transformer-decoder')!;
  /** An encoder that ends loose beside the branch that is to be written. */
  function twoBranches(): Network {
    const encoder = chain([['input', { shape: [7, 24] }], ['layerNormalization']]);
    const writing = chain([['input', { shape: [10, 24] }], ['dropout'], ['output']]);
    const named = (network: Network, mark: string): Network => ({
      nodes: network.nodes.map((node) => ({ ...node, id: `${mark}${node.id}`, name: `${mark}${node.name}` })),
      edges: network.edges.map((edge) => ({
        ...edge,
        id: `${mark}${edge.id}`,
        source: `${mark}${edge.source}`,
        target: `${mark}${edge.target}`,
      })),
    });
    const [a, b] = [named(encoder, 'a'), named(writing, 'b')];
    return { nodes: [...a.nodes, ...b.nodes], edges: [...a.edges, ...b.edges] };
  }
  const put = (network: Network, after: string) => {
    const { specs } = analysisOf(network);
    const result = insertSample(network, after, decoder, specs.get(after), specs);
    if (!result.ok) throw new Error(result.problem.message);
    return result.value;
  };
  const asked = (network: Network) => network.edges.filter(({ port }) => port === 'value').map(({ source }) => source);

  it('asks the one sequence that ends beside it, and a second block asks the same', () => {
    const first = put(twoBranches(), 'bn2');
    expect(asked(first.network)).toEqual(['an2']);
    expect(analysisOf(first.network).problems.filter(({ code }) => code === 'graph.missingInput')).toEqual([]);
    const second = put(first.network, first.ids[first.ids.length - 1]!);
    expect(asked(second.network)).toEqual(['an2', 'an2']);
  });

  it('asks nobody where there is nobody to ask', () => {
    expect(asked(put(start(2), 'n2').network)).toEqual([]);
  });
});

describe('putting blocks in', () => {
  it('within a block puts it inside', () => {
    const first = inserted('residual-basic');
    const inner = first.ids[0]!;
    const result = insertSample(first.network, inner, findBlockSample('inverted-residual')!, spec([16, 12, 24]));
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.value.network.blocks).toContainEqual(
      expect.objectContaining({ id: result.value.id, parent: first.id }),
    );
  });

  it('behind a layer that feeds several leaves those wires alone', () => {
    const network = start(1);
    const branched = { ...network, edges: [...network.edges, { id: 'e9', source: 'n1', target: 'n3', port: 'input' }] };
    const { network: after } = inserted('residual-mlp', branched, 'n1');
    expect(after.edges).toContainEqual({ id: 'e9', source: 'n1', target: 'n3', port: 'input' });
  });

  // Counted by hand: attention 4 · (24 · 24 + 24), feed-forward 24 · 96 + 96 + 96 · 24 + 24, two normalizations of 48.
  it('a transformer encoder block has the parameters of its formula', () => {
    const { network } = inserted('transformer-encoder');
    expect(analysisOf(network).totals.trainable).toBe(4 * (24 * 24 + 24) + (24 * 96 + 96 + 96 * 24 + 24) + 2 * 48);
  });
});
