// Where sounds come from: WAV files of a folder, a zip or a bundled set, sorted into classes by their folders.
import { promises as files } from 'node:fs';
import { join } from 'node:path';
import { soundEnding, waveEnding } from '../../../../shared/data/media';
import { longestSound } from '../../../../shared/data/audio';
import type { DataConfig, DataSource } from '../../../../shared/data/config';
import { audio as audioKind } from '../../../../shared/data/kinds/audio';
import type { SoundVariation } from '../../../../shared/data/soundVariation';
import {
  type Sound,
  type WavAnswer,
  highestRate,
  mostChannels,
  readWav,
  readWavHeader,
} from '../../../../shared/data/wav';
import { isSameSource } from '../../../../shared/data/fingerprint';
import type { ParamValues } from '../../../../shared/result';
import { assetsFolder, readBundledFile, readBundledSet } from '../assets';
import { type SamplePrints, printsByPath } from '../filePrints';
import { tellOfFiles } from '../fileColumns';
import { type ImageEntry, type ImageList, listFolder, listZip, placedEntries } from '../pictures/imageList';
import { fileType } from '../magic';
import { checkedOptions } from '../options';
import { type Watch, breathe, checkCancelled, reasonOf, stop, throttledProgress } from '../problem';
import type { ColumnListener } from '../sampleColumns';

export interface AudioOptions extends SoundVariation {
  readonly rate: string;
  readonly seconds: number;
  readonly trim: boolean;
  readonly mels: number;
  readonly window: string;
  readonly overlap: string;
}

export function audioOptions(values: ParamValues): AudioOptions {
  return checkedOptions(audioKind.params, values);
}

type Unreadable = { readonly file: string; readonly reason: string };

export interface AudioSource {
  /** The path of a sound's file within the folder or zip. */
  path(index: number): string;
  /** Tells which of its files are equal. */
  readonly prints: SamplePrints;
  readonly name: string;
  readonly classes: readonly string[];
  readonly partFolders?: readonly string[];
  /** Class of each sound, as index into `classes`. */
  readonly labels: readonly number[];
  readonly fingerprint: string;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
  /** Tells what is known of the sounds besides. */
  columns(listener: ColumnListener): Promise<void>;
  /** A sound by its number, at most its first minute; rejects with a DataError that names the file. */
  sound(index: number): Promise<Sound>;
  /** A file's path within the source, and its bytes. */
  file(index: number): Promise<{ readonly path: string; readonly bytes: Buffer }>;
  close(): void;
}

/** Bytes of a file that are read: a minute of most of what there is. */
const mostBytes = 64 * 2 ** 20;
/** A header with everything that programs put before the samples. */
const headBytes = 64 * 1024;

/** The sound in a file's bytes, or why there is none. Silence is none: nothing can be learned from it. */
export function soundOf(bytes: Uint8Array, path: string): WavAnswer<Sound> {
  const refuse = (reason: string) => ({ ok: false, reason }) as const;
  if (bytes.length === 0) return refuse('It is an empty file.');
  const answer = readWav(bytes, longestSound);
  if (!answer.ok) {
    const type = fileType(bytes.subarray(0, 256));
    const isWav = String.fromCharCode(...bytes.subarray(0, 4)) === 'RIFF';
    if (soundEnding.test(path) && !waveEnding.test(path))
      return refuse('Only WAV files are read as they are. Choose the folder again to have it turned into one.');
    if (!isWav && type.is === 'other') return refuse(`It is ${type.what}, not a WAV file.`);
    return answer;
  }
  if (answer.value.samples.every((sample) => sample === 0)) return refuse('It holds nothing but silence.');
  return answer;
}

/** As much of a WAV file as is looked at: its header and a minute of samples. */
async function readFileStart(path: string): Promise<Buffer> {
  const facts = await files.lstat(path);
  if (!facts.isFile()) throw new Error('It is not a file any more.');
  const handle = await files.open(path, 'r');
  try {
    const head = Buffer.alloc(Math.min(headBytes, facts.size));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const header = readWavHeader(head.subarray(0, bytesRead));
    const wanted = header.ok
      ? header.value.start + longestSound * header.value.rate * header.value.channels * (header.value.bits / 8)
      : mostBytes;
    const length = Math.min(facts.size, wanted, mostBytes);
    if (length <= bytesRead) return head.subarray(0, length);
    const bytes = Buffer.alloc(length);
    const read = await handle.read(bytes, 0, length, 0);
    return bytes.subarray(0, read.bytesRead);
  } finally {
    await handle.close();
  }
}

function listed(source: DataSource, list: ImageList): (path: string) => Promise<Buffer> {
  return source.type === 'folder' ? (path) => readFileStart(join(source.path, path)) : (path) => list.read(path);
}

async function listSounds(source: DataSource, watch: Watch): Promise<ImageList & { readonly title?: string }> {
  const things = 'WAV files';
  switch (source.type) {
    case 'folder':
      return listFolder(source.path, watch, things);
    case 'file':
      return listZip(source.path, watch, things);
    case 'bundled': {
      const set = await readBundledSet(source.id);
      if (set.kind !== 'audio') return stop('data.kind', `"${set.title}" holds no sounds.`);
      // Read once to be checked against its hash; the zip is then opened as any other.
      await readBundledFile(set, set.file);
      const list = await listZip(join(assetsFolder(), 'data', set.id, set.file), watch, things);
      return {
        ...list,
        title: set.title,
        classes: inOrder(list, set.classes).classes,
        entries: inOrder(list, set.classes).entries,
      };
    }
    case 'generated':
      return stop('data.kind', 'Generated data sets are no sounds.');
  }
}

/** The classes in the set's own order: zero, one, two rather than by the alphabet. */
function inOrder(list: ImageList, classes: readonly string[]): Pick<ImageList, 'classes' | 'entries'> {
  const places = list.classes.map((name) => classes.indexOf(name));
  if (list.classes.length !== classes.length || places.includes(-1)) return list;
  return { classes, entries: list.entries.map((entry) => ({ ...entry, label: places[entry.label]! })) };
}

/**
 * Opens a source of sounds; every file is read once to see which can be used (`use` is shown each). With `known`, a
 * configuration made before, that is skipped unless the source changed. Throws a DataError where there is nothing to open.
 */
export async function openAudioSource(
  source: DataSource,
  watch: Watch,
  known?: DataConfig,
  use?: (sound: Sound, label: number) => void,
): Promise<AudioSource> {
  const list = await listSounds(source, watch);
  const read = listed(source, list);
  const name = list.title ?? list.name;
  try {
    let { entries } = list;
    const unreadable: Unreadable[] = [...list.unreadable];
    const before = known?.audio?.unreadable;
    if (before !== undefined && before.length < 100 && isSameSource(known?.fingerprint, list.fingerprint)) {
      const left = new Set(before.map(({ file }) => file));
      entries = entries.filter(({ path }) => !left.has(path));
    } else {
      const sound: ImageEntry[] = [];
      const report = throttledProgress(watch, entries.length, `Listening to the sounds of ${name}`);
      for (const [at, entry] of entries.entries()) {
        checkCancelled(watch);
        const answer = await read(entry.path).then(
          (bytes) => soundOf(bytes, entry.path),
          (error: unknown) => ({ ok: false, reason: reasonOf(error) }) as const,
        );
        if (answer.ok) {
          use?.(answer.value, entry.label);
          sound.push(entry);
        } else {
          unreadable.push({ file: entry.path, reason: answer.reason });
        }
        report(at + 1);
        if (at % 20 === 19) await breathe();
      }
      entries = sound;
    }
    const kept = entries;
    const path = (index: number) => kept[index]!.path;
    return {
      name,
      classes: list.classes,
      ...(list.partFolders === undefined ? {} : { partFolders: list.partFolders }),
      labels: kept.map(({ label }) => label),
      fingerprint: list.fingerprint,
      unreadable,
      notes: list.notes,
      path,
      prints: printsByPath(list.prints, path),
      file: async (index) => ({ path: path(index), bytes: await read(path(index)) }),
      columns: (listener) => tellOfFiles(listener, list, placedEntries(list, kept)),
      sound: async (index) => {
        const { path } = kept[index]!;
        const answer = await read(path).then(
          (bytes) => soundOf(bytes, path),
          () => ({ ok: false, reason: 'It could not be read.' }) as const,
        );
        return answer.ok
          ? answer.value
          : stop(
              'data.audio.file',
              `The sound ${path} of "${name}" cannot be used. ${answer.reason} Take it away or replace it, then read the data again on the data step.`,
            );
      },
      close: () => list.close(),
    };
  } catch (error) {
    list.close();
    throw error;
  }
}

/** Limits in words, for messages. */
export const wavLimits = `WAV files of up to ${highestRate.toLocaleString('en-US')} samples a second and ${mostChannels} channels`;
