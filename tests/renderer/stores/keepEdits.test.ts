// No edit is older than half a second before the host has it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { edit } from '../../../renderer/stores/documentStore';
import { keepEdits } from '../../../renderer/stores/keepEdits';
import { fail, ok, type Problem } from '../../../shared/result';
import { installFakeApi, type FakeHost } from '../fakeApi';
import { openChain, openNetwork, prepareWindow } from '../window';

let host: FakeHost;
let off: () => void;
const problems: Problem[] = [];
let full = false;

beforeEach(() => {
  vi.useFakeTimers();
  prepareWindow();
  problems.length = 0;
  full = false;
  host = installFakeApi({ keepEdits: () => (full ? fail('disk.full', 'The disk is full.') : ok(null)) });
  openChain(['input', { shape: [4] }]);
  off = keepEdits((problem) => problems.push(problem));
});
afterEach(() => {
  off();
  vi.useRealTimers();
});

const rename = (name: string) => edit('rename', (document) => ({ ...document, name }));
const kept = () => host.calls.map(({ request }) => (request as { document: { name: string } }).document.name);

describe('keeping edits', () => {
  it('waits at most half a second, however fast edits follow each other', () => {
    for (let times = 0; times < 10; times++) {
      rename(`name ${times}`);
      vi.advanceTimersByTime(100);
    }
    expect(kept().length).toBeGreaterThanOrEqual(2);
    vi.advanceTimersByTime(500);
    expect(kept().at(-1)).toBe('name 9');
  });

  it('does not wait when the window loses the keyboard', () => {
    rename('in a hurry');
    window.dispatchEvent(new Event('blur'));
    expect(kept()).toEqual(['in a hurry']);
  });

  it('does not keep what was only opened', () => {
    openNetwork({ nodes: [], edges: [] }, 'another');
    vi.advanceTimersByTime(2000);
    expect(kept()).toEqual([]);
  });

  it('tells when the host cannot', async () => {
    full = true;
    rename('x');
    await vi.advanceTimersByTimeAsync(600);
    expect(problems.map(({ code }) => code)).toEqual(['disk.full']);
  });
});
