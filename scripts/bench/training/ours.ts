// Our side of the benchmark, in a process of its own: a line of JSON in, a line out. Bundled and started by bench.mjs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createEngines } from '../../../electron/engine/backends';
import { createBlock } from '../../../electron/engine/training/block';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { startRun } from '../../../electron/engine/training/run';
import { createTrainingStep } from '../../../electron/engine/training/step';
import { ok } from '../../../shared/result';
import { writeSafetensors } from '../../../shared/run/safetensors';
import { threadsFor } from '../../../shared/run/work';
import type { LayerRow } from '../../../tests/engine/plans';
import { enginesOnGpu } from './gpu';
import { networks, openTask } from './networks';

const RATE = 0.001;
const engines = createEngines({ force: '', reportPath: process.env['LAYERLOOM_ENGINE_INFO'] ?? '' });

/** A run as the app runs it, figures kept on disk and told; steps a second from the second epoch on. */
async function speed({ network, seconds, engine = 'auto', batch }: Question) {
  const task = openTask(network, networks[network]!.batches, batch);
  const plan = { ...task.plan, training: { ...task.plan.training, engine } };
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-bench-run-'));
  const startedAt = performance.now();
  let firstBatchMs = 0;
  let from: { readonly step: number; readonly at: number } | null = null;
  let stepsPerSecond = NaN;
  let failure = '';
  const run = startRun(
    { runId: 'bench', name: 'Benchmark', folder, plan, resume: false },
    {
      engines,
      openData: async () => ok(task.open()),
      saveAfterMs: 1000,
      saveWithinEpochMs: 15_000,
      send: ({ events }) => {
        const at = performance.now();
        for (const event of events) {
          if (event.type === 'failed') failure = event.problem.message;
          if (event.type === 'started' && engine !== 'auto' && event.engine.id !== engine) {
            failure = event.engine.reason;
            run.stop();
          }
          if (event.type === 'batch' && firstBatchMs === 0) firstBatchMs = at - startedAt;
          if (event.type !== 'epoch') continue;
          if (from === null) from = { step: event.step, at };
          else if (at - from.at >= 1000 * seconds) {
            if (Number.isNaN(stepsPerSecond)) stepsPerSecond = (1000 * (event.step - from.step)) / (at - from.at);
            run.stop();
          }
        }
      },
    },
  );
  await run.done;
  rmSync(folder, { recursive: true, force: true });
  if (failure !== '') throw new Error(failure);
  return { stepsPerSecond, firstBatchMs };
}

/** tfjs-node as it comes: its own layers' training, one call a batch. */
async function plain(name: string, seconds: number) {
  const { tf } = await engines.start('native');
  const task = openTask(name);
  const { batch, input, classes } = networks[name]!;
  const network = buildNetwork(tf, task.plan);
  initializeWeights(tf, network, 1);
  // tfjs' own recurrence, without the fused operations that our engine puts in its place.
  for (const { layer } of network.layers) if (layer !== null) delete (layer as { call?: unknown }).call;
  const loss = classes === 0 ? 'meanSquaredError' : classes === 2 ? 'binaryCrossentropy' : 'categoricalCrossentropy';
  network.model.compile({ optimizer: tf.train.adam(RATE), loss, metrics: classes === 0 ? [] : ['accuracy'] });
  const data = task.open();
  const step = async (index: number) => {
    const { inputs, targets } = await data.batch(data.parts.train.slice(index * batch, (index + 1) * batch));
    const x = tf.tidy(() => {
      const tensor = tf.tensor(inputs['x']!.values, [batch, ...input.shape]);
      return input.codes > 0 ? tensor.toInt() : tensor;
    });
    const y = tf.tidy(() =>
      classes === 0
        ? tf.tensor(targets['y']!, [batch, targets['y']!.length / batch])
        : classes === 2
          ? tf.tensor(targets['y']!, [batch, 1])
          : tf.oneHot(tf.tensor1d(targets['y']!).toInt(), classes).toFloat(),
    );
    await network.model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  };
  for (let index = 0; index < 3; index++) await step(index);
  const begin = performance.now();
  let steps = 0;
  while (performance.now() - begin < 1000 * seconds) await step(steps++ % networks[name]!.batches);
  const stepsPerSecond = (1000 * steps) / (performance.now() - begin);
  network.dispose();
  return { stepsPerSecond };
}

/** Steps whose losses are compared; each has samples of its own, so that nothing is learned by heart. */
const AGREE = 200;

/** Steps from weights that are written down, for a peer that begins with the same. */
async function agree(name: string, folder: string) {
  const { tf } = await engines.start('native');
  const task = openTask(name, AGREE);
  const { batch } = networks[name]!;
  const data = task.open();
  const network = buildNetwork(tf, task.plan);
  initializeWeights(tf, network, 1);
  const weights = takeWeights(network);
  const f32 = (values: Float32Array) => ({ dtype: 'F32' as const, shape: [values.length], data: values });
  writeFileSync(
    join(folder, 'given.safetensors'),
    writeSafetensors(new Map([...weights, ['x', f32(task.x)] as const, ['y', f32(task.y)] as const])),
  );
  const order = network.layers.map(({ plan: { name: layer }, weights: of }) => [
    layer,
    of.map((weight) => weight.name),
  ]);
  writeFileSync(join(folder, 'order.json'), JSON.stringify(Object.fromEntries(order)));
  const objective = createObjective(tf, network, data.fitted);
  const sample = await data.batch(data.parts.train.slice(0, 1));
  const step = createTrainingStep(tf, network, objective, null, { sample, train: [batch], evaluate: [] });
  step.push();
  const losses: number[] = [];
  const perBlock = 20;
  while (losses.length < AGREE) {
    const from = losses.length * batch;
    const block = createBlock(await data.batch(data.parts.train.slice(from, from + perBlock * batch)), batch);
    const results = step.train(block, losses.length + 1, new Float32Array(perBlock).fill(RATE));
    losses.push(...results.map(({ loss }) => loss));
  }
  step.dispose();
  network.dispose();
  return { losses, compiled: step.reason === '' };
}

/** How long a network of `depth` dense layers takes from its plan to its first step. */
async function depth(layers: number) {
  const { tf } = await engines.start('native');
  const begin = performance.now();
  const rows = Array.from({ length: layers }, (_, index): LayerRow => [
    `d${index}`,
    'dense',
    { units: 32, activation: 'relu' },
  ]);
  const { plan, open } = openTaskOf(rows);
  const data = open();
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 1);
  const objective = createObjective(tf, network, data.fitted);
  const sample = await data.batch(data.parts.train.slice(0, 32));
  const builtMs = performance.now() - begin;
  const step = createTrainingStep(tf, network, objective, null, { sample, train: [32], evaluate: [] });
  const compiledMs = performance.now() - begin;
  step.push();
  step.train(createBlock(sample, 32), 1, Float32Array.of(RATE));
  const firstMs = performance.now() - begin;
  const again = performance.now();
  step.train(createBlock(sample, 32), 2, Float32Array.of(RATE));
  const stepMs = performance.now() - again;
  step.dispose();
  network.dispose();
  return { builtMs, compiledMs, firstMs, stepMs };
}

function openTaskOf(rows: readonly LayerRow[]) {
  const own = networks as Record<string, (typeof networks)[string]>;
  own['depth'] = { ...networks['mlp']!, layers: [...rows, ['end', 'dense', { units: 1, activation: 'sigmoid' }]] };
  return openTask('depth');
}

interface Question {
  readonly task: 'threads' | 'speed' | 'plain' | 'agree' | 'depth' | 'gpu';
  readonly network: string;
  readonly seconds: number;
  /** Id of the engine, and samples in a batch, where they are not the usual ones. */
  readonly engine?: string;
  readonly batch?: number;
  readonly folder: string;
  readonly layers: number;
}

const answers = async (question: Question): Promise<object> => {
  switch (question.task) {
    case 'threads':
      return Object.fromEntries(Object.keys(networks).map((name) => [name, threadsFor(openTask(name))]));
    case 'speed':
      return speed(question);
    case 'plain':
      return plain(question.network, question.seconds);
    case 'agree':
      return agree(question.network, question.folder);
    case 'depth':
      return depth(question.layers);
    case 'gpu':
      return { found: enginesOnGpu(await engines.rivals(), await engines.report(true)) };
  }
};

createInterface({ input: process.stdin }).on('line', (line) => {
  answers(JSON.parse(line) as Question).then(
    (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`),
    (error: unknown) => process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`),
  );
});
