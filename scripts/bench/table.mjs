// `node scripts/run.mjs scripts/bench/table.mjs [MEGABYTES] [--turns N] [--python PATH]`: a CSV made on the spot through
// the engine's data room, and through pandas beside it where a Python with pandas is named. Each turn is a process of
// its own, in turns, on a file that both find in the disk cache. Prints seconds of the clock and of the processor, the
// largest memory, the time to the first rows and to a stop.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { option, words } from '../commandLine.mjs';
import { inCache } from '../setup/paths.mjs';
import { buildDataRoom } from './dataRoom.mjs';
import { median, table } from './figures.mjs';
import { makeTable } from './makeTable.mjs';

const megabytes = Number(words.find((word) => /^\d+$/.test(word)) ?? 100);
const turns = Number(option('--turns', '3'));
const python = option('--python', process.env['LAYERLOOM_PANDAS']);
// Beside the project: the bundle finds the packages that stay outside of it.
const built = inCache('bench-table');
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-table-'));

const ours = `
const data = require(process.argv[2]);
data.useWorkers(process.argv[3]);
const path = process.argv[4];
const source = { type: 'file', path, name: 'table.csv' };
(async () => {
  const now = () => performance.now();
  let start = now();
  const glance = await data.glanceData(source, {});
  const firstRows = now() - start;
  if (!glance.ok) throw new Error(glance.problem.message);
  let told = 0;
  const cancel = new AbortController();
  await data.inspectData(source, {}, { signal: cancel.signal, onProgress: () => { told ||= now(); cancel.abort(); } });
  const stopped = now() - told;
  const before = process.cpuUsage();
  start = now();
  const found = await data.inspectData(source, {});
  const clock = now() - start;
  const used = process.cpuUsage(before);
  if (!found.ok) throw new Error(found.problem.message);
  console.log(JSON.stringify({ firstRows, stopped, clock, processor: (used.user + used.system) / 1000, peak: process.resourceUsage().maxRSS / 1024, rows: found.value.table.rowCount }));
})();
`;
const theirs = `
import json, resource, sys, time
import pandas
start, used = time.perf_counter(), time.process_time()
frame = pandas.read_csv(sys.argv[1])
clock, processor = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - used)
print(json.dumps(dict(clock=clock, processor=processor, peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows=len(frame))))
`;

function run(command, args) {
  const answer = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (answer.status !== 0) throw new Error(answer.stderr.slice(-2000));
  return JSON.parse(answer.stdout.trim().split('\n').at(-1));
}

try {
  await buildDataRoom(built);
  writeFileSync(join(built, 'ours.cjs'), ours);
  const path = join(scratch, 'table.csv');
  const rows = makeTable(path, megabytes * 1e6);
  const results = { ours: [], pandas: [] };
  for (let turn = 0; turn < turns; turn++) {
    results.ours.push(
      run(process.execPath, [...['ours', 'data', 'dataWorker'].map((name) => join(built, `${name}.cjs`)), path]),
    );
    if (python !== undefined) results.pandas.push(run(python, ['-c', theirs, path]));
  }
  const of = (list, key) => (list.length === 0 ? NaN : median(list.map((each) => each[key])));
  console.log(`${megabytes} MB, ${rows.toLocaleString('en')} rows, 13 columns; medians of ${turns}`);
  const line = (name, list) => [
    name,
    `${(of(list, 'clock') / 1000).toFixed(1)} s`,
    `${(of(list, 'processor') / 1000).toFixed(1)} s`,
    `${Math.round(of(list, 'peak'))} MB`,
  ];
  console.log(
    table(
      ['', 'clock', 'processor', 'memory'],
      [
        line('column cards and split', results.ours),
        ...(results.pandas.length > 0 ? [line('pandas.read_csv', results.pandas)] : []),
      ],
    ),
  );
  if (results.pandas.length > 0)
    console.log(
      `ours / pandas: ${(of(results.ours, 'clock') / of(results.pandas, 'clock')).toFixed(2)} by the clock, ${(of(results.ours, 'processor') / of(results.pandas, 'processor')).toFixed(2)} by the processor`,
    );
  console.log(
    `first rows after ${Math.round(of(results.ours, 'firstRows'))} ms, stopped ${Math.round(of(results.ours, 'stopped'))} ms after being told`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
