// What the paths of a set's files say of its samples, where no table beside them does: the folder between class and file,
// and the beginning of the file's name, where several files share it.

/** A sample that is a file, or a folder of pictures. */
export interface PlacedSample {
  readonly path: string;
  /** Its class, which is a folder of the path; null where it has none. */
  readonly label: string | null;
}

/** A value, or null, for each sample in their order. */
export interface PathColumn {
  readonly name: string;
  readonly reason: string;
  readonly cells: readonly (string | null)[];
}

export const folderColumn = 'Folder';
export const beginningColumn = 'Beginning of the file name';

/** Parts of a name that its beginning may consist of. */
const mostParts = 6;
/** Beginnings that tell more groups apart than this are not made longer. */
const enoughGroups = 5;
/** Share of the samples that must have a value. */
const nearlyAll = 0.9;

/** The first different values, for a sentence. */
function examples(values: ReadonlySet<string>): string {
  return [...values]
    .slice(0, 2)
    .map((value) => `"${value.slice(0, 60)}"`)
    .join(' and ');
}

/**
 * The different values of a column that tells groups of samples apart: several, which come again, and more than the
 * classes say already. Null for any other column.
 */
function groupsIn(cells: PathColumn['cells'], samples: readonly PlacedSample[]): ReadonlySet<string> | null {
  const values = new Set<string>();
  const ofClass = new Map<string | null, string>();
  let [present, more] = [0, false];
  cells.forEach((cell, i) => {
    if (cell === null) return;
    present++;
    values.add(cell);
    const { label } = samples[i]!;
    const first = ofClass.get(label);
    if (first === undefined) ofClass.set(label, cell);
    else more ||= first !== cell;
  });
  return more && present >= nearlyAll * cells.length && values.size >= 2 && values.size <= present / 2 ? values : null;
}

/** The folders of a sample below that of its class. */
function foldersOf({ path, label }: PlacedSample): readonly string[] {
  const folders = path.split('/').slice(0, -1);
  return label === null ? folders : folders.slice(folders.indexOf(label) + 1);
}

/** How many folders all of these begin with. */
function sharedFolders(all: readonly (readonly string[])[]): number {
  const first = all[0] ?? [];
  const at = first.findIndex((folder, depth) => all.some((folders) => folders[depth] !== folder));
  return at < 0 ? first.length : at;
}

function byFolder(samples: readonly PlacedSample[]): readonly PathColumn[] {
  const all = samples.map(foldersOf);
  const shared = sharedFolders(all);
  const cells = all.map((folders) => folders.slice(shared).join('/') || null);
  const values = groupsIn(cells, samples);
  if (values === null) return [];
  const reason = `The files lie in ${values.size.toLocaleString('en-US')} folders within those of the classes, such as ${examples(values)}.`;
  return [{ name: folderColumn, reason, cells }];
}

/** The name without its ending, and without the class that some programs write before it. */
function nameOf({ path, label }: PlacedSample): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w{1,5}$/, '');
  const written = label !== null && name.toLowerCase().startsWith(label.toLowerCase());
  return written ? name.slice(label.length).replace(/^[\s_.-]+/, '') : name;
}

/** The beginnings of a name, the shortest first: up to each mark that parts it, but never the whole. */
function beginningsOf(name: string): readonly string[] {
  const found: string[] = [];
  for (const { index } of name.matchAll(/(?<=[^\s_.()-])[\s_.()-]+(?=[^\s_.()-])/g)) {
    found.push(name.slice(0, index));
    if (found.length === mostParts) break;
  }
  return found;
}

function byBeginning(samples: readonly PlacedSample[]): readonly PathColumn[] {
  const all = samples.map((sample) => beginningsOf(nameOf(sample)));
  let best: PathColumn | null = null;
  for (let parts = 0; parts < mostParts; parts++) {
    const cells = all.map((beginnings) => beginnings[parts] ?? null);
    const values = groupsIn(cells, samples);
    if (values === null) continue;
    const reason = `The names of the files begin in ${values.size.toLocaleString('en-US')} ways, such as ${examples(values)}.`;
    best ??= { name: beginningColumn, reason, cells };
    if (values.size < enoughGroups) continue;
    return [best.cells === cells ? best : { name: beginningColumn, reason, cells }];
  }
  return best === null ? [] : [best];
}

/** The columns that paths give: each where its values come again and are not the classes' own. */
export function pathColumns(samples: readonly PlacedSample[]): readonly PathColumn[] {
  return [...byFolder(samples), ...byBeginning(samples)];
}
