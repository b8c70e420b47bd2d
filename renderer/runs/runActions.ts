// What people do with a kept run: give it another name, put its network back on the canvas, train on from it, or let a
// smaller network learn from it.
import type { ProjectDocument } from '../../shared/network/document';
import { smallerNetwork } from '../../shared/network/smaller';
import { recipeOf, teachingOf } from '../../shared/recipes';
import { distillation } from '../../shared/recipes/distillation';
import { supervised } from '../../shared/recipes/supervised';
import { fail } from '../../shared/result';
import type { RunRecord, RunSummary } from '../../shared/run/record';
import { completeTraining } from '../../shared/run/training';
import { api } from '../api';
import { t } from '../i18n';
import { edit, useDocumentStore } from '../stores/documentStore';
import { setRuns, useRunStore } from '../stores/runStore';
import { goTo } from '../stores/uiStore';
import { startTraining } from '../training/follow';
import { showMessage, showProblem, valueOrShow } from '../ui/showProblem';
import { networkOfPlan } from './networkOfPlan';
import { forgetKept } from './records';

export async function rename(run: RunSummary, name: string): Promise<void> {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed === run.name) return;
  const renamed = await valueOrShow(api.call('renameRun', { runId: run.id, name: trimmed }));
  if (renamed) setRuns(useRunStore.getState().runs.map((entry) => (entry.id === run.id ? renamed : entry)));
}

/** Deletes a run; a message offers it back for a few seconds. */
export async function remove(run: RunSummary): Promise<void> {
  const answer = await api.call('deleteRun', { runId: run.id });
  if (!answer.ok) {
    showProblem(answer.problem);
    return;
  }
  forgetKept(run.id);
  showMessage(t('runs.deleted', { name: run.name }), {
    title: t('runs.undo'),
    run: () => void valueOrShow(api.call('bringRunBack', { runId: run.id })),
  });
}

/** The document with a run's exact network, data and training settings. */
function broughtBack(document: ProjectDocument, { plan }: RunRecord): ProjectDocument {
  return { ...document, network: networkOfPlan(plan), training: completeTraining(plan.training), data: plan.data };
}

/** Undefined after the reason was shown, or where another project is open by now. */
async function recordOf({ id }: RunSummary): Promise<RunRecord | undefined> {
  const project = useDocumentStore.getState().document?.id;
  const record = await valueOrShow(api.call('getRun', { runId: id }));
  return useDocumentStore.getState().document?.id === project ? record : undefined;
}

export async function restore(run: RunSummary): Promise<void> {
  const record = await recordOf(run);
  if (!record) return;
  edit(t('edits.restore', { name: run.name }), (document) => broughtBack(document, record));
  goTo('network');
}

/** Leaves every fifth weight of dense layers and convolutions, which most networks bear. */
const usualPruning = 0.8;

/** Trains the run's network on from its weights and takes most of them out on the way. */
export async function prune(run: RunSummary): Promise<void> {
  const record = await recordOf(run);
  if (!record) return;
  edit(t('edits.restore', { name: run.name }), (document) => {
    const back = broughtBack(document, record);
    return { ...back, training: { ...back.training, pruning: usualPruning } };
  });
  await goOnFrom(run);
}

/** Trains the network on the canvas, with its settings of now, from this run's best weights. */
export async function goOnFrom(run: RunSummary): Promise<void> {
  const { document } = useDocumentStore.getState();
  if (document === null) return;
  goTo('train');
  // Why it is refused, if it is, stands on the train screen.
  await startTraining(document, run.id);
}

/** Puts a smaller copy of the run's network on the canvas, set up to learn from the run; a person looks at it and starts. */
export async function teachSmaller(run: RunSummary): Promise<void> {
  const record = await recordOf(run);
  if (!record) return;
  const { training } = record.plan;
  const { recipe } = recipeOf(training);
  if (recipe.id !== supervised.id && teachingOf(training) === null) {
    showProblem(fail('teacher.recipe', t('runs.teachNot', { name: run.name, recipe: recipe.title })).problem);
    return;
  }
  const { document } = useDocumentStore.getState();
  if (document === null) return;
  const back = broughtBack(document, record);
  const network = smallerNetwork(back);
  edit(t('edits.teach', { name: run.name }), () => ({
    ...back,
    network,
    training: { ...back.training, recipe: { id: distillation.id, params: { teacher: run.id } } },
  }));
  if (network === back.network) showMessage(t('edits.smallerNot'));
  goTo('train');
}
