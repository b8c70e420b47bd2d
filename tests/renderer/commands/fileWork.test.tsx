// Opening and saving large files: shown once it takes more than a moment, followed, and ended by Escape or the button.
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyDocument } from '../../../shared/samples';
import { fail, ok, type Result } from '../../../shared/result';
import { installFakeApi } from '../fakeApi';
import { openChain, prepareWindow, renderIn } from '../window';

let answer: (result: Result<unknown>) => void = () => undefined;
const pending = () => new Promise((resolve) => (answer = resolve));
const host = installFakeApi({ openProject: pending, saveProject: pending, cancel: () => ok(null) });
const { openPath, saveProject } = await import('../../../renderer/commands/project');
const { FileWorkDialog } = await import('../../../renderer/shell/FileWorkDialog');
const { useUiStore } = await import('../../../renderer/stores/uiStore');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');

const settled = () => act(() => vi.advanceTimersByTimeAsync(1));
const later = () => act(() => vi.advanceTimersByTimeAsync(1000));
const taskOf = (method: string): string =>
  (host.calls.filter((call) => call.method === method).pop()!.request as { taskId: string }).taskId;
const tell = (method: string) =>
  act(() => {
    host.emit('progress', { taskId: taskOf(method), done: 340, total: 553, message: 'Reading 340 of 553 MB' });
  });

beforeEach(() => {
  vi.useFakeTimers();
  prepareWindow();
  openChain(['input', { shape: [4] }], ['dense'], ['output']);
  renderIn(<FileWorkDialog />);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('opening a large file', () => {
  it('is not shown when it is over in a moment', async () => {
    openPath('/a/quick.loom');
    answer(fail('file.enoent', 'It is gone.'));
    await later();
    expect(useUiStore.getState().dialog).toBe('none');
  });

  it('says how far it is, and opens the project when it is there', async () => {
    openPath('C:\\models\\vgg16.keras');
    await later();
    expect(useUiStore.getState().dialog).toBe('fileWork');
    expect(screen.getByRole('dialog').textContent).toContain('Opening vgg16.keras');
    tell('openProject');
    expect(screen.getByRole('dialog').textContent).toMatch(/Reading 340 of 553 MB.*61 %/u);
    const document = emptyDocument('p-new', 'vgg16');
    answer(ok({ document, path: null, runs: [], unsaved: false, problems: [], readOnly: false }));
    await settled();
    expect(useUiStore.getState().dialog).toBe('none');
    expect(useDocumentStore.getState().document?.name).toBe('vgg16');
  });

  it.each([
    ['the button', () => fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))],
    ['Escape', () => fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape', code: 'Escape' })],
  ])('is ended by %s, and what was open stays', async (_title, end) => {
    const before = useDocumentStore.getState().document;
    openPath('/models/vgg16.keras');
    await later();
    tell('openProject');
    end();
    expect(useUiStore.getState().dialog).toBe('none');
    expect(taskOf('cancel')).toBe(taskOf('openProject'));
    answer(fail('cancelled', 'Cancelled.'));
    await later();
    expect(useDocumentStore.getState().document).toBe(before);
  });
});

it('a save that was cancelled leaves the project edited', async () => {
  const saved = saveProject();
  await later();
  expect(screen.getByRole('dialog').textContent).toContain('Saving');
  answer(fail('cancelled', 'Cancelled.'));
  await settled();
  expect(await saved).toBe(false);
  expect(useUiStore.getState().dialog).toBe('none');
});
