// From a source (a dropped file, a sample, a generated set) to data in the document: read once by the engine, then one
// edit. Anyone may call it; the data screen shows how far it is.
import { create } from 'zustand';
import type { ColumnConfig, DataConfig, DataSource } from '../../shared/data/config';
import { withGroups } from '../../shared/data/groups';
import type { FileGrant } from '../../shared/ipc';
import { type FoundMedia, soundEnding, videoEnding } from '../../shared/data/media';
import type { ParamValues, Problem } from '../../shared/result';
import type { DataGlance } from '../../shared/data/shown';
import { api } from '../api';
import { followProgress, newTaskId, type TaskProgress } from '../screens/useTask';
import { t } from '../i18n';
import { edit, useDocumentStore } from '../stores/documentStore';
import { goTo } from '../stores/uiStore';
import { withData } from './dataEdits';

type ChosenSource = Extract<DataSource, { readonly path: string }>;

interface LoadingState {
  /** What is being read; null when nothing is. */
  readonly loading: { readonly taskId: string; readonly source: DataSource; readonly rereading: boolean } | null;
  readonly progress: TaskProgress | null;
  /** The beginning of what is being read, as soon as it is there. */
  readonly glance: DataGlance | null;
  readonly problem: Problem | null;
  /** What could not be read, to be tried again with other options. */
  readonly failed: { readonly source: DataSource; readonly options: ParamValues } | null;
  /** Sounds or films that are to be decoded once a person says so, and where they lie. */
  readonly media: { readonly found: FoundMedia; readonly sources: readonly ChosenSource[] } | null;
  /** The chooser is open over data that is there already. */
  readonly choosing: boolean;
}

export const useDataLoading = create<LoadingState>()(() => ({
  loading: null,
  progress: null,
  glance: null,
  problem: null,
  failed: null,
  media: null,
  choosing: false,
}));

/** The name a person knows a source by; bundled and generated ones by their id. */
export function sourceName(source: DataSource): string {
  return source.type === 'file' || source.type === 'folder' ? source.name : source.id;
}

export function cancelLoading(): void {
  const { loading } = useDataLoading.getState();
  if (loading === null) return;
  useDataLoading.setState({ loading: null, progress: null, glance: null });
  void api.call('cancel', { taskId: loading.taskId });
}

export function chooseAgain(choosing: boolean): void {
  useDataLoading.setState({ choosing, problem: null, failed: null });
}

/** Quick reading is over before anything of it could be looked at. */
const glanceAfterMs = 300;

/** Shows the beginning while the whole is being read. That it cannot be shown is nobody's business. */
function showBeginning(taskId: string, source: DataSource, options: ParamValues): void {
  setTimeout(() => {
    if (useDataLoading.getState().loading?.taskId !== taskId) return;
    void api.call('glanceData', { source, options }).then((answer) => {
      if (!answer.ok || useDataLoading.getState().loading?.taskId !== taskId) return;
      const { rows, pictures } = answer.value;
      if (rows.length + pictures.length > 0) useDataLoading.setState({ glance: answer.value });
    });
  }, glanceAfterMs);
}

/** Work on a source that the data screen shows; undefined where something newer took its place. */
async function whileLoading<T>(
  source: DataSource,
  rereading: boolean,
  work: (taskId: string) => Promise<T>,
): Promise<T | undefined> {
  const before = useDataLoading.getState().loading;
  if (before !== null) void api.call('cancel', { taskId: before.taskId });
  const taskId = newTaskId();
  useDataLoading.setState({
    loading: { taskId, source, rereading },
    progress: null,
    glance: null,
    problem: null,
    failed: null,
    media: null,
  });
  const off = followProgress(taskId, (progress) => {
    if (useDataLoading.getState().loading?.taskId === taskId) useDataLoading.setState({ progress });
  });
  const answer = await work(taskId);
  off();
  if (useDataLoading.getState().loading?.taskId !== taskId) return undefined;
  useDataLoading.setState({ loading: null, progress: null, glance: null });
  return answer;
}

/** Reads a source; undefined when it failed (the reason is in the store) or something newer took its place. */
async function inspect(source: DataSource, options: ParamValues, rereading: boolean): Promise<DataConfig | undefined> {
  const answer = await whileLoading(source, rereading, (taskId) => {
    if ((source.type === 'file' || source.type === 'folder') && !rereading) showBeginning(taskId, source, options);
    return api.call('inspectData', { taskId, source, options });
  });
  if (answer === undefined) return undefined;
  useDataLoading.setState({
    problem: answer.ok ? null : answer.problem,
    failed: answer.ok || rereading ? null : { source, options },
  });
  return answer.ok ? answer.value : undefined;
}

/** Makes a source the document's data, as one step of undo. Training settings nobody touched follow the new data. */
export async function chooseSource(source: DataSource, options: ParamValues = {}): Promise<boolean> {
  const data = await inspect(source, options, false);
  if (data === undefined || useDocumentStore.getState().document === null) return false;
  edit(t('edits.chooseData'), (document) => withData(document, data));
  useDataLoading.setState({ choosing: false });
  return true;
}

/** Whether a look inside may find sounds or films. */
const mayHoldMedia = ({ type, name }: ChosenSource) =>
  type === 'folder' || /\.zip$/i.test(name) || soundEnding.test(name) || videoEnding.test(name);

/**
 * Files and folders that the host has granted, from the dialog or dropped anywhere on the window. Sounds and films are
 * offered to be decoded; of others the first is read.
 */
export async function openDataFiles(grants: readonly FileGrant[]): Promise<boolean> {
  const sources = grants.map(({ kind, path, name }): ChosenSource => ({ type: kind, path, name }));
  const [first] = sources;
  if (first === undefined) return false;
  goTo('data');
  if (sources.some(mayHoldMedia)) {
    const found = await whileLoading(first, false, (taskId) => api.call('findMedia', { taskId, sources }));
    if (found === undefined) return false;
    if (!found.ok) useDataLoading.setState({ problem: found.problem });
    else if (found.value !== null) useDataLoading.setState({ media: { found: found.value, sources } });
    if (!found.ok || found.value !== null) return false;
  }
  return chooseSource(first);
}

/** Asks with the system's dialog. */
export async function askForData(what: 'file' | 'folder'): Promise<boolean> {
  const answer = await api.call('chooseData', { what });
  if (!answer.ok) {
    useDataLoading.setState({ problem: answer.problem });
    return false;
  }
  return answer.value === null ? false : openDataFiles([answer.value]);
}

/** Corrections are made again, and classes that were named here stay where the files name none. */
function keepLabels(before: DataConfig, after: DataConfig): DataConfig {
  const { corrections, images, audio, text } = before;
  const named = <T extends { readonly classes: readonly string[]; readonly classCounts: readonly number[] }>(
    past: T | undefined,
    now: T,
  ): T =>
    now.classes.length > 0 ? now : { ...now, classes: past?.classes ?? [], classCounts: past?.classCounts ?? [] };
  return {
    ...after,
    ...(corrections === undefined ? {} : { corrections }),
    ...(after.images === undefined ? {} : { images: named(images, after.images) }),
    ...(after.audio === undefined ? {} : { audio: named(audio, after.audio) }),
    ...(after.text === undefined ? {} : { text: named(text, after.text) }),
  };
}

/** A person's own choices survive a new reading where the column is still there with the same type. */
export function keepChoices(before: DataConfig, after: DataConfig): DataConfig {
  if (before.kind !== after.kind) return after;
  const kept: DataConfig = withGroups(keepLabels(before, { ...after, split: before.split }), before.groupBy);
  if (!before.table || !after.table) return kept;
  const old = new Map(before.table.columns.map((column) => [column.name, column]));
  const same = after.table.columns.every((column) => old.has(column.name));
  if (!same) return kept;
  const columns = after.table.columns.map((column): ColumnConfig => {
    const past = old.get(column.name)!;
    const { role, input } = past;
    return past.type === column.type
      ? {
          ...column,
          role,
          input,
          encoding: past.encoding,
          missing: past.missing,
          ...(past.constant === undefined ? {} : { constant: past.constant }),
          ...(past.steps === undefined ? {} : { steps: past.steps }),
        }
      : { ...column, role, input };
  });
  return { ...kept, table: { ...after.table, columns } };
}

/** Reads the document's data again with other options (or another recipe of a generated set). */
export async function rereadData(change: {
  readonly source?: DataSource;
  readonly options?: ParamValues;
}): Promise<void> {
  const data = useDocumentStore.getState().document?.data;
  if (!data) return;
  const next = await inspect(change.source ?? data.source, change.options ?? data.options, true);
  if (next === undefined) return;
  edit(t('edits.rereadData'), (document) =>
    document.data === null ? document : { ...document, data: keepChoices(document.data, next) },
  );
}
