// A project that the host has opened becomes the one on screen.
import type { OpenedProject } from '../../shared/ipc';
import { useRecordsStore } from '../runs/records';
import { showProject } from '../stores/documentStore';
import { forgetRun, setRuns } from '../stores/runStore';
import { rememberStep, useSettingsStore } from '../stores/settingsStore';
import { resetView, type WorkStep } from '../stores/uiStore';
import { rejoin } from '../training/follow';

/** Shows it at the step where it was left. */
export function enterProject(opened: OpenedProject): void {
  forgetRun();
  useRecordsStore.setState({ kept: new Map(), problems: new Map(), compared: [] });
  showProject(opened);
  setRuns(opened.runs);
  // A reloaded window enters a project whose run may still be going on.
  void rejoin();
  const { id } = opened.document;
  const step = useSettingsStore.getState().steps[id] ?? firstStep(opened);
  resetView(step);
  // The project shown before may have stood at the same step, so that nobody hears of a change.
  rememberStep(id, step);
}

/** Its data where there is none yet, else its network. */
function firstStep({ document }: OpenedProject): WorkStep {
  return document.data === null ? 'data' : 'network';
}
