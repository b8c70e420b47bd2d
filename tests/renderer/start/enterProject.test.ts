// A project is shown at the step where it was left, a new one where its work begins.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterProject } from '../../../renderer/start/enterProject';
import { leaveProject } from '../../../renderer/stores/documentStore';
import { keepStep } from '../../../renderer/stores/keepStep';
import { useSettingsStore } from '../../../renderer/stores/settingsStore';
import { goTo, steps, useUiStore } from '../../../renderer/stores/uiStore';
import { ok } from '../../../shared/result';
import { emptyDocument } from '../../../shared/samples';
import { installFakeApi } from '../fakeApi';

const shown = () => useUiStore.getState().step;

function enter(id: string): void {
  const document = emptyDocument(id, id);
  enterProject({ document, path: null, runs: [], unsaved: false, problems: [], readOnly: false });
}

let off = () => {};
beforeEach(() => {
  installFakeApi({ saveSettings: () => ok(useSettingsStore.getState().settings), currentRun: () => ok(null) });
  useSettingsStore.setState({ steps: {} });
  goTo('start');
  off = keepStep();
});
afterEach(() => {
  off();
  leaveProject();
});

describe('a project that is entered', () => {
  it.each(steps)('comes back on %s when it was left there', (step) => {
    enter('a');
    goTo(step);
    goTo('start');
    enter('a');
    expect(shown()).toBe(step);
  });

  it('stands at a step of its own', () => {
    enter('a');
    goTo('train');
    enter('b');
    expect(shown()).toBe('data');
    expect(useSettingsStore.getState().steps).toEqual({ a: 'train', b: 'data' });
    enter('a');
    expect(shown()).toBe('train');
  });

  it('is remembered at the step where the one before stood as well', () => {
    enter('a');
    enter('b');
    expect(useSettingsStore.getState().steps).toEqual({ a: 'data', b: 'data' });
  });
});
