// Every sample project trains on every engine: the losses of its first steps, on its own data, are the native ones.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngines } from '../../electron/engine/backends';
import { createBlock } from '../../electron/engine/block';
import * as data from '../../electron/engine/data';
import { createEagerSteps } from '../../electron/engine/eagerStep';
import { createLearner } from '../../electron/engine/learner';
import { buildNetwork, initializeWeights } from '../../electron/engine/network';
import { createObjective } from '../../electron/engine/objective';
import { compile } from '../../shared/network/compile';
import type { Result } from '../../shared/result';
import { documentOfSample, samples } from '../../shared/samples';

process.env['LAYERLOOM_ASSETS'] ??= resolve(import.meta.dirname, '../../assets');

const batchSize = 8;
const stepCount = 3;
const engines = createEngines({ force: '', reportPath: '' });

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

describe('every sample on every engine', () => {
  beforeAll(async () => {
    expect((await engines.start('native')).info.id).toBe('native');
  });

  it.each(samples.map((sample) => [sample.id, sample] as const))(
    '%s',
    async (_, sample) => {
      const config = must(await data.inspectData(sample.source, sample.options));
      const plan = must(compile(documentOfSample(sample, 'p', config)));
      const opened = must(await data.openData(plan.data));
      const batch = await opened.batch(opened.parts.train.slice(0, stepCount * batchSize));
      const block = createBlock(batch, batchSize);
      const losses: (readonly number[])[] = [];
      for (const id of ['native', 'wasm', 'cpu']) {
        const { tf, info } = await engines.start(id);
        expect(info.id).toBe(id);
        const network = buildNetwork(tf, plan);
        const objective = createObjective(tf, network, opened.fitted);
        const learner = createLearner(tf, network);
        const steps = createEagerSteps(tf, network, objective, learner, null);
        initializeWeights(tf, network, 1);
        const rates = new Float32Array(stepCount).fill(0.001);
        losses.push(steps.train(block, 1, rates).map(({ loss }) => loss));
        learner.dispose();
        network.dispose();
      }
      opened.close();
      const [native, ...others] = losses;
      expect(native).toHaveLength(stepCount);
      for (const other of others) {
        other.forEach((loss, index) => {
          expect(Math.abs(loss - native![index]!) / Math.max(1, native![index]!), `step ${index + 1}`).toBeLessThan(
            1e-4,
          );
        });
      }
    },
    60_000,
  );
});
