// Trainings of exported projects come back: their metrics.jsonl becomes a run of the list, drawn behind the others.
import { api } from '../api';
import { t } from '../i18n';
import { goTo } from '../stores/uiStore';
import { showMessage, valueOrShow } from '../ui/showProblem';
import { toggleCompared, useRecordsStore } from './records';

/** Whether a file is one that train.py writes, by its name; other JSON lines are data. */
export function isMetricsFile(name: string): boolean {
  return /^metrics\b.*\.jsonl$/iu.test(name);
}

/** Says why where the file is refused. */
export async function importRun(path: string): Promise<void> {
  const run = await valueOrShow(api.call('importRun', { path }));
  if (run === undefined) return;
  if (!useRecordsStore.getState().compared.includes(run.id)) toggleCompared(run.id);
  goTo('train');
  showMessage(t('runs.imported', { name: run.name }));
}

export async function chooseRunToImport(): Promise<void> {
  const chosen = await valueOrShow(api.call('chooseData', { what: 'file' }));
  if (chosen) await importRun(chosen.path);
}
