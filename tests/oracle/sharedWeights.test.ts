// One layer applied twice, against Keras' functional model that calls one layer twice: answers, gradients, counts; every
// export in its own runtime; files that Keras wrote, read back. Oracle: Keras and ONNX Runtime of LAYERLOOM_PYTHON, torch
// of LAYERLOOM_TORCH_PYTHON.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlock } from '../../electron/engine/training/block';
import { compileSteps } from '../../electron/engine/training/compiledStep';
import { createEagerSteps } from '../../electron/engine/training/eagerStep';
import { createLearner } from '../../electron/engine/training/learner';
import { type Network, buildNetwork, putWeights, takeWeights, weightsToExport } from '../../electron/engine/network';
import { createObjective } from '../../electron/engine/training/objective';
import { startFrom } from '../../electron/engine/training/startWeights';
import { slopes } from '../../electron/engine/training/stepBody';
import { batchTensors } from '../../electron/engine/training/stepTensors';
import { importFile } from '../../electron/host/importing/readModel';
import { writeKerasFile, writeKerasH5 } from '../../shared/export/kerasFile';
import { writeKerasModel } from '../../shared/export/kerasModel';
import { writeNpz } from '../../shared/export/npz';
import { writeOnnx } from '../../shared/export/onnx';
import { writeTorchModel } from '../../shared/export/torch/model';
import { createRandom } from '../../shared/random';
import type { Plan } from '../../shared/run/plan';
import type { RunRecord } from '../../shared/run/record';
import { writeSafetensors } from '../../shared/run/safetensors';
import { analyze } from '../../shared/network/analyze';
import type { ProjectDocument } from '../../shared/network/document';
import { edgesInto, orderedSources } from '../../shared/network/graph';
import { sharersOf } from '../../shared/network/sharing';
import { findLayer } from '../../shared/layers';
import { defaultTraining } from '../../shared/run/training';
import { drawWeights } from '../engine/export/cases';
import { type MemorySet, memorySpec, openMemory } from '../engine/memoryData';
import { planOf } from '../engine/plans';
import { engines } from '../engine/runs';
import { python, difference } from './keras';

const torch = process.env['LAYERLOOM_TORCH_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-shared-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const count = 5;
const random = createRandom(11);
const rows = () => Array.from({ length: count }, () => Array.from({ length: 12 }, random.normal));
const set: MemorySet = {
  inputs: { left: { shape: [4, 3], rows: rows() }, right: { shape: [4, 3], rows: rows() } },
  targets: {
    y: {
      task: 'regression',
      column: 'y',
      subtract: 0,
      divide: 1,
      values: Array.from({ length: count }, random.normal),
    },
  },
  train: count,
};

/** conv → gru on either side with the same weights, merged; the convolution once more with a GELU behind it. */
function twinPlan(): Plan {
  const plan = planOf(
    memorySpec(set),
    [
      ['left', 'input', { source: 'left' }],
      ['right', 'input', { source: 'right' }],
      ['conv', 'conv1d', { filters: 3, kernelSize: [2], padding: 'same', activation: 'tanh' }, ['left']],
      ['conv_again', 'conv1d', { filters: 3, kernelSize: [2], padding: 'same', activation: 'tanh' }, ['right']],
      ['norm', 'layerNormalization', {}, ['conv']],
      ['norm_again', 'layerNormalization', {}, ['conv_again']],
      ['gru', 'gru', { units: 4 }, ['norm']],
      ['gru_again', 'gru', { units: 4 }, ['norm_again']],
      // No ReLU: one that is dead for these few samples would make every slope nought. Keras numbers layers of one class by their depth: the right branch is the deeper one here.
      ['left_own', 'dense', { units: 3, activation: 'tanh' }, ['gru']],
      ['right_own', 'dense', { units: 5, activation: 'tanh' }, ['gru_again']],
      ['right_deep', 'dense', { units: 2, activation: 'tanh' }, ['right_own']],
      ['both', 'concatenate', {}, ['left_own', 'right_deep']],
      ['end', 'dense', { units: 1, activation: 'linear' }, ['both']],
      ['out', 'output', {}, ['end']],
    ],
    {},
    { out: { loss: 'meanSquaredError', metrics: [] } },
  );
  const shares: { readonly [id: string]: string } = { conv_again: 'conv', norm_again: 'norm', gru_again: 'gru' };
  return {
    ...plan,
    layers: plan.layers.map((layer) =>
      shares[layer.id] === undefined ? layer : { ...layer, shares: shares[layer.id]! },
    ),
  };
}

const script = `
import importlib, json, sys
import numpy as np, tensorflow as tf, keras, onnx, onnxruntime
sys.path.insert(0, ".")
given = json.load(open("given.json"))
left, right = [np.array(given[side], dtype="float32").reshape(-1, 4, 3) for side in ("left", "right")]
y = np.array(given["y"], dtype="float32").reshape(-1, 1)
arrays = {"left": left, "right": right}
module = importlib.import_module("model")
model = module.build_model()
module.load_weights(model, "model.npz")
with tf.GradientTape() as tape:
    out = model(arrays, training=True)
    loss = keras.ops.mean(keras.losses.mean_squared_error(y, out))
names = [f"{layer}/{name}" for layer, own in module.WEIGHTS.items() for name in own]
variables = [v for layer in module.WEIGHTS for v in model.get_layer(layer).trainable_weights]
gradients = tape.gradient(loss, [v.value for v in variables])
answer = {"count": model.count_params(), "loss": float(loss), "names": names,
          "gradients": [np.asarray(tf.convert_to_tensor(g)).ravel().astype(float).tolist() for g in gradients]}
def run(model):
    return np.asarray(model(arrays, training=False)).ravel().astype(float).tolist()
answer["model.py"] = run(model)
for name in ("model.keras", "model.h5"):
    opened = keras.saving.load_model(name, compile=False)
    answer[name] = run(opened)
    assert opened.count_params() == model.count_params()
onnx.checker.check_model(onnx.load("model.onnx"), full_check=True)
answer["model.onnx"] = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"]).run(None, arrays)[0].ravel().astype(float).tolist()
answer["onnx numbers"] = sum(int(np.prod(i.dims)) for i in onnx.load("model.onnx").graph.initializer if i.data_type == 1)
model.save("saved.keras")
model.save("saved.h5")
print(json.dumps(answer))
`;

const torchScript = `
import json, sys
import numpy as np, torch
from safetensors.torch import load_file
sys.path.insert(0, ".")
import torch_model
given = json.load(open("given.json"))
left, right = [torch.tensor(np.array(given[side], dtype="float32").reshape(-1, 4, 3)) for side in ("left", "right")]
network = torch_model.Network()
network.load_state_dict(load_file("torch.safetensors"))
network.eval()
with torch.no_grad():
    print(json.dumps(network(left, right).numpy().ravel().astype(float).tolist()))
`;

interface Answer {
  readonly count: number;
  readonly names: readonly string[];
  readonly gradients: readonly (readonly number[])[];
  readonly loss: number;
  readonly [name: string]: unknown;
}

function ownAnswer(tf: typeof import('@tensorflow/tfjs'), network: Network, from = set): Float32Array {
  return tf.tidy(() => {
    const given = Object.fromEntries(
      network.plan.inputs.map(({ source }) => [source, tf.tensor(from.inputs[source]!.rows.flat(), [count, 4, 3])]),
    );
    const [result] = Object.values(network.forward(given, false));
    return result!.dataSync<'float32'>().slice();
  });
}

describe.skipIf(!python)('one layer used twice', () => {
  let network: Network;
  let own: Float32Array;
  let answer: Answer;
  beforeAll(async () => {
    const { tf } = await engines.current();
    network = buildNetwork(tf, twinPlan());
    drawWeights(network, tf);
    own = ownAnswer(tf, network);
    const { plan } = network;
    const weights = weightsToExport(network);
    const record = {
      name: 'Twins',
      createdAt: '2026-01-01T00:00:00.000Z',
      plan,
      epochs: [],
      preprocessing: {
        inputs: { left: { modality: 'table', columns: [] }, right: { modality: 'table', columns: [] } },
        targets: { y: { task: 'regression', column: 'y', subtract: 0, divide: 1 } },
      },
    } as unknown as RunRecord;
    const input = { record, weights, options: {} };
    const arrays = [...weights].map(([name, { shape, values }]) => [name, { shape, data: values }] as const);
    writeFileSync(join(folder, 'model.py'), writeKerasModel(input));
    writeFileSync(join(folder, 'model.npz'), writeNpz(new Map(arrays)));
    writeFileSync(join(folder, 'model.keras'), writeKerasFile(input));
    writeFileSync(join(folder, 'model.h5'), writeKerasH5(input));
    writeFileSync(join(folder, 'model.onnx'), writeOnnx(plan, weights, { name: 'Twins' }));
    const { text: source, tensors } = writeTorchModel(plan, 'Twins', weights);
    writeFileSync(join(folder, 'torch_model.py'), source);
    writeFileSync(
      join(folder, 'torch.safetensors'),
      writeSafetensors(
        new Map(
          [...tensors].map(([name, { shape, values }]) => [name, { dtype: 'F32' as const, shape, data: values }]),
        ),
      ),
    );
    copyFileSync(resolve('shared/export/torchProject/layers.py'), join(folder, 'layers.py'));
    const flat = (name: string) => set.inputs[name]!.rows.flat();
    writeFileSync(
      join(folder, 'given.json'),
      JSON.stringify({ left: flat('left'), right: flat('right'), y: set.targets['y']!.values }),
    );
    writeFileSync(join(folder, 'run.py'), script);
    const output = execFileSync(python!, ['-B', 'run.py'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    answer = JSON.parse(output.trim().split('\n').pop()!) as Answer;
  }, 180_000);

  it('has as many parameters as Keras counts', () => {
    expect(network.parameters).toBe(answer.count);
    expect(new Set(network.weights.map(({ variable }) => variable.id)).size).toBe(network.weights.length);
  });

  it('has Keras’ loss and gradients: those of both uses added up', async () => {
    const { tf } = await engines.current();
    const data = openMemory(set);
    const objective = createObjective(tf, network, data.fitted);
    const learner = createLearner(tf, network);
    const batch = await data.batch(data.parts.train);
    tf.tidy(() => {
      const { total, gradients } = slopes(tf, network, objective, learner, batchTensors(tf, batch), null, {
        rate: tf.scalar(0),
        stepNumber: tf.scalar(1),
      });
      expect(difference(total.dataSync(), [answer.loss], 1e-5)).toBeNull();
      learner.learned.forEach(({ weight }, i) => {
        const theirs = answer.gradients[answer.names.indexOf(weight.name)]!;
        expect(difference(gradients[i]!.dataSync(), theirs, 1e-4), weight.name).toBeNull();
      });
    });
    learner.dispose();
  });

  it('is trained compiled as it is operation by operation', async () => {
    const { tf } = await engines.current();
    const data = openMemory(set);
    const block = createBlock(await data.batch(data.parts.train), count);
    const trained = [true, false].map((compiled) => {
      const twin = buildNetwork(tf, network.plan);
      putWeights(tf, twin, takeWeights(network));
      const objective = createObjective(tf, twin, data.fitted);
      const learner = createLearner(tf, twin);
      const steps = compiled
        ? compileSteps(tf, twin, objective, learner, null, { sample: block.samples, train: [count], evaluate: [] })
        : createEagerSteps(tf, twin, objective, learner, null);
      if (typeof steps === 'string') throw new Error(steps);
      steps.push();
      for (let step = 1; step <= 3; step++) steps.train(block, step, Float32Array.of(0.01));
      steps.pull();
      const state = [...takeWeights(twin).values()].flatMap(({ data: values }) => [...values]);
      steps.dispose();
      learner.dispose();
      twin.dispose();
      return state;
    });
    expect(difference(trained[0]!, trained[1]!, 2e-5)).toBeNull();
    expect(
      difference(
        trained[0]!,
        [...takeWeights(network).values()].flatMap(({ data: v }) => [...v]),
        1e-3,
      ),
    ).not.toBeNull();
  });

  it.each(['model.py', 'model.keras', 'model.h5', 'model.onnx'])('%s answers the same', (file) => {
    expect(difference(own, answer[file] as number[], 1e-5)).toBeNull();
  });

  it('ONNX holds the shared weights once', () => {
    const numbers = answer['onnx numbers'] as number;
    expect(numbers).toBeGreaterThanOrEqual(network.parameters);
    // Constants of the operations stand beside them; the shared ones twice would be 1.9 times as many.
    expect(numbers).toBeLessThan(1.5 * network.parameters);
  });

  it.skipIf(torch === '')('PyTorch answers the same', () => {
    writeFileSync(join(folder, 'torch_run.py'), torchScript);
    const output = execFileSync(torch, ['-B', 'torch_run.py'], { cwd: folder, encoding: 'utf8' });
    expect(difference(own, JSON.parse(output.trim()) as number[], 1e-5)).toBeNull();
  });

  it('as a TensorFlow.js model it is one layer with two uses', async () => {
    const { tf } = await engines.current();
    let saved: import('@tensorflow/tfjs').io.ModelArtifacts | undefined;
    await network.model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.countParams()).toBe(answer.count);
    const given = network.plan.inputs.map(({ source }) => tf.tensor(set.inputs[source]!.rows.flat(), [count, 4, 3]));
    const result = loaded.predict(given) as import('@tensorflow/tfjs').Tensor;
    expect(difference(own, [...result.dataSync()], 1e-5)).toBeNull();
  });

  it.each(['model.keras', 'model.h5', 'saved.keras', 'saved.h5'])(
    '%s comes back with its shared weights',
    async (file) => {
      const { tf } = await engines.current();
      const read = await importFile(join(folder, file));
      if (!read.ok) throw new Error(read.problem.message);
      const document: ProjectDocument = {
        format: 1,
        id: 'p',
        name: 'p',
        network: read.value.network,
        data: null,
        training: defaultTraining,
        notes: '',
      };
      const analysis = analyze(document);
      expect(analysis.totals.trainable + analysis.totals.fixed).toBe(answer.count);
      expect(document.network.nodes.filter(({ shares }) => shares !== undefined)).toHaveLength(3);
      expect(analysis.problems.filter(({ code }) => code.startsWith('sharing'))).toEqual([]);
      const { wiring, order, specs } = analysis;
      const layers = order.map((id) => {
        const { kind, name, params, shares } = wiring.nodes.get(id)!;
        const inputs = orderedSources(findLayer(kind)!.inputs, edgesInto(wiring, id)).map((source) => source!);
        const first =
          shares === undefined ? id : order.find((other) => sharersOf(document.network, id).includes(other))!;
        const output = specs.get(id) ?? specs.get(inputs[0]!)!;
        return { id, kind, name, params, inputs, output, ...(first === id ? {} : { shares: first }) };
      });
      const ofRole = (role: string) => layers.filter(({ kind }) => findLayer(kind)!.role === role);
      const plan = {
        ...network.plan,
        layers,
        inputs: ofRole('input').map(({ id, name }) => ({ layer: id, source: name })),
        outputs: ofRole('output').map(({ id }) => ({ ...network.plan.outputs[0]!, layer: id })),
      } as Plan;
      const again = buildNetwork(tf, plan);
      const path = join(folder, `${file}.safetensors`);
      const tensors = [...read.value.weights].map(
        ([name, { shape, values }]) => [name, { dtype: 'F32' as const, shape, data: values }] as const,
      );
      writeFileSync(path, writeSafetensors(new Map(tensors)));
      expect(await startFrom(tf, again, path)).toBe(network.weights.length);
      expect(difference(ownAnswer(tf, again), own, 1e-5)).toBeNull();
      again.dispose();
    },
  );
});
