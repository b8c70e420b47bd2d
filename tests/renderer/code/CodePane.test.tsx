// The source pane: follows the network, lights the selected layer's lines, and selects by a click on a line.
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChain, prepareWindow, renderIn } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { CodePane } = await import('../../../renderer/code/CodePane');
const { selectNodes, useUiStore } = await import('../../../renderer/stores/uiStore');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [28, 28, 1] }], ['flatten'], ['dense', { units: 7 }], ['output']);
});
afterEach(cleanup);

const lit = () => [...document.querySelectorAll('[data-lit] code')].map((line) => line.textContent ?? '');
const idOf = (kind: string) =>
  useDocumentStore.getState().document!.network.nodes.find((node) => node.kind === kind)!.id;

describe('the source pane', () => {
  it('shows Keras first, and lights the lines of the selected layer', () => {
    selectNodes([idOf('dense')]);
    renderIn(<CodePane />);
    expect(screen.getByRole('region', { name: 'Source for Keras' }).textContent).toContain('import keras');
    expect(lit().join('')).toContain('keras.layers.Dense(units=7');
  });

  it('speaks PyTorch and TensorFlow.js, too', () => {
    selectNodes([idOf('dense')]);
    renderIn(<CodePane />);
    fireEvent.click(screen.getByRole('radio', { name: 'PyTorch' }));
    expect(lit().join('\n')).toMatch(/nn\.Linear\(784, 7\)/);
    fireEvent.click(screen.getByRole('radio', { name: 'TensorFlow.js' }));
    expect(lit().join('\n')).toMatch(/tf\.layers\.dense\(\{ units: 7/);
  });

  it('is copied, and saved as a file of its language', async () => {
    const copied = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: copied }, configurable: true });
    const saved: string[] = [];
    URL.createObjectURL = () => 'blob:source';
    URL.revokeObjectURL = () => undefined;
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    renderIn(<CodePane />);
    fireEvent.click(screen.getByRole('button', { name: 'Copy the source' }));
    expect(copied).toHaveBeenCalledWith(expect.stringContaining('keras.layers.Dense(units=7'));
    fireEvent.click(screen.getByRole('button', { name: 'Save the source as a file' }));
    fireEvent.click(screen.getByRole('radio', { name: 'TensorFlow.js' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save the source as a file' }));
    expect(saved).toEqual(['model.py', 'model.mjs']);
    click.mockRestore();
    await copied.mock.results[0]!.value;
  });

  it('a click on a line selects its layer', () => {
    renderIn(<CodePane />);
    const line = [...document.querySelectorAll('[data-layer]')].find((one) => one.textContent?.includes('Flatten'));
    fireEvent.click(line!);
    expect(useUiStore.getState().selectedNodes).toEqual([idOf('flatten')]);
  });
});
