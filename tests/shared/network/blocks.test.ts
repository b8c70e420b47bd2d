// Blocks: grouping and its undoing, repetition written out, and that everything behind sees plain layers.
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../shared/network/analyze';
import {
  blocksAround,
  changeBlock,
  group,
  membersOf,
  mostRepetitions,
  soundBlocks,
  ungroup,
} from '../../../shared/network/blocks';
import { compile } from '../../../shared/network/compile';
import type { BlockId, Network, ProjectDocument } from '../../../shared/network/document';
import { fragmentOf, insertOnEdge, paste, removeNodes } from '../../../shared/network/edits';
import { flatten } from '../../../shared/network/flatten';
import { insertSaved, saveBlock, savedBlock } from '../../../shared/network/savedBlock';
import { networkSchema } from '../../../shared/network/schema';
import { chain } from '../../../shared/network/chain';
import { readDocument } from '../../../shared/project/readDocument';
import { emptyDocument } from '../../../shared/samples';
import { createBuilder } from '../../../shared/samples/architectures/builder';
import { classColumn, numberColumn, table } from './documents';

function grouped(network: Network, ids: readonly string[], name = 'Block'): { network: Network; id: BlockId } {
  const result = group(network, ids, name);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** input → dense (4) → dense (4) → dense (3, softmax) → output: n1 … n5. */
const row = chain([
  ['input'],
  ['dense', { units: 4 }],
  ['dense', { units: 4 }],
  ['dense', { units: 3, activation: 'softmax' }],
  ['output'],
]);

function documentOf(network: Network): ProjectDocument {
  const data = table([
    numberColumn('a'),
    numberColumn('b'),
    numberColumn('c'),
    numberColumn('d'),
    classColumn('kind', ['x', 'y', 'z']),
  ]);
  return { ...emptyDocument('d', 'Document'), data, network };
}

function repeated(network: Network, ids: readonly string[], repeat: number, name?: string): Network {
  const { network: made, id } = grouped(network, ids, name);
  return changeBlock(made, id, { repeat });
}

/** Transformer-like: x + dense(norm(x)), in one block. */
function residual(repeat: number): Network {
  const { add, network } = createBuilder();
  const image = add('input', 'in', [], { shape: [4] });
  const first = add('dense', 'first', image, { units: 6 });
  const norm = add('layerNormalization', 'norm', first);
  const inner = add('dense', 'inner', norm, { units: 6 });
  const sum = add('add', 'sum', [first, inner]);
  const last = add('dense', 'last', sum, { units: 3, activation: 'softmax' });
  add('output', 'out', last);
  return repeated({ ...network() }, [norm, inner, sum], repeat, 'Residual');
}

const namesOf = ({ nodes }: Network) => nodes.map(({ name }) => name);
const wiresOf = (network: Network) => {
  const name = new Map(network.nodes.map((node) => [node.id, node.name]));
  return network.edges.map(({ source, target }) => `${name.get(source)} > ${name.get(target)}`).sort();
};

describe('grouping', () => {
  it('names layers and leaves them as they are', () => {
    const { network, id } = grouped(row, ['n2', 'n3'], 'Two layers');
    expect(network.blocks).toEqual([{ id, name: 'Two layers', repeat: 1 }]);
    expect(membersOf(network, id).map((node) => node.id)).toEqual(['n2', 'n3']);
    expect(network.edges).toBe(row.edges);
    expect(ungroup(network, id)).toEqual(row);
  });

  it('makes a block within a block, and a block around blocks', () => {
    const outer = grouped(row, ['n2', 'n3', 'n4'], 'Outer');
    const inner = grouped(outer.network, ['n2', 'n3'], 'Inner');
    expect(inner.network.blocks).toContainEqual({ id: inner.id, name: 'Inner', repeat: 1, parent: outer.id });
    expect(membersOf(inner.network, outer.id)).toHaveLength(3);

    const small = grouped(row, ['n2', 'n3'], 'Small');
    const around = grouped(small.network, ['n2', 'n3', 'n4'], 'Around');
    expect(blocksAround(around.network, around.network.nodes[1]!).map(({ name }) => name)).toEqual(['Small', 'Around']);
    expect(blocksAround(around.network, around.network.nodes[3]!).map(({ name }) => name)).toEqual(['Around']);
    const without = ungroup(around.network, around.id);
    expect(without).toEqual(small.network);
  });

  it('moves layers that are chosen in part out of their block, and drops blocks that are left empty', () => {
    const small = grouped(row, ['n2', 'n3'], 'Small');
    const across = grouped(small.network, ['n3', 'n4'], 'Across');
    expect(membersOf(across.network, small.id).map(({ id }) => id)).toEqual(['n2']);
    expect(membersOf(across.network, across.id).map(({ id }) => id)).toEqual(['n3', 'n4']);
    expect(removeNodes(across.network, ['n2']).blocks?.map(({ name }) => name)).toEqual(['Across']);
    expect(removeNodes(small.network, ['n2', 'n3']).blocks).toBeUndefined();
  });

  it.each([
    [[], 'Name', 'block.empty'],
    [['nowhere'], 'Name', 'block.empty'],
    [['n2'], '  ', 'block.name'],
    [['n2'], 'x'.repeat(101), 'block.name'],
  ])('refuses %j called %j', (ids, name, code) => {
    expect(group(row, ids, name)).toMatchObject({ ok: false, problem: { code } });
  });

  it('takes in a layer that is put into a wire within it', () => {
    const { network, id } = grouped(row, ['n2', 'n3']);
    const edge = network.edges.find(({ source, target }) => source === 'n2' && target === 'n3')!;
    const added = insertOnEdge(network, edge.id, 'dropout')!;
    expect(membersOf(added.network, id).map(({ kind }) => kind)).toEqual(['dense', 'dense', 'dropout']);
    expect(added.network.blocks).toEqual(network.blocks);
  });

  it('is copied and pasted with its layers', () => {
    const inner = grouped(grouped(row, ['n2', 'n3', 'n4'], 'Outer').network, ['n2', 'n3'], 'Inner');
    const pasted = paste(inner.network, fragmentOf(inner.network, ['n2', 'n3', 'n4']), { x: 0, y: 100 });
    expect(pasted.network.blocks?.map(({ name }) => name)).toEqual(['Outer', 'Inner', 'Outer', 'Inner']);
    const copy = pasted.network.nodes.find(({ id }) => id === pasted.ids[0])!;
    const around = blocksAround(pasted.network, copy);
    expect(around.map(({ name }) => name)).toEqual(['Inner', 'Outer']);
    expect(blocksAround(pasted.network, pasted.network.nodes[1]!)).not.toEqual(around);
    // A block that is chosen in part is left behind.
    expect(fragmentOf(inner.network, ['n2', 'n4']).blocks).toBeUndefined();
    expect(fragmentOf(inner.network, ['n2', 'n3']).blocks).toEqual([{ id: inner.id, name: 'Inner', repeat: 1 }]);
  });
});

describe('flattening', () => {
  it('gives back the very network where nothing is repeated', () => {
    const { network } = grouped(row, ['n2', 'n3']);
    expect(flatten(network).network).toBe(network);
    expect(flatten(row).network).toBe(row);
  });

  it('writes a chain out', () => {
    const flat = flatten(repeated(row, ['n2', 'n3'], 3)).network;
    expect(namesOf(flat)).toEqual([
      'input',
      'dense',
      'dense_2',
      'dense_3',
      'output',
      'dense_2_',
      'dense_2_2',
      'dense_3_',
      'dense_2_3',
    ]);
    expect(wiresOf(flat)).toEqual(
      [
        'input > dense',
        'dense > dense_2',
        'dense_2 > dense_2_',
        'dense_2_ > dense_2_2',
        'dense_2_2 > dense_3_',
        'dense_3_ > dense_2_3',
        'dense_2_3 > dense_3',
        'dense_3 > output',
      ].sort(),
    );
    expect(new Set(flat.nodes.map(({ id }) => id)).size).toBe(9);
    expect(new Set(flat.edges.map(({ id }) => id)).size).toBe(8);
    expect(networkSchema.safeParse(flat).success).toBe(true);
  });

  it('leads every way around a repetition to the repetition before', () => {
    expect(wiresOf(flatten(residual(3)).network)).toEqual(
      [
        'in > first',
        'first > norm',
        'norm > inner',
        'first > sum',
        'inner > sum',
        'sum > norm_2',
        'norm_2 > inner_2',
        'sum > sum_2',
        'inner_2 > sum_2',
        'sum_2 > norm_3',
        'norm_3 > inner_3',
        'sum_2 > sum_3',
        'inner_3 > sum_3',
        'sum_3 > last',
        'last > out',
      ].sort(),
    );
  });

  it('feeds what comes from elsewhere to each repetition', () => {
    const { add, network } = createBuilder();
    const text = add('input', 'text', [], { shape: [5, 4] });
    const memory = add('input', 'memory', [], { shape: [7, 4] });
    const cross = add('crossAttention', 'cross', [text, memory]);
    const sum = add('add', 'sum', [text, cross]);
    add('output', 'out', sum);
    const wires = wiresOf(flatten(repeated(network(), [cross, sum], 2)).network);
    expect(wires).toContain('memory > cross_2');
    expect(wires).toContain('sum > cross_2');
    expect(wires).toContain('sum_2 > out');
    expect(wires).not.toContain('text > cross_2');
  });

  it('repeats blocks within blocks', () => {
    const outer = grouped(row, ['n2', 'n3'], 'Outer');
    const inner = grouped(outer.network, ['n3'], 'Inner');
    const both = changeBlock(changeBlock(inner.network, inner.id, { repeat: 2 }), outer.id, { repeat: 3 });
    const flat = flatten(both);
    // One layer and a twice repeated one, three times over, between input, last layer and output.
    expect(flat.network.nodes).toHaveLength(3 + 3 * (1 + 2));
    expect(flat.problems).toEqual([]);
    expect(new Set(flat.origin.values())).toEqual(new Set(['n2', 'n3']));
  });

  it('keeps the copies of layers that did not change', () => {
    const network = residual(3);
    const moved = { ...network, nodes: network.nodes.map((node) => (node.name === 'last' ? { ...node } : node)) };
    const before = flatten(network).network.nodes;
    const after = flatten(moved).network.nodes;
    expect(after.filter((node, at) => node === before[at])).toHaveLength(before.length - 1);
    expect(flatten(network)).toBe(flatten(network));
  });

  const two = () => {
    const { add, network } = createBuilder();
    const image = add('input', 'in', [], { shape: [4] });
    const left = add('dense', 'left', image, { units: 4 });
    const right = add('dense', 'right', image, { units: 4 });
    const sum = add('add', 'sum', [left, right]);
    add('output', 'out', sum);
    return repeated(network(), [left, right], 2);
  };
  it.each([
    ['block.mark', repeated(row, ['n1', 'n2'], 2)],
    ['block.mark', repeated(row, ['n4', 'n5'], 2)],
    ['block.entry', repeated({ ...row, edges: row.edges.slice(1) }, ['n2', 'n3'], 2)],
    ['block.exit', two()],
  ])('says what stands in the way: %s', (code, network) => {
    const flat = flatten(network);
    expect(flat.problems).toMatchObject([{ code, severity: 'error' }]);
    expect(flat.network.nodes).toHaveLength(network.nodes.length);
    expect(analyze(documentOf(network)).problems).toContainEqual(expect.objectContaining({ code }));
  });

  it('never makes a network larger than a document may be', () => {
    let network = chain([['input'], ...Array.from({ length: 60 }, () => ['dense', { units: 4 }] as const), ['output']]);
    network = repeated(
      network,
      network.nodes.slice(1, 61).map(({ id }) => id),
      mostRepetitions,
    );
    expect(flatten(network).problems).toMatchObject([{ code: 'block.tooLarge' }]);
  });
});

describe("a block of one's own", () => {
  const kept = (network: Network, id: BlockId) => {
    const saved = saveBlock(network, id);
    if (!saved.ok) throw new Error(saved.problem.message);
    return saved.value;
  };

  it('is put into another network as it was, repetitions and inner blocks included', () => {
    const network = residual(3);
    const inner = grouped(network, [network.nodes[2]!.id, network.nodes[3]!.id], 'Inner');
    const saved = kept(inner.network, 'b1');
    expect(savedBlock.parse(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
    expect(saved).toMatchObject({ name: 'Residual', repeat: 3, entries: [{ port: 'input' }, { port: 'inputs' }] });

    const other = chain([['input', { shape: [9] }], ['dense', { units: 6 }], ['output']]);
    const inserted = insertSaved(other, 'n2', saved)!;
    expect(inserted.network.blocks).toMatchObject([
      { name: 'Inner', parent: inserted.id },
      { name: 'Residual', repeat: 3 },
    ]);
    expect(wiresOf(inserted.network)).toEqual(
      ['dense > norm', 'dense > sum', 'inner > sum', 'input > dense', 'norm > inner', 'sum > output'].sort(),
    );
    const analysis = analyze({ ...emptyDocument('d', 'D'), network: inserted.network });
    expect(analysis.problems.filter(({ node, severity }) => severity === 'error' && node !== undefined)).toEqual([]);
    // Dense of 9 to 6, then three times a normalization of 6 and a Dense of 6 to 6.
    expect(analysis.totals.trainable).toBe(60 + 3 * (12 + 42));
    expect(insertSaved(other, 'n3', saved)).toBeNull();
  });

  it.each([
    ['block.entry', grouped({ ...row, edges: row.edges.slice(1) }, ['n2', 'n3'])],
    ['block.exit', grouped(residual(1), [residual(1).nodes[1]!.id, residual(1).nodes[2]!.id])],
    ['block.empty', { network: row, id: 'b9' }],
  ])('is not kept where it could not stand alone: %s', (code, { network, id }) => {
    expect(saveBlock(network, id)).toMatchObject({ ok: false, problem: { code } });
  });
});

describe('behind the blocks', () => {
  it('counts, shapes and compiles every repetition', () => {
    const one = analyze(documentOf(residual(1)));
    const five = analyze(documentOf(residual(5)));
    // LayerNormalization of 6 and Dense of 6 to 6.
    expect(five.totals.trainable - one.totals.trainable).toBe(4 * (12 + 42));
    expect(five.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(five.order).toHaveLength(7);
    expect([...five.wiring.nodes.keys()]).toEqual([...one.wiring.nodes.keys()]);
    const plan = compile(documentOf(residual(5)));
    if (!plan.ok) throw new Error(plan.problem.message);
    expect(plan.value.layers).toHaveLength(7 + 4 * 3);
    expect(new Set(plan.value.layers.map(({ name }) => name)).size).toBe(19);
    expect(plan.value.layers.find(({ name }) => name === 'last')!.inputs).toEqual(
      plan.value.layers.filter(({ name }) => name === 'sum_5').map(({ id }) => id),
    );
  });

  it('tells a fault of a repetition once, on the layer in the document', () => {
    // Each repetition halves the picture, so that there is nothing left in the fourth.
    const network = chain([
      ['input', { shape: [8, 8, 1] }],
      ['conv2d', { filters: 1, padding: 'same' }],
      ['maxPooling2d'],
      ['flatten'],
      ['output'],
    ]);
    const analysis = analyze({ ...emptyDocument('d', 'D'), network: repeated(network, ['n2', 'n3'], 5) });
    const found = analysis.problems.filter(({ code }) => code === 'window.tooLarge');
    expect(found).toMatchObject([{ node: 'n3', message: expect.stringMatching(/^When the block is repeated:/u) }]);
    expect(analysis.problemsByNode.get('n3')).toContainEqual(found[0]);
    for (const { node } of analysis.problems)
      if (node !== undefined) expect(analysis.wiring.nodes.has(node)).toBe(true);
  });

  it('opens from a file, and mends blocks that are not there', () => {
    const document = documentOf(residual(4));
    expect(readDocument(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, value: { document, problems: [] } });
    const broken = {
      ...document,
      network: {
        ...document.network,
        nodes: document.network.nodes.map((node) => (node.name === 'norm' ? { ...node, block: 'b9' } : node)),
        blocks: [...document.network.blocks!, { id: 'b7', name: 'Empty', repeat: 2, parent: 'b8' }],
      },
    };
    const read = readDocument(broken);
    if (!read.ok) throw new Error(read.problem.message);
    expect(read.value.document.network.blocks).toEqual(document.network.blocks);
    expect(read.value.document.network.nodes.find(({ name }) => name === 'norm')).not.toHaveProperty('block');
    expect(
      readDocument({ ...document, network: { ...document.network, blocks: [{ id: 'b1', name: 'x', repeat: 1e6 }] } })
        .ok,
    ).toBe(false);
  });

  it('survives blocks that lie in each other', () => {
    const network: Network = {
      ...row,
      nodes: row.nodes.map((node) => (node.id === 'n2' ? { ...node, block: 'a' } : node)),
      blocks: [
        { id: 'a', name: 'A', repeat: 2, parent: 'b' },
        { id: 'b', name: 'B', repeat: 2, parent: 'a' },
      ],
    };
    expect(flatten(soundBlocks(network)).network.nodes.length).toBeLessThan(20);
    expect(() => analyze(documentOf(network))).not.toThrow();
  });

  it('writes 12 transformer blocks out with the parameters of BERT-base', () => {
    const { add, network } = createBuilder();
    const tokens = add('input', 'tokens', [], { shape: [512, 768] });
    const attention = add('multiHeadAttention', 'attention', tokens, { numHeads: 12, keyDim: 64 });
    const first = add('layerNormalization', 'norm_1', add('add', 'add_1', [tokens, attention]));
    const wide = add('dense', 'wide', first, { units: 3072, activation: 'gelu' });
    const narrow = add('dense', 'narrow', wide, { units: 768, activation: 'linear' });
    const second = add('layerNormalization', 'norm_2', add('add', 'add_2', [first, narrow]));
    add('output', 'out', second);
    const plain = network();
    const block = plain.nodes.filter(({ kind }) => kind !== 'input' && kind !== 'output').map(({ id }) => id);
    const document = { ...emptyDocument('d', 'D'), network: repeated(plain, block, 12, 'Transformer') };
    // Devlin et al., 2018: 12 blocks of 7,087,872 (architectures.test.ts has the rest).
    expect(analyze(document).totals.trainable).toBe(12 * 7_087_872);
  });
});
