// `.keras` and `.h5` files opened by real Keras: every example of every layer, and whole exports with hostile names on raw
// samples.
// Oracle: Keras of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightsToExport } from '../../electron/engine/network';
import { CannotExport } from '../../shared/export/format';
import { kerasFile, writeKerasFile, writeKerasH5 } from '../../shared/export/kerasFile';
import { findLayer } from '../../shared/layers';
import type { TensorFlow } from '../../shared/layers/layer';
import { type TensorSpec, spec } from '../../shared/shape';
import type { RunRecord } from '../../shared/run/record';
import { hostileCases } from '../engine/export/cases';
import { type OpenExample, exampleRows, openExample, openPlan, planOfExample } from '../engine/export/examples';
import { engines } from '../engine/runs';
import { expectWholeExport } from './wholeExport';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-keras-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import json
import keras
import numpy as np
answers = []
for name, inputs in json.load(open("inputs.json")):
    if name is None:
        answers.append(None)
        continue
    try:
        model = keras.saving.load_model(name, compile=False)
        arrays = {f"in{n}": np.array(x["values"], dtype=x["dtype"]).reshape([1, *x["shape"]]) for n, x in enumerate(inputs)}
        result = model(arrays if len(arrays) > 1 else arrays["in0"], training=False)
        answers.append(np.asarray(result).ravel().astype(float).tolist())
    except Exception as error:
        answers.append(repr(error)[:500])
json.dump(answers, open("answers.json", "w"))
`;

/** A layer that is written as several nodes, applied twice with the same weights. */
function openTwice(tf: TensorFlow): OpenExample {
  const x = spec([5, 4]);
  const planOf = (kind: string, inputs: readonly TensorSpec[]) =>
    planOfExample({ kind, title: '', layer: findLayer(kind)!, example: { inputs, output: x, weightCount: 0 } });
  const plan = planOf('multiply', [x, x]);
  const [in0, in1, end] = plan.layers;
  const [, places] = planOf('positionEmbedding', [x]).layers;
  const layers = [
    in0!,
    in1!,
    { ...places!, id: 'a', name: 'a' },
    { ...places!, id: 'b', name: 'b', inputs: ['in1'], shares: 'a' },
    { ...end!, inputs: ['a', 'b'] },
  ];
  return openPlan(tf, { ...plan, layers }, [x, x]);
}

const cases: readonly { readonly title: string; open(tf: TensorFlow): OpenExample }[] = [
  ...exampleRows.map((row) => ({ title: `${row.kind} ${row.title}`, open: (tf: TensorFlow) => openExample(tf, row) })),
  { title: 'pieces used twice', open: openTwice },
];

describe.skipIf(python === '').each(['keras', 'h5'] as const)('layers in .%s files', (kind) => {
  const own: (readonly number[])[] = [];
  const refusals: (string | null)[] = [];
  let theirs: readonly (readonly number[] | string | null)[] = [];
  beforeAll(async () => {
    const { tf } = await engines.current();
    const inputs = cases.map(({ title, open: openNetwork }, i) => {
      const open = openNetwork(tf);
      own.push(open.own);
      const record = {
        name: title,
        createdAt: '2026-01-01T00:00:00.000Z',
        plan: open.network.plan,
        preprocessing: {
          inputs: Object.fromEntries(open.inputs.map((_, n) => [`in${n}`, { modality: 'table', columns: [] }])),
          targets: { t: { task: 'regression', column: 't', subtract: 0, divide: 1 } },
        },
      } as unknown as RunRecord;
      const weights = weightsToExport(open.network);
      try {
        const bytes = (kind === 'keras' ? writeKerasFile : writeKerasH5)({ record, weights, options: {} });
        writeFileSync(join(folder, `m${i}.${kind}`), bytes);
        refusals.push(null);
        return [`m${i}.${kind}`, open.inputs];
      } catch (error) {
        if (!(error instanceof CannotExport)) throw error;
        refusals.push(error.message);
        return [null, []];
      } finally {
        open.network.dispose();
      }
    });
    writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
    writeFileSync(join(folder, 'run.py'), script);
    execFileSync(python, ['-B', 'run.py'], {
      cwd: folder,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
      stdio: 'ignore',
    });
    theirs = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  it.each(cases.map(({ title }, i) => ({ title, i })))('$title', ({ i }) => {
    expect(refusals[i]).toBeNull();
    const answer = theirs[i]!;
    expect(answer, String(answer)).toBeInstanceOf(Array);
    expect(answer).toHaveLength(own[i]!.length);
    const worst = own[i]!.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (answer[at] as number)) / Math.max(1, Math.abs(value))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});

it.skipIf(python === '').each(hostileCases.map((each, index) => ({ ...each, index })))(
  'a .keras file of $title',
  (given) => expectWholeExport(given, kerasFile, /^Checked on \d+ samples by Keras 3/, join(folder, `${given.index}`)),
);
