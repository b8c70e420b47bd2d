// Every command of the list does something, and keys lead to one command each.
import { beforeEach, describe, expect, it } from 'vitest';
import { commands, findCommand } from '../../../shared/commands';
import { openChain, prepareWindow } from '../window';
import { installFakeApi } from '../fakeApi';

installFakeApi({});
const { commandsWithoutAction, isEnabled, runCommand, titleOf } = await import('../../../renderer/commands');
const { commandFor, matches, onKeyDown } = await import('../../../renderer/commands/keys');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');
const { selectNodes, useUiStore } = await import('../../../renderer/stores/uiStore');

const press = (key: string, held = '', code = '') => ({
  key,
  code,
  ctrlKey: held.includes('Ctrl'),
  metaKey: held.includes('Meta'),
  altKey: held.includes('Alt'),
  shiftKey: held.includes('Shift'),
});

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [4] }], ['dense'], ['output']);
});

describe('the list', () => {
  it('has an action for every command', () => {
    expect(commandsWithoutAction()).toEqual([]);
  });

  it('gives every key to one command', () => {
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  });
});

describe('keys', () => {
  it.each([
    ['edit.undo', press('z', 'Ctrl'), false],
    ['edit.undo', press('z', 'Meta'), true],
    ['edit.redo', press('Z', 'Ctrl Shift'), false],
    ['edit.redo', press('y', 'Ctrl'), false],
    ['file.saveAs', press('S', 'Ctrl Shift'), false],
    ['view.zoomIn', press('+', 'Ctrl Shift'), false],
    ['view.zoomIn', press('=', 'Ctrl'), false],
    ['view.zoomOut', press('-', 'Ctrl'), false],
    ['view.fit', press('!', 'Shift', 'Digit1'), false],
    ['view.stepNetwork', press('2', 'Ctrl', 'Digit2'), false],
    ['help.shortcuts', press('?', 'Shift'), false],
    ['train.stop', press('F5', 'Shift'), false],
    ['train.start', press('F5'), false],
    ['model.addLayer', press('/'), false],
    ['model.addLayer', press('/', 'Shift'), false],
    ['model.connect', press('c'), false],
    ['edit.copy', press('c', 'Ctrl'), false],
    ['edit.delete', press('Backspace'), false],
    [undefined, press('z'), false],
    [undefined, press('z', 'Ctrl'), true],
    [undefined, press('c', 'Alt'), false],
  ])('%s', (id, keys, mac) => {
    expect(commandFor(keys, mac)?.id).toBe(id);
  });

  it('tells a key with Shift from one without', () => {
    expect(matches(press('F5'), 'Shift+F5', false)).toBe(false);
    expect(matches(press('s', 'Ctrl'), 'CmdOrCtrl+Shift+S', false)).toBe(false);
  });

  it.each([
    ['a text field keeps its letters', 'INPUT', 'c', false],
    ['a text field keeps Delete', 'INPUT', 'Delete', false],
    ['a text field gives up F5', 'INPUT', 'F1', true],
    ['a button gives up letters', 'BUTTON', 'c', true],
  ])('%s', (_title, tag, key, expectNothingElse) => {
    selectNodes(['n2']);
    const element = document.createElement(tag);
    document.body.append(element);
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    window.addEventListener('keydown', onKeyDown);
    element.dispatchEvent(event);
    window.removeEventListener('keydown', onKeyDown);
    element.remove();
    if (!expectNothingElse) {
      expect(event.defaultPrevented).toBe(false);
      expect(useDocumentStore.getState().document?.network.nodes).toHaveLength(3);
    } else if (key === 'c') {
      expect(useUiStore.getState().menu).toEqual({ type: 'connect', from: 'n2' });
    }
  });

  it('rests while a dialog is open', () => {
    useUiStore.setState({ dialog: 'shortcuts' });
    const event = new KeyboardEvent('keydown', { key: 'Delete', bubbles: true, cancelable: true });
    selectNodes(['n2']);
    onKeyDown(event);
    expect(event.defaultPrevented).toBe(false);
  });
});

describe('what can be done', () => {
  it('follows the step and the selection', () => {
    expect(isEnabled('edit.delete')).toBe(false);
    selectNodes(['n2']);
    expect(isEnabled('edit.delete')).toBe(true);
    useUiStore.setState({ step: 'train' });
    expect(isEnabled('edit.delete')).toBe(false);
  });

  it('names what undo takes back', () => {
    expect(titleOf('edit.undo')).toBe('Undo');
    expect(isEnabled('edit.undo')).toBe(false);
    selectNodes(['n2']);
    expect(runCommand('edit.delete')).toBe(true);
    expect(titleOf('edit.undo')).toBe('Undo delete dense');
    expect(useDocumentStore.getState().document?.network.edges).toMatchObject([{ source: 'n1', target: 'n3' }]);
    expect(runCommand('edit.undo')).toBe(true);
    expect(useDocumentStore.getState().document?.network.nodes).toHaveLength(3);
    expect(titleOf('edit.redo')).toBe('Redo delete dense');
    expect(runCommand('edit.redo')).toBe(true);
    expect(useDocumentStore.getState().document?.network.nodes).toHaveLength(2);
  });

  it('asks before unsaved edits are left', async () => {
    selectNodes(['n2']);
    runCommand('edit.delete');
    runCommand('file.close');
    expect(useUiStore.getState().dialog).toBe('closing');
    const { answerClosing } = await import('../../../renderer/commands/project');
    await answerClosing('cancel');
    expect(useUiStore.getState().dialog).toBe('none');
    expect(useDocumentStore.getState().document).not.toBeNull();
  });

  it('knows unknown ids', () => {
    expect(findCommand('no.such')).toBeUndefined();
    expect(runCommand('no.such')).toBe(false);
  });
});
