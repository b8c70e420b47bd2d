// The windows within the window. Those of the settings folder load when they are first opened.
import { lazy, Suspense, type ComponentType } from 'react';
import { CommandPalette } from '../commands/CommandPalette';
import { ShortcutsSheet } from '../commands/ShortcutsSheet';
import { AddMenu } from '../palette/AddMenu';
import { ConnectMenu } from '../outline/ConnectMenu';
import { useUiStore, type Dialog } from '../stores/uiStore';
import { ClosingDialog } from './ClosingDialog';
import { FileWorkDialog } from './FileWorkDialog';

type DialogModule = { readonly [name: string]: ComponentType };
const files = import.meta.glob<DialogModule>('../settings/*Dialog.tsx');

/** SettingsDialog.tsx exports SettingsDialog and is shown while the dialog 'settings' is open. */
const lazyDialogs: { readonly [dialog: string]: ComponentType } = Object.fromEntries(
  Object.entries(files).map(([path, load]) => {
    const name = /(\w+)\.tsx$/.exec(path)![1]!;
    return [name.replace(/Dialog$/, '').toLowerCase(), lazy(async () => ({ default: (await load())[name]! }))];
  }),
);

export function Dialogs() {
  const dialog: Dialog = useUiStore((state) => state.dialog);
  const Shown = lazyDialogs[dialog.toLowerCase()];
  return (
    <>
      <Suspense>{Shown ? <Shown /> : null}</Suspense>
      <CommandPalette />
      <ShortcutsSheet />
      <ClosingDialog />
      <FileWorkDialog />
      <AddMenu />
      <ConnectMenu />
    </>
  );
}
