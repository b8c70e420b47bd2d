// The outline can do without a pointer what the canvas can do with one.
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChain, prepareWindow, renderIn } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { Outline } = await import('../../../renderer/outline/Outline');
const { ConnectMenu, targetsOf } = await import('../../../renderer/outline/ConnectMenu');
const { ProblemsPanel } = await import('../../../renderer/problems/ProblemsPanel');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');
const { useUiStore } = await import('../../../renderer/stores/uiStore');

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [28, 28, 1] }], ['flatten'], ['dense', { units: 10 }], ['output']);
});
afterEach(cleanup);

const rows = () => screen.getAllByRole('listitem');
const analysis = () => useDocumentStore.getState().analysis!;

describe('the outline', () => {
  it('lists layers from inputs to outputs, each with its name, source and shape in words', () => {
    renderIn(<Outline />);
    expect(rows().map((row) => within(row).getAllByRole('button')[0]!.textContent!.split(', ')[0])).toEqual([
      'input',
      'flatten',
      'dense',
      'output',
    ]);
    expect(within(rows()[2]!).getAllByRole('button')[0]!.textContent).toContain(
      'dense, Dense, reads flatten, gives 10 numbers',
    );
  });

  it('is walked with arrows, and Tab reaches it once', () => {
    renderIn(<Outline />);
    const names = screen.getAllByRole('button').filter((button) => button.hasAttribute('aria-current'));
    expect(names.filter((button) => button.tabIndex === 0)).toHaveLength(1);
    fireEvent.keyDown(names[0]!, { key: 'ArrowDown' });
    expect(useUiStore.getState().selectedNodes).toEqual(['n2']);
    fireEvent.keyDown(names[1]!, { key: 'End' });
    expect(useUiStore.getState().selectedNodes).toEqual(['n4']);
  });

  it('renames, and says why not', () => {
    renderIn(<Outline />);
    fireEvent.click(screen.getByRole('button', { name: 'Rename dense' }));
    const field = screen.getByRole('textbox', { name: 'Name of the layer' });
    fireEvent.change(field, { target: { value: 'flatten' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(screen.getByText('Another layer is already called "flatten".')).toBeTruthy();
    fireEvent.change(field, { target: { value: ' طبقة "2" </b>\t畳み込み ' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(analysis().wiring.nodes.get('n3')!.name).toBe('طبقة "2" </b> 畳み込み');
    expect(screen.getByTitle('طبقة "2" </b> 畳み込み')).toMatchObject({ dir: 'auto' });
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('deletes, and the chain stays wired', () => {
    renderIn(<Outline />);
    fireEvent.click(screen.getByRole('button', { name: 'Delete flatten' }));
    expect(rows()).toHaveLength(3);
    expect(useDocumentStore.getState().document!.network.edges).toMatchObject(
      [
        { source: 'n3', target: 'n4' },
        { source: 'n1', target: 'n3' },
      ].sort((a, b) => a.source.localeCompare(b.source)),
    );
  });

  it('takes wires away', () => {
    renderIn(<Outline />);
    fireEvent.click(screen.getByRole('button', { name: 'Remove all wires of flatten' }));
    expect(useDocumentStore.getState().document!.network.edges.map(({ id }) => id)).toEqual(['e3']);
  });

  it('offers remedies', () => {
    openChain(['input', { shape: [4] }], ['conv2d'], ['output']);
    renderIn(<Outline />);
    const problem = analysis().problems.find((entry) => entry.node === 'n2' && entry.fixes?.length)!;
    const before = useDocumentStore.getState().document!;
    fireEvent.click(screen.getAllByRole('button', { name: problem.fixes![0]!.title })[0]!);
    expect(useDocumentStore.getState().document).not.toBe(before);
  });
});

describe('connecting from the keyboard', () => {
  it('lists only what can be connected, free ports first', () => {
    openChain(['input', { shape: [4] }], ['dense'], ['output']);
    expect(targetsOf(analysis(), 'n1')).toEqual([{ node: 'n3', port: 'input', portTitle: 'Prediction', free: false }]);
    expect(targetsOf(analysis(), 'n3')).toEqual([]);
  });

  it('draws the wire that is chosen', () => {
    openChain(['input', { shape: [4] }], ['dense'], ['dense'], ['output']);
    useUiStore.setState({ menu: { type: 'connect', from: 'n2' } });
    renderIn(<ConnectMenu />);
    const field = screen.getByRole('combobox');
    fireEvent.change(field, { target: { value: 'output' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(useDocumentStore.getState().document!.network.edges).toContainEqual(
      expect.objectContaining({ source: 'n2', target: 'n4' }),
    );
    expect(useUiStore.getState().menu).toBeNull();
  });
});

describe('the problems', () => {
  it('lead to their layer', () => {
    openChain(['input', { shape: [4] }], ['conv2d'], ['output']);
    useUiStore.setState({ step: 'train' });
    renderIn(<ProblemsPanel />);
    fireEvent.click(screen.getAllByRole('button', { name: /^conv2d/ })[0]!);
    expect(useUiStore.getState()).toMatchObject({ step: 'network', selectedNodes: ['n2'] });
  });
  it('say why they matter', () => {
    openChain(['input', { shape: [4] }], ['dense']);
    renderIn(<ProblemsPanel />);
    expect(
      screen.getByText('An Output marks what the network predicts, so that its error can be measured.'),
    ).toBeTruthy();
  });
});
