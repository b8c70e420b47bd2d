// Every layer in the list goes through every engine: it is built, trains a step twice to the same weights, leaves no
// tensor behind, answers alone as it does within the tfjs model that exports save, and its losses are the native ones.
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, createEngines } from '../../../electron/engine/backends';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { createBlock } from '../../../electron/engine/training/block';
import { createTrainingStep } from '../../../electron/engine/training/step';
import { inputTensors, tidied } from '../../../electron/engine/training/stepTensors';
import { findLayer, layers } from '../../../shared/layers';
import { defaultsOf } from '../../../shared/params';
import { createRandom } from '../../../shared/random';
import type { ParamValues } from '../../../shared/result';
import type { Plan, PlanLayer } from '../../../shared/run/plan';
import { defaultTraining } from '../../../shared/run/training';
import { sizeOf, spec } from '../../../shared/shape';
import type { Batch } from '../../../electron/engine/data/dataset';
import { otherEngines } from '../webgpuHere';

const batchSize = 4;
const hidden = layers.filter(({ role }) => role === 'hidden');

/** Inputs → the layer → flatten → one number. */
function planFor(kind: string): Plan {
  const definition = findLayer(kind)!;
  const example = definition.examples.find(({ inputs }) => inputs.every(({ shape }) => sizeOf(shape) !== null))!;
  const plain = (
    id: string,
    layerKind: string,
    params: ParamValues,
    inputs: readonly string[],
    output: PlanLayer['output'],
  ): PlanLayer => ({
    id,
    name: id,
    kind: layerKind,
    params: { ...defaultsOf(findLayer(layerKind)!.params), ...params } as ParamValues,
    inputs,
    output,
  });
  const inputs = example.inputs.map((tensor, index) => plain(`in${index}`, 'input', {}, [], tensor));
  const size = sizeOf(example.output.shape)!;
  return {
    layers: [
      ...inputs,
      plain(
        'subject',
        kind,
        example.params ?? {},
        inputs.map(({ id }) => id),
        example.output,
      ),
      plain('flat', 'flatten', {}, ['subject'], spec([size])),
      plain('answer', 'dense', { units: 1 }, ['flat'], spec([1])),
      plain('out', 'output', {}, ['answer'], spec([1])),
    ],
    inputs: inputs.map(({ id }) => ({ layer: id, source: id })),
    outputs: [{ layer: 'out', name: 'out', target: 'y', loss: 'meanSquaredError', lossWeight: 1, metrics: ['r2'] }],
    data: {
      kind: 'table',
      source: { type: 'generated', id: 'x', params: {} },
      options: {},
      split: { train: 1, validation: 0, test: 0, seed: 1, stratify: false },
      fingerprint: '',
    },
    spec: {
      inputs: Object.fromEntries(
        inputs.map(({ id, output }) => [id, { title: id, modality: 'table', tensor: output }]),
      ),
      targets: { y: { title: 'y', task: 'regression' } },
      sampleCount: batchSize,
    },
    training: { ...defaultTraining, seed: 4 },
  };
}

function batchFor(plan: Plan): Batch {
  const random = createRandom(9);
  const inputs = plan.layers
    .filter(({ kind }) => kind === 'input')
    .map(({ id, output }) => {
      const count = batchSize * sizeOf(output.shape)!;
      // Whole numbers from 0 where a layer looks things up.
      const draw = output.dtype === 'int32' ? () => random.integer(3) : () => random.normal();
      return [
        id,
        { shape: [batchSize, ...(output.shape as number[])], values: Float32Array.from({ length: count }, draw) },
      ] as const;
    });
  return {
    size: batchSize,
    inputs: Object.fromEntries(inputs),
    targets: { y: Float32Array.from({ length: batchSize }, () => random.normal()) },
  };
}

const lossesOnFirst = new Map<string, readonly number[]>();
const ids = ['native', ...(await otherEngines())];

describe.each(ids)('every layer on %s', (id) => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await createEngines({ force: id, reportPath: '' }).start(id);
    expect(engine.info.id).toBe(id);
  });

  it.each(hidden.map(({ kind }) => kind))('%s', (kind) => {
    const { tf } = engine;
    const plan = planFor(kind);
    const batch = batchFor(plan);
    const before = tf.memory().numTensors;
    const trained = [0, 1].map(() => {
      const network = buildNetwork(tf, plan);
      initializeWeights(tf, network, 4);
      const objective = createObjective(tf, network, {
        inputs: {},
        targets: { y: { task: 'regression', column: 'y', subtract: 0, divide: 1 } },
      });
      const step = createTrainingStep(tf, network, objective, null, {
        sample: batch,
        train: [batchSize],
        evaluate: [],
      });
      if (id === 'native') expect(step.reason, 'compiled').toBe('');
      step.push();
      const block = createBlock(batch, batchSize);
      const losses = [1, 2].map((number) => step.train(block, number, Float32Array.of(0.001))[0]!.loss);
      const settled = tf.memory().numTensors;
      step.train(block, 3, Float32Array.of(0.001));
      expect(tf.memory().numTensors, 'tensors after one more step').toBe(settled);
      step.pull();
      const alone = tidied(tf, () => [...network.forward(inputTensors(tf, network, batch), false)['out']!.dataSync()]);
      const within = tidied(tf, () => {
        const given = inputTensors(tf, network, batch);
        const result = network.model.predict(plan.inputs.map(({ source }) => given[source]!));
        return [...(Array.isArray(result) ? result[0]! : result).dataSync()];
      });
      expect(alone, 'alone and within the model').toEqual(within);
      expect(losses.every(Number.isFinite), `losses ${losses.join()}`).toBe(true);
      const weights = takeWeights(network);
      step.dispose();
      network.dispose();
      return { losses, weights };
    });
    expect(trained[1]).toEqual(trained[0]);
    const { losses } = trained[0]!;
    if (id === ids[0]) lossesOnFirst.set(kind, losses);
    lossesOnFirst.get(kind)!.forEach((wanted, index) => {
      expect(Math.abs(losses[index]! - wanted) / Math.max(1, wanted), `loss ${index}`).toBeLessThan(1e-4);
    });
    expect(tf.memory().numTensors, 'tensors left').toBe(before);
  });
});
