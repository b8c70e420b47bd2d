// Drawings of a person's own: keys choose the class, Enter keeps and clears, undo takes back lines, then drawings.
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { CaptureDialog } from '../../../renderer/data/CaptureDialog';
import type { Stroke } from '../../../renderer/screens/strokes';
import { ok } from '../../../shared/result';
import { installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

// There is no canvas here: a pad of as many lit pixels as lines, and a file that says how many.
vi.mock(import('../../../renderer/screens/strokes'), async (original) => ({
  ...(await original()),
  greyOfStrokes: (strokes: readonly Stroke[], width: number, height: number) => ({
    width,
    height,
    pixels: new Uint8ClampedArray(width * height).fill(255, 0, strokes.length),
  }),
}));
vi.mock(import('../../../renderer/data/readCaptured'), async (original) => ({
  ...(await original()),
  pngOfDrawing: ({ width }) => `png of ${width}`,
}));

beforeAll(async () => {
  await prepareWindow();
  Object.assign(HTMLElement.prototype, { setPointerCapture: () => undefined, hasPointerCapture: () => true });
});
beforeEach(() => installFakeApi({ keepCaptured: () => ok(null) }));
afterEach(cleanup);

const pad = () => screen.getByTestId('draw-pad');
const line = () => {
  fireEvent.pointerDown(pad(), { button: 0, clientX: 20, clientY: 20, pointerId: 1 });
  fireEvent.pointerMove(pad(), { clientX: 60, clientY: 90, pointerId: 1 });
};
const key = (name: string, more: object = {}) => fireEvent.keyDown(pad(), { key: name, ...more });
const counts = () => screen.getAllByRole('listitem').map((row) => within(row).getByText(/drawings?$/).textContent);

it('keeps drawings by class with keys alone, and takes back', () => {
  renderIn(<CaptureDialog medium="drawings" onClose={() => undefined} />);
  key('Enter');
  expect(counts()).toEqual(['0 drawings', '0 drawings']);
  line();
  key('Enter');
  line();
  key('2');
  expect(screen.getByRole('button', { name: 'Draw Class 2' }).getAttribute('aria-pressed')).toBe('true');
  key('Enter');
  expect(counts()).toEqual(['1 drawing', '1 drawing']);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /^Keep as Class 2/ }).disabled).toBe(true);
  line();
  line();
  const undo = () => key('z', { ctrlKey: true });
  undo();
  undo();
  expect(counts()).toEqual(['1 drawing', '1 drawing']);
  undo();
  expect(counts()).toEqual(['1 drawing', '0 drawings']);
  undo();
  expect(counts()).toEqual(['0 drawings', '0 drawings']);
});

it('a number or Enter in the name of a class is only that', () => {
  renderIn(<CaptureDialog medium="drawings" onClose={() => undefined} />);
  line();
  const [name] = screen.getAllByLabelText('Name of the class');
  fireEvent.keyDown(name!, { key: '2' });
  fireEvent.keyDown(name!, { key: 'Enter' });
  expect(screen.getByRole('button', { name: 'Draw Class 1' }).getAttribute('aria-pressed')).toBe('true');
  expect(counts()).toEqual(['0 drawings', '0 drawings']);
});
