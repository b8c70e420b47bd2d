// Where the keyboard begins in a dialog.
import { Modal, SegmentedControl } from '@mantine/core';
import { cleanup, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { StartHere } from '../../../renderer/ui/StartHere';
import { prepareWindow, renderIn } from '../window';

beforeAll(() => {
  prepareWindow();
  // jsdom has none.
  (globalThis as { CSS?: unknown }).CSS ??= { escape: (text: string) => text.replace(/[^\w-]/gu, '\\$&') };
});
afterEach(cleanup);

it.each<readonly [string, ReactNode, (focused: Element) => boolean]>([
  ['at the first button', <button key="b">Look again</button>, (at) => at.textContent === 'Look again'],
  [
    'past what is switched off',
    <div key="d">
      <button disabled>Off</button>
      <input aria-label="Name" />
    </div>,
    (at) => at.getAttribute('aria-label') === 'Name',
  ],
  [
    'at the chosen one of a group',
    <SegmentedControl key="s" data={['system', 'light', 'dark']} value="light" />,
    (at) => (at as HTMLInputElement).value === 'light',
  ],
  ['at the sheet that scrolls', <div key="t" tabIndex={0} id="sheet" />, (at) => at.id === 'sheet'],
])('begins %s', async (_, body, isIt) => {
  renderIn(
    <Modal
      opened
      onClose={() => {}}
      title="A dialog"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <StartHere />
      {body}
    </Modal>,
  );
  await waitFor(() => expect(isIt(document.activeElement!)).toBe(true));
});
