// What was taken in the window with camera or microphone, or turned into frames there, written as a folder of classes
// in the user data folder: it is kept until a person deletes it.
import { promises as fs } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { CapturedItem, CaptureMedium } from '../../shared/ipc';
import { fail, ok, type Result } from '../../shared/result';
import { fileProblem } from './atomicFile';

interface FileForm {
  readonly ending: string;
  readonly name: string;
  readonly fits: (bytes: Buffer) => boolean;
}

const jpeg: FileForm = {
  ending: '.jpg',
  name: 'JPEG',
  fits: (bytes) => bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8,
};
const png: FileForm = {
  ending: '.png',
  name: 'PNG',
  fits: (bytes) => bytes.length > 8 && bytes.readUInt32BE(0) === 0x89504e47,
};
const wav: FileForm = {
  ending: '.wav',
  name: 'WAV',
  fits: (bytes) =>
    bytes.length > 44 && bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE',
};
const forms: { readonly [M in CaptureMedium]: FileForm } = {
  pictures: jpeg,
  drawings: png,
  sounds: wav,
  clips: jpeg,
};

function newSet(medium: CaptureMedium, now: Date): string {
  return `${medium}-${now.toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
}

const numbered = (number: number) => String(number).padStart(4, '0');

/** Behind the name that an item has of its own, and what parts them: no mark that parts a name in itself. */
const numberOf = (name: string) => Number(/(?:^|~)(\d+)(?:\.\w+)?$/.exec(name)?.[1] ?? 0);

/** One more than the highest that is there: of what was written, any may have been deleted since. */
const nextNumber = (names: readonly string[]) => 1 + Math.max(0, ...names.map(numberOf));

/** Pictures and sounds lie in their class's folder; each clip has a folder of its own there. */
async function writeItem(
  home: string,
  item: CapturedItem,
  medium: CaptureMedium,
  called: string,
): Promise<Result<null>> {
  const { ending, name, fits } = forms[medium];
  const several = medium === 'clips';
  if (several) await fs.mkdir(join(home, called));
  for (const [at, file] of item.files.entries()) {
    const bytes = Buffer.from(file, 'base64');
    if (!fits(bytes)) return fail('capture.file', `Something arrived that is no ${name} file. Take it again.`);
    const path = several ? join(called, numbered(at + 1)) : called;
    await fs.writeFile(join(home, `${path}${ending}`), bytes, { flag: 'wx' });
  }
  return ok(null);
}

/** Adds items to the set of that name, or to a new one. The folder's path; never throws. */
export async function keepCaptured(
  userData: string,
  medium: CaptureMedium,
  set: string | null,
  items: readonly CapturedItem[],
): Promise<Result<string>> {
  const folder = join(userData, 'captures', set ?? newSet(medium, new Date()));
  try {
    if (set !== null) await fs.access(folder);
    const next = new Map<string, number>();
    for (const item of items) {
      const home = join(folder, item.part ?? '', item.label);
      if (!next.has(home)) {
        await fs.mkdir(home, { recursive: true });
        next.set(home, nextNumber(await fs.readdir(home)));
      }
      const number = next.get(home)!;
      next.set(home, number + 1);
      const own = item.name === undefined ? '' : `${item.name}~`;
      const written = await writeItem(home, item, medium, `${own}${numbered(number)}`);
      if (!written.ok) return written;
    }
    return ok(folder);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, folder, 'written') };
  }
}

/** Takes a set away again; one that is not there is none. */
export async function dropCaptured(userData: string, set: string): Promise<Result<null>> {
  const folder = join(userData, 'captures', set);
  try {
    await fs.rm(folder, { recursive: true, force: true });
    return ok(null);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, folder, 'deleted') };
  }
}
