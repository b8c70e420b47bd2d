// Unpacks what a project file's manifest lists: its runs, and entries of later versions.
import { createHash } from 'node:crypto';
import { createWriteStream, promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import type { Entry, ZipFile as ZipReader } from 'yauzl';
import { documentEntry, runEntry, type Manifest } from '../../../shared/project/format';
import type { Problem } from '../../../shared/result';
import { amountOf } from '../../../shared/amount';
import { ProblemError, type Task } from '../../tasks';
import { damaged } from './damage';
import { runFolder } from '../runs';

/** Unpacks listed entries to files, checking each while it is written; a run with a damaged part is left out. */
export async function unpackRuns(
  archive: ZipReader,
  entries: ReadonlyMap<string, Entry>,
  manifest: Manifest,
  into: string,
  task?: Task,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const wanted = Object.entries(manifest.entries).filter(([name]) => name !== documentEntry);
  const total = wanted.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let done = 0;
  const lostRuns = new Set<string>();
  for (const [name, listed] of wanted) {
    const run = runEntry(name);
    if (run !== null && lostRuns.has(run.runId)) continue;
    const target = run === null ? join(into, 'kept', name) : join(into, name);
    const entry = entries.get(name);
    let reason = 'is missing';
    if (entry !== undefined) {
      const hash = createHash('sha256');
      let bytes = 0;
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, callback) {
          hash.update(chunk);
          bytes += chunk.length;
          done += chunk.length;
          try {
            task?.progress(Math.min(done, total), total, `Unpacking ${amountOf(Math.min(done, total), total)}`);
            callback(null, chunk);
          } catch (error) {
            callback(error as Error);
          }
        },
      });
      await fs.mkdir(dirname(target), { recursive: true });
      try {
        const stream = await archive.openReadStreamPromise(entry);
        await pipeline(stream, counter, createWriteStream(target, { flags: 'wx' }));
        reason = bytes === listed.bytes && hash.digest('hex') === listed.sha256 ? '' : 'does not match its checksum';
      } catch (error) {
        if (error instanceof ProblemError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
        reason = 'cannot be unpacked';
      }
    }
    if (reason === '') continue;
    if (run === null) throw damaged(`its part "${name}" ${reason}`);
    lostRuns.add(run.runId);
    await fs.rm(runFolder(into, run.runId), { recursive: true, force: true });
    problems.push({
      code: 'file.damagedRun',
      severity: 'warning',
      message: `The project file is damaged: its part "${name}" ${reason}. The run it belongs to was left out; everything else is here.`,
    });
  }
  return problems;
}
