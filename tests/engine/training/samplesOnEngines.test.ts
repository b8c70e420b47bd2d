// Every sample project trains on every engine: the losses of its first steps, on its own data, are the native ones. Down
// the plain slope: Adam divides by its size, and makes a whole step of one that is nothing but rounding. What optimizers
// do on every engine is choicesOnEngines.test.ts'.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngines } from '../../../electron/engine/backends';
import { createBlock } from '../../../electron/engine/training/block';
import * as data from '../../../electron/engine/data';
import { createEagerSteps } from '../../../electron/engine/training/eagerStep';
import { createLearner } from '../../../electron/engine/training/learner';
import { buildNetwork, initializeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { openForPlan } from '../../../electron/engine/training/recipe';
import { compile } from '../../../shared/network/compile';
import type { Result } from '../../../shared/result';
import type { Plan } from '../../../shared/run/plan';
import { documentOfSample, samples } from '../../../shared/samples';
import { allOnWebGpu, otherEngines } from '../webgpuHere';

const others = await otherEngines();
process.env['LAYERLOOM_ASSETS'] ??= resolve(import.meta.dirname, '../../../assets');

/** The second loss tells whether the first step went the same way; a third tells of rounding. */
const stepCount = 2;
/** Plain JavaScript takes a second for each larger picture that a network reads. */
const batchOf = (plan: Plan) => {
  const numbers = plan.layers.filter(({ kind }) => kind === 'input').map(({ output }) => product(output.shape));
  return Math.max(...numbers) > 2000 ? 1 : 8;
};
const product = (shape: readonly (number | null)[]) => shape.reduce<number>((all, size) => all * (size ?? 1), 1);
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
      const document = documentOfSample(sample, 'p', config);
      const training = { ...document.training, optimizer: 'sgd', optimizerParams: {} };
      const plan = must(compile({ ...document, training }));
      const opened = must(await openForPlan(data.openData, plan, undefined, undefined));
      const batchSize = batchOf(plan);
      const batch = await opened.batch(opened.parts.train.slice(0, stepCount * batchSize));
      const block = createBlock(batch, batchSize);
      const losses: (readonly number[])[] = [];
      for (const id of ['native', ...others]) {
        const { tf, info } = await engines.start(id);
        expect(info.id).toBe(id);
        const network = buildNetwork(tf, plan);
        const objective = createObjective(tf, network, opened.fitted);
        const learner = createLearner(tf, network);
        const steps = createEagerSteps(tf, network, objective, learner, null);
        initializeWeights(tf, network, 1);
        const rates = new Float32Array(stepCount).fill(0.01);
        losses.push(steps.train(block, 1, rates).map(({ loss }) => loss));
        learner.dispose();
        network.dispose();
      }
      opened.close();
      const [native, ...found] = losses;
      expect(native).toHaveLength(stepCount);
      for (const other of found) {
        other.forEach((loss, index) => {
          expect(Math.abs(loss - native![index]!) / Math.max(1, native![index]!), `step ${index + 1}`).toBeLessThan(
            1e-4,
          );
        });
      }
    },
    allOnWebGpu ? 600_000 : 60_000,
  );
});
