// Object headers: the list of messages that say what an object is. Versions 1 and 2, with their continuation blocks.
import { BadFile } from '../badFile';
import type { Hdf5Bytes } from './bytes';

/** Kinds of messages that are read here. */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

export interface Message {
  readonly type: number;
  /** Where its body begins, and how long it is. */
  readonly at: number;
  readonly size: number;
}

/** How one version writes the head of a message, and where a block goes on. */
interface Version {
  readonly head: number;
  message(at: number): { readonly type: number; readonly size: number };
  continued(body: number): Block;
}

type Block = readonly [at: number, size: number];

/** The messages of the object at an address. Throws BadFile. */
export function messagesAt(file: Hdf5Bytes, address: number): readonly Message[] {
  file.enter(0);
  return file.word(address, 4) === 'OHDR' ? secondVersion(file, address) : firstVersion(file, address);
}

function firstVersion(file: Hdf5Bytes, address: number): readonly Message[] {
  if (file.u8(address) !== 1) throw new BadFile('The HDF5 file is damaged: an object cannot be read.');
  return messagesIn(file, [address + 16, file.u32(address + 8)], {
    head: 8,
    message: (at) => ({ type: file.u16(at), size: file.u16(at + 2) }),
    continued: (body) => [file.place(body), file.size(body + 8)],
  });
}

function secondVersion(file: Hdf5Bytes, address: number): readonly Message[] {
  if (file.u8(address + 4) !== 2) throw new BadFile('The HDF5 file has an object of an unknown version.');
  const flags = file.u8(address + 5);
  const width = 1 << (flags & 3);
  const at = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  return messagesIn(file, [at + width, file.sized(at, width)], {
    head: flags & 4 ? 6 : 4,
    message: (here) => ({ type: file.u8(here), size: file.u16(here + 1) }),
    continued(body) {
      const to = file.place(body);
      const all = file.size(body + 8);
      file.need(to, all);
      if (all < 8 || file.word(to, 4) !== 'OCHK') throw new BadFile('The HDF5 file is damaged.');
      return [to + 4, all - 8];
    },
  });
}

function messagesIn(file: Hdf5Bytes, first: Block, version: Version): readonly Message[] {
  const found: Message[] = [];
  const blocks = [first];
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    const [start, length] = block;
    file.need(start, length);
    let here = start;
    while (here + version.head <= start + length) {
      file.countMessage();
      const { type, size } = version.message(here);
      const at = here + version.head;
      file.need(at, size);
      if (type === messageTypes.continuation) blocks.push(version.continued(at));
      else found.push({ type, at, size });
      here = at + size;
    }
  }
  return found;
}
