// Several labels per sample from a file to figures: against scikit-learn's MultiLabelBinarizer and multilabel metrics.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { labels } from '../../electron/engine/answering/labels';
import { inspectData, openData } from '../../electron/engine/data';
import type { Asked } from '../../electron/engine/answering';
import type { OpenedData } from '../../electron/engine/data/dataset';
import { findMetric } from '../../shared/choices/metrics';
import type { DataConfig } from '../../shared/data/config';
import { checkData, describeData } from '../../shared/data/describe';
import { labelFigures, labelThresholds } from '../../shared/data/labels';
import { withLabels } from '../../shared/data/tableLabels';
import { createRandom } from '../../shared/random';
import type { Result } from '../../shared/result';
import { engines } from '../engine/runs';

const python = process.env['LAYERLOOM_PYTHON'];
const folder = mkdtempSync(join(tmpdir(), 'layerloom-labels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

const names = ['big', 'blue', 'red', 'round'];
const random = createRandom(3);
const rows = Array.from({ length: 200 }, () => names.filter(() => random.uniform() < 0.4));
const chances = rows.map((row) =>
  names.map((name) =>
    Math.fround(Math.min(1, Math.max(0, (row.includes(name) ? 0.6 : 0.35) + 0.25 * random.normal()))),
  ),
);

function file(
  name: string,
  lines: readonly string[],
): { readonly type: 'file'; readonly path: string; readonly name: string } {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { type: 'file', path, name };
}

const marks = (row: readonly string[]) => (row.length === 0 ? ';' : row.join('; '));
const inOneColumn = file('tags.csv', ['x,tags', ...rows.map((row, i) => `${(i * 37) % 211},"${marks(row)}"`)]);
const inSeveral = file('flags.csv', [
  `x,${names.map((name) => `tag_${name}`).join(',')}`,
  ...rows.map(
    (row, i) =>
      `${(i * 37) % 211},${names.map((name, at) => (at === 1 ? (row.includes(name) ? 'yes' : 'no') : Number(row.includes(name)))).join(',')}`,
  ),
]);

const program = `
import json, sys, numpy as np
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support, roc_auc_score
q = json.load(sys.stdin)
truth = MultiLabelBinarizer(classes=q["names"]).fit_transform(q["rows"])
chances = np.array(q["chances"], dtype="float32")
each = []
for threshold in q["thresholds"]:
    said = (chances > threshold).astype(int)
    p, r, f, _ = precision_recall_fscore_support(truth, said, average=None, zero_division=0)
    each.append(dict(precision=p.tolist(), recall=r.tolist(), f1=f.tolist(), accuracy=(said == truth).mean(axis=0).tolist(),
                     exact=accuracy_score(truth, said, normalize=False)))
said = (chances > 0.5).astype(int)
print(json.dumps(dict(truth=truth.tolist(), each=each, auc=roc_auc_score(truth, chances, average=None).tolist(),
    support=truth.sum(axis=0).tolist(), micro=f1_score(truth, said, average="micro"), right=float((said == truth).mean()))))
`;

interface Answer {
  readonly truth: readonly (readonly number[])[];
  readonly each: readonly {
    readonly precision: readonly number[];
    readonly recall: readonly number[];
    readonly f1: readonly number[];
    readonly accuracy: readonly number[];
    readonly exact: number;
  }[];
  readonly auc: readonly number[];
  readonly support: readonly number[];
  readonly micro: number;
  readonly right: number;
}

function ask(): Answer {
  const input = JSON.stringify({ names, rows, chances, thresholds: labelThresholds });
  const asked = spawnSync(python!, ['-c', program], { input, encoding: 'utf8' });
  if (asked.status !== 0) throw new Error(asked.stderr.slice(-2000));
  return JSON.parse(asked.stdout) as Answer;
}

/** All targets of a file in the order of its rows. */
async function targetsOf(config: DataConfig, target: string): Promise<readonly (readonly number[])[]> {
  const data = must(await openData(config));
  const all = Uint32Array.from({ length: data.total }, (_, i) => i);
  const values = Array.from((await data.batch(all)).targets[target]!);
  expect(data.parts.train.length + data.parts.validation.length + data.parts.test.length).toBe(rows.length);
  expect(data.labelCounts!(target, all)).toEqual(names.map((name) => rows.filter((row) => row.includes(name)).length));
  data.close();
  return rows.map((_, i) => values.slice(i * names.length, (i + 1) * names.length));
}

describe.skipIf(python === undefined)('several labels', () => {
  const answer = python === undefined ? null : ask();

  it('in the cells of one column', async () => {
    const config = must(await inspectData(inOneColumn, {}));
    const spec = describeData(config);
    expect(spec.targets['tags']).toEqual({ title: 'tags', task: 'labels', classes: names, shape: [4] });
    expect(checkData(config).filter(({ severity }) => severity !== 'hint')).toEqual([]);
    expect(await targetsOf(config, 'tags')).toEqual(answer!.truth);
  });

  it('in columns of yes and no that are named alike', async () => {
    const config = must(await inspectData(inSeveral, {}));
    expect(config.table!.joined).toBe(true);
    const spec = describeData(config);
    expect(Object.keys(spec.targets)).toEqual(['labels']);
    expect(Object.keys(spec.inputs)).toEqual(['features']);
    expect(await targetsOf(config, 'labels')).toEqual(answer!.truth);
    // A single one of them is a question of its own again.
    const alone = { ...config, table: withLabels(config.table!, ['tag_red']) };
    expect(describeData(alone).targets['tag_red']!.task).toBe('binary');
  });

  it('have the figures of scikit-learn at every threshold', async () => {
    const target = { task: 'labels', column: 'tags', classes: names, separator: ';', shape: [4] } as const;
    const gathering = labels.gather({ target, plan: { data: {} } } as unknown as Asked);
    const flat = (values: readonly (readonly number[])[]) => Float32Array.from(values.flat());
    gathering.take(flat(answer!.truth.slice(0, 120)), flat(chances.slice(0, 120)), 120);
    gathering.take(flat(answer!.truth.slice(120)), flat(chances.slice(120)), 80);
    const data = { show: async () => [] } as unknown as OpenedData;
    const found = await gathering.describe(
      data,
      Uint32Array.from(rows, (_, i) => i),
    );
    const { each, exact } = found.labels!;
    expect(each.map(({ support }) => support)).toEqual(answer!.support);
    each.forEach(({ auc }, place) => expect(auc).toBeCloseTo(answer!.auc[place]!, 12));
    expect(exact).toEqual(answer!.each.map((one) => one.exact));
    answer!.each.forEach((expected, at) =>
      each.forEach(({ counts }, place) => {
        const figures = labelFigures(counts[at]!, rows.length);
        for (const id of ['accuracy', 'precision', 'recall', 'f1'] as const)
          expect(figures[id], `${id} of ${names[place]}`).toBeCloseTo(expected[id][place]!, 12);
      }),
    );
    const atHalf = labelThresholds.indexOf(0.5);
    expect(gathering.figures!()['exactMatch']).toBeCloseTo(exact[atHalf]! / rows.length, 12);
  });

  it('are measured over all labels of all samples while training', async () => {
    const { tf } = await engines.current();
    const flat = (values: readonly (readonly number[])[]) => tf.tensor(values.flat(), [rows.length * names.length, 1]);
    const figure = (id: string) => {
      const metric = findMetric(id)!;
      const sums = metric.sums(tf, flat(answer!.truth), flat(chances));
      return metric.result(Array.from(sums.dataSync()));
    };
    expect(figure('f1')).toBeCloseTo(answer!.micro, 6);
    expect(figure('labelAccuracy')).toBeCloseTo(answer!.right, 6);
  });
});
