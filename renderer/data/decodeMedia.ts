// Sounds and films of a folder, a zip or several files, decoded one after another by Chromium and kept as a data set.
import type { CapturedItem, FileGrant } from '../../shared/ipc';
import type { DecodedMedium, FoundMedia, MediaFile } from '../../shared/data/media';
import { fail, ok, type Result } from '../../shared/result';
import { api } from '../api';
import { fromBase64 } from '../screens/base64';
import { folderName, newCapturedSet } from './capture';
import { reasonOf, UnusableFile, type LeftOut } from './leftOut';
import { clipSide, readClip, readSound, shotOfSound } from './readCaptured';

/** What each medium's files are made into: base64 of the files that are kept. */
const decoders: { readonly [M in DecodedMedium]: (file: Blob) => Promise<readonly string[]> } = {
  sounds: async (file) => shotOfSound(await readSound(file)).files,
  clips: (file) => readClip(file, clipSide),
};

/** Files on their way at a time: while one is decoded the next is fetched. */
const ahead = 2;
/** Files whose results go to the disk together. */
const together = 20;

export interface Decoded {
  /** The folder that was made; null where no file could be decoded. */
  readonly grant: FileGrant | null;
  readonly taken: number;
  readonly leftOut: readonly LeftOut[];
}

interface Watch {
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

/** A file's bytes, fetched piece by piece. */
async function fetchFile(id: string, file: number, signal: AbortSignal): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let [from, total] = [0, Infinity]; from < total && !signal.aborted;) {
    const piece = await api.call('readMedia', { id, file, from });
    if (!piece.ok) throw new UnusableFile('unread');
    const bytes = fromBase64(piece.value.base64);
    pieces.push(bytes);
    from += bytes.length;
    total = bytes.length === 0 ? from : piece.value.total;
  }
  return new Blob(pieces);
}

const longestName = 80;

/** A file's name without its ending, as far as a file may be called so; undefined where nothing is left of it. */
function nameOf(path: string): string | undefined {
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  return folderName(stem.slice(0, longestName)) || undefined;
}

/** What is kept of a file, or why nothing is. */
async function decode(found: FoundMedia, at: number, signal: AbortSignal): Promise<CapturedItem | LeftOut> {
  const { path, label, part } = found.files[at] as MediaFile;
  try {
    const files = await decoders[found.medium](await fetchFile(found.id, at, signal));
    const name = nameOf(path);
    return {
      label: folderName(label),
      ...(part === undefined ? {} : { part: folderName(part) }),
      ...(name === undefined ? {} : { name }),
      files,
    };
  } catch (error) {
    return { name: path, reason: reasonOf(error) };
  }
}

/**
 * Decodes all files in their order. Those that cannot be are listed with the reason, the rest goes on. Fails with the code
 * `cancelled` once the signal is aborted, and where nothing can be written; what was written before is then taken away.
 */
export async function decodeMedia(found: FoundMedia, { onProgress, signal }: Watch): Promise<Result<Decoded>> {
  const set = newCapturedSet(found.medium);
  const leftOut: LeftOut[] = [];
  let items: CapturedItem[] = [];
  let taken = 0;
  let grant: FileGrant | null = null;
  const giveUp = async (answer: Result<never>): Promise<Result<Decoded>> => {
    await set.drop();
    return answer;
  };
  const coming: Promise<CapturedItem | LeftOut>[] = [];
  for (let done = 0; done < found.files.length; done++) {
    for (let next = done + coming.length; coming.length < ahead && next < found.files.length; next++)
      coming.push(decode(found, next, signal));
    const decoded = await coming.shift()!;
    if (signal.aborted) return giveUp(fail('cancelled', 'Cancelled.'));
    if ('reason' in decoded) leftOut.push(decoded);
    else items.push(decoded);
    onProgress(done + 1);
    if (items.length < together && (done + 1 < found.files.length || items.length === 0)) continue;
    const written = await set.write(items);
    if (!written.ok) return giveUp(written);
    grant = written.value;
    taken += items.length;
    items = [];
  }
  return ok({ grant, taken, leftOut });
}
