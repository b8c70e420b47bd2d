// The list of commands joined with what they do. Menus, keys and the command palette come here.
import { commands, findCommand } from '../../shared/commands';
import type { Actions } from './action';
import { editActions } from './editActions';
import { fileActions } from './fileActions';
import { helpActions } from './helpActions';
import { modelActions } from './modelActions';
import { trainActions } from './trainActions';
import { viewActions } from './viewActions';

const actions: Actions = {
  ...fileActions,
  ...editActions,
  ...viewActions,
  ...modelActions,
  ...trainActions,
  ...helpActions,
};

/** Commands of the list that do nothing in the window (none, held by a test). */
export function commandsWithoutAction(): readonly string[] {
  return commands.filter(({ id }) => actions[id] === undefined).map(({ id }) => id);
}

export function isEnabled(id: string): boolean {
  const action = actions[id];
  return action !== undefined && (action.isEnabled?.() ?? true);
}

/** True when it was carried out. */
export function runCommand(id: string): boolean {
  if (!isEnabled(id)) return false;
  actions[id]!.run();
  return true;
}

/** "Undo add Conv2D" where there is more to say than the list does. */
export function titleOf(id: string): string {
  return actions[id]?.title?.() ?? findCommand(id)?.title ?? id;
}
