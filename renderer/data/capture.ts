// Pictures of a person's own, taken with the camera class by class, and handed to the host as a folder of classes.
import type { FileGrant } from '../../shared/ipc';
import { fail, type Result } from '../../shared/result';
import { api } from '../api';

/** Sides of the square pictures that are kept: more than most networks look at. */
export const captureSide = 256;
/** Most pictures of one class. */
export const mostOfClass = 500;

export interface CapturedClass {
  readonly id: number;
  readonly name: string;
  /** JPEG files as data URLs. */
  readonly pictures: readonly string[];
}

/** What a folder may be called on every system; '' where nothing is left of the name. */
export function folderName(name: string): string {
  return name
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
    .slice(0, 100);
}

/** Why these classes are not yet a data set, as a key of the catalogue; null when they are. */
export function captureObjection(classes: readonly CapturedClass[]): 'names' | 'twice' | 'few' | null {
  const filled = classes.filter(({ pictures }) => pictures.length > 0);
  const names = filled.map(({ name }) => folderName(name).toLowerCase());
  if (names.includes('')) return 'names';
  if (new Set(names).size < names.length) return 'twice';
  return filled.length < 2 || filled.some(({ pictures }) => pictures.length < 5) ? 'few' : null;
}

/** Pictures that go to the host in one message. */
const atOnce = 40;

/** Writes the pictures into a new folder, one folder per class; the folder is then data like any other. */
export async function keepCaptured(classes: readonly CapturedClass[]): Promise<Result<FileGrant>> {
  const all = classes.flatMap(({ name, pictures }) =>
    pictures.map((url) => ({ label: folderName(name), jpeg: url.slice(url.indexOf(',') + 1) })),
  );
  let set: string | null = null;
  let last: Result<FileGrant> = fail('capture.none', 'There are no pictures yet. Hold a button to take some.');
  for (let at = 0; at < all.length; at += atOnce) {
    last = await api.call('keepPictures', { set, pictures: all.slice(at, at + atOnce) });
    if (!last.ok) return last;
    set = last.value.name;
  }
  return last;
}
