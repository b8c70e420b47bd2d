// From keys to commands. Accelerators are written as Electron does: "CmdOrCtrl+Shift+S", "F5", "Shift+1".
import { commands, type Command } from '../../shared/commands';
import { isMac } from '../stores/hostStore';
import { useUiStore } from '../stores/uiStore';
import { isTyping } from '../ui/isTyping';
import { runCommand } from './index';

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const modifiers = new Set(['CmdOrCtrl', 'Shift', 'Alt', 'Ctrl']);

/** Whether these keys are that accelerator, on this kind of keyboard. */
export function matches(press: KeyPress, accelerator: string, mac: boolean): boolean {
  // "CmdOrCtrl+Plus" spells the key that would read as a separator.
  const parts = accelerator.split('+');
  const named = parts[parts.length - 1]!;
  const key = named === 'Plus' ? '+' : named;
  const wants = new Set(parts.filter((part) => modifiers.has(part)));
  const command = wants.has('CmdOrCtrl');
  if (press.altKey !== wants.has('Alt')) return false;
  if ((mac ? press.metaKey : press.ctrlKey) !== command) return false;
  if ((mac ? press.ctrlKey : press.metaKey) !== (mac && wants.has('Ctrl'))) return false;
  // Where a sign sits differs between keyboards: whether Shift was needed for it says nothing.
  if (/^[^A-Za-z0-9]$/.test(key)) return press.key === key;
  if (press.shiftKey !== wants.has('Shift')) return false;
  if (/^\d$/.test(key)) return press.code === `Digit${key}` || (press.key === key && !wants.has('Shift'));
  return press.key.toLowerCase() === key.toLowerCase();
}

export function commandFor(press: KeyPress, mac: boolean): Command | undefined {
  return commands.find((command) => command.keys?.some((accelerator) => matches(press, accelerator, mac)));
}

/** The window's keyboard: one listener for all commands. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const command = commandFor(event, isMac());
  if (!command) return;
  const typing = isTyping(event.target);
  if (typing && (command.plainKey || command.role)) return;
  // The DOM's clipboard events answer these three.
  if (command.role !== undefined && command.role !== 'selectAll') return;
  const { dialog, menu } = useUiStore.getState();
  if (dialog !== 'none' || menu !== null) return;
  // A plain key on a button or in a list is that element's own business, except where nothing else would hear it.
  if (
    command.plainKey &&
    event.target instanceof HTMLElement &&
    event.target.closest('[role="listbox"], [role="menu"]')
  )
    return;
  event.preventDefault();
  runCommand(command.id);
}
