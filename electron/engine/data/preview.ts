// Rows and pictures of a data set as a person sees them, page by page. The set last looked at stays open for a while.
import type { DataConfig, Part } from '../../../shared/data/config';
import type { GroupCount } from '../../../shared/data/groups';
import { classTarget } from '../../../shared/data/spec';
import { partNames } from '../../../shared/data/split';
import { type Problem, type Result, ok } from '../../../shared/result';
import type { DataPreview, PreviewRow } from '../../../shared/data/shown';
import type { OpenedData } from './dataset';
import { findShared } from './leaks';
import { openData } from './openData';
import { countLabels } from './opened';
import { type Watch, settle } from './problem';

interface Kept {
  readonly key: string;
  readonly data: OpenedData;
  readonly perClass: { readonly [P in Part]: readonly number[] };
  readonly groups: DataPreview['groups'];
  /** Its parts are being compared: it is closed after that. */
  comparing: Promise<unknown> | null;
}

let kept: Kept | null = null;
/** Reads ahead for training while nobody waits for a preview. */
let ahead: { readonly halt: AbortController; over: boolean } | null = null;
let queue: Promise<unknown> = Promise.resolve();
let expiry: NodeJS.Timeout | undefined;

/** Closes the set kept for previews, if any: its memory is free for a run. */
export function closePreview(): void {
  clearTimeout(expiry);
  ahead?.halt.abort();
  ahead = null;
  const gone = kept;
  kept = null;
  if (gone?.comparing) void gone.comparing.then(() => gone.data.close());
  else gone?.data.close();
}

/** What training will ask for is read as soon as a person has seen the data: its first epoch then need not wait. */
function readAhead({ data }: Kept): void {
  if (ahead !== null || data.keep === undefined) return;
  const own = { halt: new AbortController(), over: false };
  ahead = own;
  // The set stays open until all is read, and a minute longer.
  void data.keep(own.halt.signal).then(() => {
    own.over = true;
    if (ahead === own) keepForAMinute();
  });
}

/** Nobody looks for a minute: the memory goes back, unless something is still being read ahead. */
function keepForAMinute(): void {
  clearTimeout(expiry);
  expiry = setTimeout(() => {
    if (ahead === null || ahead.over) closePreview();
  }, 60_000);
  expiry.unref();
}

function countClasses({ spec, parts, labels, labelCounts }: OpenedData): Kept['perClass'] {
  const [name, target] = Object.entries(spec.targets).find(([, { classes }]) => classes !== undefined) ?? [];
  const of = (part: Part) => {
    if (name === undefined) return [];
    if (target?.task === 'labels' && labelCounts !== undefined) return labelCounts(name, parts[part]);
    return countLabels(target?.classes?.length ?? 0, labels(name, parts[part]));
  };
  return { train: of('train'), validation: of('validation'), test: of('test') };
}

/** Samples of each group in the three parts, and their classes. */
function countGroups({ groups, parts, spec, labels }: OpenedData): DataPreview['groups'] {
  if (groups === undefined) return undefined;
  const { name: target, classes = [] } = classTarget(spec) ?? {};
  const rows = groups.names.map((name) => ({
    name,
    count: 0,
    parts: { train: 0, validation: 0, test: 0 },
    perClass: classes.map(() => 0),
  }));
  for (const part of partNames) {
    const found = target === undefined ? null : labels(target, parts[part]);
    parts[part].forEach((sample, i) => {
      const row = rows[groups.codes[sample]!];
      if (row === undefined) return;
      row.count++;
      row.parts[part]++;
      if (found !== null && found[i]! >= 0) row.perClass[found[i]!]!++;
    });
  }
  return { column: groups.column, rows: rows.filter(({ count }) => count > 0) satisfies readonly GroupCount[] };
}

async function open(config: DataConfig): Promise<Result<Kept>> {
  const key = JSON.stringify(config);
  if (kept?.key === key) return ok(kept);
  closePreview();
  const opened = await openData(config);
  if (!opened.ok) return opened;
  kept = {
    key,
    data: opened.value,
    perClass: countClasses(opened.value),
    groups: countGroups(opened.value),
    comparing: null,
  };
  return ok(kept);
}

/** Samples as a person sees them, with the names that corrections are kept by. */
async function shown(data: OpenedData, samples: Uint32Array): Promise<readonly PreviewRow[]> {
  const rows = await data.show(samples);
  const names = await data.names?.(samples);
  return names === undefined ? rows : rows.map((row, i) => ({ ...row, name: names[i]! }));
}

/** Lends the set that previews keep open. */
export function lendPreview<T>(config: DataConfig, use: (data: OpenedData) => Promise<T>): Promise<Result<T>> {
  return inTurn(async () => {
    const opened = await open(config);
    if (!opened.ok) return opened;
    keepForAMinute();
    return settle('The data set', () => use(opened.value.data));
  });
}

/** What the parts have in common that they should not. Previews and runs go on meanwhile: this may take long. */
export async function compareParts(config: DataConfig, watch: Watch = {}): Promise<Result<readonly Problem[]>> {
  const opened = await inTurn(() => open(config));
  if (!opened.ok) return opened;
  keepForAMinute();
  const set = opened.value;
  const search = findShared(config, set.data, watch);
  const all = Promise.all([set.comparing, search.catch(() => undefined)]);
  set.comparing = all;
  void all.then(() => {
    if (set.comparing === all) set.comparing = null;
  });
  return search;
}

/** Samples by their numbers; those that are not there are left out. */
export function showSamples(config: DataConfig, samples: readonly number[]): Promise<Result<readonly PreviewRow[]>> {
  return lendPreview(config, (data) => shown(data, Uint32Array.from(samples.filter((sample) => sample < data.total))));
}

/** One look at the data at a time. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = queue.then(work, work);
  queue = next.catch(() => undefined);
  return next;
}

/**
 * Samples from `offset` of one part, or of all (left out ones included, in the order of the source). One preview at a
 * time: a second call waits for the first.
 */
export function previewData(
  config: DataConfig,
  asked: Part | 'all',
  offset: number,
  limit: number,
): Promise<Result<DataPreview>> {
  return inTurn(async (): Promise<Result<DataPreview>> => {
    const opened = await open(config);
    if (!opened.ok) return opened;
    const { data, perClass, groups } = opened.value;
    keepForAMinute();
    const total = asked === 'all' ? data.total : data.parts[asked].length;
    const from = Math.min(offset, total);
    const to = Math.min(from + limit, total);
    const samples =
      asked === 'all' ? Uint32Array.from({ length: to - from }, (_, i) => from + i) : data.parts[asked].slice(from, to);
    readAhead(opened.value);
    const part = (name: Part) => ({ count: data.parts[name].length, perClass: perClass[name] });
    return settle('The data set', async () => ({
      rows: await shown(data, samples),
      total,
      ...(data.overview === undefined ? {} : { overview: data.overview() }),
      ...(offset === 0
        ? {
            ...(groups === undefined ? {} : { groups }),
            fitted: data.fitted,
            ...(data.relations === undefined ? {} : { relations: data.relations() }),
          }
        : {}),
      parts: { train: part('train'), validation: part('validation'), test: part('test') },
    }));
  });
}
