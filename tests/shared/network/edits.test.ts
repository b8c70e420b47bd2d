// Edits of a network: what stands after each, and that no sequence of them breaks the graph.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../../shared/network/document';
import {
  addAfter,
  addNode,
  checkName,
  connect,
  fragmentOf,
  insertOnEdge,
  paste,
  removeNodes,
} from '../../../shared/network/edits';
import { chain } from '../../../shared/network/chain';

const wires = (network: Network) => {
  const name = new Map(network.nodes.map((node) => [node.id, node.name]));
  return network.edges.map((edge) => `${name.get(edge.source)}>${name.get(edge.target)}`);
};

const three = chain([['input'], ['dense'], ['output']]);

describe('edits', () => {
  it('names layers as Keras does', () => {
    const network = addNode(addNode(three, 'dense', { x: 0, y: 0 }).network, 'dense', { x: 0, y: 0 }).network;
    expect(network.nodes.map((node) => node.name)).toEqual(['input', 'dense', 'output', 'dense_2', 'dense_3']);
  });

  it('a port for one wire lets go of its old wire, a port for many keeps all in order', () => {
    const second = addNode(three, 'input', { x: 0, y: 200 });
    expect(wires(connect(second.network, second.id, 'n2', 'input'))).toEqual(['dense>output', 'input_2>dense']);
    const add = addNode(second.network, 'add', { x: 0, y: 0 });
    const joined = connect(
      connect(connect(add.network, 'n2', add.id, 'inputs'), 'n1', add.id, 'inputs'),
      'n2',
      add.id,
      'inputs',
    );
    expect(wires(joined).slice(2)).toEqual(['dense>add', 'input>add']);
  });

  it('inserting on a wire makes room to the right', () => {
    const inserted = insertOnEdge(three, three.edges[0]!.id, 'dropout')!;
    expect(wires(inserted.network).sort()).toEqual(['dense>output', 'dropout>dense', 'input>dropout']);
    const x = new Map(inserted.network.nodes.map((node) => [node.name, node.position.x]));
    expect([x.get('input'), x.get('dropout'), x.get('dense'), x.get('output')]).toEqual([0, 260, 520, 780]);
  });

  it('adding after a layer in a chain keeps the chain', () => {
    expect(wires(addAfter(three, 'n1', 'flatten')!.network).sort()).toEqual([
      'dense>output',
      'flatten>dense',
      'input>flatten',
    ]);
  });

  it('removing a layer of a chain closes the chain', () => {
    expect(wires(removeNodes(three, ['n2']))).toEqual(['input>output']);
    expect(wires(removeNodes(three, ['n1', 'n2']))).toEqual([]);
  });

  it('pasting gives fresh ids and names and keeps inner wires', () => {
    const pasted = paste(three, fragmentOf(three, ['n2', 'n3']), { x: 40, y: 40 });
    expect(pasted.network.nodes.map((node) => node.name)).toEqual(['input', 'dense', 'output', 'dense_2', 'output_2']);
    expect(wires(pasted.network)).toEqual(['input>dense', 'dense>output', 'dense_2>output_2']);
    expect(new Set(pasted.network.nodes.map((node) => node.id)).size).toBe(5);
  });

  it.each([
    ['dense', null],
    ['1st "layer" / 畳み込み', null],
    ['one\nline', null],
    [' \u200d ', /can be seen/],
    ['output', /already called/],
    [' output\n', /already called/],
    ['a'.repeat(101), /at most 100/],
  ])('checks the name %s', (name, expected) => {
    const said = checkName(three, 'n2', name);
    if (expected === null) expect(said).toBeNull();
    else expect(said).toMatch(expected);
  });

  it('no sequence of edits leaves loose wires, twins or equal names', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('add' as const),
        kind: fc.constantFrom('dense', 'add', 'flatten', 'input', 'output'),
        at: fc.nat(50),
      }),
      fc.record({ do: fc.constant('connect' as const), from: fc.nat(50), to: fc.nat(50) }),
      fc.record({ do: fc.constant('remove' as const), at: fc.nat(50) }),
      fc.record({ do: fc.constant('insert' as const), at: fc.nat(50) }),
      fc.record({ do: fc.constant('paste' as const), at: fc.nat(50) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let network: Network = three;
        for (const action of steps) {
          const pick = (n: number) => network.nodes[n % Math.max(1, network.nodes.length)]?.id ?? 'none';
          if (action.do === 'add')
            network =
              addAfter(network, pick(action.at), action.kind)?.network ??
              addNode(network, action.kind, { x: 0, y: 0 }).network;
          if (action.do === 'connect') network = connect(network, pick(action.from), pick(action.to), 'input');
          if (action.do === 'remove') network = removeNodes(network, [pick(action.at)]);
          if (action.do === 'insert' && network.edges.length > 0)
            network =
              insertOnEdge(network, network.edges[action.at % network.edges.length]!.id, 'dense')?.network ?? network;
          if (action.do === 'paste')
            network = paste(network, fragmentOf(network, [pick(action.at)]), { x: 1, y: 1 }).network;
        }
        const ids = new Set(network.nodes.map((node) => node.id));
        expect(ids.size).toBe(network.nodes.length);
        expect(new Set(network.nodes.map((node) => node.name)).size).toBe(network.nodes.length);
        expect(new Set(network.edges.map((edge) => edge.id)).size).toBe(network.edges.length);
        for (const edge of network.edges) expect(ids.has(edge.source) && ids.has(edge.target)).toBe(true);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
