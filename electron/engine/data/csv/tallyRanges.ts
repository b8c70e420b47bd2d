// A large CSV counted in ranges of bytes on several threads, with the same answer as in one go: where a row begins is
// guessed for each range, and a guess counts only once the range before it has ended there.
import { createHash } from 'node:crypto';
import type { CellRules } from '../../../../shared/data/cells';
import type { TableDialect } from '../../../../shared/data/config';
import { manyColumns } from '../tables/columnLimits';
import { type Watch, breathe, checkCancelled, throttledProgress } from '../problem';
import type { TableScan } from '../tables/rowReceiver';
import { type TableOptions, cellRules } from '../tables/tableOptions';
import { type TablePart, TableTally } from '../tables/tableTally';
import { asBuffer } from '../workers/job';
import { Aborted, workers } from '../workers/pool';
import type { TableRangeDone, TableRangeRequest } from '../workers/tableRangeJob';
import { NotUtf8, guessLegacyEncoding, replacedNotes } from './encoding';
import { PlainRows, isPlain, namesIn, openingLength, withoutFirstRow } from './plainRows';
import { readingOf } from './scanTable';
import { type TableBytes, becameShorter, readPieces } from './tableBytes';

/** Smaller files are counted before threads would have started. */
const smallestRanged = 32 * 2 ** 20;
/** By the file alone, never by the machine: the same file has the same figures everywhere. */
const rangeCount = 8;
const hashedAtOnce = 2 ** 20;

export interface TableCount {
  readonly tally: TableTally;
  readonly scan: TableScan;
}

interface Opening {
  readonly tally: TableTally;
  readonly plain: PlainRows;
  readonly width: number;
  /** Where the first row of values begins. */
  readonly start: number;
  readonly compared: boolean;
}

/** Names and first rows; null where the file's beginning is not of the plain kind. */
function readOpening(bytes: TableBytes, reading: ReturnType<typeof readingOf>, rules: CellRules): Opening | null {
  const { dialect, strict } = reading;
  if (!isPlain(dialect)) return null;
  const plain = new PlainRows(dialect, false);
  const start = openingLength(bytes.head, dialect.encoding);
  const cut = plain.cut(bytes.head, start, false);
  if (cut === null || cut.batch.rows < 2) return null;
  const names = namesIn(cut.batch, dialect, plain.decode);
  // What is kept of many columns is kept once, not for each range.
  if (names === null || names.length > manyColumns) return null;
  const values = dialect.header ? withoutFirstRow(cut.batch) : cut.batch;
  const tally = new TableTally(names, rules, dialect.encoding, bytes.size);
  const compared = tally.expect(values);
  const first = new PlainRows(dialect, strict);
  let after = start;
  // Blank lines before the names are rows without cells.
  for (let rows = 0; dialect.header && rows === 0;) {
    const row = first.cut(bytes.head, after, false, after + 1);
    if (row === null) return null;
    after = row.next;
    rows = row.batch.rows;
  }
  return { tally, plain, width: names.length, start: after, compared };
}

async function hashOf(path: string, size: number, name: string, watch: Watch): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const { buffer, from, to } of readPieces(path, 0, size, hashedAtOnce)) {
    checkCancelled(watch);
    hash.update(buffer.subarray(from, to));
    read += to - from;
    await breathe();
  }
  if (read < size) becameShorter(name);
  return hash.digest('hex');
}

/** A promise of each item's work, at most `atOnce` of them begun and not yet done. */
function begin<T, U>(items: readonly T[], atOnce: number, work: (item: T, i: number) => Promise<U>): Promise<U>[] {
  const begun = items.map(() => {
    let settle!: (work: Promise<U>) => void;
    const promise = new Promise<U>((resolve) => (settle = resolve));
    // Whoever gives up on the first does not ask for the others.
    promise.catch(() => undefined);
    return { promise, settle };
  });
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) {
      const working = work(items[i]!, i);
      begun[i]!.settle(working);
      await working.catch(() => undefined);
    }
  };
  for (let i = 0; i < Math.min(atOnce, items.length); i++) void lane();
  return begun.map(({ promise }) => promise);
}

interface Counted {
  readonly fingerprint: string;
  readonly rows: number;
  readonly replaced: number;
}

/** Counts the ranges and joins them in order. Null where one is not of the plain kind. Throws NotUtf8. */
async function countAll(
  bytes: TableBytes,
  requests: readonly TableRangeRequest[],
  watch: Watch,
  join: (part: TablePart) => void,
): Promise<Counted | null> {
  const pool = workers();
  const halt = new AbortController();
  const cancel = () => halt.abort();
  watch.signal?.addEventListener('abort', cancel);
  const report = throttledProgress(watch, bytes.size, `Reading ${bytes.name}`, 'bytes');
  const done = requests.map(() => 0);
  const count = (request: TableRangeRequest, i: number): Promise<TableRangeDone> =>
    pool.run('tableRange', request, {
      signal: halt.signal,
      onProgress: (so) => {
        done[i] = so;
        report(done.reduce((sum, each) => sum + each, 0));
      },
    });
  try {
    checkCancelled(watch);
    const answers = begin(requests, pool.size, count);
    const hashing = hashOf(bytes.path!, bytes.size, bytes.name, { signal: halt.signal });
    hashing.catch(() => undefined);
    let [rows, replaced] = [0, 0];
    let expected = requests[0]!.from;
    for (const [i, request] of requests.entries()) {
      // A row may reach beyond a whole range.
      if (expected >= request.to) continue;
      let found = await answers[i]!;
      if (found.start !== expected) found = await count({ ...request, from: expected, exact: true }, i);
      if (found.odd instanceof Uint8Array) throw new NotUtf8(asBuffer(found.odd));
      if (found.part === null) return null;
      join(found.part);
      rows += found.part.rows;
      replaced += found.replaced;
      expected = found.end;
    }
    return { fingerprint: await hashing, rows, replaced };
  } catch (error) {
    if (error instanceof Aborted) checkCancelled(watch);
    throw error;
  } finally {
    halt.abort();
    watch.signal?.removeEventListener('abort', cancel);
  }
}

/**
 * The counts of all rows and what a scan would say of them. Null where the file is small, or not of the plain kind as a
 * whole: it is then to be read from the beginning by scanTable, which knows what to say of it.
 */
export async function tallyRanges(
  bytes: TableBytes,
  options: TableOptions,
  watch: Watch,
  smallest = smallestRanged,
  known?: TableDialect,
): Promise<TableCount | null> {
  const { path, size } = bytes;
  if (path === undefined || size < smallest) return null;
  const reading = readingOf(bytes, options, known);
  const { dialect, strict } = reading;
  const rules = cellRules(options, dialect);
  const opening = readOpening(bytes, reading, rules);
  if (opening === null) return null;
  const { tally, plain, width, start, compared } = opening;
  const length = Math.ceil((size - start) / rangeCount);
  const requests = Array.from({ length: rangeCount }, (_, i): TableRangeRequest => {
    const from = start + i * length;
    const to = Math.min(size, from + length);
    return { path, size, dialect, strict, rules, width, from, to, exact: i === 0, parts: rangeCount, compared };
  });
  let counted: Counted | null;
  try {
    counted = await countAll(bytes, requests, watch, (part) => tally.join(part, plain.decode));
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    return tallyRanges(bytes, options, watch, smallest, { ...dialect, encoding: guessLegacyEncoding(error.bytes) });
  }
  if (counted === null || counted.rows === 0) return null;
  const { fingerprint, rows, replaced } = counted;
  return { tally, scan: { dialect, fingerprint, rowCount: rows, notes: replacedNotes(replaced, dialect.encoding) } };
}
