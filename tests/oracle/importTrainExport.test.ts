// A model of another program comes in, trains on and leaves again, by the command: import, train, export. The files are
// written by Keras, onnx and TensorFlow.js; each export is run by its own runtime. Oracle: Python of LAYERLOOM_PYTHON.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeightsPath } from '../../electron/host/startWeights';
import { readProjectFile } from '../../electron/host/projectFile/read';
import { readSafetensors } from '../../shared/run/safetensors';
import { bundle } from '../engine/bundle';
import { engines } from '../engine/runs';
import { python } from './keras';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-import-train-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let command = '';

const writer = `
import keras, numpy as np, onnx
from onnx import TensorProto, helper as h, numpy_helper as n
L = keras.layers
keras.utils.set_random_seed(1)
i = keras.Input((4,), name="row")
x = L.BatchNormalization(name="norm")(L.Dense(8, activation="relu", name="wide")(i))
model = keras.Model(i, L.Dense(3, activation="softmax", name="kind")(L.Add(name="skip")([x, L.Dense(8, name="side")(i)])))
model.compile("adam", "sparse_categorical_crossentropy")
model.save("model.keras"); model.save("model.h5")
r = np.random.default_rng(3)
def weight(name, *shape): return n.from_array(r.normal(0, 0.5, shape).astype("float32"), name)
nodes = [h.make_node("Gemm", ["x", "w1", "b1"], ["a"]), h.make_node("Relu", ["a"], ["b"]),
         h.make_node("Gemm", ["b", "w2", "b2"], ["c"]), h.make_node("Softmax", ["c"], ["y"])]
graph = h.make_graph(nodes, "g", [h.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
    [h.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])],
    [weight("w1", 4, 8), weight("b1", 8), weight("w2", 8, 3), weight("b2", 3)])
onnx.save(h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=9), "model.onnx")
with open("rows.csv", "w") as file:
    file.write("a,b,c,d,kind\\n")
    for k in range(120):
        row = r.normal(size=4); row[k % 3] += 2
        file.write(",".join(f"{v:.4f}" for v in row) + "," + ["red", "green", "blue"][k % 3] + "\\n")
`;

/** A layers model as TensorFlow.js itself saves it. */
async function saveTfjs(): Promise<void> {
  const { tf } = await engines.current();
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [4], name: 'wide' }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax', name: 'kind' }));
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, format }) => {
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    writeFileSync(join(folder, 'weights.bin'), Buffer.from(weightData as ArrayBuffer));
    writeFileSync(join(folder, 'model.json'), JSON.stringify({ format, modelTopology, weightsManifest }));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  model.dispose();
}

function layerloom(...args: readonly string[]): Record<string, unknown> {
  const env = { ...process.env, LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args, '--json'], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  expect(status, `${args.join(' ')}\n${stdout.slice(-2000)}${stderr}`).toBe(0);
  const lines = stdout.trim().split('\n');
  return JSON.parse(lines[lines.length - 1]!) as Record<string, unknown>;
}

function weightsAt(path: string): ReadonlyMap<string, ArrayLike<number>> {
  const read = readSafetensors(new Uint8Array(readFileSync(path)));
  if (!read.ok) throw new Error(read.problem.message);
  return new Map([...read.value.tensors].map(([name, { data }]) => [name, data as Float32Array]));
}

describe.skipIf(python === '')('a model of another program', () => {
  beforeAll(async () => {
    command = await bundle('electron/cli/cli.ts');
    await bundle('electron/host/importing/importWorker.ts');
    await bundle('electron/engine/engine.ts');
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' };
    execFileSync(python!, ['-B', '-c', writer], { cwd: folder, stdio: 'ignore', env });
    await saveTfjs();
  }, 180_000);

  it.each([
    ['model.keras', 'keras-file', /Keras 3/],
    ['model.h5', 'keras-h5', /Keras 3/],
    ['model.json', 'tfjs', /TensorFlow\.js/],
    ['model.onnx', 'onnx', /ONNX Runtime/],
  ])(
    '%s comes in, trains an epoch from its weights and leaves as %s with the same answers',
    async (file, format, runtime) => {
      const [project, run] = [`${format}.loom`, `${format}-run`];
      expect(layerloom('import', file, '--out', project)).toMatchObject({ type: 'imported' });
      const trained = layerloom('train', project, '--data', 'rows.csv', '--epochs', '1', '--out', run);
      expect(trained).toMatchObject({ type: 'finished', reason: 'completed' });

      const opened = join(folder, `${format}-opened`);
      expect(await readProjectFile(join(folder, project), opened)).toMatchObject({ ok: true });
      const [before, after] = [
        weightsAt(startWeightsPath(opened)),
        weightsAt(join(folder, run, 'weights.safetensors')),
      ];
      expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
      for (const [name, values] of before) {
        const moved = Array.from(values, (value, i) => Math.abs(value - after.get(name)![i]!));
        // Three steps of Adam at 0.001 each; the statistics of a batch normalization have their own pace.
        expect(Math.max(...moved), name).toBeLessThan(/moving/.test(name) ? 1 : 0.01);
        expect(Math.max(...moved), name).toBeGreaterThan(0);
      }

      const report = layerloom('export', run, '--format', format, '--out', `${format}-out`);
      expect(report).toMatchObject({ type: 'exported', verdict: expect.stringMatching(runtime) as string });
      const verified = report['verified'] as { largestDifference: number; sameClass: number; samples: number };
      expect(verified.samples).toBeGreaterThanOrEqual(20);
      expect(verified.largestDifference).toBeLessThan(1e-5);
      expect(verified.sameClass).toBe(1);
    },
    180_000,
  );
});
