// Attributes: texts and lists of texts that hang on a group, short ones in place and others in the global heap.
import { BadFile } from '../badFile';
import type { Hdf5Bytes } from './bytes';
import { spaceAt, typeAt } from './types';
import { product } from '../../shape';

/** Null where the value is no text. */
export type Attribute = string | readonly string[] | null;

const mostTexts = 1_000_000;
/** Bytes that a text takes in memory, however short. */
const leastText = 16;

/** Name and value of the attribute whose message begins there. Throws BadFile. */
export function attributeAt(file: Hdf5Bytes, at: number): readonly [name: string, value: Attribute] {
  const version = file.u8(at);
  const [nameSize, typeSize, spaceSize] = [file.u16(at + 2), file.u16(at + 4), file.u16(at + 6)];
  const pad = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  let here = at + (version === 3 ? 9 : 8);
  const name = file.word(here, nameSize).replace(/\0[^]*$/, '');
  here += pad(nameSize);
  if (version > 1 && (file.u8(at + 1) & 3) !== 0) return [name, null];
  const type = typeAt(file, here);
  here += pad(typeSize);
  const space = spaceAt(file, here);
  here += pad(spaceSize);
  if (space === null) return [name, []];
  const count = product(space);
  if (count > mostTexts) throw new BadFile(`The attribute "${name.slice(0, 60)}" of the HDF5 file is too long.`);
  if (type.kind !== 'string' && type.kind !== 'vlenString') return [name, count === 0 ? [] : null];
  file.need(here, count * type.size);
  // Texts of no bytes take room as well.
  file.unpack(count * Math.max(leastText, type.size), 'its texts');
  const values = Array.from({ length: count }, (_, i) =>
    type.kind === 'string'
      ? file.word(here + i * type.size, type.size).replace(/\0+$/, '')
      : heapText(file, here + i * type.size),
  );
  return [name, space.length === 0 ? values[0]! : values];
}

/** A text of any length, from the global heap. */
function heapText(file: Hdf5Bytes, at: number): string {
  const length = file.u32(at);
  if (length === 0) return '';
  const heap = file.place(at + 4);
  const index = file.u32(at + 12);
  if (file.word(heap, 4) !== 'GCOL') throw new BadFile('The HDF5 file is damaged: a text is missing.');
  const end = heap + file.size(heap + 8);
  file.need(heap, end - heap);
  let here = heap + 16;
  while (here + 16 <= end) {
    file.countMessage();
    const number = file.u16(here);
    const bytes = file.size(here + 8);
    file.need(here + 16, bytes);
    if (number === index) {
      file.unpack(length, 'its texts');
      return file.word(here + 16, Math.min(length, bytes));
    }
    if (number === 0) break;
    here += 16 + Math.ceil(bytes / 8) * 8;
  }
  throw new BadFile('The HDF5 file is damaged: a text is missing.');
}
