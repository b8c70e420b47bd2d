// TFLite files run by TensorFlow's own interpreter: every example of every layer in float32 and float16, and whole exports
// in float32, float16 and int8. Oracle: tf.lite.Interpreter of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { calibrate, createRanges } from '../../electron/engine/export/calibrate';
import { loadProgram } from '../../electron/engine/export/loadedProgram';
import { chooseSamples, differenceOf } from '../../electron/engine/export/check';
import type { CheckSamples } from '../../electron/engine/export/check';
import { weightsToExport } from '../../electron/engine/network';
import { toProgram } from '../../shared/export/program';
import { fold } from '../../shared/export/program/fold';
import { simulated } from '../../shared/export/tflite/simulate';
import { inputTensors } from '../../electron/engine/training/stepTensors';
import { encodeTflite } from '../../shared/export/tflite/lower';
import { tflite, tfliteFloat16, tfliteInt8, tfliteProgram } from '../../shared/export/tfliteFile';
import { exportCases, openCase } from '../engine/export/cases';
import { openExample } from '../engine/export/examples';
import { rows, worstOf } from '../engine/export/programRows';
import { engines } from '../engine/runs';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-tflite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import json
import numpy as np, tensorflow as tf
def ask(path, given):
    interpreter = tf.lite.Interpreter(model_path=path, experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    runner = interpreter.get_signature_runner("serving_default")
    return runner(**given)["layer"]
answers = []
for i, inputs in enumerate(json.load(open("inputs.json"))):
    try:
        one = {f"in{n}": np.array(x["values"], dtype=x["dtype"]).reshape([1, *x["shape"]]) for n, x in enumerate(inputs)}
        three = {name: np.concatenate([np.zeros_like(array), array, array * 0 + 1]) for name, array in one.items()}
        single = ask(f"m{i}.tflite", one)
        batch = ask(f"m{i}.tflite", three)
        half = ask(f"h{i}.tflite", one)
        whole = ask(f"q{i}.tflite", one)
        alike = bool(np.allclose(single[0], batch[1], rtol=1e-5, atol=1e-5, equal_nan=True))
        numbers = lambda array: [x if np.isfinite(x) else str(x) for x in array.ravel().astype(float).tolist()]
        answers.append({"answer": numbers(single), "half": numbers(half), "whole": numbers(whole), "shape": list(single.shape), "alike": alike})
    except Exception as error:
        answers.append(repr(error)[:600])
json.dump(answers, open("answers.json", "w"))
`;

interface Answer {
  readonly answer: (number | string)[];
  readonly half: (number | string)[];
  readonly whole: (number | string)[];
  readonly shape: number[];
  readonly alike: boolean;
}

describe.skipIf(python === '')('layers in TFLite files', () => {
  const own: (readonly number[])[] = [];
  let theirs: readonly (string | Answer)[] = [];
  beforeAll(async () => {
    const { tf } = await engines.current();
    const inputs = [];
    for (const [i, row] of rows.entries()) {
      const open = openExample(tf, row);
      own.push(open.own);
      const weights = weightsToExport(open.network);
      const program = fold(toProgram(open.network.plan, weights));
      writeFileSync(join(folder, `m${i}.tflite`), encodeTflite(program, { type: 'float32' }));
      writeFileSync(join(folder, `h${i}.tflite`), encodeTflite(program, { type: 'float16' }));
      const model = await loadProgram(tf, program);
      const ranges = createRanges(tf, model, program);
      tf.tidy(() =>
        ranges.see(
          Object.fromEntries(
            open.inputs.map(({ shape, dtype, values }, n) => [
              program.inputs[n]!.tensor.name,
              tf.tensor([...values], [1, ...shape], dtype),
            ]),
          ),
        ),
      );
      model.dispose();
      writeFileSync(join(folder, `q${i}.tflite`), encodeTflite(program, { type: 'int8', ranges: ranges.done() }));
      open.network.dispose();
      inputs.push(open.inputs);
    }
    writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
    writeFileSync(join(folder, 'run.py'), script);
    execFileSync(python, ['-B', 'run.py'], { cwd: folder, stdio: 'ignore' });
    theirs = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  it.each(rows.map((row, i) => ({ ...row, i })))('$kind $title', ({ i, example }) => {
    const answer = theirs[i]!;
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.shape).toEqual([1, ...example.output.shape]);
    expect(answer.alike).toBe(true);
    expect(worstOf(own[i]!, answer.answer)).toBeLessThan(1e-5);
    expect(worstOf(own[i]!, answer.half)).toBeLessThan(1e-2);
    const largest = Math.max(1, ...own[i]!.map(Math.abs).filter(Number.isFinite));
    const mean =
      own[i]!.reduce(
        (sum, value, at) =>
          sum +
          (value === Number(answer.whole[at]) || Number.isNaN(value) ? 0 : Math.abs(value - Number(answer.whole[at]))),
        0,
      ) / own[i]!.length;
    expect(mean / largest).toBeLessThan(0.05);
  });
});

const wholeScript = `
import json
import numpy as np, tensorflow as tf
answers = {}
for name, case in json.load(open("cases.json")).items():
    try:
        interpreter = tf.lite.Interpreter(model_path=name)
        runner = interpreter.get_signature_runner("serving_default")
        given = {key: np.array(x["values"], dtype=x["dtype"]).reshape(x["shape"]) for key, x in case["inputs"].items()}
        result = runner(**given)
        size = len(next(iter(given.values())))
        answers[name] = [[result[key][i].ravel().astype(float).tolist() for key in case["outputs"]] for i in range(size)]
    except Exception as error:
        answers[name] = repr(error)[:600]
json.dump(answers, open("answers.json", "w"))
`;

const formats = [tflite, tfliteFloat16, tfliteInt8];

describe.skipIf(python === '')('whole exports', () => {
  const samples: CheckSamples[] = [];
  /** The 8-bit file's answers as the app foretells them. */
  const foretold: number[][][][] = [];
  let theirs: { readonly [file: string]: string | number[][][] } = {};
  beforeAll(async () => {
    const given: { [file: string]: object } = {};
    for (const [index, each] of exportCases.entries()) {
      const open = await openCase(each);
      const { record, network } = open.trained;
      const chosen = await chooseSamples(open.trained, open.data);
      samples.push(chosen);
      const weights = weightsToExport(network);
      const program = tfliteProgram({ record, weights });
      const ranges = await calibrate(open.trained, program, open.data, 200, () => undefined);
      const { plan } = record;
      const { tf } = open.trained.engine;
      const narrow = simulated(program, { type: 'int8', ranges });
      const model = await loadProgram(tf, narrow);
      foretold.push(
        tf.tidy(() => {
          const given = inputTensors(tf, network, chosen.batch);
          const feeds = plan.inputs.map(({ source }, i) => [narrow.inputs[i]!.tensor.name, given[source]!] as const);
          const results = [
            model.execute(
              Object.fromEntries(feeds),
              plan.outputs.map((_, i) => `outputs/${i}`),
            ),
          ].flat();
          const numbers = results.map((result) => Array.from(result.dataSync()));
          const { size } = chosen.batch;
          return Array.from({ length: size }, (_, at) =>
            numbers.map((all) => all.slice((at * all.length) / size, ((at + 1) * all.length) / size)),
          );
        }),
      );
      model.dispose();
      const inputs = Object.fromEntries(
        plan.inputs.map(({ layer, source }) => {
          const { name, output } = plan.layers.find(({ id }) => id === layer)!;
          const { values, shape } = chosen.batch.inputs[source]!;
          return [name, { values: Array.from(values), shape, dtype: output.dtype }];
        }),
      );
      for (const format of formats) {
        const file = `${format.id}-${index}.tflite`;
        const [model] = format.files({ record, weights, options: {}, ranges });
        const [again] = format.files({ record, weights, options: {}, ranges });
        const bytes = 'bytes' in model! ? model.bytes : new Uint8Array();
        expect('bytes' in again! && Buffer.from(again.bytes).equals(Buffer.from(bytes))).toBe(true);
        writeFileSync(join(folder, file), bytes);
        given[file] = { inputs, outputs: plan.outputs.map(({ name }) => name) };
      }
      open.close();
    }
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(given));
    writeFileSync(join(folder, 'cases.py'), wholeScript);
    execFileSync(python, ['-B', 'cases.py'], { cwd: folder, stdio: 'ignore' });
    theirs = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  const all = exportCases.flatMap(({ title }, index) => formats.map((format) => ({ title, index, format })));
  it.each(all.map((row) => ({ ...row, id: row.format.id })))('$title as $id', ({ index, format }) => {
    const answer = theirs[`${format.id}-${index}.tflite`]!;
    if (typeof answer === 'string') throw new Error(answer);
    const { largest, mean, scale, sameClass } = differenceOf(samples[index]!, answer);
    const bounds = format.bounds ?? { largest: 1e-5, sameClass: 1 };
    expect(answer).toHaveLength(samples[index]!.raw.length);
    expect(largest).toBeLessThanOrEqual((bounds.largest ?? Infinity) * scale);
    expect(mean).toBeLessThanOrEqual((bounds.mean ?? Infinity) * scale);
    expect(sameClass).toBeGreaterThanOrEqual(bounds.sameClass);
    if (format.id !== 'tflite-int8') return;
    const said = differenceOf({ ...samples[index]!, own: foretold[index]! }, answer);
    expect(said.mean).toBeLessThan(0.01 * said.scale);
    expect(said.sameClass).toBeGreaterThanOrEqual(0.95);
  });

  it('products of two results whose zero lies at one end answer as the run does', async () => {
    const open = await openCase({
      ...exportCases[2]!,
      layers: [
        ['image', 'input'],
        ['rows', 'reshape', { targetShape: [8, 8] }],
        ['each', 'dense', { units: 6, activation: 'relu' }],
        ['look', 'attention', {}, ['each', 'each']],
        ['flat', 'flatten'],
        ['answer', 'dense', { units: 10, activation: 'softmax' }],
        ['digit', 'output'],
      ],
    });
    try {
      const request = { folder: 'run', format: 'tflite-int8', out: join(folder, 'products'), options: { samples: 50 } };
      const result = await exportRun(request, open.services);
      if (!result.ok) throw new Error(result.problem.message);
      const [, mean] = /the mean one ([\d.e+-]+),/.exec(result.value.verdict)!;
      expect(Number(mean)).toBeLessThan(0.01);
    } finally {
      open.close();
    }
  });
});
