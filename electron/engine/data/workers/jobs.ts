// The list of what threads can do. A new job is a file of its own and a line here.
import { looksJob, picturesJob, seenJob } from './filesJob';
import { fileFactsJob } from './fileFactsJob';
import { type JobWatch } from './job';
import { lookJob } from './lookJob';
import { maskCodesJob, maskLookJob } from './maskJobs';
import { pictureJob } from './pictureJob';
import { printsJob } from './printsJob';
import { slotsJob } from './slotsJob';
import { tableRangeJob } from './tableRangeJob';
import { variedSoundsJob } from './variedSoundsJob';

export const jobs = {
  picture: pictureJob,
  pictures: picturesJob,
  look: lookJob,
  looks: looksJob,
  seen: seenJob,
  fileFacts: fileFactsJob,
  prints: printsJob,
  slots: slotsJob,
  maskLook: maskLookJob,
  maskCodes: maskCodesJob,
  tableRange: tableRangeJob,
  variedSounds: variedSoundsJob,
};

export type JobName = keyof typeof jobs;
export type RequestOf<N extends JobName> = Parameters<(typeof jobs)[N]['run']>[0];
export type DoneOf<N extends JobName> = Awaited<ReturnType<(typeof jobs)[N]['run']>>;

/** Which job a name stands for is lost on its way between threads; the pool promises that request and name fit. */
interface AnyJob {
  run(request: unknown, watch: JobWatch): Promise<unknown>;
  transfer?(done: unknown): ArrayBuffer[];
}

export function findJob(name: JobName): AnyJob {
  return jobs[name] as unknown as AnyJob;
}
