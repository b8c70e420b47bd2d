// Groups: names that lead to groups and arrays, as links or, of old, in a B-tree beside a heap of names. Links that lead
// to another place or out of the file are refused.
import { BadFile } from '../badFile';
import { type Attribute, attributeAt } from './attributes';
import { type Hdf5Bytes, deepest } from './bytes';
import type { Inflate } from './chunks';
import { type H5Dataset, datasetOf } from './datasets';
import { type Message, messageTypes, messagesAt } from './headers';

export interface H5Group {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly groups: ReadonlyMap<string, () => H5Group>;
  readonly datasets: ReadonlyMap<string, () => H5Dataset>;
}

const longestName = 4096;

type AddMember = (name: string, address: number) => void;

/** The group at an address; what is in it is opened when it is first asked for. Throws BadFile. */
export function groupAt(file: Hdf5Bytes, address: number, inflate: Inflate | undefined): H5Group {
  return groupOf(file, messagesAt(file, address), 0, inflate);
}

function groupOf(file: Hdf5Bytes, messages: readonly Message[], depth: number, inflate: Inflate | undefined): H5Group {
  if (depth > deepest) throw new BadFile('The HDF5 file is nested too deeply.');
  const attributes = new Map<string, Attribute>();
  const groups = new Map<string, () => H5Group>();
  const datasets = new Map<string, () => H5Dataset>();
  const add: AddMember = (name, address) => {
    if (groups.has(name) || datasets.has(name))
      throw new BadFile(`The HDF5 file has two parts called "${name.slice(0, 60)}".`);
    const inner = messagesAt(file, address);
    if (inner.some(({ type }) => type === messageTypes.layout))
      datasets.set(name, () => datasetOf(file, inner, name, inflate));
    else {
      let opened: H5Group | undefined;
      groups.set(name, () => (opened ??= groupOf(file, inner, depth + 1, inflate)));
    }
  };
  for (const { type, at } of messages) {
    if (type === messageTypes.attribute) {
      const [name, value] = attributeAt(file, at);
      attributes.set(name, value);
    } else if (type === messageTypes.symbolTable) addSymbols(file, at, add);
    else if (type === messageTypes.link) addLink(file, at, add);
    else if (type === messageTypes.linkInfo && !file.isUndefined(at + (file.u8(at + 1) & 1 ? 10 : 2)))
      throw new BadFile(
        'The HDF5 file lists its parts in a way that cannot be read here.',
        'Save the model again with Keras.',
      );
  }
  return { attributes, groups, datasets };
}

function addLink(file: Hdf5Bytes, at: number, add: AddMember): void {
  const flags = file.u8(at + 1);
  let here = at + 2;
  const kind = flags & 8 ? file.u8(here++) : 0;
  if (flags & 4) here += 8;
  if (flags & 16) here += 1;
  const width = 1 << (flags & 3);
  const length = file.sized(here, width);
  const name = file.word(here + width, length);
  refuseLink(kind, name);
  add(name, file.place(here + width + length));
}

/** Kind 0 is a plain ("hard") link, 1 a soft one, 64 one to another file. */
function refuseLink(kind: number, name: string): void {
  if (kind === 0) return;
  const what = kind === 64 ? 'a link to another file' : 'a link to another place';
  throw new BadFile(
    `"${name.slice(0, 60)}" in the HDF5 file is ${what}, which is not followed.`,
    'Save the model again in one file.',
  );
}

/** Groups of old: a B-tree of names, which lie in a heap. */
function addSymbols(file: Hdf5Bytes, at: number, add: AddMember): void {
  const heap = file.place(at + 8);
  if (file.word(heap, 4) !== 'HEAP') throw new BadFile('The HDF5 file is damaged: the names of its parts are missing.');
  const names = file.part(file.place(heap + 24), file.size(heap + 8));
  const start = file.place(heap + 24);
  const visit = (node: number, depth: number): void => {
    file.enter(depth);
    const used = file.u16(node + 6);
    if (file.word(node, 4) === 'TREE') {
      for (let i = 0; i < used; i++) visit(file.place(node + 24 + 8 + i * 16), depth + 1);
      return;
    }
    if (file.word(node, 4) !== 'SNOD')
      throw new BadFile('The HDF5 file is damaged: a list of its parts cannot be read.');
    for (let i = 0; i < used; i++) {
      const entry = node + 8 + i * 40;
      const from = Math.min(file.size(entry), names.length);
      const rest = names.subarray(from, from + longestName);
      const end = rest.indexOf(0);
      const name = file.word(start + from, end === -1 ? rest.length : end);
      refuseLink(file.u32(entry + 16) === 2 ? 1 : 0, name);
      add(name, file.place(entry + 8));
    }
  };
  visit(file.place(at), 0);
}
