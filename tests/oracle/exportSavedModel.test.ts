// SavedModels run by real TensorFlow: every example of every layer, every activation, and whole exports on raw samples,
// which the TFLite converter must read, too; and graphs that prepare raw values. Oracle: tensorflow of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { checkPython } from '../../electron/engine/export/checkPython';
import { chooseSamples, differenceOf } from '../../electron/engine/export/check';
import { weightsToExport } from '../../electron/engine/network';
import { activations } from '../../shared/choices/activations';
import { programLayers, programMissing, toProgram } from '../../shared/export/program';
import { programActivations } from '../../shared/export/program/express';
import { toTensorFlow } from '../../shared/export/tensorflow/nodes';
import { encodeServing, servingArguments } from '../../shared/export/tensorflow/savedModel';
import { givenTo } from '../../shared/export/tensorflow/raw';
import type { RawTensor } from '../../shared/export/tensorflow/raw/preparation';
import { layers } from '../../shared/layers';
import { exportCases, openCase } from '../engine/export/cases';
import { openExample } from '../engine/export/examples';
import { expectedOf, rawCases, rawModel } from '../engine/export/rawCases';
import { engines } from '../engine/runs';
import { rows, worstOf } from '../engine/export/programRows';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-saved-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import json
import numpy as np, tensorflow as tf
answers = []
for i, inputs in enumerate(json.load(open("inputs.json"))):
    try:
        run = tf.saved_model.load(f"m{i}").signatures["serving_default"]
        one = {f"in{n}": np.array(x["values"], dtype=x["dtype"]).reshape([1, *x["shape"]]) for n, x in enumerate(inputs)}
        # Three samples at once: the batch is free, and no sample sees another.
        three = {name: np.concatenate([np.zeros_like(array), array, array * 0 + 1]) for name, array in one.items()}
        single = run(**{name: tf.constant(array) for name, array in one.items()})["layer"].numpy()
        batch = run(**{name: tf.constant(array) for name, array in three.items()})["layer"].numpy()
        alike = bool(np.allclose(single[0], batch[1], rtol=1e-5, atol=1e-5, equal_nan=True))
        answers.append({"answer": [x if np.isfinite(x) else str(x) for x in single.ravel().astype(float).tolist()], "shape": list(single.shape), "alike": alike})
    except Exception as error:
        answers.append(repr(error)[:600])
json.dump(answers, open("answers.json", "w"))
`;

it('there is an expression or a reason for every layer and activation', () => {
  const silent = layers
    .filter(({ role, kind }) => role === 'hidden' && !programLayers[kind] && programMissing[kind] === undefined)
    .map(({ kind }) => kind);
  expect(silent).toEqual([]);
  expect([...programActivations].sort()).toEqual(activations.map(({ id }) => id).sort());
});

describe.skipIf(python === '')('layers in SavedModels', () => {
  const own: (readonly number[])[] = [];
  let theirs: readonly (string | { answer: (number | string)[]; shape: number[]; alike: boolean })[] = [];
  beforeAll(async () => {
    const { tf } = await engines.current();
    const inputs = rows.map((row, i) => {
      const open = openExample(tf, row);
      own.push(open.own);
      const weights = weightsToExport(open.network);
      mkdirSync(join(folder, `m${i}`));
      const bytes = encodeServing(toTensorFlow(toProgram(open.network.plan, weights)));
      writeFileSync(join(folder, `m${i}`, 'saved_model.pb'), bytes);
      open.network.dispose();
      return open.inputs;
    });
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
  });
});

const wholeScript = `
import contextlib, io, json, os, runpy, sys
import numpy as np, tensorflow as tf
answers = []
def example(*arguments):
    # raw_example.py of the folder, as its README calls it.
    said, sys.argv = io.StringIO(), [f"case{i}/raw_example.py", *arguments]
    with contextlib.redirect_stdout(said):
        runpy.run_path(sys.argv[0], run_name="__main__")
    return said.getvalue()
for i, case in enumerate(json.load(open("cases.json"))):
    try:
        run = tf.saved_model.load(f"case{i}/saved_model").signatures["serving_default"]
        given = {name: np.array(x["values"], dtype=x["dtype"]).reshape(x["shape"]) for name, x in case.items()}
        served = {name: tensor.numpy().reshape(-1).tolist() for name, tensor in run(**{name: tf.constant(array) for name, array in given.items()}).items()}
        # Converting takes seconds: a table, pictures, recurrent layers and texts.
        converted = len(tf.lite.TFLiteConverter.from_saved_model(f"case{i}/saved_model", signature_keys=["serving_default"]).convert()) if i in (0, 2, 4, 5) else None
        told = example() if os.path.exists(f"case{i}/raw_example.py") else None
        if i == 2:
            tf.io.write_file("digit.png", tf.io.encode_png(tf.zeros([30, 20, 1], tf.uint8)))
            told += example("digit.png")
        answers.append({"served": served, "converted": converted, "told": told})
    except Exception as error:
        answers.append(repr(error)[:600])
json.dump(answers, open("answers.json", "w"))
`;

describe.skipIf(python === '')('whole exports', () => {
  const own: (readonly (readonly (readonly number[])[])[])[] = [];
  const names: (readonly string[])[] = [];
  let theirs: readonly (
    string | { served: { [name: string]: number[] }; converted: number | null; told: string | null }
  )[] = [];
  beforeAll(async () => {
    const given = [];
    for (const [index, each] of exportCases.entries()) {
      const open = await openCase(each);
      const out = join(folder, `case${index}`);
      const result = await exportRun(
        { folder: 'run', format: 'savedmodel', out, options: { raw: index !== 5 } },
        open.services,
      );
      if (!result.ok) throw new Error(result.problem.message);
      const samples = await chooseSamples(open.trained, open.data);
      const { plan } = open.trained.record;
      given.push(
        Object.fromEntries(
          plan.inputs.map(({ layer, source }) => {
            const { name, output } = plan.layers.find(({ id }) => id === layer)!;
            const { values, shape } = samples.batch.inputs[source]!;
            return [servingArguments([name]).get(name)!, { values: Array.from(values), shape, dtype: output.dtype }];
          }),
        ),
      );
      if (index === 0) {
        // The example in the folder, on raw samples.
        const check = { by: 'python', title: 'x', module: 'numpy', modules: ['tensorflow', 'numpy'] } as const;
        const checked = await checkPython(out, samples, { stop: () => undefined }, check);
        expect(checked.ok && differenceOf(samples, checked.answers).largest).toBeLessThan(1e-5);
      }
      own.push(samples.own);
      names.push(plan.outputs.map(({ name }) => name));
      open.close();
    }
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(given));
    writeFileSync(join(folder, 'cases.py'), wholeScript);
    execFileSync(python, ['-B', 'cases.py'], { cwd: folder, stdio: 'ignore' });
    theirs = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  it.each(exportCases.map(({ title }, index) => ({ title, index })))('$title', ({ index }) => {
    const answer = theirs[index]!;
    if (typeof answer === 'string') throw new Error(answer);
    for (const [place, name] of names[index]!.entries()) {
      const numbers = own[index]!.flatMap((sample) => sample[place]!);
      expect(answer.served[name]).toHaveLength(numbers.length);
      expect(worstOf(numbers, answer.served[name]!)).toBeLessThan(1e-5);
    }
    if (answer.told !== null) for (const name of names[index]!) expect(answer.told).toContain(`${name}_`);
    if (answer.converted !== null) expect(answer.converted).toBeGreaterThan(500);
  });
});

const rawScript = `
import io, json
import numpy as np, tensorflow as tf
from PIL import Image
types = {t.as_datatype_enum: t for t in (tf.float32, tf.float64, tf.uint8, tf.string)}
def told(signature, given):
    return signature(**given)["out"].numpy()
def jpeg_apart(model):
    photo = Image.fromarray(np.random.default_rng(3).integers(0, 255, (6, 9, 3), dtype=np.uint8)).resize((37, 22))
    file = io.BytesIO()
    photo.save(file, "jpeg", quality=80)
    pixels = np.asarray(Image.open(file))
    by_file = told(model.signatures["raw_file"], {"given": tf.constant([file.getvalue()])})
    return float(np.abs(by_file - told(model.signatures["raw"], {"given": tf.constant(pixels[None])})).max())
answers = []
for i, case in enumerate(json.load(open("raw.json"))):
    try:
        model = tf.saved_model.load(f"raw{i}")
        raw = model.signatures["raw"]
        given = [{name: tf.reshape(tf.constant(x["values"], types[x["type"]]), x["shape"]) for name, x in sample.items()} for sample in case]
        singles = [told(raw, sample) for sample in given]
        # Samples of one size at once: no sample sees another.
        alike = all(np.array_equal(told(raw, {name: tf.concat([x, y[name]], 0) for name, x in a.items()})[0], one[0])
            for a, y, one in zip(given, given[1:], singles) if all(x.shape == y[name].shape for name, x in a.items()))
        answers.append({"answers": [one.ravel().astype(float).tolist() for one in singles], "alike": alike,
            "jpeg": jpeg_apart(model) if "raw_file" in model.signatures else None})
    except Exception as error:
        answers.append(repr(error)[:600])
json.dump(answers, open("raw_answers.json", "w"))
`;

describe.skipIf(python === '')('raw values', () => {
  let theirs: readonly (string | { answers: number[][]; alike: boolean; jpeg: number | null })[] = [];
  beforeAll(() => {
    const given = rawCases.map((each, i) => {
      const { bytes, named } = rawModel(each);
      mkdirSync(join(folder, `raw${i}`));
      writeFileSync(join(folder, `raw${i}`, 'saved_model.pb'), bytes);
      const plain = (tensor: RawTensor) => ({
        ...tensor,
        values: Array.from(tensor.values as readonly unknown[], (value) => (Number.isNaN(value) ? 'nan' : value)),
      });
      return each.values.map((value) =>
        Object.fromEntries(
          [...givenTo(named, { source: value }, 'raw')].map(([name, tensor]) => [name, plain(tensor)]),
        ),
      );
    });
    writeFileSync(join(folder, 'raw.json'), JSON.stringify(given).replace(/"nan"/g, 'NaN'));
    writeFileSync(join(folder, 'raw.py'), rawScript);
    execFileSync(python, ['-B', 'raw.py'], { cwd: folder, stdio: 'ignore' });
    theirs = JSON.parse(readFileSync(join(folder, 'raw_answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  it.each(rawCases.map((each, index) => ({ ...each, index })))('$title', ({ index, ...given }) => {
    const answer = theirs[index]!;
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.alike).toBe(true);
    expectedOf(given).forEach((own, at) => expect(worstOf(Array.from(own), answer.answers[at]!)).toBeLessThan(1e-6));
    // The transform of JPEG is the exact one: the pixels are those that other decoders give.
    if (answer.jpeg !== null) expect(answer.jpeg).toBeLessThan(0.02);
  });
});
