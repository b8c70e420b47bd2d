// The form is drawn from the definition, and what is typed is in the document at once.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layers } from '../../../shared/layers';
import { checkParams } from '../../../shared/params';
import { ok } from '../../../shared/result';
import type { ShownNumbers } from '../../../shared/data/shown';
import { aNumber } from '../../shared/network/documents';
import { openChain, openNetwork, prepareWindow, renderIn } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { Inspector } = await import('../../../renderer/inspector/Inspector');
const { readNumbers, writeNumbers } = await import('../../../renderer/inspector/numbersText');
const { readShape, writeShape } = await import('../../../renderer/inspector/shapeText');
const { suggestionsFor } = await import('../../../renderer/inspector/suggestions');
const { edit, undo, undoLabel, useDocumentStore } = await import('../../../renderer/stores/documentStore');
const { groupSelection } = await import('../../../renderer/stores/blockActions');
const { addLayer } = await import('../../../renderer/stores/networkActions');
const { selectNodes } = await import('../../../renderer/stores/uiStore');

beforeEach(prepareWindow);
afterEach(cleanup);

const paramsOf = (id: string) =>
  useDocumentStore.getState().document!.network.nodes.find((node) => node.id === id)!.params;
const show = (id: string) => {
  selectNodes([id]);
  return renderIn(<Inspector />);
};

describe('the form of every layer', () => {
  it.each(layers.map((layer) => [layer.title, layer] as const))('%s', (_title, layer) => {
    openNetwork({ nodes: [], edges: [] });
    const id = addLayer(layer.kind)!;
    show(id);
    expect(screen.getByRole('heading', { name: layer.title })).toBeTruthy();
    const more = screen.queryByRole('button', { name: 'More' });
    if (more) fireEvent.click(more);
    const values = paramsOf(id);
    for (const param of Object.values(layer.params)) {
      if (param.visible && !param.visible(values)) continue;
      expect(screen.getAllByText(param.title).length).toBeGreaterThan(0);
      expect(screen.getAllByRole('button', { name: `Help on ${param.title}` }).length).toBeGreaterThan(0);
    }
    expect(checkParams(layer.params, values)).toBeNull();
  });
});

describe('a field', () => {
  beforeEach(() => {
    openChain(['input', { shape: [28, 28, 1] }], ['conv2d'], ['flatten'], ['dense'], ['output']);
  });

  it('writes a number as it is typed, as one step of undo', () => {
    show('n2');
    const field = screen.getByRole('textbox', { name: 'Filters' });
    for (const value of ['6', '64']) fireEvent.change(field, { target: { value } });
    expect(paramsOf('n2')['filters']).toBe(64);
    expect(screen.getByTestId('parameter-count').textContent).toBe('640');
    expect(undoLabel()).toBe('change conv2d');
    undo();
    expect(paramsOf('n2')['filters']).toBe(32);
  });

  it('says in words what is out of range, and goes back to the default', () => {
    show('n2');
    fireEvent.change(screen.getByRole('textbox', { name: 'Filters' }), { target: { value: '0' } });
    expect(screen.getAllByText(/Filters must be a whole number from 1/).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole('button', { name: 'Set Filters back to its default' }));
    expect(paramsOf('n2')['filters']).toBe(32);
    expect(screen.queryByText(/must be a whole number/)).toBeNull();
  });

  it('keeps the last value while a number is not finished', () => {
    show('n2');
    fireEvent.change(screen.getByRole('textbox', { name: 'Filters' }), { target: { value: '' } });
    expect(paramsOf('n2')['filters']).toBe(32);
  });

  it('sets all linked numbers at once, and one alone when the link is open', () => {
    show('n2');
    fireEvent.change(screen.getByRole('textbox', { name: 'Kernel size, height' }), { target: { value: '5' } });
    expect(paramsOf('n2')['kernelSize']).toEqual([5, 5]);
    fireEvent.click(screen.getAllByRole('button', { name: 'Same number for height, width' })[0]!);
    fireEvent.change(screen.getByRole('textbox', { name: 'Kernel size, width' }), { target: { value: '7' } });
    expect(paramsOf('n2')['kernelSize']).toEqual([5, 7]);
  });

  it('reads a shape as people type it', () => {
    show('n1');
    const field = screen.getByRole('textbox', { name: 'Shape' });
    fireEvent.change(field, { target: { value: '32x32, 3' } });
    expect(paramsOf('n1')['shape']).toEqual([32, 32, 3]);
    expect(screen.getAllByText('a 32 by 32 picture with 3 channels').length).toBeGreaterThan(0);
    fireEvent.change(field, { target: { value: 'large' } });
    expect(paramsOf('n1')['shape']).toEqual([32, 32, 3]);
    expect(screen.getByText(/Type whole numbers/)).toBeTruthy();
  });

  it('explains itself on request', () => {
    show('n2');
    const { help } = layers.find(({ kind }) => kind === 'conv2d')!.params['filters']!;
    expect(screen.queryByText(help)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Help on Filters' }));
    expect(screen.getByText(help)).toBeTruthy();
  });

  it('resets all at once', () => {
    show('n2');
    expect(screen.queryByRole('button', { name: 'Reset all' })).toBeNull();
    fireEvent.change(screen.getByRole('textbox', { name: 'Filters' }), { target: { value: '8' } });
    fireEvent.click(screen.getByRole('button', { name: 'Reset all' }));
    expect(paramsOf('n2')['filters']).toBe(32);
    expect(undoLabel()).toBe('reset conv2d');
  });

  it('refuses a name that cannot stand', () => {
    show('n2');
    const field = screen.getByRole('textbox', { name: 'Name' });
    fireEvent.change(field, { target: { value: 'dense' } });
    expect(screen.getByText('Another layer is already called "dense".')).toBeTruthy();
    fireEvent.change(field, { target: { value: 'eyes' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(useDocumentStore.getState().analysis!.wiring.nodes.get('n2')!.name).toBe('eyes');
  });

  it('lists the weights that Keras would list', () => {
    show('n2');
    const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent)).toEqual(['kernel3×3×1×32288', 'bias3232']);
  });
});

describe('a selection', () => {
  it('of several layers is counted, and acted on together', () => {
    openChain(['input', { shape: [4] }], ['dense'], ['dense'], ['output']);
    selectNodes(['n2', 'n3']);
    renderIn(<Inspector />);
    expect(screen.getByText('2 layers selected')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(useDocumentStore.getState().document!.network.nodes.map(({ id }) => id)).toEqual(['n1', 'n4']);
  });

  it('groups layers into a block, which is named and repeated', () => {
    openChain(['input', { shape: [4] }], ['dense', { units: 4 }], ['dense', { units: 4 }], ['output']);
    selectNodes(['n2', 'n3']);
    renderIn(<Inspector />);
    fireEvent.click(screen.getByRole('button', { name: 'Make a block' }));
    const network = () => useDocumentStore.getState().document!.network;
    expect(network().blocks).toEqual([{ id: 'b1', name: 'Block 1', repeat: 1 }]);
    expect(undoLabel()).toBe('group 2 layers');

    const name = screen.getByRole('textbox', { name: 'Block' });
    fireEvent.change(name, { target: { value: 'Pair' } });
    fireEvent.keyDown(name, { key: 'Enter' });
    fireEvent.change(screen.getByRole('textbox', { name: 'Repetitions' }), { target: { value: '3' } });
    expect(network().blocks).toEqual([{ id: 'b1', name: 'Pair', repeat: 3 }]);
    // Two layers of 4 · 4 + 4 numbers, three times.
    expect(useDocumentStore.getState().analysis!.totals.trainable).toBe(3 * 2 * 20);
    expect(screen.getByText('120')).toBeTruthy();
    expect(useDocumentStore.getState().analysis!.order).toEqual(['n1', 'n2', 'n3', 'n4']);

    fireEvent.click(screen.getByRole('button', { name: 'Ungroup' }));
    expect(network().blocks).toBeUndefined();
    undo();
    expect(network().blocks).toHaveLength(1);
  });

  it('of a block of one layer shows its repetitions, too', () => {
    openChain(['input', { shape: [4] }], ['dense', { units: 4 }], ['output']);
    selectNodes(['n2']);
    groupSelection();
    renderIn(<Inspector />);
    expect(screen.getByRole('textbox', { name: 'Repetitions' })).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Units' })).toBeTruthy();
  });

  it('of nothing shows the whole network', () => {
    openChain(['input', { shape: [4] }], ['dense', { units: 3 }], ['output']);
    renderIn(<Inspector />);
    expect(screen.getByText('15')).toBeTruthy();
  });
});

it.each([
  ['28 × 28 × 1', [28, 28, 1]],
  ['28x28x1', [28, 28, 1]],
  ['[28, 28, 1]', [28, 28, 1]],
  ['(4)', [4]],
  ['-1 8', [-1, 8]],
  ['', []],
  ['28 x', [28]],
  ['2.5', null],
  ['a', null],
])('the shape %j', (text, shape) => {
  expect(readShape(text)).toEqual(shape);
  if (shape) expect(readShape(writeShape(shape))).toEqual(shape);
});

it.each([
  ['0.485, 0.456, 0.406', [0.485, 0.456, 0.406]],
  ['[1 -2e-3]', [1, -0.002]],
  ['.5;', [0.5]],
  ['', null],
  ['1,', [1]],
  ['0x10', null],
  ['-', null],
  ['1e999', null],
])('the numbers %j', (text, values) => {
  expect(readNumbers(text)).toEqual(values);
  if (values) expect(readNumbers(writeNumbers(values))).toEqual(values);
});

it('names come from the data where a layer asks for them by convention', () => {
  const tensor = { shape: [4], dtype: 'float32' } as const;
  const data = {
    inputs: { features: { title: 'Features', modality: 'table', tensor } },
    targets: { species: { title: 'Species', task: 'classification' } },
    sampleCount: 3,
  } as const;
  expect(suggestionsFor('input', 'source', data)).toEqual(['features']);
  expect(suggestionsFor('output', 'target', data)).toEqual(['species']);
  expect(suggestionsFor('hidden', 'source', data)).toEqual([]);
  expect(suggestionsFor('input', 'source', null)).toEqual([]);
});

describe('a layer that varies samples', () => {
  it('shows them before and after, and varies them anew', async () => {
    const table = (value: number): ShownNumbers => ({ cells: [{ name: 'x', value: String(value) }] });
    const host = installFakeApi({
      tryLayer: ({ draw }) => ok({ samples: [{ before: table(7), after: table(7 + draw) }] }),
    });
    openChain(['input', { shape: [4] }], ['gaussianNoise'], ['dense'], ['output']);
    edit('choose data', (document) => ({ ...document, data: aNumber }));
    show('n2');
    expect((await screen.findByLabelText('Sample 1 after')).textContent).toBe('x8');
    expect(screen.getByLabelText('Sample 1 before').textContent).toBe('x7');
    fireEvent.click(screen.getByRole('button', { name: 'Draw again' }));
    await waitFor(() => expect(screen.getByLabelText('Sample 1 after').textContent).toBe('x9'));
    expect(host.calls.filter(({ method }) => method === 'tryLayer')).toHaveLength(2);
    installFakeApi({});
  });
});
