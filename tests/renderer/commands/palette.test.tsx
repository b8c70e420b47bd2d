// The command palette by keyboard alone: a layer of the network is found by its name, and Enter goes to it on the canvas.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useViewStore, type CanvasView } from '../../../renderer/stores/viewStore';
import { installFakeApi } from '../fakeApi';
import { openNetwork, prepareWindow, renderIn } from '../window';

installFakeApi({});
const { CommandPalette } = await import('../../../renderer/commands/CommandPalette');
const { showLayer } = await import('../../../renderer/stores/networkActions');
const { goTo, openDialog, useUiStore } = await import('../../../renderer/stores/uiStore');

const reveal = vi.fn<CanvasView['reveal']>();
const focus = vi.fn<CanvasView['focus']>();
const node = (id: string, kind: string, name: string) => ({ id, kind, name, params: {}, position: { x: 0, y: 0 } });

beforeEach(() => {
  prepareWindow();
  reveal.mockClear();
  focus.mockClear();
  const nodes = [node('n1', 'input', 'pixels'), node('n2', 'dense', 'Kopf 猫'), node('n3', 'dense', 'another kopf')];
  openNetwork({ nodes, edges: [] });
  useViewStore.setState({ view: { reveal, focus } as unknown as CanvasView });
});
afterEach(() => {
  cleanup();
  useViewStore.setState({ view: null });
});

async function type(text: string): Promise<HTMLElement> {
  openDialog('palette');
  renderIn(<CommandPalette />);
  const field = await screen.findByPlaceholderText('Search commands, layers and steps');
  fireEvent.change(field, { target: { value: text } });
  return field;
}

const actions = () => [...document.querySelectorAll<HTMLElement>('[data-action]')];
const labels = () => actions().map(({ textContent }) => textContent);

/** Down to the action of this name, and Enter, as a keyboard does it. */
async function choose(field: HTMLElement, name: string): Promise<void> {
  await waitFor(() => expect(labels().some((label) => label.startsWith(name))).toBe(true));
  const wanted = () => actions().find(({ textContent }) => textContent.startsWith(name))!;
  for (let i = 0; i < 40 && wanted().dataset['selected'] === undefined; i++)
    fireEvent.keyDown(field, { key: 'ArrowDown', code: 'ArrowDown' });
  expect(wanted().dataset['selected']).toBeDefined();
  fireEvent.keyDown(field, { key: 'Enter', code: 'Enter' });
}

describe('the palette', () => {
  it.each([
    ['KOPF', 'Kopf 猫', 'n2'],
    ['another', 'another kopf', 'n3'],
    [' 猫 ', 'Kopf 猫', 'n2'],
  ])('by %j goes to the layer', async (query, name, id) => {
    goTo('train');
    await choose(await type(query), name);
    await waitFor(() => expect(focus).toHaveBeenCalledWith(id));
    expect(reveal).toHaveBeenCalledWith(id);
    expect(useUiStore.getState()).toMatchObject({ step: 'network', selectedNodes: [id], dialog: 'none' });
  });

  it('waits for a canvas that is not there yet, and leaves it alone when another layer is chosen meanwhile', async () => {
    const view = { reveal, focus } as unknown as CanvasView;
    useViewStore.setState({ view: null });
    goTo('train');
    showLayer('n2');
    showLayer('n3', { focus: true });
    expect(useUiStore.getState()).toMatchObject({ step: 'network', selectedNodes: ['n3'] });
    useViewStore.setState({ view });
    await waitFor(() => expect(focus.mock.calls).toEqual([['n3']]));
    expect(reveal.mock.calls).toEqual([['n3']]);
  });

  it('shows those that begin with what is typed first, and none before anything is', async () => {
    const field = await type('kopf');
    const found = () => labels().filter((text) => /kopf/iu.test(text));
    await waitFor(() => expect(found()).toEqual(['Kopf 猫Dense', 'another kopfDense']));
    fireEvent.change(field, { target: { value: '' } });
    await waitFor(() => expect(found()).toEqual([]));
  });
});
