// What the commands of the View menu do.
import { changeLayout, changeSettings, useSettingsStore, type Layout } from '../stores/settingsStore';
import { goTo, openDialog, toggleDrawer, type Step } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import type { Action, Actions } from './action';
import { hasProject, onCanvas } from './conditions';

const step = (name: Step): Action => ({ isEnabled: hasProject, run: () => goTo(name) });

const toggle = (name: 'paletteOpen' | 'inspectorOpen' | 'codeOpen' | 'minimapOpen'): Action => ({
  isEnabled: onCanvas,
  run: () => {
    const { layout } = useSettingsStore.getState();
    changeLayout({ [name]: !layout[name] } as Partial<Layout>);
  },
});

/** What the window shows now, whoever chose it. */
function isDark(): boolean {
  return document.documentElement.dataset['mantineColorScheme'] === 'dark';
}

export const viewActions: Actions = {
  'view.palette': { run: () => openDialog('palette') },
  'view.stepData': step('data'),
  'view.stepNetwork': step('network'),
  'view.stepTrain': step('train'),
  'view.stepEvaluate': step('evaluate'),
  'view.stepPredict': step('predict'),
  'view.stepExport': step('export'),
  'view.zoomIn': { isEnabled: onCanvas, run: () => currentView()?.zoomIn() },
  'view.zoomOut': { isEnabled: onCanvas, run: () => currentView()?.zoomOut() },
  'view.fit': { isEnabled: onCanvas, run: () => currentView()?.fit() },
  'view.togglePalette': toggle('paletteOpen'),
  'view.toggleInspector': toggle('inspectorOpen'),
  'view.toggleCode': toggle('codeOpen'),
  'view.toggleOutline': { isEnabled: hasProject, run: () => toggleDrawer('outline') },
  'view.toggleMinimap': toggle('minimapOpen'),
  'view.toggleTheme': { run: () => changeSettings({ theme: isDark() ? 'light' : 'dark' }) },
};
