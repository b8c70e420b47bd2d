// ONNX files run by real ONNX Runtime: every example of every layer and every activation within every kind of layer, in every
// operator set that is written; whole exports with hostile names on raw samples. Oracle: onnx and onnxruntime of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightsToExport } from '../../electron/engine/network';
import { activations } from '../../shared/choices/activations';
import { onnx } from '../../shared/export/onnxFile';
import { onnxLayers, onnxMissing, writeOnnx } from '../../shared/export/onnx';
import { expressedActivations } from '../../shared/export/onnx/express';
import { newestOpset, olderOpset } from '../../shared/export/onnx/graph';
import { findLayer, layers } from '../../shared/layers';
import { spec } from '../../shared/shape';
import { hostileCases } from '../engine/export/cases';
import { type ExampleRow, exampleRows, openExample } from '../engine/export/examples';
import { engines } from '../engine/runs';
import { expectWholeExport } from './wholeExport';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import json
import numpy as np, onnx, onnxruntime
onnxruntime.set_default_logger_severity(3)
answers = []
for i, inputs in enumerate(json.load(open("inputs.json"))):
    try:
        onnx.checker.check_model(onnx.load(f"m{i}.onnx"), full_check=True)
        session = onnxruntime.InferenceSession(f"m{i}.onnx", providers=["CPUExecutionProvider"])
        one = {f"in{n}": np.array(x["values"], dtype=x["dtype"]).reshape([1, *x["shape"]]) for n, x in enumerate(inputs)}
        # Three samples at once: the batch is free, and no sample sees another.
        three = {name: np.concatenate([np.zeros_like(array), array, array * 0 + 1]) for name, array in one.items()}
        single = session.run(None, one)[0]
        batch = session.run(None, three)[0]
        alike = bool(np.allclose(single[0], batch[1], rtol=1e-5, atol=1e-5, equal_nan=True))
        answers.append({"answer": [x if np.isfinite(x) else str(x) for x in single.ravel().astype(float).tolist()], "shape": list(single.shape), "alike": alike})
    except Exception as error:
        answers.append(repr(error)[:600])
json.dump(answers, open("answers.json", "w"))
`;

/** Every activation in layers that treat it in a way of their own. */
const examples: readonly ExampleRow[] = [
  ...exampleRows.filter(({ kind }) => onnxMissing[kind] === undefined),
  ...activations.flatMap(({ id }) =>
    (
      [
        ['conv2d', [spec([5, 4, 2])], { filters: 3, activation: id }, [3, 2, 3]],
        ['simpleRNN', [spec([4, 3])], { units: 3, activation: id }, [3]],
        [
          'lstm',
          [spec([4, 3])],
          { units: 3, activation: id, recurrentActivation: id === 'softmax' ? 'sigmoid' : id },
          [3],
        ],
        ['gru', [spec([4, 3])], { units: 3, activation: id, goBackwards: true, returnSequences: true }, [4, 3]],
      ] as const
    )
      // A state that passes through a logarithm or an exponential multiplies every rounding from step to step.
      .filter(([kind]) => kind !== 'lstm' || (id !== 'logSoftmax' && id !== 'exponential'))
      .map(([kind, inputs, params, output]) => ({
        kind,
        title: id,
        layer: findLayer(kind)!,
        example: { inputs, params, output: spec([...output]), weightCount: 0 },
      })),
  ),
];

const rows = [newestOpset, olderOpset].flatMap((opset) => examples.map((row) => ({ ...row, opset })));

it('there is an expression or a reason for every layer and activation', () => {
  const silent = layers
    .filter(({ role, kind }) => role === 'hidden' && onnxLayers[kind] === undefined && onnxMissing[kind] === undefined)
    .map(({ kind }) => kind);
  expect(silent).toEqual([]);
  expect([...expressedActivations].sort()).toEqual(activations.map(({ id }) => id).sort());
});

describe.skipIf(python === '')('layers in ONNX files', () => {
  const own: (readonly number[])[] = [];
  let theirs: readonly (string | { answer: number[]; shape: number[]; alike: boolean })[] = [];
  beforeAll(async () => {
    const { tf } = await engines.current();
    const inputs = rows.map((row, i) => {
      const open = openExample(tf, row);
      own.push(open.own);
      const weights = weightsToExport(open.network);
      const about = { name: row.title, opset: row.opset };
      writeFileSync(join(folder, `m${i}.onnx`), writeOnnx(open.network.plan, weights, about));
      open.network.dispose();
      return open.inputs;
    });
    writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
    writeFileSync(join(folder, 'run.py'), script);
    execFileSync(python, ['-B', 'run.py'], { cwd: folder, stdio: 'ignore' });
    theirs = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  it.each(rows.map((row, i) => ({ ...row, i })))('$kind $title, opset $opset', ({ i, example }) => {
    const answer = theirs[i]!;
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.shape).toEqual([1, ...example.output.shape]);
    expect(answer.alike).toBe(true);
    const worst = own[i]!.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - answer.answer[at]!) / Math.max(1, Math.abs(value))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});

it.skipIf(python === '').each(hostileCases.map((each, index) => ({ ...each, index })))(
  'an ONNX file of $title',
  (given) =>
    expectWholeExport(given, onnx, /^Checked on \d+ samples by ONNX Runtime 1/, join(folder, `${given.index}`)),
);
