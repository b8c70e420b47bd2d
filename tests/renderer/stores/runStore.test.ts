// Which run the window follows when the list of runs changes.
import { beforeEach, expect, it } from 'vitest';
import { followRun, forgetRun, setRuns, useRunStore } from '../../../renderer/stores/runStore';
import type { RunSummary } from '../../../shared/run/record';
import type { RunState } from '../../../shared/run/state';

const listed = (...ids: readonly string[]) => ids.map((id) => ({ id }) as RunSummary);
const ended = (status: 'finished' | 'failed') => useRunStore.setState({ run: { status, runId: 'a' } as RunState });
const followed = () => useRunStore.getState().run.status;

beforeEach(() => {
  forgetRun();
  setRuns([]);
});

it.each(['finished', 'failed'] as const)('lets go of a run that %s and was deleted', (status) => {
  setRuns(listed('a', 'b'));
  ended(status);
  setRuns(listed('a'));
  expect(followed()).toBe(status);
  setRuns(listed('b'));
  expect(followed()).toBe('idle');
  expect(useRunStore.getState().runs).toEqual(listed('b'));
});

it('stays with a run that is not listed yet, and with one that goes on', () => {
  ended('finished');
  setRuns(listed('b'));
  expect(followed()).toBe('finished');
  setRuns(listed('c'));
  followRun('c');
  setRuns([]);
  expect(followed()).not.toBe('idle');
});
