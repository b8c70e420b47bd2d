// A project that the host has opened becomes the one on screen.
import type { OpenedProject } from '../../shared/ipc';
import { useRecordsStore } from '../runs/records';
import { showProject } from '../stores/documentStore';
import { forgetRun, setRuns } from '../stores/runStore';
import { resetView } from '../stores/uiStore';
import { rejoin } from '../training/follow';

/** Shows it at the step where work goes on: its data where there is none yet, else its network. */
export function enterProject(opened: OpenedProject): void {
  forgetRun();
  useRecordsStore.setState({ kept: new Map(), problems: new Map(), compared: [] });
  showProject(opened);
  setRuns(opened.runs);
  // A reloaded window enters a project whose run may still be going on.
  void rejoin();
  resetView(opened.document.data === null ? 'data' : 'network');
}
