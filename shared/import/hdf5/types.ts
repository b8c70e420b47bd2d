// Data spaces (how many numbers) and data types (of which kind).
import { BadFile } from '../badFile';
import type { Hdf5Bytes } from './bytes';

export interface Type {
  readonly kind: 'float' | 'integer' | 'string' | 'vlenString' | 'other';
  readonly size: number;
  readonly little: boolean;
  readonly signed: boolean;
  readonly words: string;
}

const mostAxes = 32;

/** The sizes of all axes; null for a space without numbers. Throws BadFile. */
export function spaceAt(file: Hdf5Bytes, at: number): readonly number[] | null {
  const version = file.u8(at);
  const rank = file.u8(at + 1);
  if (rank > mostAxes) throw new BadFile('An array in the HDF5 file has too many axes.');
  if (version === 2 && file.u8(at + 3) === 2) return null;
  const start = version === 1 ? at + 8 : at + 4;
  return Array.from({ length: rank }, (_, axis) => file.size(start + 8 * axis));
}

/** Of the type classes that are not read, in the specification's order; '' for those that are. */
const otherClasses = [
  '',
  '',
  'time',
  '',
  'bits',
  'opaque',
  'compound (complex)',
  'reference',
  'enumeration',
  'list',
  'array',
];

export function typeAt(file: Hdf5Bytes, at: number): Type {
  const kind = file.u8(at) & 15;
  const bits = file.u8(at + 1);
  const size = file.u32(at + 4);
  const common = { size, little: (bits & 1) === 0, signed: (bits & 8) !== 0 };
  if (kind === 0) return { ...common, kind: 'integer', words: `${common.signed ? '' : 'u'}int${8 * size}` };
  if (kind === 1) return { ...common, kind: 'float', words: `float${8 * size}` };
  if (kind === 3) return { ...common, kind: 'string', words: 'text' };
  if (kind === 9 && (bits & 15) === 1) return { ...common, kind: 'vlenString', words: 'text' };
  return { ...common, kind: 'other', words: otherClasses[kind] ?? `class ${kind}` };
}
