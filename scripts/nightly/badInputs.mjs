// `npm run nightly:bad-inputs [-- ID …]`: data made to do harm at its full size, which takes too long for every change. Each
// case is a process of its own: it has to stay alive, to answer in time or to say how far it is and end within 200 ms of being
// told to, to take at most 200 MB more (or a bound of its own, with its reason), and to answer the same twice. Ends with code 1
// where a case does not.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { buildDataRoom } from '../bench/dataRoom.mjs';
import { table } from '../bench/figures.mjs';
import { words } from '../commandLine.mjs';
import { inCache } from '../setup/paths.mjs';

/** Seconds that an answer may take, and beyond 100 MB; milliseconds to an end; megabytes. */
const aims = { seconds: 2, large: 5, stopMs: 200, memory: 200 };

/** Writes pieces of text until a file is so large. */
function fill(path, head, piece, bytes, tail = '') {
  const file = openSync(path, 'w');
  writeSync(file, head);
  const block = piece.repeat(Math.ceil(2 ** 20 / piece.length));
  for (let at = 0; at < bytes; at += block.length) writeSync(file, block);
  writeSync(file, tail);
  closeSync(file);
}

/** Writes so many lines, each made of its number. */
function lines(path, head, count, line) {
  const file = openSync(path, 'w');
  writeSync(file, head);
  for (let at = 0; at < count; at += 1000)
    writeSync(file, Array.from({ length: Math.min(1000, count - at) }, (_, i) => `${line(at + i)}\n`).join(''));
  closeSync(file);
}

/** A WAV header of one channel with 16 bits, and as many bytes of nothing behind it as it claims: the file is sparse. */
function hours(path, seconds, rate) {
  const bytes = 2 * seconds * rate;
  const head = Buffer.alloc(44);
  head.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(2 * rate, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  const second = Buffer.alloc(2 * rate);
  for (let i = 0; i < rate; i++) second.writeInt16LE(Math.round(9000 * Math.sin(i / 9)), 2 * i);
  writeFileSync(path, Buffer.concat([head, second]));
  truncateSync(path, 44 + bytes);
}

/** Two folders of small pictures, all of them the same file. */
function pictures(folder, count) {
  const png = createCanvas(8, 8).toBuffer('image/png');
  for (const name of ['a', 'b']) mkdirSync(join(folder, name));
  for (let i = 0; i < count; i++) writeFileSync(join(folder, i % 2 === 0 ? 'a' : 'b', `${i}.png`), png);
}

const digits = (i) => ((i * 2654435761) % 2 ** 32).toString();
/** A table of so many columns and rows, all of its numbers different. */
function wide(folder, columns, rows) {
  const all = Array.from({ length: columns }, (_, i) => i);
  const row = (at) => all.map((i) => (Number(digits(at * columns + i)) / 1e7).toFixed(3));
  lines(join(folder, 'x.csv'), `${all.map((i) => `c${i}`).join(',')}\n`, rows, (at) => row(at + 1).join(','));
}

/**
 * What a case makes in its folder: the source, how it is read, and the code of the problem (null: it is read). `memory`: a bound
 * of its own in megabytes.
 */
const cases = [
  {
    id: 'quote',
    what: 'a quotation mark open over 200 MB',
    make: (folder) => fill(join(folder, 'x.csv'), 'a,b\n1,"', 'x,\n', 200e6),
    code: 'data.table.openQuote',
  },
  {
    id: 'columns',
    what: '20,000 columns, 100 rows of different numbers',
    make: (folder) => wide(folder, 20_000, 100),
    code: null,
  },
  {
    id: 'long-columns',
    what: '20,000 columns, 1,000 rows of different numbers',
    make: (folder) => wide(folder, 20_000, 1000),
    // Of each column 256 numbers, 1,024 registers and its facts are kept, and of the table 64 to 128 rows: 5 KB a column.
    memory: 320,
    code: null,
  },
  {
    id: 'rows',
    what: '10,000,000 rows',
    make: (folder) => lines(join(folder, 'x.csv'), 'a,b,c\n', 10_000_000, (i) => `${i % 97},${digits(i)},k${i % 7}`),
    code: null,
  },
  {
    id: 'cell',
    what: 'a cell of 100 MB',
    make: (folder) => fill(join(folder, 'x.csv'), 'a,b\n1,', 'x', 100e6, '\n2,3\n'),
    code: 'data.table.longRow',
  },
  {
    id: 'quoted-cell',
    what: 'a quoted cell of 100 MB',
    make: (folder) => fill(join(folder, 'x.csv'), 'a,b\n1,"', 'x', 100e6, '"\n2,3\n'),
    code: 'data.table.openQuote',
  },
  {
    id: 'pictures',
    what: 'a folder of 100,000 pictures',
    make: (folder) => pictures(folder, 100_000),
    // The list takes 15 MB; each of up to four threads has a heap of 30 to 40 MB while it decodes, and the decoder its own.
    memory: 240,
    folder: true,
    code: null,
  },
  {
    id: 'hours',
    what: 'sounds of 10 hours, 3.2 GB',
    make: (folder) => {
      for (const name of ['a', 'b']) {
        mkdirSync(join(folder, name));
        hours(join(folder, name, 'long.wav'), 36_000, 44_100);
      }
    },
    folder: true,
    code: null,
  },
  {
    id: 'line',
    what: 'a line of 100 MB, as texts',
    make: (folder) => fill(join(folder, 'x.txt'), '', 'word ', 100e6),
    options: { readAs: 'text' },
    code: null,
  },
  {
    id: 'text',
    what: 'a line of 100 MB, as the one text of a class',
    make: (folder) => {
      fill(join(folder, 'a.txt'), '', 'word ', 100e6);
      writeFileSync(join(folder, 'b.txt'), 'short\ntexts\n');
    },
    folder: true,
    code: null,
  },
  {
    id: 'words',
    what: '5,000,000 different words',
    make: (folder) => {
      lines(join(folder, 'a.txt'), '', 50_000, (i) =>
        Array.from({ length: 100 }, (_, j) => `w${100 * i + j}`).join(' '),
      );
      writeFileSync(join(folder, 'b.txt'), 'often\n'.repeat(50));
    },
    folder: true,
    code: null,
  },
];

const asked = `
const data = require(process.argv[2]);
data.useWorkers(process.argv[3]);
const source = JSON.parse(process.argv[4]);
const options = JSON.parse(process.argv[5]);
(async () => {
  const before = process.memoryUsage().rss;
  const start = performance.now();
  let told = 0;
  const first = await data.inspectData(source, options, { onProgress: () => told++ });
  const seconds = (performance.now() - start) / 1000;
  const memory = process.resourceUsage().maxRSS / 1024 - before / 2 ** 20;
  const again = JSON.stringify(await data.inspectData(source, options)) === JSON.stringify(first);
  let at = 0;
  const cancel = new AbortController();
  const stopping = data.inspectData(source, options, {
    signal: cancel.signal,
    onProgress: () => { at ||= performance.now(); cancel.abort(); },
  });
  await stopping;
  const stopped = at === 0 ? null : performance.now() - at;
  console.log(JSON.stringify({ seconds, memory, told, again, stopped, problem: first.ok ? null : first.problem }));
  process.exit(0);
})();
`;

/**
 * What a process of its own found of a case; null where it died.
 * @param {string} built
 * @param {string} folder
 * @param {{ readonly options?: { readonly readAs?: string }, readonly folder?: boolean }} each
 */
function ask(built, folder, { options = {}, folder: whole = false }) {
  const file = options.readAs === 'text' ? 'x.txt' : 'x.csv';
  const source = whole
    ? { type: 'folder', path: folder, name: 'set' }
    : { type: 'file', path: join(folder, file), name: file };
  const entries = ['asked', 'data', 'dataWorker'].map((name) => join(built, `${name}.cjs`));
  const answer = spawnSync(process.execPath, [...entries, JSON.stringify(source), JSON.stringify(options)], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (answer.status !== 0) return null;
  return { ...JSON.parse(answer.stdout), large: !whole && statSync(join(folder, file)).size > 100e6 };
}

/** What a case did not keep, in words. */
function misses({ code, memory: bound = aims.memory }, found) {
  if (found === null) return ['did not stay alive'];
  const { seconds, memory, again, stopped, problem, large } = found;
  const intime = seconds <= (large ? aims.large : aims.seconds) || (stopped !== null && stopped <= aims.stopMs);
  return [
    ...(intime ? [] : ['too slow, and not to be stopped']),
    ...(memory <= bound ? [] : ['too much memory']),
    ...(again ? [] : ['another answer the second time']),
    ...((problem?.code ?? null) === code
      ? []
      : [`answered ${problem?.code ?? 'with data'}: ${problem?.message ?? ''}`]),
  ];
}

const built = inCache('bad-inputs');
await buildDataRoom(built);
writeFileSync(join(built, 'asked.cjs'), asked);
const chosen = words.length === 0 ? cases : cases.filter(({ id }) => words.includes(id));
const rows = [];
for (const each of chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-bad-'));
  try {
    each.make(folder);
    const found = ask(built, folder, each);
    const missed = misses(each, found);
    rows.push([
      each.what,
      found === null ? '' : `${found.seconds.toFixed(1)} s`,
      found === null || found.stopped === null ? 'at once' : `${Math.round(found.stopped)} ms`,
      found === null ? '' : `${Math.round(found.memory)} MB`,
      missed.length === 0 ? (each.code ?? 'read') : missed.join('; '),
    ]);
    if (missed.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(table(['', 'answer', 'stopped', 'memory', 'outcome'], rows));
