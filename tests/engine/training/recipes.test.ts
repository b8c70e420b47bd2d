// Recipes beyond plain supervised training: what they make of data, that their steps compile to the same numbers, that
// a run continues bit for bit, and what they show and make up afterwards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { areaOf } from '../../../electron/engine/answering/area';
import { createBlock } from '../../../electron/engine/training/block';
import { compileSteps } from '../../../electron/engine/training/compiledStep';
import { createEagerSteps } from '../../../electron/engine/training/eagerStep';
import { evaluatePart } from '../../../electron/engine/answering/evaluate';
import { generate } from '../../../electron/engine/answering/generate';
import { choose } from '../../../shared/run/speak';
import { createLearner } from '../../../electron/engine/training/learner';
import { exportRun } from '../../../electron/engine/export';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { predictOne } from '../../../electron/engine/answering/predict';
import { learnedBy } from '../../../electron/engine/training/recipe';
import { createTrainedNetworks } from '../../../electron/engine/answering/trained';
import { createRandom } from '../../../shared/random';
import { ok } from '../../../shared/result';
import type { GenerateSettings } from '../../../shared/run/prediction';
import type { Plan } from '../../../shared/run/plan';
import { complete, engines, lastEpoch, newFolder, removeFolders, start } from '../runs';
import { type Case, adversarial, autoencoder, cases, languageModel, variational } from '../recipeCases';

afterAll(removeFolders);

const { tf } = await engines.current();
const networks = createTrainedNetworks(engines);
const watch = { signal: new AbortController().signal, progress: () => undefined };
const settings: GenerateSettings = { seed: 3, count: 12, temperature: 1, topK: 0, prompt: 'ab' };

async function outcome({ plan, data }: Case, compiled: boolean) {
  const opened = learnedBy(data(), plan.training);
  const network = buildNetwork(tf, plan);
  const objective = createObjective(tf, network, opened.fitted);
  const learner = createLearner(tf, network);
  const batchSize = 8;
  const block = createBlock(await opened.batch(opened.parts.train.slice(0, 3 * batchSize)), batchSize);
  const expected = { sample: block.samples, train: [batchSize], evaluate: [batchSize] };
  const steps = compiled
    ? compileSteps(tf, network, objective, learner, null, expected)
    : createEagerSteps(tf, network, objective, learner, null);
  if (typeof steps === 'string') throw new Error(steps);
  initializeWeights(tf, network, 4);
  steps.push();
  const rates = new Float32Array(3).fill(0.01);
  const results = [...steps.train(block, 1, rates), ...steps.evaluate(block)];
  const numbers = results.flatMap(({ loss, sums }) => [loss, ...sums.losses, ...sums.metrics]);
  steps.pull();
  const weights = [...takeWeights(network).values()].flatMap(({ data: values }) => [...values]);
  const names = objective.names;
  steps.dispose();
  learner.dispose();
  network.dispose();
  return { numbers, weights, names };
}

describe('a step', () => {
  it.skipIf(tf.getBackend() !== 'tensorflow').each(cases)(
    'of $title, compiled, equals the same operation by operation',
    async (one) => {
      const compiled = await outcome(one, true);
      const eager = await outcome(one, false);
      const far = (a: readonly number[], b: readonly number[]) =>
        Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));
      expect(far(compiled.numbers, eager.numbers)).toBeLessThan(1e-4);
      expect(far(compiled.weights, eager.weights)).toBeLessThan(1e-5);
    },
  );

  it('of a variational autoencoder counts the divergence in the loss, and shows it', async () => {
    const { names, numbers } = await outcome(variational, false);
    expect(names.slice(0, 2)).toEqual(['loss', 'kl']);
    expect(numbers.every(Number.isFinite)).toBe(true);
  });
});

describe('a run', () => {
  it.each(cases)('of $title stopped and continued ends with the same bits', async ({ plan, data }) => {
    const whole = await complete(plan, data);
    const folder = newFolder();
    const first = start(plan, data, { folder });
    await first.until((event) => event.type === 'epoch');
    first.run.stop();
    await first.run.done;
    const second = await complete(plan, data, { folder, resume: true });
    const weights = (of: string) => readFileSync(join(of, 'weights.safetensors'));
    expect(weights(second.folder).equals(weights(whole.folder))).toBe(true);
    expect(lastEpoch(second.events).train).toEqual(lastEpoch(whole.events).train);
  });
});

async function withTrained<T>(
  plan: Plan,
  data: Case['data'],
  use: (trained: Awaited<ReturnType<typeof networks.load>>) => Promise<T>,
) {
  const { folder } = await complete(plan, data);
  const trained = await networks.load(folder);
  try {
    return await use(trained);
  } finally {
    trained.release();
  }
}

describe('an autoencoder', () => {
  it('learns from one class alone, and tells the others by their errors', async () => {
    const opened = learnedBy(autoencoder.data(), autoencoder.plan.training);
    const labels = (part: Uint32Array) => [...new Set(opened.labels('y', part))];
    expect(labels(opened.parts.train)).toEqual([0]);
    expect(labels(opened.parts.test).sort((a, b) => a - b)).toEqual([0, 1]);
    await withTrained(autoencoder.plan, autoencoder.data, async ({ engine, network, record }) => {
      const { figures, outputs } = await evaluatePart(engine.tf, network, opened, {
        runId: 'r',
        part: 'test',
        onProgress: () => undefined,
      });
      const { errors, labels: classes, pairs, usual, only } = outputs[0]!.rebuilt!;
      expect(only).toBe('plain');
      expect(errors).toHaveLength(opened.parts.test.length);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.sqrt(mean)).toBeCloseTo(figures['rootMeanSquaredError']!, 4);
      // Counted pair by pair.
      const odd = errors.filter((_, at) => classes![at] === 1);
      const plain = errors.filter((_, at) => classes![at] === 0);
      const above = odd.flatMap((a) => plain.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
      expect(figures['auc']).toBeCloseTo(above.reduce((a, b) => a + b, 0) / above.length, 10);
      expect(figures['auc']).toBeGreaterThan(0.9);
      expect(plain.filter((error) => error <= usual).length / plain.length).toBeCloseTo(0.95, 1);
      expect(pairs.map(({ error }) => error)).toEqual([...pairs.map(({ error }) => error)].sort((a, b) => a - b));

      const { position } = pairs[0]!;
      const answer = await predictOne(
        engine.tf,
        network,
        record.preprocessing,
        { x: { type: 'sample', part: 'test', position } },
        { encode: () => Promise.reject(new Error('not asked')), withData: (use) => use(opened) },
      );
      expect(answer.outputs[0]!.rebuilt!.error).toBeCloseTo(errors[position]!, 5);
      expect(answer.outputs[0]!.rebuilt!.made.cells).toHaveLength(6);
    });
  });

  it('with a class that the data has not says so', () => {
    const recipe = { id: 'autoencoder', params: { noise: 0, only: 'nobody' } };
    expect(() => learnedBy(autoencoder.data(), { ...autoencoder.plan.training, recipe })).toThrow(/"nobody"/);
  });

  it.each([
    [[1, 2, 3, 4], [false, false, true, true], 1],
    [[4, 3, 2, 1], [false, false, true, true], 0],
    [[1, 1, 1, 1], [false, true, false, true], 0.5],
    [[1, 2], [true, true], null],
  ])('the area under %j with odd ones at %j is %s', (errors, odd, area) => {
    expect(areaOf(errors, odd)).toBe(area);
  });
});

describe('two networks against each other', () => {
  it('keep the last epoch, are measured by what is made, make the same of a seed, and export the one that makes', async () => {
    await withTrained(adversarial.plan, adversarial.data, async (trained) => {
      const { engine, network, record } = trained;
      expect(record.bestEpoch).toBe(adversarial.plan.training.epochs);
      const opened = learnedBy(adversarial.data(), adversarial.plan.training);
      const { figures, outputs } = await evaluatePart(engine.tf, network, opened, {
        runId: 'r',
        part: 'test',
        onProgress: () => undefined,
      });
      expect(outputs.map(({ name }) => name)).toEqual(['generator']);
      const { made } = outputs[0]!;
      expect(made).toMatchObject({ count: 48, classes: ['plain', 'odd'], lifelike: figures['lifelike'] });
      expect(made!.counts!.reduce((sum, count) => sum + count, 0)).toBe(48);
      expect(figures['generator/loss']! + figures['discriminator/loss']!).toBeCloseTo(figures['loss']!, 5);

      const make = async (seed: number) =>
        (await generate(engine.tf, network, record.preprocessing, { ...settings, count: 3, seed }, watch)).samples;
      const first = await make(1);
      expect(first![0]!.cells).toHaveLength(6);
      expect(await make(1)).toEqual(first);
      expect(await make(2)).not.toEqual(first);

      const { folder } = await complete(adversarial.plan, adversarial.data);
      const services = { load: networks.load, openData: () => Promise.resolve(ok(adversarial.data())) };
      const request = { folder, format: 'tfjs', out: join(newFolder(), 'out'), options: {} };
      const report = await exportRun(request, services);
      expect(report.ok && report.value.verdict).toMatch(/^Checked on 48 samples/);
    });
  });
});

describe('what is made up', () => {
  it('by a variational autoencoder is a function of the seed', async () => {
    await withTrained(variational.plan, variational.data, async ({ engine, network, record }) => {
      const made = async (seed: number) =>
        (await generate(engine.tf, network, record.preprocessing, { ...settings, count: 3, seed }, watch)).samples;
      const first = await made(1);
      expect(first).toHaveLength(3);
      expect(first![0]!.cells).toHaveLength(6);
      expect(await made(1)).toEqual(first);
      expect(await made(2)).not.toEqual(first);
    });
  });

  it('by a language model follows seed and temperature, stops at the end of a text and when told to', async () => {
    await withTrained(languageModel.plan, languageModel.data, async ({ engine, network, record }) => {
      const made = (more: Partial<GenerateSettings>, signal = watch.signal) =>
        generate(engine.tf, network, record.preprocessing, { ...settings, ...more }, { ...watch, signal });
      const sure = (await made({ temperature: 0, prompt: 'ab', count: 30 })).text!;
      // The texts go round: abcabc… up to their end.
      expect('abcabcabcabc'.slice(2)).toContain(sure.written.slice(0, 4));
      expect((await made({ temperature: 0, prompt: 'ab', count: 30, seed: 9 })).text).toEqual(sure);
      expect(sure.ended).toBe('end');
      const drawn = (await made({ temperature: 3 })).text!;
      expect((await made({ temperature: 3 })).text).toEqual(drawn);
      expect((await made({ temperature: 3, topK: 1, count: 4 })).text!.written).toBe(sure.written.slice(0, 4));
      const stopped = new AbortController();
      stopped.abort();
      expect((await made({}, stopped.signal)).text).toEqual({ written: '', tokens: 0, ended: 'stopped' });
      await expect(made({ prompt: '' })).rejects.toThrow(/beginning/);
    });
  });

  it('by a plain network is nothing, and that is said', async () => {
    await withTrained(autoencoder.plan, autoencoder.data, async ({ engine, network, record }) => {
      await expect(generate(engine.tf, network, record.preprocessing, settings, watch)).rejects.toThrow(
        /makes up nothing/,
      );
    });
  });

  it('is drawn as often as it is probable', () => {
    const random = createRandom(1);
    const chances = [0.1, 0.5, 0.2, 0.2];
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[choose(chances, 4, { temperature: 1, topK: 0 }, random)]! += 1;
    // The unknown token is never chosen: what is left is a fifth and two fifths twice.
    [0.2, 0, 0.4, 0.4].forEach((share, id) => expect(counts[id]! / 4000).toBeCloseTo(share, 1));
    expect(choose(chances, 4, { temperature: 0, topK: 0 }, random)).toBe(2);
  });
});
