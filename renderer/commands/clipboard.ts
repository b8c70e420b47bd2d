// Copy, cut and paste of layers through the system's clipboard, as JSON text. Text fields keep their own.
import { copySelection, deleteSelection, pasteText } from '../stores/networkActions';
import { isTyping } from '../ui/isTyping';
import { showProblem } from '../ui/showProblem';
import { hasSelection, onCanvas } from './conditions';

/** For a paste from the menu where the browser does not let a page read the clipboard. */
let lastCopied = '';

function hasTextSelection(): boolean {
  return (window.getSelection()?.toString() ?? '') !== '';
}

export function onCopy(event: ClipboardEvent): void {
  if (isTyping(event.target) || hasTextSelection() || !hasSelection()) return;
  const text = copySelection();
  if (text === null) return;
  lastCopied = text;
  event.clipboardData?.setData('text/plain', text);
  event.preventDefault();
  if (event.type === 'cut') deleteSelection();
}

export function onPaste(event: ClipboardEvent): void {
  if (isTyping(event.target) || !onCanvas()) return;
  event.preventDefault();
  take(event.clipboardData?.getData('text/plain') ?? '');
}

function take(text: string): void {
  const problem = pasteText(text);
  if (problem !== null) showProblem(problem);
}

/** From a menu: writes where the browser allows it, and always keeps a copy in this window. */
export function copyFromMenu(cut: boolean): void {
  const text = copySelection();
  if (text === null) return;
  lastCopied = text;
  void navigator.clipboard?.writeText(text).catch(() => undefined);
  if (cut) deleteSelection();
}

export async function pasteFromMenu(): Promise<void> {
  let text = '';
  try {
    text = await navigator.clipboard.readText();
  } catch {
    // Refused by the browser: the window's own copy is the next best thing.
  }
  take(text === '' ? lastCopied : text);
}
