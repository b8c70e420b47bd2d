// What the commands of the Train menu do.
import { useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { goTo } from '../stores/uiStore';
import { startTraining, stopTraining, togglePause } from '../training/follow';
import { isActive } from '../training/progress';
import { chooseRunToImport } from '../runs/importRun';
import type { Actions } from './action';
import { hasProject } from './conditions';

const isTraining = () => isActive(useRunStore.getState().run);

async function start(): Promise<void> {
  const { document } = useDocumentStore.getState();
  if (document === null) return;
  goTo('train');
  // Why it is refused, if it is, stands on the train screen.
  await startTraining(document);
}

export const trainActions: Actions = {
  'train.start': {
    isEnabled: () => useDocumentStore.getState().document !== null && !isTraining(),
    run: () => void start(),
  },
  'train.pause': { isEnabled: isTraining, run: () => void togglePause() },
  'train.import': { isEnabled: hasProject, run: () => void chooseRunToImport() },
  'train.stop': { isEnabled: isTraining, run: () => void stopTraining() },
};
