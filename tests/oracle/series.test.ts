// Windows, scaling and gaps against numpy: the same file through both. Whole groups in an exported project as in the app.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-series-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const random = createRandom(4);

/** Two sensors measured in turn, with gaps. */
const rows = Array.from({ length: 400 }, (_, i) => {
  const time = new Date(Date.UTC(2024, 0, 1) + (i >> 1) * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const cell = (value: number) => (random.uniform() < 0.05 ? '' : value.toFixed(4));
  return `${time},${i % 2 === 0 ? 'attic' : 'cellar'},${cell(20 + 5 * random.normal())},${cell(1e4 * random.uniform())}`;
});

describe.skipIf(python === '').each([
  ['standardize', 1],
  ['minmax', 1],
  ['standardize', 5],
] as const)('%s, %i steps', (scaling, steps) => {
  it('gives the same windows and targets', async () => {
    const path = join(folder, `${scaling}${steps}.csv`);
    writeFileSync(path, `time,sensor,warmth,power\n${rows.join('\n')}\n`);
    const [window, horizon, stride] = [7, 3, 2];
    const config = await inspectData(
      { type: 'file', path, name: 'series.csv' },
      { readAs: 'series', window, horizon, steps, stride, scaling, target: 'warmth', group: 'sensor' },
    );
    if (!config.ok) throw new Error(config.problem.message);
    const data = await openData(config.value);
    if (!data.ok) throw new Error(data.problem.message);
    const script = join(folder, 'windows.py');
    writeFileSync(
      script,
      `
import csv, json, sys
import numpy as np
path, scaling, window, horizon, steps, stride = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
with open(path, newline="") as file:
    table = list(csv.DictReader(file))
number = lambda text: float(text) if text else np.nan
groups = {name: np.array([[number(r["warmth"]), number(r["power"])] for r in sorted((r for r in table if r["sensor"] == name), key=lambda r: r["time"])]) for name in ("attic", "cellar")}
cut = lambda n: [0, round(n * 0.7), round(n * 0.7) + round(n * 0.15), n]
train = np.concatenate([g[: cut(len(g))[1]] for g in groups.values()])
mean, std, low, high = (f(train, axis=0) for f in (np.nanmean, np.nanstd, np.nanmin, np.nanmax))
subtract, divide = (mean, std) if scaling == "standardize" else (low, high - low)
out = {part: {"inputs": [], "targets": []} for part in ("train", "validation", "test")}
for g in groups.values():
    at = cut(len(g))
    for part, (lo, hi) in zip(out, zip(at, at[1:])):
        for s in range(lo, hi - window - horizon - steps + 2, stride):
            goal = g[s + window - 1 + horizon :][:steps, 0]
            if np.isnan(goal).any():
                continue
            w = g[s : s + window].copy()
            for c in range(2):
                last = mean[c]
                for t in range(window):
                    if np.isnan(w[t, c]):
                        w[t, c] = last
                    last = w[t, c]
            out[part]["inputs"].append(((w - subtract) / divide).astype(np.float32).ravel().tolist())
            out[part]["targets"] += ((goal - mean[0]) / std[0]).astype(np.float32).tolist()
print(json.dumps(out))
`,
    );
    const args = [script, path, scaling, ...[window, horizon, steps, stride].map(String)];
    const theirs = JSON.parse(execFileSync(python, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })) as {
      readonly [part: string]: { readonly inputs: readonly (readonly number[])[]; readonly targets: readonly number[] };
    };
    for (const part of ['train', 'validation', 'test'] as const) {
      const samples = data.value.parts[part];
      const batch = await data.value.batch(samples);
      expect(samples.length * steps).toBe(theirs[part]!.targets.length);
      const values = batch.inputs['series']!.values;
      const expected = theirs[part]!.inputs.flat();
      expect(values.length).toBe(expected.length);
      let largest = 0;
      values.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - expected[i]!))));
      batch.targets['warmth']!.forEach(
        (value, i) => (largest = Math.max(largest, Math.abs(value - theirs[part]!.targets[i]!))),
      );
      expect(largest).toBeLessThan(1e-5);
    }
  });
});

const dealt = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import numpy as np
from network.preprocessing import SETTINGS
from network.splits import new_split
from network.tables import Windows, read_table
windows = Windows(read_table(sys.argv[2], SETTINGS["table"]))
parts = new_split(SETTINGS["split"], np.arange(len(windows.values)), windows.groups, 3)
print(json.dumps({"groups": windows.groups, "targets": windows.targets, "parts": [part.tolist() for part in parts]}))
`;

describe.skipIf(python === '')('whole groups in an exported project', () => {
  it.each(['group', 'folds'] as const)(
    "%s: the app's windows, and no group in two parts of a new split",
    async (method) => {
      const lives = [30, 12, 44, 21, 26];
      const lines = lives.flatMap((days, pump) =>
        Array.from({ length: days }, (_, i) => `${i},p${pump},${i * (pump + 1)}`),
      );
      const path = join(folder, `pumps-${method}.csv`);
      writeFileSync(path, `hour,pump,heat\n${lines.join('\n')}\n`);
      const options = {
        readAs: 'series',
        window: 5,
        horizon: 2,
        stride: 3,
        time: 'hour',
        group: 'pump',
        target: 'heat',
      };
      const config = await inspectData({ type: 'file', path, name: 'pumps.csv' }, options);
      if (!config.ok) throw new Error(config.problem.message);
      const split = { ...config.value.split, method, column: 'pump', folds: 3 };
      const data = await openData({ ...config.value, split });
      if (!data.ok) throw new Error(data.problem.message);
      const project = join(folder, method);
      mkdirSync(join(project, 'network'), { recursive: true });
      for (const name of ['preprocessing', 'splits', 'tables'])
        cpSync(resolve(`shared/export/project/${name}.py`), join(project, 'network', `${name}.py`));
      const { time, timeOrder, group, target } = config.value.series!;
      const form = { delimiter: ',', decimal: 'point', header: 'yes', encoding: 'utf-8', missing: [], ragged: 'stop' };
      const settings = {
        inputs: [data.value.fitted.inputs['series']],
        outputs: [],
        split,
        series: { time, timeOrder, group, target, classes: null, unlabelled: false, stride: 3, leaveOut: false },
        table: { columns: ['hour', 'pump', 'heat'], numbers: ['heat'], ...form },
      };
      writeFileSync(join(project, 'network', 'preprocessing.json'), JSON.stringify(settings));
      const theirs = JSON.parse(execFileSync(python, ['-c', dealt, project, path], { encoding: 'utf8' })) as {
        readonly groups: readonly string[];
        readonly targets: readonly number[];
        readonly parts: readonly (readonly number[])[];
      };
      // Window by window the same, so that the numbers in split.npz hold.
      const shown = await data.value.show(Uint32Array.from({ length: data.value.total }, (_, i) => i));
      expect(theirs.groups).toEqual(shown.map(({ series }) => series!.group));
      expect(theirs.targets).toEqual(shown.map(({ series }) => series!.followed![0]));
      expect(theirs.parts.flat().sort((a, b) => a - b)).toEqual(shown.map(({ index }) => index));
      const pumps = theirs.parts.map((part) => new Set(part.map((window) => theirs.groups[window])));
      expect(pumps.reduce((sum, { size }) => sum + size, 0)).toBe(lives.length);
    },
  );
});
