// Pictures that were taken in the window, written as a folder of classes in the user data folder: they are kept until
// a person deletes them.
import { promises as fs } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result';
import { fileProblem } from './atomicFile';

export interface CapturedPicture {
  /** Its class: a plain name, which the schema has seen to. */
  readonly label: string;
  /** Base64 of a JPEG file. */
  readonly jpeg: string;
}

function newSet(now: Date): string {
  return `pictures-${now.toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
}

/** Adds pictures to the set of that name, or to a new one. The folder's path; never throws. */
export async function keepPictures(
  userData: string,
  set: string | null,
  pictures: readonly CapturedPicture[],
): Promise<Result<string>> {
  const folder = join(userData, 'captures', set ?? newSet(new Date()));
  try {
    if (set !== null) await fs.access(folder);
    for (const { label, jpeg } of pictures) {
      const bytes = Buffer.from(jpeg, 'base64');
      if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8)
        return fail('capture.jpeg', 'A picture arrived that is no JPEG file. Take the pictures again.');
      const home = join(folder, label);
      await fs.mkdir(home, { recursive: true });
      const number = (await fs.readdir(home)).length + 1;
      await fs.writeFile(join(home, `${String(number).padStart(4, '0')}.jpg`), bytes, { flag: 'wx' });
    }
    return ok(folder);
  } catch (error) {
    return { ok: false, problem: fileProblem(error, folder, 'written') };
  }
}
