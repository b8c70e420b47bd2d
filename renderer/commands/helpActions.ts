// What the commands of the Help menu do.
import { openDialog } from '../stores/uiStore';
import type { Actions } from './action';

export const helpActions: Actions = {
  'help.shortcuts': { run: () => openDialog('shortcuts') },
  'help.about': { run: () => openDialog('about') },
};
