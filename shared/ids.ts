// What names a project, a run or a node. Ids come from files as well, and become names of folders.

/** Nothing of this leads out of a folder. */
export const idPattern = /^[\w-]{1,64}$/u;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}
