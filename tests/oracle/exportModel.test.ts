// model.py and weights.npz of every example of every layer, run by one real Keras: the same numbers as the engine's.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightsToExport } from '../../electron/engine/network';
import { writeKerasModel } from '../../shared/export/kerasModel';
import { writeNpz } from '../../shared/export/npz';
import type { RunRecord } from '../../shared/run/record';
import { exampleRows, openExample } from '../engine/export/examples';
import { engines } from '../engine/runs';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import importlib, json, sys
import numpy as np
sys.path.insert(0, ".")
answers = []
for i, inputs in enumerate(json.load(open("inputs.json"))):
    try:
        module = importlib.import_module(f"m{i}")
        model = module.build_model()
        module.load_weights(model, f"m{i}.npz")
        module.compile_model(model)
        arrays = {f"in{n}": np.array(x["values"], dtype=x["dtype"]).reshape([1, *x["shape"]]) for n, x in enumerate(inputs)}
        result = model(arrays if len(arrays) > 1 else arrays["in0"], training=False)
        answers.append(np.asarray(result).ravel().astype(float).tolist())
    except Exception as error:
        answers.append(repr(error)[:500])
json.dump(answers, open("answers.json", "w"))
print(json.dumps(answers))
`;

describe.skipIf(python === '')('layers in model.py', () => {
  const own: (readonly number[])[] = [];
  let theirs: readonly (readonly number[] | string)[] = [];
  beforeAll(async () => {
    const { tf } = await engines.current();
    const inputs = exampleRows.map((row, i) => {
      const open = openExample(tf, row);
      const record = { name: row.title, plan: open.network.plan, epochs: [] as RunRecord['epochs'] } as RunRecord;
      const weights = weightsToExport(open.network);
      writeFileSync(join(folder, `m${i}.py`), writeKerasModel({ record, weights }));
      const arrays = [...weights].map(([name, { shape, values }]) => [name, { shape, data: values }] as const);
      writeFileSync(join(folder, `m${i}.npz`), writeNpz(new Map(arrays)));
      own.push(open.own);
      open.network.dispose();
      return open.inputs;
    });
    writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
    writeFileSync(join(folder, 'run.py'), script);
    const output = execFileSync(python, ['-B', 'run.py'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    theirs = JSON.parse(output.trim().split('\n').pop()!) as typeof theirs;
  }, 240_000);

  it.each(exampleRows.map((row, i) => ({ ...row, i })))('$kind $title', ({ i }) => {
    const answer = theirs[i]!;
    expect(answer).toBeInstanceOf(Array);
    expect(answer).toHaveLength(own[i]!.length);
    const worst = own[i]!.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (answer[at] as number)) / Math.max(1, Math.abs(value))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});
