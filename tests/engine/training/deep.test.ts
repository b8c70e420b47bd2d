// A network of 400 layers, residual blocks with batch normalization, goes from its document to its first trained batch in
// under 10 s of processor time.
import { expect, it } from 'vitest';
import { createBlock } from '../../../electron/engine/training/block';
import type { Batch } from '../../../electron/engine/data/dataset';
import { buildNetwork, initializeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { createTrainingStep } from '../../../electron/engine/training/step';
import { compile } from '../../../shared/network/compile';
import { emptyDocument } from '../../../shared/samples';
import { createBuilder } from '../../../shared/samples/architectures/builder';
import { numberColumn, table } from '../../shared/network/documents';
import { engines } from '../runs';

const features = 12;
const batchSize = 8;

function deepNetwork(layers: number) {
  const { add, network } = createBuilder();
  let x = add('dense', 'widen', add('input', 'table', []), { units: 768 });
  x = add('reshape', 'picture', x, { targetShape: [16, 16, 3] });
  x = add('conv2d', 'first', x, { filters: 16, padding: 'same' });
  for (let block = 1; network().nodes.length < layers - 3; block++) {
    let y = add('conv2d', `conv_${block}`, x, { filters: 16, padding: 'same', activation: 'linear' });
    y = add('batchNormalization', `norm_${block}`, y);
    y = add('activation', `relu_${block}`, y);
    x = add('add', `add_${block}`, [x, y]);
  }
  x = add('globalAveragePooling2d', 'pool', x);
  add('output', 'out', add('dense', 'answer', x, { units: 1, activation: 'linear' }));
  return network();
}

it('400 layers compile in under 10 s', async () => {
  const { tf } = await engines.current();
  const columns = Array.from({ length: features }, (_, at) => numberColumn(`c${at}`));
  const data = table([...columns, numberColumn('y', 'target')], 64);
  const start = process.cpuUsage();
  const plan = compile({ ...emptyDocument('d', 'D'), data, network: deepNetwork(400) });
  if (!plan.ok) throw new Error(plan.problem.message);
  expect(plan.value.layers.length).toBeGreaterThanOrEqual(400);
  const network = buildNetwork(tf, plan.value);
  initializeWeights(tf, network, 1);
  const [{ source }, { target }] = [plan.value.inputs[0]!, plan.value.outputs[0]!];
  const objective = createObjective(tf, network, {
    inputs: {},
    targets: { [target]: { task: 'regression', column: 'y', subtract: 0, divide: 1 } },
  });
  const batch: Batch = {
    size: batchSize,
    inputs: { [source]: { shape: [batchSize, features], values: new Float32Array(batchSize * features).fill(0.5) } },
    targets: { [target]: new Float32Array(batchSize) },
  };
  const step = createTrainingStep(tf, network, objective, null, { sample: batch, train: [batchSize], evaluate: [] });
  step.push();
  const [result] = step.train(createBlock(batch, batchSize), 1, Float32Array.of(0.001));
  const { user, system } = process.cpuUsage(start);
  console.info(`400 layers: ${((user + system) / 1e6).toFixed(1)} s of processor time to the first batch`);
  expect(Number.isFinite(result!.loss)).toBe(true);
  expect((user + system) / 1e6).toBeLessThan(10);
  step.dispose();
  network.dispose();
}, 120_000);
