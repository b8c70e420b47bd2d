// Names of a table's columns: there, short and distinct, whatever the file says.

export interface ColumnName {
  readonly name: string;
  /** What was done to it, in a sentence. */
  readonly renamed?: string;
}

const longestName = 100;

/** Column names that are there, short, distinct, and no names of JavaScript's own. */
export function cleanNames(header: readonly string[] | null, width: number): readonly ColumnName[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, i) => {
    const given = (header?.[i] ?? '').replace(/\p{Cc}+/gu, ' ').trim();
    let name = given;
    let renamed: string | undefined;
    if (name === '') {
      name = `Column ${i + 1}`;
      if (header !== null) renamed = `It had no name and is called "${name}" here.`;
    } else if (name.length > longestName) {
      name = `${name.slice(0, longestName - 1)}…`;
      renamed = `Its name of ${given.length.toLocaleString('en-US')} characters was cut.`;
    } else if (name in {}) {
      name = `${name} (column)`;
      renamed = `It was called "${given}", which has a meaning of its own inside programs.`;
    }
    for (let n = 2, base = name; taken.has(name); n++) {
      name = `${base} (${n})`;
      renamed = `Another column is called "${given || base}" as well, so this one is "${name}".`;
    }
    taken.add(name);
    return renamed === undefined ? { name } : { name, renamed };
  });
}
