// A project comes back on the step at which it was left, also when the window is loaded anew.
import { useDocumentStore } from './documentStore';
import { rememberStep } from './settingsStore';
import { useUiStore } from './uiStore';

/** Starts remembering. Returns the off switch. */
export function keepStep(): () => void {
  return useUiStore.subscribe(({ step }, before) => {
    const project = useDocumentStore.getState().document?.id;
    if (step !== before.step && step !== 'start' && project !== undefined) rememberStep(project, step);
  });
}
