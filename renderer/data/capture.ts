// A data set of a person's own, taken class by class in the window and handed to the host as a folder of classes.
import type { CapturedItem, CaptureMedium, FileGrant } from '../../shared/ipc';
import { fail, type Result } from '../../shared/result';
import { api } from '../api';

/** Most pictures, sounds or clips of one class. */
export const mostOfClass = 500;
/** Fewer of a class cannot be shared out among training, validation and test. */
const leastOfClass = 5;

/** One picture, sound or clip. */
export interface Shot {
  readonly id: number;
  /** Base64 of its files, as `CapturedItem.files`. */
  readonly files: readonly string[];
  /** A sound's least and largest sample of each stretch. */
  readonly wave?: readonly (readonly [number, number])[];
}
export type NewShot = Omit<Shot, 'id'>;

export interface CapturedClass {
  readonly id: number;
  readonly name: string;
  readonly shots: readonly Shot[];
}

/** What a folder may be called on every system; '' where nothing is left of the name. */
export function folderName(name: string): string {
  return name
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
    .slice(0, 100)
    .trimEnd();
}

/** Why these classes are not yet a data set, as a key of the catalogue; null when they are. */
export function captureObjection(classes: readonly CapturedClass[]): 'names' | 'twice' | 'few' | null {
  const filled = classes.filter(({ shots }) => shots.length > 0);
  const names = filled.map(({ name }) => folderName(name).toLowerCase());
  if (names.includes('')) return 'names';
  if (new Set(names).size < names.length) return 'twice';
  return filled.length < 2 || filled.some(({ shots }) => shots.length < leastOfClass) ? 'few' : null;
}

/** The class that a file of a chosen folder belongs to: the folder that it lies in. */
export function classOfPath(path: string): string {
  return folderName(path.split('/').slice(-2, -1)[0] ?? '');
}

/** Items and characters of base64 that go to the host in one message. */
const atOnce = 40;
const mostCharacters = 8_000_000;

/** Items in messages of a bounded size, in their order. */
export function inMessages(items: readonly CapturedItem[]): readonly (readonly CapturedItem[])[] {
  const messages: CapturedItem[][] = [];
  let size = Infinity;
  for (const item of items) {
    const own = item.files.reduce((sum, file) => sum + file.length, 0);
    if (size + own > mostCharacters || messages[messages.length - 1]!.length >= atOnce) {
      messages.push([]);
      size = 0;
    }
    messages[messages.length - 1]!.push(item);
    size += own;
  }
  return messages;
}

/** Says where things that were taken are kept: a new folder, that grows with each writing. */
export interface CapturedSet {
  /** Adds items, one folder per class; the folder is then data like any other. */
  write(items: readonly CapturedItem[]): Promise<Result<FileGrant>>;
  /** Takes away what was written. */
  drop(): Promise<void>;
}

export function newCapturedSet(medium: CaptureMedium): CapturedSet {
  let set: string | null = null;
  let last: Result<FileGrant> = fail('capture.none', 'There is nothing to keep yet. Hold a button to take some.');
  return {
    write: async (items) => {
      for (const part of inMessages(items)) {
        last = await api.call('keepCaptured', { medium, set, items: part });
        if (!last.ok) return last;
        set = last.value.name;
      }
      return last;
    },
    drop: async () => {
      if (set !== null) await api.call('dropCaptured', { set });
    },
  };
}

/** Everything that was taken of these classes. */
export const itemsOf = (classes: readonly CapturedClass[]): readonly CapturedItem[] =>
  classes.flatMap(({ name, shots }) => shots.map(({ files }) => ({ label: folderName(name), files })));
