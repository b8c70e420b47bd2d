// Networks of keras.applications: their configurations, written by real Keras, come in with every layer's shape and count
// of parameters; what Layerloom says in another way is listed. Oracle: Keras of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../electron/host/importModel';
import { writeKerasFile } from '../../shared/export/kerasFile';
import { importModel } from '../../shared/import';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { analyze } from '../../shared/network/analyze';
import type { RunRecord } from '../../shared/run/record';
import { engines } from '../engine/runs';
import { answersOf, documentOf, planOfImport } from './imported';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-applications-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Application {
  readonly size: number;
  /** Layers whose count differs, and why. */
  readonly differ?: RegExp;
}

/** The others are written and read where LAYERLOOM_EVERY is set: building them takes Keras a minute. */
const here: { readonly [name: string]: Application } = {
  MobileNetV3Small: { size: 64 },
  ResNet50V2: { size: 64 },
  // Its Normalization has 7 numbers in Keras; ours has factors and offsets as well.
  EfficientNetB0: { size: 64, differ: /^normalization/ },
};
const elsewhere: { readonly [name: string]: Application } = {
  MobileNet: { size: 64 },
  MobileNetV2: { size: 96 },
  ResNet50: { size: 64 },
  DenseNet121: { size: 64 },
  VGG16: { size: 64 },
  // Its batch normalizations have no factors; ours always have.
  InceptionV3: { size: 96, differ: /^batch_normalization/ },
  Xception: { size: 96 },
};
const applications = process.env['LAYERLOOM_EVERY'] === undefined ? here : { ...here, ...elsewhere };

const writer = `
import json, sys, keras
L = keras.layers
facts = {}
for name, size in json.loads(sys.argv[1]).items():
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), classes=10)
    open(f"{name}.json", "w").write(model.to_json())
    facts[name] = {l.name: [list(l.output.shape[1:]), l.count_params()] for l in model.layers}
keras.utils.set_random_seed(1)
small = keras.Sequential([keras.Input((32, 32, 3)), L.Conv2D(8, 3, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(6.0), L.DepthwiseConv2D(3, padding="same"), L.Conv2D(12, 1, activation="hard_silu"), L.GlobalAveragePooling2D(), L.Dense(10, activation="softmax")])
small.save("small.keras")
import numpy as np
x = np.random.default_rng(1).normal(size=(1, 32, 32, 3)).astype("float32")
facts["small"] = {"x": x.ravel().tolist(), "y": np.asarray(small(x, training=False)).ravel().tolist()}
unscaled = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(3, 3), L.BatchNormalization(scale=False), L.ReLU(), L.BatchNormalization(center=False), L.GlobalAveragePooling2D(keepdims=True), L.Flatten(), L.Dense(2)])
for w in unscaled.weights: w.assign(np.random.uniform(0.5, 1.5, w.shape))
unscaled.save("unscaled.keras"); unscaled.save("unscaled.h5")
x = np.random.default_rng(1).normal(size=(1, 6, 6, 2)).astype("float32")
facts["unscaled"] = {"x": x.ravel().tolist(), "y": np.asarray(unscaled(x, training=False)).ravel().tolist()}
json.dump(facts, open("facts.json", "w"))
`;

describe.skipIf(python === '')('keras.applications', () => {
  let facts: { [name: string]: { [layer: string]: [shape: number[], parameters: number] } } = {};
  beforeAll(() => {
    mkdirSync(join(folder, 'written'));
    const sizes = JSON.stringify(
      Object.fromEntries(Object.entries(applications).map(([name, { size }]) => [name, size])),
    );
    execFileSync(python, ['-B', '-c', writer, sizes], {
      cwd: join(folder, 'written'),
      stdio: 'ignore',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    facts = JSON.parse(readFileSync(join(folder, 'written', 'facts.json'), 'utf8')) as typeof facts;
  }, 240_000);

  it.each(Object.keys(applications))('%s has the shapes and parameters of Keras', async (name) => {
    const read = await importFile(join(folder, 'written', `${name}.json`));
    if (!read.ok) throw new Error(read.problem.message);
    const { specs, parameters, problems } = analyze(documentOf(read.value));
    expect(
      problems.filter(({ severity, code }) => severity === 'error' && !/^(data|output|training)/.test(code)),
    ).toEqual([]);
    const byName = new Map(read.value.network.nodes.map((node) => [node.name, node.id]));
    const { differ } = applications[name]!;
    for (const [layer, [shape, count]] of Object.entries(facts[name]!)) {
      const id = byName.get(`${layer}_keepdims`) ?? byName.get(layer);
      expect(id, layer).toBeDefined();
      expect(specs.get(id!)?.shape, layer).toEqual(shape);
      const own = parameters.get(byName.get(layer)!);
      const total = own === undefined ? 0 : own.trainable + own.fixed;
      if (differ?.test(layer) === true) expect(total).toBeGreaterThan(count);
      else expect(total, layer).toBe(count);
    }
    expect(read.value.notes.some((note) => note.includes('starts untrained'))).toBe(true);
  });

  it.each(['small.keras', 'unscaled.keras', 'unscaled.h5'])('%s answers as Keras does', async (file) => {
    const read = await importFile(join(folder, 'written', file));
    if (!read.ok) throw new Error(read.problem.message);
    const { tf } = await engines.current();
    const { x, y } = facts[file.split('.')[0]!] as unknown as { x: number[]; y: number[] };
    const shape = file.startsWith('small') ? [32, 32, 3] : [6, 6, 2];
    const [answer] = answersOf(tf, read.value, [{ shape, values: x }]);
    y.forEach((value, i) => expect(Math.abs(value - answer!.values[i]!)).toBeLessThan(1e-5));
  });

  it('a whole network written as .keras comes back as the same document', async () => {
    const read = await importFile(join(folder, 'written', 'small.keras'));
    if (!read.ok) throw new Error(read.problem.message);
    const plan = planOfImport(read.value);
    const record = {
      name: 'small',
      createdAt: '2026-01-01T00:00:00.000Z',
      plan,
      preprocessing: {
        inputs: Object.fromEntries(plan.inputs.map(({ source }) => [source, { modality: 'table', columns: [] }])),
        targets: { t: { task: 'regression', column: 't', subtract: 0, divide: 1 } },
      },
    } as unknown as RunRecord;
    const written = writeKerasFile({ record, weights: read.value.weights, options: {} });
    const again = await importModel('again.keras', written, {
      beside: () => Promise.resolve(null),
      inflate: (packed) => inflateSync(packed),
      inflateRaw: (packed) => inflateRawSync(packed),
    });
    if (!again.ok) throw new Error(again.problem.message);
    const facts = (model: typeof read.value) =>
      model.network.nodes.map(({ name, kind, params }) => ({ name, kind, params }));
    expect(facts(again.value)).toEqual(facts(read.value));
    expect([...again.value.weights]).toEqual([...read.value.weights]);
  });
});
