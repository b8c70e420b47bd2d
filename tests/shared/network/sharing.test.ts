// Layers that use another's weights: edits, what is refused and why, what is counted, what the plan says.
import { describe, expect, it } from 'vitest';
import type { ParamValues } from '../../../shared/result';
import { analyze } from '../../../shared/network/analyze';
import { group, changeBlock } from '../../../shared/network/blocks';
import { compile } from '../../../shared/network/compile';
import type { LayerNode, Network, ProjectDocument } from '../../../shared/network/document';
import { fragmentOf, paste, removeNodes, setParams, shareAgain } from '../../../shared/network/edits';
import { applyFix } from '../../../shared/network/fixes';
import { flatten } from '../../../shared/network/flatten';
import { findLayer } from '../../../shared/layers';
import { defaultsOf } from '../../../shared/params';
import { readDocument } from '../../../shared/project/readDocument';
import { documentOf, yesOrNo } from './documents';

function node(id: string, kind: string, params: ParamValues = {}, shares?: string): LayerNode {
  const all = { ...defaultsOf(findLayer(kind)!.params), ...params } as ParamValues;
  return { id, kind, name: id, params: all, position: { x: 0, y: 0 }, ...(shares === undefined ? {} : { shares }) };
}

function network(nodes: readonly LayerNode[], wires: readonly string[]): Network {
  return {
    nodes,
    edges: wires.map((wire, i) => {
      const [source, target, port = 'input'] = wire.split('>') as [string, string, string?];
      return { id: `e${i}`, source, target, port };
    }),
  };
}

/** Two columns through one layer twice, one after the other, then an end. */
function twice(second: LayerNode): ProjectDocument {
  return documentOf(
    network(
      [
        node('in', 'input'),
        node('a', 'dense', { units: 2 }),
        second,
        node('end', 'dense', { units: 1, activation: 'sigmoid' }),
        node('out', 'output'),
      ],
      ['in>a', `a>${second.id}`, `${second.id}>end`, 'end>out'],
    ),
    yesOrNo,
  );
}

describe('a layer that is used twice', () => {
  it('counts its weights once and becomes one layer of the plan', () => {
    const document = twice(node('b', 'dense', { units: 2 }, 'a'));
    const analysis = analyze(document);
    expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(analysis.totals.trainable).toBe(2 * 2 + 2 + 3);
    expect(analysis.parameters.get('b')).toEqual({ trainable: 0, fixed: 0, frozen: 0 });
    const plan = compile(document);
    if (!plan.ok) throw new Error(plan.problem.message);
    expect(plan.value.layers.map(({ id, shares }) => [id, shares])).toEqual([
      ['in', undefined],
      ['a', undefined],
      ['b', 'a'],
      ['end', undefined],
      ['out', undefined],
    ]);
  });

  it('is built at its first use, also when the owner comes later', () => {
    const document = twice(node('b', 'dense', { units: 2 }));
    const nodes = document.network.nodes.map((entry) => (entry.id === 'a' ? { ...entry, shares: 'b' } : entry));
    const plan = compile({ ...document, network: { ...document.network, nodes } });
    if (!plan.ok) throw new Error(plan.problem.message);
    expect(plan.value.layers.find(({ id }) => id === 'a')!.shares).toBeUndefined();
    expect(plan.value.layers.find(({ id }) => id === 'b')!.shares).toBe('a');
  });

  it.each([
    ['sharing.kind', node('b', 'layerNormalization', {}, 'a'), /only another Dense/],
    ['sharing.settings', node('b', 'dense', { units: 3 }, 'a'), /same settings/],
    ['sharing.owner', node('b', 'dense', { units: 2 }, 'gone'), /not there/],
    ['sharing.owner', node('b', 'dense', { units: 2 }, 'b'), /not there/],
  ] as const)('%s is said with a fix that mends it', (code, second, words) => {
    const document = twice(second);
    const problem = analyze(document).problems.find((entry) => entry.code === code)!;
    expect(problem.message).toMatch(words);
    for (const fix of problem.fixes!) {
      const mended = applyFix(document, fix, problem.node)!.document;
      expect(analyze(mended).problems.filter((entry) => entry.code.startsWith('sharing.'))).toEqual([]);
    }
  });

  it('is refused when the inputs ask for other weights, or for another shape of a layer of our own', () => {
    const wide = documentOf(
      network(
        [
          node('in', 'input'),
          node('wide', 'dense', { units: 5 }),
          node('a', 'dense', { units: 2 }),
          node('b', 'dense', { units: 2 }, 'a'),
          node('out', 'output'),
        ],
        ['in>a', 'in>wide', 'wide>b', 'b>out', 'a>out'],
      ),
      yesOrNo,
    );
    const problem = analyze(wide).problems.find(({ code }) => code === 'sharing.weights')!;
    expect(problem.message).toContain('5×2');
    expect(problem.message).toContain('2×2');
  });
});

describe('edits', () => {
  const shared = twice(node('b', 'dense', { units: 2 }, 'a')).network;

  it('settings are the same for all who share', () => {
    const changed = setParams(shared, 'b', { units: 7 });
    expect(changed.nodes.filter(({ kind }) => kind === 'dense').map(({ params }) => params['units'])).toEqual([
      7, 7, 1,
    ]);
  });

  it('when the owner goes, the next one keeps the weights', () => {
    const three = { ...shared, nodes: [...shared.nodes, node('c', 'dense', { units: 2 }, 'b')] };
    const left = removeNodes(three, ['a']);
    expect(left.nodes.find(({ id }) => id === 'b')!.shares).toBeUndefined();
    expect(left.nodes.find(({ id }) => id === 'c')!.shares).toBe('b');
  });

  it('a copy of both shares among its own; a copy of one has weights of its own', () => {
    const both = paste(shared, fragmentOf(shared, ['a', 'b']), { x: 0, y: 0 });
    const copies = both.network.nodes.slice(-2);
    expect(copies[1]!.shares).toBe(copies[0]!.id);
    const one = paste(shared, fragmentOf(shared, ['b']), { x: 0, y: 0 });
    expect(one.network.nodes[one.network.nodes.length - 1]!.shares).toBeUndefined();
  });

  it('"use the same weights again" copies the layers, with the wires between them, and shares what has weights', () => {
    const chain = network(
      [node('in', 'input'), node('a', 'dense'), node('f', 'flatten'), node('b', 'dense', {}, 'a')],
      ['in>a', 'a>f', 'f>b'],
    );
    const { network: after, ids } = shareAgain(chain, ['a', 'f', 'b'], { x: 0, y: 100 }, (id) => id !== 'f');
    const added = ids.map((id) => after.nodes.find((entry) => entry.id === id)!);
    expect(added.map(({ shares }) => shares)).toEqual(['a', undefined, 'a']);
    expect(after.edges.filter(({ source }) => ids.includes(source))).toHaveLength(2);
  });

  it('in a repeated block, an owner inside is another one each time; one outside is the same', () => {
    const blocked = group({ ...shared, nodes: [...shared.nodes] }, ['a', 'b'], 'Twice');
    if (!blocked.ok) throw new Error(blocked.problem.message);
    const inside = flatten(changeBlock(blocked.value.network, blocked.value.id, { repeat: 2 })).network;
    expect(inside.nodes.find(({ id }) => id === 'b-2')!.shares).toBe('a-2');
    const alone = group(shared, ['b'], 'Again');
    if (!alone.ok) throw new Error(alone.problem.message);
    const outside = flatten(changeBlock(alone.value.network, alone.value.id, { repeat: 3 })).network;
    expect(outside.nodes.filter(({ shares }) => shares === 'a').map(({ id }) => id)).toEqual(['b', 'b-2', 'b-3']);
  });

  it('a file that names a layer which is not there, or a circle, is mended', () => {
    const document = twice(node('b', 'dense', { units: 2 }, 'gone'));
    const read = readDocument(JSON.parse(JSON.stringify(document)));
    if (!read.ok) throw new Error(read.problem.message);
    expect(read.value.document.network.nodes.some(({ shares }) => shares !== undefined)).toBe(false);
    const kept = readDocument(JSON.parse(JSON.stringify({ ...document, network: shared })));
    expect(kept.ok && kept.value.document.network.nodes.find(({ id }) => id === 'b')!.shares).toBe('a');
  });
});
