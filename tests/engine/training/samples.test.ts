// Every sample project, as a person meets it: its data is read, nothing is to be said against its document, and its step
// compiles and learns. A few train to their figure here, as the app does; `npm run nightly:templates` trains all.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from '../../../electron/engine/backends';
import { createBlock } from '../../../electron/engine/training/block';
import { compileSteps } from '../../../electron/engine/training/compiledStep';
import * as data from '../../../electron/engine/data';
import { exportRun } from '../../../electron/engine/export';
import { createLearner } from '../../../electron/engine/training/learner';
import { createEngineChoice } from '../../../electron/engine/engineChoice';
import { createMethods } from '../../../electron/engine/methods';
import { buildNetwork, initializeWeights } from '../../../electron/engine/network';
import { createObjective } from '../../../electron/engine/training/objective';
import { openForPlan } from '../../../electron/engine/training/recipe';
import { analyze } from '../../../shared/network/analyze';
import { describeData } from '../../../shared/data/describe';
import { compile } from '../../../shared/network/compile';
import type { ProjectDocument } from '../../../shared/network/document';
import { suggestNetwork } from '../../../shared/network/suggest';
import type { Result } from '../../../shared/result';
import type { EngineEvent } from '../../../shared/run/events';
import { documentOfSample, emptyDocument, reaches, samples } from '../../../shared/samples';

process.env['LAYERLOOM_ASSETS'] ??= resolve(import.meta.dirname, '../../../assets');

/** Quick to train, and of three kinds: points, a table, pictures. */
const trainedHere = ['xor', 'iris', 'digits', 'own-photos'];
const blockCount = 2;

const engines = createEngines({ force: '', reportPath: '' });
const folder = mkdtempSync(join(tmpdir(), 'layerloom-samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

/** Losses of the first batches of a document's data, gone through three times. */
async function firstBlock(
  document: ProjectDocument,
): Promise<{ readonly losses: readonly number[]; readonly alone: boolean }> {
  const plan = must(compile(document));

  const { tf } = await engines.start('native');
  const opened = must(await openForPlan(data.openData, plan, undefined, undefined));
  const { batchSize } = plan.training;
  const batch = await opened.batch(opened.parts.train.slice(0, blockCount * batchSize));
  const block = createBlock(batch, batchSize);
  const network = buildNetwork(tf, plan);
  const learner = createLearner(tf, network);
  const expected = { sample: batch, train: [block.batchSize], evaluate: [] };
  const steps = compileSteps(tf, network, createObjective(tf, network, opened.fitted), learner, null, expected);
  if (typeof steps === 'string') throw new Error(steps);
  initializeWeights(tf, network, 1);
  steps.push();
  const rates = new Float32Array(block.count).fill(1e-3);
  const losses = [0, 1, 2].map((turn) => {
    const results = steps.train(block, 1 + turn * block.count, rates);
    return results.reduce((sum, { loss }) => sum + loss, 0) / results.length;
  });
  steps.dispose();
  learner.dispose();
  network.dispose();
  opened.close();
  expect(losses.every(Number.isFinite), losses.join()).toBe(true);
  return { losses, alone: learner.rival === null };
}

it.each([
  ['seattle-weather', { window: 7 }],
  ['mauna-loa-co2', { window: 12 }],
  ['presidents', {}],
] as const)(
  'the network suggested for the bundled set %s learns from it',
  async (id, options) => {
    const config = must(await data.inspectData({ type: 'bundled', id }, options));
    const network = suggestNetwork(describeData(config));
    const { losses } = await firstBlock({ ...emptyDocument('p', id), data: config, network });
    expect(losses[2]).toBeLessThan(losses[0]!);
  },
  60_000,
);

describe.each(samples.map((sample) => [sample.id, sample] as const))('the sample %s', (id, sample) => {
  it('opens without a problem, and its first block trains', async () => {
    const config = must(await data.inspectData(sample.source, sample.options));
    const document = documentOfSample(sample, 'p', config);
    const told = analyze(document).problems.filter(({ severity }) => severity !== 'hint');
    expect(told.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    const { losses, alone } = await firstBlock(document);
    // The third time through the same few batches it does better than at first; of two against each other one does worse.
    if (alone) expect(losses[2]).toBeLessThan(losses[0]!);
  }, 60_000);

  it.runIf(trainedHere.includes(id))(
    'trains to its figure',
    async () => {
      const events: EngineEvent[] = [];
      let over = () => {};
      const ended = new Promise<void>((done) => (over = done));
      const methods = createMethods({
        engines,
        choice: createEngineChoice(engines.rivals, ''),
        data,
        exportRun,
        send: (_event, payload) => {
          if (!('events' in payload)) return;
          events.push(...payload.events);
          if (events.some(({ type }) => type === 'finished' || type === 'failed')) over();
        },
      });
      const config = must(await methods.inspectData({ taskId: 't', source: sample.source, options: sample.options }));
      const plan = must(compile(documentOfSample(sample, 'p', config)));
      const run = join(folder, id);
      mkdirSync(run);
      const start = join(folder, `${id}.safetensors`);
      if (sample.weights !== undefined) must(await methods.takeModel({ model: sample.weights, out: start }));
      const from = sample.weights === undefined ? {} : { start };
      must(await methods.startRun({ runId: id, name: id, folder: run, plan, resume: false, ...from }));
      await ended;
      const last = events[events.length - 1]!;
      if (last.type === 'failed') throw new Error(last.problem.message);
      const { figures, count } = must(await methods.evaluate({ taskId: 'e', folder: run, part: 'test' }));
      const figure = figures[sample.figure.metric];
      expect(reaches(sample.figure, figure), `${sample.figure.metric} ${figure} of ${count}`).toBe(true);
    },
    180_000,
  );
});
