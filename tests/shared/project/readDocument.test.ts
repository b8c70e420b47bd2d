import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../shared/project/readDocument';
import { documentNamed } from '../../electron/folder';

const sound = documentNamed('Sound');
const network = (change: object) => ({ ...sound, network: { ...sound.network, ...change } });

describe('readDocument', () => {
  it('reads a sound document without a word', () => {
    expect(readDocument(sound)).toEqual({ ok: true, value: { document: sound, problems: [] } });
  });

  it('gives a project that is older than schedules, weight decay and clipping what it was trained with', () => {
    const { schedule, weightDecay, clipping, ...older } = sound.training;
    expect([schedule.id, weightDecay, clipping.by]).toEqual(['constant', 0, 'none']);
    expect(readDocument({ ...sound, training: older })).toEqual({ ok: true, value: { document: sound, problems: [] } });
  });

  const refused: readonly (readonly [what: string, value: unknown, code: string])[] = [
    ['a list', [], 'file.notProject'],
    ['a number', 42, 'file.notProject'],
    ['a text', 'x', 'file.notProject'],
    ['null', null, 'file.notProject'],
    ['another program’s object', { nodes: [] }, 'file.notProject'],
    ['no format', { network: {} }, 'file.notProject'],
    ['format -1', { ...sound, format: -1 }, 'file.notProject'],
    ['format "1e309"', { ...sound, format: '1e309' }, 'file.notProject'],
    ['format 1.5', { ...sound, format: 1.5 }, 'file.notProject'],
    ['format 9999', { ...sound, format: 9999 }, 'file.newer'],
    ['no training', { ...sound, training: undefined }, 'file.invalid'],
    ['a network that is a list', { ...sound, network: [] }, 'file.invalid'],
    ['nodes that are no objects', network({ nodes: [1, null] }), 'file.invalid'],
    [
      '100,000 nodes',
      network({ nodes: Array.from({ length: 100_000 }, (_, at) => ({ ...sound.network.nodes[0], id: `n${at}` })) }),
      'file.invalid',
    ],
    [
      'a path that is too long',
      { ...sound, data: { source: { type: 'file', path: 'x'.repeat(5000), name: 'x' } } },
      'file.invalid',
    ],
  ];
  it.each(refused)('refuses %s', (_what, value, code) => {
    const result = readDocument(value);
    expect(result.ok ? '' : result.problem.code).toBe(code);
  });

  it('cleans names of layers to one line that turns nothing around', () => {
    const nodes = sound.network.nodes.map((node, at) => (at === 0 ? { ...node, name: ' a\n\u001b[1mb\u202e ' } : node));
    const result = readDocument(network({ nodes }));
    expect(result.ok && result.value.document.network.nodes[0]!.name).toBe('a [1mb');
  });

  const [first, second] = sound.network.nodes;
  const repaired: readonly (readonly [what: string, value: unknown, says: RegExp])[] = [
    ['a node without a place', network({ nodes: [{ ...first, position: undefined }, second] }), /no usable place/],
    ['a node at "12px"', network({ nodes: [{ ...first, position: { x: '12px', y: 0 } }, second] }), /no usable place/],
    ['a node at 1e308', network({ nodes: [{ ...first, position: { x: 1e308, y: 0 } }, second] }), /no usable place/],
    ['two nodes of one id', network({ nodes: [first, second, { ...second, name: 'twin' }] }), /"twin", was left out/],
    [
      'a wire to nowhere',
      network({ edges: [...sound.network.edges, { id: 'e2', source: 'n1', target: 'gone', port: 'input' }] }),
      /layer that is not there/,
    ],
    ['two wires of one id', network({ edges: [sound.network.edges[0], sound.network.edges[0]] }), /Two wires/],
  ];
  it.each(repaired)('repairs %s and says so', (_what, value, says) => {
    const result = readDocument(value);
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    expect(result.value.problems.map((problem) => problem.message).join()).toMatch(says);
    expect(result.value.document.network.nodes).toHaveLength(2);
    expect(result.value.document.network.edges).toHaveLength(1);
  });
});
