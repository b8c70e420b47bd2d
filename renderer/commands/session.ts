// Starts what the window needs beside its picture: settings, host, runs, commands, and the project to show first.
import { api } from '../api';
import { useDocumentStore, isEdited } from '../stores/documentStore';
import { followHost } from '../stores/hostStore';
import { keepEdits } from '../stores/keepEdits';
import { keepSelection } from '../stores/keepSelection';
import { keepStep } from '../stores/keepStep';
import { useRunStore } from '../stores/runStore';
import { keepSettings, loadSettings } from '../stores/settingsStore';
import { useUiStore } from '../stores/uiStore';
import { followRuns } from '../training/follow';
import { runProgress } from '../training/progress';
import { showProblem } from '../ui/showProblem';
import { onCopy, onPaste } from './clipboard';
import { onKeyDown } from './keys';
import { runCommand } from './index';
import { askBeforeClosing, openPath, restoreProject } from './project';

/** Called once. The listeners live as long as the window. */
export async function startSession(): Promise<void> {
  window.addEventListener('keydown', onKeyDown);
  document.addEventListener('copy', onCopy);
  document.addEventListener('cut', onCopy);
  document.addEventListener('paste', onPaste);
  api.on('command', ({ id }) => runCommand(id));
  api.on('openRequest', ({ path }) => openPath(path));
  api.on('closeRequest', askBeforeClosing);
  keepEdits(showProblem);
  keepSelection();
  keepStep();
  keepSettings();
  tellTitle();
  tellOpenProblems();
  followHost();
  await loadSettings();
  followRuns();
  await restoreProject();
  useUiStore.setState({ ready: true });
}

/** Title bar and taskbar follow the project and the run, and hear of it only when something changed. */
function tellTitle(): void {
  let last = '';
  const tell = () => {
    const state = useDocumentStore.getState();
    const progress = runProgress(useRunStore.getState().run);
    const rounded = progress === null ? null : Math.round(progress * 200) / 200;
    const title = state.document ? `${state.document.name} — Layerloom` : 'Layerloom';
    const request = { title, edited: isEdited(state), progress: rounded };
    const now = JSON.stringify(request);
    if (now === last) return;
    last = now;
    document.title = `${request.edited ? '• ' : ''}${title}`;
    void api.call('setWindowState', request);
  };
  tell();
  useDocumentStore.subscribe(tell);
  useRunStore.subscribe(tell);
}

/** What was wrong with a project's file is said once, when it opens. */
function tellOpenProblems(): void {
  useDocumentStore.subscribe((state, before) => {
    if (state.openProblems !== before.openProblems) state.openProblems.forEach(showProblem);
  });
}
