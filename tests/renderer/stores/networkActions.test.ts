// What people do to a network, as steps of undo.
import { beforeEach, describe, expect, it } from 'vitest';
import { openChain, openNetwork, prepareWindow } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const actions = await import('../../../renderer/stores/networkActions');
const { undo, undoLabel, useDocumentStore } = await import('../../../renderer/stores/documentStore');
const { select, selectNodes, useUiStore } = await import('../../../renderer/stores/uiStore');

const network = () => useDocumentStore.getState().document!.network;
const wires = () => network().edges.map(({ source, target }) => `${source}>${target}`);
const kinds = () => network().nodes.map(({ kind }) => kind);

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [4] }], ['dense'], ['output']);
});

describe('blocks', () => {
  it('are made of what is selected, once, chosen by their title and copied whole', async () => {
    const blocks = await import('../../../renderer/stores/blockActions');
    openChain(['input', { shape: [4] }], ['dense'], ['dropout'], ['output']);
    expect(blocks.canGroup()).toBe(false);
    selectNodes(['n2', 'n3']);
    blocks.groupSelection();
    expect(blocks.canGroup()).toBe(false);
    expect(blocks.canUngroup()).toBe(true);
    selectNodes([]);
    blocks.selectBlock('b1');
    expect(useUiStore.getState().selectedNodes).toEqual(['n2', 'n3']);
    const text = actions.copySelection()!;
    expect(actions.pasteText(text)).toBeNull();
    expect(network().blocks?.map(({ name }) => name)).toEqual(['Block 1', 'Block 1']);
    expect(blocks.canUngroup()).toBe(true);
    blocks.ungroupSelection();
    expect(network().blocks).toHaveLength(1);
    selectNodes(['n2']);
    blocks.groupSelection();
    expect(network().blocks?.map(({ name }) => name)).toEqual(['Block 1', 'Block 2']);
    expect(network().blocks?.[1]?.parent).toBe('b1');
  });
});

describe('the selection', () => {
  it('lets go of what an undo takes away, and of nothing else', async () => {
    const { keepSelection } = await import('../../../renderer/stores/keepSelection');
    const off = keepSelection();
    selectNodes(['n1']);
    const id = actions.addLayer('dropout')!;
    select(['n1', id], [network().edges[0]!.id]);
    undo();
    expect(useUiStore.getState().selectedNodes).toEqual(['n1']);
    off();
  });
});

describe('adding a layer', () => {
  it('goes after the selected layer, into its wire', () => {
    selectNodes(['n1']);
    const id = actions.addLayer('dropout')!;
    expect(wires().sort()).toEqual([`${id}>n2`, `n1>${id}`, 'n2>n3'].sort());
    expect(useUiStore.getState().selectedNodes).toEqual([id]);
    expect(undoLabel()).toBe('add Dropout');
  });

  it('goes before a selected Output', () => {
    selectNodes(['n3']);
    const id = actions.addLayer('dense')!;
    expect(wires()).toContain(`${id}>n3`);
    expect(wires()).toContain(`n2>${id}`);
  });

  it('goes into a selected wire', () => {
    select([], ['e2']);
    const id = actions.addLayer('dropout')!;
    expect(wires()).toContain(`n2>${id}`);
  });

  it('builds a chain by pressing one layer after the other', () => {
    openNetwork({ nodes: [], edges: [] });
    for (const kind of ['input', 'conv2d', 'flatten', 'dense', 'output']) actions.addLayer(kind);
    expect(kinds()).toEqual(['input', 'conv2d', 'flatten', 'dense', 'output']);
    expect(network().edges).toHaveLength(4);
    expect(new Set(network().nodes.map(({ position }) => `${position.x},${position.y}`)).size).toBe(5);
  });

  it('goes below, and makes room below, where the network flows down', () => {
    const { network, ...rest } = openChain(['input'], ['dense'], ['output']);
    const nodes = network.nodes.map((node, place) => ({ ...node, position: { x: 40, y: 150 * place } }));
    useDocumentStore.setState({ document: { ...rest, network: { ...network, nodes }, view: { direction: 'down' } } });
    selectNodes(['n2']);
    const id = actions.addLayer('dropout');
    const places = useDocumentStore.getState().document!.network.nodes.map((node) => [node.id, node.position]);
    expect(Object.fromEntries(places)).toEqual({
      n1: { x: 40, y: 0 },
      n2: { x: 40, y: 150 },
      n3: { x: 40, y: 430 },
      [id!]: { x: 40, y: 280 },
    });
  });

  it('finds a place that no card covers', () => {
    const at = { x: 0, y: 0 };
    const first = actions.addLayer('dense', { type: 'at', position: at })!;
    const second = actions.addLayer('dense', { type: 'at', position: at })!;
    const place = (id: string) => network().nodes.find((node) => node.id === id)!.position;
    expect(place(first)).not.toEqual(place(second));
  });

  it('wires a layer put before another', () => {
    const id = actions.addLayer('input', { type: 'before', node: 'n2', port: 'input' })!;
    expect(wires()).toEqual(expect.arrayContaining([`${id}>n2`]));
    expect(wires()).not.toContain('n1>n2');
  });
});

describe('wires', () => {
  it('are refused with a reason, and nothing changes', () => {
    const before = network();
    expect(actions.connectLayers('n3', 'n2', 'input')).toMatch(/Output/);
    expect(actions.connectLayers('n2', 'n2', 'input')).toMatch(/itself/);
    expect(network()).toBe(before);
    expect(undoLabel()).toBeNull();
  });

  it('are removed with Delete', () => {
    select([], ['e1']);
    actions.deleteSelection();
    expect(wires()).toEqual(['n2>n3']);
    expect(undoLabel()).toBe('remove a wire');
  });

  it('take in a layer that was there already', () => {
    const id = actions.addLayer('dropout', { type: 'at', position: { x: 0, y: 400 } })!;
    actions.wireIn(id, 'e1');
    expect(wires().sort()).toEqual([`${id}>n2`, `n1>${id}`, 'n2>n3'].sort());
  });
});

describe('copy and paste', () => {
  it('survive the way through text, under fresh names', () => {
    selectNodes(['n1', 'n2']);
    const text = actions.copySelection()!;
    expect(actions.pasteText(text)).toBeNull();
    expect(network().nodes.map(({ name }) => name)).toEqual(['input', 'dense', 'output', 'input_2', 'dense_2']);
    expect(network().edges).toHaveLength(3);
    expect(undoLabel()).toBe('paste 2 layers');
    undo();
    expect(network().nodes).toHaveLength(3);
  });

  it.each([
    ['other text', 'hello', 'clipboard.noLayers'],
    ['broken JSON', '{"nodes": [', 'clipboard.noLayers'],
    ['other JSON', '{"a": 1}', 'clipboard.misfit'],
    ['no layers', '{"nodes": [], "edges": []}', 'clipboard.noLayers'],
    [
      'an id with a script in it',
      '{"nodes":[{"id":"<b>","kind":"dense","name":"a","params":{},"position":{"x":0,"y":0}}],"edges":[]}',
      'clipboard.misfit',
    ],
    [
      'the same id twice',
      `{"nodes":[${Array(2).fill('{"id":"n1","kind":"dense","name":"a","params":{},"position":{"x":0,"y":0}}').join()}],"edges":[]}`,
      'clipboard.misfit',
    ],
    ['far too much', `{${' '.repeat(5_000_001)}}`, 'clipboard.tooLong'],
  ])('refuse %s', (_title, text, code) => {
    const before = network();
    expect(actions.pasteText(text)?.code).toBe(code);
    expect(network()).toBe(before);
  });

  it('leave out wires to layers that were not copied, and keep unknown kinds to be told of', () => {
    const text =
      '{"nodes":[{"id":"a","kind":"fromTheFuture","name":"x\\ny \\u202e畳","params":{},"position":{"x":0,"y":0}}],"edges":[{"id":"e","source":"a","target":"gone","port":"input"}]}';
    expect(actions.pasteText(text)).toBeNull();
    expect(network().edges).toHaveLength(2);
    expect(network().nodes.map(({ name }) => name)).toContain('x y 畳');
    expect(useDocumentStore.getState().analysis!.problems.some(({ code }) => code === 'layer.unknown')).toBe(true);
  });
});

describe('names and places', () => {
  it.each([
    ['dense', null],
    ['first_look', null],
    ['2nd "look" / 畳み込み', null],
    ['output\n', 'already'],
    ['', 'can be seen'],
  ])('%s', (name, objection) => {
    const answer = actions.renameLayer('n2', name);
    if (objection === null) expect(answer).toBeNull();
    else expect(answer).toMatch(objection);
  });

  it.each([
    ['top', [0, 0, 0], [0, 260, 520]],
    ['left', [0, 0, 0], [0, 0, 0]],
  ] as const)('aligns %s', (how, ys, xs) => {
    const nodes = network().nodes;
    const places = actions.alignedPlaces(nodes, how);
    expect(nodes.map(({ id }) => places.get(id)!.y)).toEqual(ys);
    expect(nodes.map(({ id }) => places.get(id)!.x)).toEqual(xs);
  });

  it('spaces evenly from first to last', () => {
    const nodes = [0, 30, 500].map((x, place) => ({ ...network().nodes[place]!, position: { x, y: 0 } }));
    expect([...actions.alignedPlaces(nodes, 'columns').values()].map(({ x }) => x)).toEqual([0, 250, 500]);
  });

  it('makes one step of quick moves by key', () => {
    selectNodes(['n2']);
    for (let times = 0; times < 5; times++) actions.nudgeSelection({ x: 10, y: 0 });
    expect(network().nodes[1]!.position.x).toBe(310);
    undo();
    expect(network().nodes[1]!.position.x).toBe(260);
  });
});
