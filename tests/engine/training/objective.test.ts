// The loss and its gradient: regularization, class weights, and figures that add up.
import { describe, expect, it } from 'vitest';
import { buildNetwork, initializeWeights } from '../../../electron/engine/network';
import { addSums, balancedWeights, createObjective } from '../../../electron/engine/training/objective';
import { createBlock } from '../../../electron/engine/training/block';
import { createTrainingStep } from '../../../electron/engine/training/step';
import { inputTensors, targetTensors, tidied } from '../../../electron/engine/training/stepTensors';
import type { Plan } from '../../../shared/run/plan';
import { type MemorySet, memorySpec, openMemory } from '../memoryData';
import { planOf } from '../plans';
import { engines } from '../runs';
import { adam, iris, xor } from '../sets';

const set = iris();
const regularized = planOf(memorySpec(set), [
  ['in', 'input'],
  ['hidden', 'dense', { units: 5, activation: 'tanh', l1: 0.003, l2: 0.02 }],
  ['answer', 'dense', { units: 3, activation: 'softmax', l2: 0.1 }],
  ['out', 'output'],
]);

async function prepare(plan: Plan, from: MemorySet) {
  const { tf } = await engines.current();
  const data = openMemory(from);
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 3);
  return { tf, data, network, objective: createObjective(tf, network, data.fitted) };
}

describe('the loss', () => {
  it('has a gradient equal to finite differences, regularization included', async () => {
    const { tf, data, network, objective } = await prepare(regularized, set);
    const batch = await data.batch(data.parts.train.slice(0, 16));
    const total = () => {
      const given = targetTensors(tf, batch);
      const outputs = network.forward(inputTensors(tf, network, batch), false);
      return objective.loss(outputs, objective.targets(given), given, null).total;
    };
    const variables = network.weights.filter(({ spec }) => spec.trainable).map(({ variable }) => variable);
    const gradients = tidied(tf, () => {
      const { grads } = tf.variableGrads(total, variables);
      return variables.map((variable) => Float32Array.from(grads[variable.name]!.dataSync()));
    });
    // Central differences; float32 losses of about 2 carry an error of 1e-7 / 1e-2 each.
    const h = 1e-2;
    variables.forEach((variable, index) => {
      const values = Float32Array.from(variable.dataSync());
      for (let at = 0; at < Math.min(values.length, 6); at++) {
        const lossAt = (value: number) =>
          tidied(tf, () => {
            const changed = Float32Array.from(values);
            changed[at] = value;
            variable.assign(tf.tensor(changed, variable.shape));
            return total().dataSync()[0]!;
          });
        const slope = (lossAt(values[at]! + h) - lossAt(values[at]! - h)) / (2 * h);
        tidied(tf, () => variable.assign(tf.tensor(values, variable.shape)));
        expect(Math.abs(gradients[index]![at]! - slope), `${variable.name} ${at}`).toBeLessThan(2e-3);
      }
    });
    network.dispose();
  });

  it('counts l1 times the sum of sizes and l2 times the sum of squares of every weight that asks for it', async () => {
    const { tf, data, network, objective } = await prepare(regularized, set);
    const batch = await data.batch(data.parts.train.slice(0, 16));
    const { total, part } = tidied(tf, () => {
      const given = targetTensors(tf, batch);
      const { total: all, parts } = objective.loss(
        network.forward(inputTensors(tf, network, batch), false),
        objective.targets(given),
        given,
        null,
      );
      return { total: all.dataSync()[0]!, part: parts[0]!.dataSync()[0]! };
    });
    const kernels = network.weights
      .filter(({ spec }) => spec.name === 'kernel')
      .map(({ variable }) => [...variable.dataSync()]);
    const sum = (values: readonly number[], of: (value: number) => number) =>
      values.reduce((a, value) => a + of(value), 0);
    const penalty =
      0.003 * sum(kernels[0]!, Math.abs) + 0.02 * sum(kernels[0]!, (v) => v * v) + 0.1 * sum(kernels[1]!, (v) => v * v);
    expect(total - part).toBeCloseTo(penalty, 5);
    network.dispose();
  });
});

describe('class weights', () => {
  // sklearn.utils.class_weight.compute_class_weight('balanced', classes=[0, 1, 2], y=[0]*10 + [1]*30 + [2]*60).
  it('are those of scikit-learn', () => {
    expect(balancedWeights([10, 30, 60]).map((weight) => Number(weight.toFixed(4)))).toEqual([3.3333, 1.1111, 0.5556]);
    expect(balancedWeights([10, 0, 30])).toEqual([2, 0, 40 / 60]);
  });

  it('multiply each sample’s loss while training, and do not count in evaluation', async () => {
    const plan = planOf(
      memorySpec(xor),
      [
        ['in', 'input'],
        ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
        ['out', 'output'],
      ],
      { optimizerParams: adam(0.001) },
    );
    const { tf, data, network, objective } = await prepare(plan, xor);
    const batch = await data.batch(data.parts.train.slice(0, 32));
    const weights = { class: [3, 0.5] };
    const perSample = tidied(tf, () => {
      const prediction = [...network.forward(inputTensors(tf, network, batch), false)['out']!.dataSync()];
      return prediction.map((p, index) => -Math.log(batch.targets['class']![index] === 1 ? p : 1 - p));
    });
    const plain = perSample.reduce((a, b) => a + b, 0) / 32;
    const weighted =
      perSample.reduce((sum, loss, index) => sum + loss * weights.class[batch.targets['class']![index]!]!, 0) / 32;
    const step = createTrainingStep(tf, network, objective, weights, { sample: batch, train: [32], evaluate: [32] });
    step.push();
    const block = createBlock(batch, 32);
    expect(step.evaluate(block)[0]!.loss).toBeCloseTo(plain, 5);
    expect(step.train(block, 1, Float32Array.of(0.001))[0]!.loss).toBeCloseTo(weighted, 5);
    step.dispose();
    network.dispose();
  });
});

describe('figures', () => {
  it('of batches of any size add up to those of the whole', async () => {
    const { tf, data, network, objective } = await prepare(regularized, set);
    const samples = data.parts.train;
    const sizes = [1, 7, 32, 100];
    const step = createTrainingStep(tf, network, objective, null, {
      sample: await data.batch(samples.slice(0, 2)),
      train: [],
      evaluate: sizes.flatMap((size) => [size, samples.length % size]).filter((size) => size > 0),
    });
    step.push();
    const over = async (size: number) => {
      let sums = objective.zero;
      for (let start = 0; start < samples.length; start += size) {
        const batch = await data.batch(samples.slice(start, start + size));
        sums = addSums(sums, step.evaluate(createBlock(batch, size))[0]!.sums);
      }
      return objective.figures(sums);
    };
    const whole = await over(100);
    for (const size of [1, 7, 32]) {
      const parts = await over(size);
      for (const [name, value] of Object.entries(whole)) expect(parts[name], `${name}, ${size}`).toBeCloseTo(value, 5);
    }
    step.dispose();
    network.dispose();
  });
});
