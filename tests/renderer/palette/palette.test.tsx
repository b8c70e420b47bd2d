// The palette finds layers by what people call them and adds them where they belong.
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layers } from '../../../shared/layers';
import { findBlockSample } from '../../../shared/samples/blocks';
import { openChain, prepareWindow, renderIn } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { Palette } = await import('../../../renderer/palette/Palette');
const { AddMenu } = await import('../../../renderer/palette/AddMenu');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');
const { addBlock } = await import('../../../renderer/stores/blockActions');
const { selectNodes, useUiStore } = await import('../../../renderer/stores/uiStore');

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [28, 28, 1] }], ['flatten'], ['output']);
});
afterEach(cleanup);

const shown = () => [...document.querySelectorAll('[data-layer]')].map((item) => item.getAttribute('data-layer'));
const options = () => screen.queryAllByRole('option').map((option) => option.textContent ?? '');
const kinds = () => useDocumentStore.getState().document!.network.nodes.map(({ kind }) => kind);

describe('the palette', () => {
  it('shows every layer', () => {
    renderIn(<Palette />);
    expect(new Set(shown())).toEqual(new Set(layers.map(({ kind }) => kind)));
  });

  it('finds by synonym, and Enter adds the best after the selection', () => {
    selectNodes(['n2']);
    renderIn(<Palette />);
    const search = screen.getByRole('textbox', { name: 'Search layers' });
    fireEvent.change(search, { target: { value: 'fully connected' } });
    expect(shown()[0]).toBe('dense');
    fireEvent.keyDown(search, { key: 'Enter' });
    expect(kinds()).toEqual(['input', 'flatten', 'output', 'dense']);
    expect(useDocumentStore.getState().document!.network.edges).toContainEqual(
      expect.objectContaining({ source: 'n2', target: 'n4' }),
    );
  });

  it('says what to do when nothing is called that', () => {
    renderIn(<Palette />);
    fireEvent.change(screen.getByRole('textbox', { name: 'Search layers' }), { target: { value: 'qqqq' } });
    expect(screen.getByText(/No layer is called “qqqq”/)).toBeTruthy();
  });
});

describe('blocks', () => {
  const press = (title: string) => fireEvent.click(screen.getByRole('button', { name: title }));

  it('are put behind the selected layer, as a block, made to fit', () => {
    selectNodes(['n1']);
    renderIn(<Palette />);
    press('Residual block');
    const { network } = useDocumentStore.getState().document!;
    expect(network.blocks).toMatchObject([{ name: 'Residual block', repeat: 1 }]);
    expect(useUiStore.getState().selectedNodes).toHaveLength(7);
    expect(network.edges.find(({ target }) => target === 'n2')!.source).toBe(
      useUiStore.getState().selectedNodes.at(-1),
    );
  });

  it('go before a selected Output, and say where they do not fit', () => {
    selectNodes(['n3']);
    renderIn(<Palette />);
    press('Residual MLP block');
    expect(useDocumentStore.getState().document!.network.blocks).toMatchObject([{ name: 'Residual MLP block' }]);
    selectNodes(['n2']);
    const before = useDocumentStore.getState().document;
    expect(addBlock(findBlockSample('transformer-encoder')!)?.message).toMatch(
      /reads sequences \[steps, features\]\. Here it would receive \[784\]/,
    );
    expect(useDocumentStore.getState().document).toBe(before);
  });

  it('go down where the network flows down', () => {
    useDocumentStore.setState((state) => ({ document: { ...state.document!, view: { direction: 'down' } } }));
    selectNodes(['n2']);
    renderIn(<Palette />);
    press('Residual MLP block');
    const { nodes } = useDocumentStore.getState().document!.network;
    const own = nodes.filter(({ block }) => block !== undefined);
    const source = nodes.find(({ id }) => id === 'n2')!;
    expect(own.every(({ position }) => position.y > source.position.y)).toBe(true);
    expect(Math.max(...own.map(({ position }) => position.x)) - source.position.x).toBeLessThan(600);
  });

  it('are found by what they are called', () => {
    renderIn(<Palette />);
    const search = screen.getByRole('textbox', { name: 'Search layers' });
    fireEvent.change(search, { target: { value: 'densenet' } });
    expect(screen.getByRole('button', { name: 'Dense block' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Inception block' })).toBeNull();
  });
});

describe('own blocks', () => {
  it('are kept, put in anywhere and forgotten', async () => {
    const { groupSelection, saveToLibrary } = await import('../../../renderer/stores/blockActions');
    selectNodes(['n2']);
    groupSelection();
    expect(saveToLibrary('b1')).toBeNull();
    openChain(['input', { shape: [8, 8, 3] }], ['output']);
    selectNodes(['n1']);
    renderIn(<Palette />);
    fireEvent.click(screen.getByRole('button', { name: 'Block 1' }));
    expect(kinds()).toEqual(['input', 'output', 'flatten']);
    expect(useDocumentStore.getState().document!.network.blocks).toMatchObject([{ name: 'Block 1' }]);
    fireEvent.click(screen.getByRole('button', { name: 'Forget Block 1' }));
    expect(screen.queryByRole('button', { name: 'Block 1' })).toBeNull();
  });
});

describe('adding at a port', () => {
  it('offers only what fits there, Output last', () => {
    useUiStore.setState({ menu: { type: 'add', place: { type: 'after', node: 'n1' } } });
    renderIn(<AddMenu />);
    expect(options().some((text) => text.startsWith('Conv2D'))).toBe(true);
    expect(options().some((text) => text.startsWith('LSTM'))).toBe(false);
    expect(options().at(-1)).toMatch(/^Output/);
  });

  it('says that a layer exists but does not fit', () => {
    useUiStore.setState({ menu: { type: 'add', place: { type: 'edge', edge: 'e2' } } });
    renderIn(<AddMenu />);
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'conv2d' } });
    expect(options()).toEqual([]);
    expect(screen.getByText(/Conv2D cannot read what arrives here/)).toBeTruthy();
  });

  it('is left with Escape, and nothing happens', () => {
    useUiStore.setState({ menu: { type: 'add', place: { type: 'auto' } } });
    renderIn(<AddMenu />);
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Escape' });
    expect(useUiStore.getState().menu).toBeNull();
    expect(kinds()).toHaveLength(3);
  });
});
