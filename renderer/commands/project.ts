// Projects come and go: new, open, save, close, and what to do about unsaved edits on the way.
import type { OpenedProject } from '../../shared/ipc';
import type { Result } from '../../shared/result';
import { create } from 'zustand';
import { api } from '../api';
import { t } from '../i18n';
import { openDataFiles } from '../data/openDataFile';
import { importRun, isMetricsFile } from '../runs/importRun';
import { grantDropped } from '../screens/dropped';
import { enterProject } from '../start/enterProject';
import { isEdited, leaveProject, markSaved, useDocumentStore } from '../stores/documentStore';
import { closeDialog, goTo, openDialog } from '../stores/uiStore';
import { hasProject } from './conditions';
import { asFileWork } from './fileWork';
import { showMessage, showProblem, valueOrShow } from '../ui/showProblem';

/** What happens once the open project's unsaved edits are dealt with. */
export const useLeaving = create<{ readonly next: (() => void) | null; readonly closesWindow: boolean }>()(() => ({
  next: null,
  closesWindow: false,
}));

/** Asks about unsaved edits first, if there are any. */
export function leaveThen(next: () => void): void {
  if (!isEdited(useDocumentStore.getState())) {
    next();
    return;
  }
  useLeaving.setState({ next, closesWindow: false });
  openDialog('closing');
}

/** Opens what is at this path: a project, or a model of another program. Null when it was cancelled. */
export function openFile(path: string): Promise<Result<OpenedProject | null>> {
  const name = path.split(/[\\/]/u).pop() ?? path;
  return asFileWork(t('shell.fileWork.opening', { name }), (taskId) => api.call('openProject', { taskId, path }));
}

/** The same with what is chosen in the system's dialog. */
export function openWithDialog(): Promise<Result<OpenedProject | null>> {
  return asFileWork(t('shell.fileWork.openingAny'), (taskId) => api.call('openProjectDialog', { taskId }));
}

async function enter(answer: Promise<Result<OpenedProject | null>>): Promise<void> {
  const opened = await valueOrShow(answer);
  if (opened) enterProject(opened);
}

export function newProject(): void {
  leaveThen(() => void enter(api.call('newProject', { name: t('start.untitled') })));
}

export function openProject(): void {
  leaveThen(() => void enter(openWithDialog()));
}

export function openPath(path: string): void {
  leaveThen(() => void enter(openFile(path)));
}

/** True when the project file was written; false when it failed (said) or was called off. */
export async function saveProject(as = false): Promise<boolean> {
  const { document, readOnly } = useDocumentStore.getState();
  if (document === null) return false;
  const saved = await valueOrShow(
    asFileWork(t('shell.fileWork.saving', { name: document.name }), (taskId) =>
      api.call('saveProject', { taskId, document, as: as || readOnly }),
    ),
  );
  if (!saved) return false;
  markSaved(saved.path, document);
  return true;
}

export function closeProject(): void {
  leaveThen(() => void close(false));
}

async function close(discard: boolean): Promise<void> {
  const closed = await api.call('closeProject', { discard });
  if (!closed.ok) {
    showProblem(closed.problem);
    return;
  }
  leaveProject();
  goTo('start');
}

/** The person closes the window while there are unsaved edits or a run goes on. */
export function askBeforeClosing(): void {
  useLeaving.setState({ next: () => void api.call('closeWindow', {}), closesWindow: true });
  openDialog('closing');
}

/** The answer to "Save changes?". */
export async function answerClosing(answer: 'save' | 'discard' | 'cancel'): Promise<void> {
  const { next } = useLeaving.getState();
  closeDialog();
  useLeaving.setState({ next: null, closesWindow: false });
  if (answer === 'cancel' || next === null) return;
  if (answer === 'save' && isEdited(useDocumentStore.getState()) && !(await saveProject())) return;
  if (answer === 'discard') {
    const dropped = await api.call('closeProject', { discard: true });
    if (!dropped.ok) {
      showProblem(dropped.problem);
      return;
    }
    leaveProject();
    goTo('start');
  }
  next();
}

/** Projects, and models of other programs, which the host imports or refuses with the way to convert them. */
const opensAsProject = /\.(loom|keras|h5|hdf5|pt|pth|pkl|pb|onnx|tflite|safetensors)$|^model\.json$/i;

/** Files and folders dropped on the window: a project opens, anything else becomes the data of this or a new project. */
export async function openDropped(dropped: DataTransfer): Promise<void> {
  const name = dropped.files[0]?.name ?? '';
  const grants = await grantDropped(dropped);
  const [grant] = grants;
  if (grant === undefined) {
    showMessage(t('shell.drop.notAFile', { name }));
    return;
  }
  if (grant.kind === 'file' && opensAsProject.test(grant.name)) {
    openPath(grant.path);
    return;
  }
  if (grant.kind === 'file' && isMetricsFile(grant.name) && hasProject()) {
    await importRun(grant.path);
    return;
  }
  if (useDocumentStore.getState().document === null)
    await enter(api.call('newProject', { name: grant.name.replace(/\.[^.]+$/, '') || t('start.untitled') }));
  if (useDocumentStore.getState().document !== null) await openDataFiles(grants);
}

/** What to show first, once. */
export async function restoreProject(): Promise<void> {
  const answer = await asFileWork(t('shell.fileWork.openingAny'), (taskId) => api.call('restoreProject', { taskId }));
  if (!answer.ok) showProblem(answer.problem);
  else if (answer.value !== null) {
    enterProject(answer.value);
    if (answer.value.unsaved) showMessage(t('shell.restored'));
  }
}
