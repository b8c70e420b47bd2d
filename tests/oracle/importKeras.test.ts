// Import: what is exported as .keras, .h5 and TensorFlow.js comes back as the same network with the same weights, and
// files that real Keras wrote come in with Keras' own shapes, counts and answers. Oracle: Keras of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { buildNetwork, putWeights, takeWeights, weightsToExport } from '../../electron/engine/network';
import { importFile } from '../../electron/host/importing/readModel';
import type { ExportWeight } from '../../shared/export/format';
import { writeKerasFile, writeKerasH5 } from '../../shared/export/kerasFile';
import { kerasParts } from '../../shared/export/kerasParts';
import { writeZip } from '../../shared/export/zip';
import { Room } from '../../shared/import/room';
import { readZip } from '../../shared/import/zip';
import type { ImportedModel } from '../../shared/import';
import { findLayer } from '../../shared/layers';
import { completed } from '../../shared/params';
import type { ParamValues } from '../../shared/result';
import { analyze } from '../../shared/network/analyze';
import type { ProjectDocument } from '../../shared/network/document';
import { edgesInto, orderedSources } from '../../shared/network/graph';
import type { Plan } from '../../shared/run/plan';
import type { RunRecord } from '../../shared/run/record';
import { defaultTraining } from '../../shared/run/training';
import { exportCases, openCase } from '../engine/export/cases';
import { exampleRows, openExample } from '../engine/export/examples';
import { engines } from '../engine/runs';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function imported(path: string): Promise<ImportedModel> {
  const read = await importFile(path);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

function documentOf(model: ImportedModel): ProjectDocument {
  return { format: 1, id: 'p', name: 'p', network: model.network, data: null, training: defaultTraining, notes: '' };
}

/** Layers by name: what they are and what feeds them; marks apart. */
function shapeOfModel(model: ImportedModel): object {
  const { wiring } = analyze(documentOf(model));
  const nameOf = new Map(model.network.nodes.map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    model.network.nodes
      .filter(({ kind }) => findLayer(kind)!.role === 'hidden')
      .map(({ id, name, kind, params }) => [
        name,
        {
          kind,
          params,
          inputs: orderedSources(findLayer(kind)!.inputs, edgesInto(wiring, id)).map((source) => nameOf.get(source!)),
        },
      ]),
  );
}

/** With the defaults of a layer inside. */
function complete(params: ParamValues): ParamValues {
  const inner = params['layer'] as { kind: string; params: ParamValues } | undefined;
  if (inner === undefined) return params;
  return { ...params, layer: { kind: inner.kind, params: completed(findLayer(inner.kind)!.params, inner.params) } };
}

function shapeOfPlan(plan: Plan): object {
  const byId = new Map(plan.layers.map((layer) => [layer.id, layer]));
  return Object.fromEntries(
    plan.layers
      .filter(({ kind }) => findLayer(kind)!.role === 'hidden')
      .map(({ name, kind, params, inputs }) => [
        name,
        { kind, params: complete(params), inputs: inputs.map((id) => byId.get(id)!.name) },
      ]),
  );
}

const close = (a: ExportWeight, b: ExportWeight): boolean =>
  a.shape.join() === b.shape.join() &&
  a.values.every((value, i) => Math.abs(value - b.values[i]!) <= 1e-6 * Math.max(1, Math.abs(value)));

/** A file as Keras would have written it, without the network in our own words. */
function asOfKeras(kind: 'keras' | 'h5', bytes: Uint8Array): Uint8Array {
  if (kind === 'h5')
    return Buffer.from(Buffer.from(bytes).toString('latin1').replace('"network":[', '"not_its":['), 'latin1');
  const limits = { 'config.json': 2 ** 26, 'model.weights.h5': 2 ** 26 };
  const parts = readZip(bytes, (packed) => inflateRawSync(packed), limits, new Room(bytes.length));
  return writeZip([...parts].map(([name, body]) => ({ name, body })));
}

describe.each(['keras', 'h5'] as const)('layers through a .%s file', (kind) => {
  // Layers that Keras has none of are in its files as their pieces.
  it.each(exampleRows.filter((row) => kerasParts[row.kind] === undefined))('$kind $title', async (row) => {
    const { tf } = await engines.current();
    const open = openExample(tf, row);
    const { plan } = open.network;
    const weights = weightsToExport(open.network);
    open.network.dispose();
    const record = {
      name: row.title,
      createdAt: '2026-01-01T00:00:00.000Z',
      plan,
      preprocessing: {
        inputs: Object.fromEntries(open.inputs.map((_, n) => [`in${n}`, { modality: 'table', columns: [] }])),
        targets: { t: { task: 'regression', column: 't', subtract: 0, divide: 1 } },
      },
    } as unknown as RunRecord;
    const path = join(folder, `round.${kind}`);
    const written = (kind === 'keras' ? writeKerasFile : writeKerasH5)({ record, weights, options: {} });
    writeFileSync(path, asOfKeras(kind, written));
    const model = await imported(path);
    expect(shapeOfModel(model)).toEqual(shapeOfPlan(plan));
    expect([...model.weights.keys()]).toEqual([...weights.keys()]);
    for (const [name, weight] of weights) expect(close(weight, model.weights.get(name)!), name).toBe(true);
  });
});

describe.each(exportCases.map((each, index) => ({ ...each, index })))('$title', (given) => {
  it.each(['keras-file', 'tfjs'])(
    '%s comes back as the same network',
    async (format) => {
      const open = await openCase(given);
      try {
        const out = join(folder, `case-${given.index}-${format}`);
        const report = await exportRun({ folder: 'run', format, out, options: {} }, open.services);
        if (!report.ok) throw new Error(report.problem.message);
        const model = await imported(join(report.value.folder, format === 'tfjs' ? 'model.json' : 'model.keras'));
        const plan = open.trained.record.plan;
        const trained = new Map(takeWeights(open.trained.network));
        expect(Object.keys(shapeOfModel(model)).sort()).toEqual(Object.keys(shapeOfPlan(plan)).sort());
        expect([...model.weights.keys()].sort()).toEqual([...trained.keys()].sort());
        for (const [name, { shape, data }] of trained)
          expect(close({ shape, values: data as Float32Array }, model.weights.get(name)!), name).toBe(true);
      } finally {
        open.close();
      }
    },
    60_000,
  );
});

const models: { readonly [name: string]: string } = {
  sequential: `keras.Sequential([keras.Input((12, 12, 3)), L.Conv2D(4, 3, padding="same", activation="relu", kernel_regularizer="l2"), L.BatchNormalization(), L.MaxPooling2D(), L.Dropout(0.2), L.Flatten(), L.Dense(5, activation="softmax")])`,
  gates: `keras.Sequential([keras.Input((6, 3)), L.Bidirectional(L.LSTM(4, return_sequences=True)), L.GRU(3, reset_after=False, recurrent_activation="hard_sigmoid"), L.Dense(2, activation="hard_sigmoid")])`,
  grus: `keras.Sequential([keras.Input((6, 3)), L.Bidirectional(L.GRU(4, return_sequences=True)), L.GRU(3, recurrent_activation="hard_sigmoid", return_sequences=True), L.GRU(3, use_bias=False), L.Dense(2)])`,
  masked: `keras.Sequential([keras.Input((6,)), L.Embedding(5, 4, mask_zero=True), L.SpatialDropout1D(0.1), L.LSTM(5, return_sequences=True), L.Bidirectional(L.GRU(3, return_sequences=True)), L.GRU(3, go_backwards=True), L.Dense(2)])`,
  looks: `(lambda i: (lambda a: keras.Model(i, L.GlobalAveragePooling1D()(L.Add()([a, L.LayerNormalization()(L.MultiHeadAttention(2, 3)(a, a, use_causal_mask=True)), a]))))(L.Embedding(5, 4, mask_zero=True)(i)))(keras.Input((6,)))`,
  crossing: `(lambda a, b: (lambda x, y: keras.Model([a, b], L.GlobalAveragePooling1D()(L.Concatenate(axis=1)([L.MultiHeadAttention(2, 3)(x, y), L.Subtract()([x, L.Attention()([x, y])]), L.UnitNormalization()(y)]))))(L.Embedding(5, 4, mask_zero=True)(a), L.Embedding(5, 4, mask_zero=True)(b)))(keras.Input((6,)), keras.Input((6,)))`,
  skip: `(lambda i: keras.Model(i, L.Dense(3, name="end")(L.Concatenate()([L.Dense(4, activation="swish", name="a")(i), L.Add()([L.Dense(8, name="b")(i), i])]))))(keras.Input((8,), name="first"))`,
  attention: `(lambda i: keras.Model(i, L.GlobalAveragePooling1D()(L.LayerNormalization()(L.Add()([i, L.MultiHeadAttention(2, 4)(i, i)])))))(keras.Input((5, 8)))`,
  relu: `keras.Sequential([keras.Input((4,)), L.Dense(3), L.ReLU(), L.Dense(2), L.LeakyReLU(negative_slope=0.1), L.PReLU()])`,
  numbers: `(lambda i: keras.Model(i, L.Dense(2)((3 - i) * 2 / 4 + (1 - 0.5 * (i - 2)))))(keras.Input((4,)))`,
  mobile: `keras.Sequential([keras.Input((16, 16, 3)), L.ZeroPadding2D(((0, 1), (0, 1))), L.Conv2D(4, 3, strides=2, use_bias=False), L.BatchNormalization(), L.ReLU(6.0), L.DepthwiseConv2D(3, padding="same"), L.SeparableConv2D(6, 3, strides=2, padding="same"), L.GlobalAveragePooling2D(), L.Dense(3)])`,
};

const writer = `
import json, os, sys
import keras, numpy as np
L = keras.layers
models = json.load(open("models.json"))
answers = {}
for name, source in models.items():
    keras.utils.set_random_seed(1)
    model = eval(source)
    for layer in model.layers:
        for weight in layer.weights:
            if "variance" in weight.name: weight.assign(np.random.uniform(0.5, 1.5, weight.shape))
            elif "bias" in weight.name: weight.assign(np.random.normal(0, 0.3, weight.shape))
            elif "mean" in weight.name: weight.assign(np.random.normal(0, 0.3, weight.shape))
    model.save(f"{name}.keras"); model.save(f"{name}.h5")
    draw = np.random.default_rng(2)
    coded = any(isinstance(layer, L.Embedding) for layer in model.layers)
    codes = iter([[[1, 2, 3, 0, 0, 0], [0, 4, 0, 1, 0, 3]], [[2, 1, 0, 4, 0, 0], [3, 3, 1, 0, 2, 2]]])
    xs = [np.array(next(codes), "float32") if coded else draw.normal(size=(2, *one.shape[1:])).astype("float32") for one in model.inputs]
    y = model(xs if len(xs) > 1 else xs[0], training=False)
    answers[name] = {"xs": [{"values": x.ravel().tolist(), "shape": list(x.shape)} for x in xs], "y": np.asarray(y).ravel().tolist(), "parameters": model.count_params()}
json.dump(answers, open("answers.json", "w"))
`;

describe.skipIf(python === '')('files that Keras wrote', () => {
  interface Answer {
    readonly xs: readonly { readonly values: number[]; readonly shape: number[] }[];
    readonly y: readonly number[];
    readonly parameters: number;
  }
  let answers: { [name: string]: Answer } = {};
  beforeAll(() => {
    writeFileSync(join(folder, 'models.json'), JSON.stringify(models));
    writeFileSync(join(folder, 'write.py'), writer);
    execFileSync(python, ['-B', 'write.py'], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof answers;
  }, 120_000);

  it.each(Object.keys(models).flatMap((name) => ['keras', 'h5'].map((kind) => [name, kind] as const)))(
    '%s.%s answers the same',
    async (name, kind) => {
      const model = await imported(join(folder, `${name}.${kind}`));
      const expected = answers[name]!;
      const analysis = analyze(documentOf(model));
      const parameters = [...analysis.parameters.values()].reduce(
        (sum, { trainable, fixed }) => sum + trainable + fixed,
        0,
      );
      expect(parameters).toBe(expected.parameters);
      const { tf } = await engines.current();
      const nodes = new Map(model.network.nodes.map((node) => [node.id, node]));
      const ends = model.network.nodes.filter(({ kind: one }) => one === 'output');
      const plan = {
        layers: analysis.order.map((id) => ({
          ...nodes.get(id)!,
          inputs: orderedSources(findLayer(nodes.get(id)!.kind)!.inputs, edgesInto(analysis.wiring, id)),
          output: analysis.specs.get(id)!,
        })),
        inputs: model.network.nodes
          .filter(({ kind: one }) => one === 'input')
          .map(({ id }) => ({ layer: id, source: id })),
        outputs: ends.map(({ id, name: out }) => ({
          layer: id,
          name: out,
          target: '',
          loss: '',
          lossWeight: 1,
          metrics: [],
        })),
        spec: { inputs: {}, targets: {}, sampleCount: 0 },
        training: defaultTraining,
      } as unknown as Plan;
      const network = buildNetwork(tf, plan);
      putWeights(
        tf,
        network,
        new Map([...model.weights].map(([key, { shape, values }]) => [key, { dtype: 'F32', shape, data: values }])),
      );
      const answer = tf.tidy(() => [
        ...network
          .forward(
            Object.fromEntries(
              expected.xs.map(({ values, shape }, i) => [plan.inputs[i]!.source, tf.tensor(values, shape)]),
            ),
            false,
          )
          [ends[0]!.name]!.dataSync(),
      ]);
      network.dispose();
      expect(answer).toHaveLength(expected.y.length);
      answer.forEach((value, i) => expect(Math.abs(value - expected.y[i]!)).toBeLessThan(1e-5));
    },
  );
});
