// Pictures that were made here as files of their own, for a copy that travels with an export.
import type { MaskValues } from '../../../../shared/data/masks';
import type { Pixels } from '../../../../shared/data/preprocess';
import { writePng } from './writePng';

interface CopiedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const bytesOf = (values: ArrayLike<number>) => (values instanceof Uint8Array ? values : Uint8Array.from(values));

/** File names in the order of the samples. */
export function copyName(sample: number): string {
  return `picture-${String(sample + 1).padStart(6, '0')}.png`;
}

/** A picture of one or three channels. */
export function copyPicture(path: string, { data, width, height, channels }: Pixels): CopiedFile {
  return { path, bytes: writePng(bytesOf(data), width, height, channels === 1 ? 1 : 3) };
}

/** A mask of numbers up to 255. */
export function copyMask(path: string, { values, width, height }: MaskValues): CopiedFile {
  return { path, bytes: writePng(bytesOf(values), width, height, 1) };
}
