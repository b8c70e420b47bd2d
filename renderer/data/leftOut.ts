// Files that were not taken into an own data set, in words: which, why, and that the others were.
import type { TFunction } from 'i18next';
import type { CaptureMedium } from '../../shared/ipc';
import type { Problem } from '../../shared/result';
import { formatCount } from '../ui/numbers';
import { mostOfClass } from './capture';

/** Of another kind or damaged; a sound without a sound; no room in its class; not to be read from the disk. */
const reasons = ['kind', 'silent', 'full', 'unread'] as const;
export type Reason = (typeof reasons)[number];

export interface LeftOut {
  readonly name: string;
  readonly reason: Reason;
}

/** A file that can be read and is not used all the same. */
export class UnusableFile extends Error {
  constructor(readonly reason: Reason) {
    super(reason);
    this.name = 'UnusableFile';
  }
}

export const reasonOf = (error: unknown): Reason => (error instanceof UnusableFile ? error.reason : 'kind');

const mostNames = 5;

/** What is to be said of the files that were left out; `taken` others were not. */
export function leftOutProblem(
  t: TFunction,
  medium: CaptureMedium,
  leftOut: readonly LeftOut[],
  taken: number,
): Problem {
  const sentences = reasons.flatMap((reason) => {
    const files = leftOut.filter((file) => file.reason === reason);
    if (files.length === 0) return [];
    const named = files.slice(0, mostNames).map(({ name }) => `“${name}”`);
    const more =
      files.length > mostNames ? ` ${t('data.capture.more', { n: formatCount(files.length - mostNames) })}` : '';
    const names = `${named.join(', ')}${more}`;
    if (reason === 'kind') return [t(`data.capture.noFile.${medium}`, { names })];
    return [t(`data.capture.${reason}`, { names, n: formatCount(mostOfClass) })];
  });
  if (taken > 0) sentences.push(t('data.capture.taken', { count: taken, n: formatCount(taken) }));
  return { code: 'capture.leftOut', severity: taken > 0 ? 'warning' : 'error', message: sentences.join(' ') };
}
