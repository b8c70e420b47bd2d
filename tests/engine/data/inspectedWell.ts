// What holds for every file that data are read from, however odd: an answer in time and the same when asked again, in words
// that name the file and what to do and no folder of the machine, and nothing in its folder changed.
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'vitest';
import { inspectData } from '../../../electron/engine/data';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import type { ParamValues, Problem, Result } from '../../../shared/result';
import { promptly } from '../../promptly';

/** Milliseconds to an answer, also of files of more than so many bytes. */
const [usual, large, largeFrom] = [2000, 5000, 100e6];
/** Larger sources are read once only: the tests are to stay quick. */
const askedTwice = 1e6;

/** What lies there, with its length: a file by itself, a folder with all in it. */
function listing(path: string): ReadonlyMap<string, number> {
  const facts = statSync(path);
  if (!facts.isDirectory())
    return new Map([[path, facts.size], ...readdirSync(dirname(path)).map((name) => [name, 0] as const)]);
  const inside = readdirSync(path, { recursive: true }).map((name) => join(path, String(name)));
  return new Map(inside.map((each) => [each, lstatSync(each).size]));
}

/** Nothing of the machine, nothing meant for programmers; which file, and a sentence more than what is wrong with it. */
function expectToldWell({ code, message }: Problem, path: string, files: Iterable<string>): void {
  expect(message).not.toContain(dirname(path));
  expect(message).not.toMatch(/\bat \w+ \(|undefined|NaN|\[object/);
  // A setting that does not exist is no file's fault.
  if (code === 'data.options') return;
  expect([path, ...files].map((each) => `"${basename(each)}"`).filter((name) => message.includes(name))).not.toEqual(
    [],
  );
  expect(message).toMatch(/[.?!] "?[A-Z].*[.?!]$/s);
}

/** What is said of a file or a folder, after all that holds for every one of them was looked at. */
export async function inspectedWell(source: DataSource, options: ParamValues = {}): Promise<Result<DataConfig>> {
  if (!('path' in source)) return inspectData(source, options);
  const before = listing(source.path);
  const bytes = Math.max(0, ...before.values());
  const start = performance.now();
  const answer = await inspectData(source, options);
  expect(performance.now() - start).toBeLessThan(promptly(bytes > largeFrom ? large : usual));
  if (bytes <= askedTwice) expect(await inspectData(source, options)).toEqual(answer);
  expect(listing(source.path)).toEqual(before);
  if (!answer.ok) expectToldWell(answer.problem, source.path, before.keys());
  return answer;
}
