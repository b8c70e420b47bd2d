// What the commands of the File menu do.
import { saveFigure, saveFigurePdf, saveFigurePng } from '../export/saveFigure';
import { goTo, openDialog } from '../stores/uiStore';
import type { Actions } from './action';
import { hasProject } from './conditions';
import { closeProject, newProject, openProject, saveProject } from './project';

export const fileActions: Actions = {
  'file.new': { run: newProject },
  'file.open': { run: openProject },
  // The same dialog: the host sees what the file is.
  'file.import': { run: openProject },
  'file.samples': { run: () => goTo('start') },
  'file.save': { isEnabled: hasProject, run: () => void saveProject() },
  'file.saveAs': { isEnabled: hasProject, run: () => void saveProject(true) },
  'file.export': { isEnabled: hasProject, run: () => goTo('export') },
  'file.figure': { isEnabled: hasProject, run: saveFigure },
  'file.figurePdf': { isEnabled: hasProject, run: saveFigurePdf },
  'file.figurePng': { isEnabled: hasProject, run: saveFigurePng },
  'file.settings': { run: () => openDialog('settings') },
  'file.close': { isEnabled: hasProject, run: closeProject },
};
