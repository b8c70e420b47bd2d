// A network that learns from another one: compiled steps give the same numbers as operation by operation, a run goes on
// bit for bit whatever becomes of its teacher, and a teacher that cannot be learned from is refused in words.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluatePart } from '../../../electron/engine/answering/evaluate';
import { createTrainedNetworks } from '../../../electron/engine/answering/trained';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { createBlock } from '../../../electron/engine/training/block';
import { compileSteps } from '../../../electron/engine/training/compiledStep';
import { createEagerSteps } from '../../../electron/engine/training/eagerStep';
import { createLearner } from '../../../electron/engine/training/learner';
import { createObjective } from '../../../electron/engine/training/objective';
import { createTeacher, takeTeacher } from '../../../electron/engine/training/teacher';
import type { ExportInput } from '../../../shared/export/format';
import { modelCard } from '../../../shared/export/modelCard';
import { type RunRecord, summarizeRun } from '../../../shared/run/record';
import { complete, engines, hashOf, lastEpoch, newFolder, removeFolders, start, weightsIn } from '../runs';
import { openMemory } from '../memoryData';
import { type TaughtCase, alpha, classes, dataOf, drawnTeacher, several, taughtCases } from '../taughtCases';

afterAll(removeFolders);

const { tf } = await engines.current();

const batchSize = 16;

async function outcome(one: TaughtCase, compiled: boolean) {
  const data = dataOf(one)();
  const network = buildNetwork(tf, one.student);
  const teacher = drawnTeacher(tf, one.teacher, one.student, data.fitted);
  const objective = createObjective(tf, network, data.fitted, teacher);
  const learner = createLearner(tf, network);
  const block = createBlock(await data.batch(data.parts.train.slice(0, 3 * batchSize)), batchSize);
  const expected = { sample: block.samples, train: [batchSize], evaluate: [batchSize] };
  const steps = compiled
    ? compileSteps(tf, network, objective, learner, null, expected)
    : createEagerSteps(tf, network, objective, learner, null);
  if (typeof steps === 'string') throw new Error(steps);
  initializeWeights(tf, network, 4);
  steps.push();
  const results = [...steps.train(block, 1, new Float32Array(3).fill(0.01)), ...steps.evaluate(block)];
  steps.pull();
  const weights = [...takeWeights(network).values()].flatMap(({ data: values }) => [...values]);
  const figures = results.map(({ loss, sums }) => ({ loss, figures: objective.figures(sums) }));
  steps.dispose();
  learner.dispose();
  teacher.dispose();
  network.dispose();
  return { weights, figures, names: objective.names };
}

describe('a step', () => {
  it.skipIf(tf.getBackend() !== 'tensorflow').each(taughtCases)(
    'that learns $title, compiled, equals the same operation by operation',
    async (one) => {
      const [compiled, eager] = [await outcome(one, true), await outcome(one, false)];
      compiled.figures.forEach(({ figures }, at) => {
        for (const [name, value] of Object.entries(figures))
          expect(value, name).toBeCloseTo(eager.figures[at]!.figures[name]!, 4);
      });
      const far = compiled.weights.map((value, at) => Math.abs(value - eager.weights[at]!));
      expect(Math.max(...far)).toBeLessThan(1e-5);
    },
  );

  it('counts each answer’s own loss and the teacher’s by their shares, and shows the distance', async () => {
    const { figures, names } = await outcome(several, false);
    expect(names.slice(0, 4)).toEqual(['loss', 'n/loss', 'c/loss', 'teacher']);
    for (const { loss, figures: of } of figures) {
      const own = 0.3 * of['n/loss']! + of['c/loss']!;
      expect(loss).toBeCloseTo((1 - alpha) * own + alpha * of['teacher']!, 4);
    }
  });
});

const recordIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
const placeOf = (folder: string, plan = classes.teacher) => ({ folder, name: 'Large one', plan });

describe('a run', () => {
  it('says whom it learned from, and is evaluated without its teacher', async () => {
    const large = await complete(classes.teacher, dataOf(classes));
    const { folder, events } = await complete(classes.student, dataOf(classes), { teacher: placeOf(large.folder) });
    const record = recordIn(folder);
    const parameters = [...weightsIn(large.folder).values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(record.teacher).toMatchObject({ id: 'r1', name: 'Large one', parameters });
    expect(summarizeRun(record).teacher).toEqual(record.teacher);
    expect(Object.keys(lastEpoch(events).validation!)).toEqual(['loss', 'teacher', 'accuracy']);
    const preprocessing = {
      ...record.preprocessing,
      inputs: { features: { modality: 'table', columns: [] } },
    } as const;
    const card = modelCard.files({ record: { ...record, preprocessing }, options: {} } as unknown as ExportInput);
    expect(JSON.stringify(card)).toContain(
      `Large one, ${parameters} parameters; weights sha256 ${record.teacher!.sha256}`,
    );
    rmSync(large.folder, { recursive: true });
    const trained = await createTrainedNetworks(engines).load(folder);
    const request = { runId: 'r1', part: 'test', onProgress: () => undefined } as const;
    const { figures } = await evaluatePart(tf, trained.network, dataOf(classes)(), request);
    trained.release();
    expect(Object.keys(figures)).toEqual(['loss', 'accuracy']);
  });

  it('that starts as its teacher has no distance to it', async () => {
    const { recipe: _recipe, ...plainly } = several.student.training;
    const large = await complete({ ...several.student, training: plainly }, dataOf(several));
    const recipe = { id: 'distillation', params: { teacher: 'r1', temperature: 5, alpha: 1 } };
    const training = { ...plainly, recipe, epochs: 1, optimizerParams: { learningRate: 1e-12 } };
    const { events } = await complete({ ...several.student, training }, dataOf(several), {
      teacher: placeOf(large.folder),
      start: join(large.folder, 'weights.safetensors'),
    });
    const { validation } = lastEpoch(events);
    expect(validation!['teacher']).toBeLessThan(1e-6);
    expect(validation!['loss']).toBeCloseTo(validation!['teacher']!, 6);
  });

  it('stopped and continued ends with the same bits, with its copy damaged or its teacher gone', async () => {
    const large = await complete(several.teacher, dataOf(several));
    const teacher = placeOf(large.folder, several.teacher);
    const whole = await complete(several.student, dataOf(several), { teacher });
    for (const how of ['damaged', 'gone'] as const) {
      const first = start(several.student, () => openMemory(several.set, 5), { teacher, saveAfterMs: 0 });
      await first.until((event) => event.type === 'epoch');
      first.run.stop();
      await first.run.done;
      const { folder } = first;
      if (how === 'gone') rmSync(large.folder, { recursive: true });
      else writeFileSync(join(folder, 'teacher.safetensors'), 'torn');
      const left = how === 'gone' ? {} : { teacher };
      const second = await complete(several.student, dataOf(several), { folder, resume: true, ...left });
      expect(hashOf(second.folder), how).toBe(hashOf(whole.folder));
      expect(lastEpoch(second.events).train).toEqual(lastEpoch(whole.events).train);
    }
  });
});

describe('a teacher is refused', () => {
  const taught = { plan: classes.student, resume: false };
  const briefly = { ...classes.teacher, training: { ...classes.teacher.training, epochs: 1 } };
  let trained: ReturnType<typeof complete> | null = null;
  const damaged = async (file: string, content: string | null) => {
    trained ??= complete(briefly, dataOf(classes));
    const folder = newFolder();
    cpSync((await trained).folder, folder, { recursive: true });
    if (content === null) rmSync(join(folder, file));
    else writeFileSync(join(folder, file), content);
    return placeOf(folder);
  };
  it.each([
    ['that is nowhere', () => Promise.resolve(undefined), /not there any more/],
    ['whose folder is gone', () => Promise.resolve(placeOf('/nowhere/at/all')), /not there any more/],
    ['whose record is damaged', () => damaged('run.json', '{'), /its record is damaged/],
    ['without weights', () => damaged('weights.safetensors', null), /Large one has no weights/],
    ['whose weights are damaged', () => damaged('weights.safetensors', 'torn'), /weights of Large one cannot be read/],
  ])('%s', async (_, place, says) => {
    await expect(takeTeacher({ ...taught, folder: newFolder(), teacher: await place() }, null)).rejects.toThrow(says);
  });

  it('that has changed since the run began, or whose data is prepared otherwise', async () => {
    trained ??= complete(briefly, dataOf(classes));
    const large = await trained;
    const asked = { ...taught, folder: newFolder(), teacher: placeOf(large.folder) };
    await expect(takeTeacher(asked, 'other')).rejects.toThrow(/other weights than when the run began/);
    const file = (await takeTeacher(asked, null))!;
    const fitted = { inputs: {}, targets: classes.set.targets };
    const moved = { ...fitted, inputs: { features: { modality: 'table', columns: [] } } } as const;
    expect(() => createTeacher(tf, file, classes.student, moved)).toThrow(/"features" is prepared otherwise/);
    expect(() => createTeacher(tf, { ...file, weights: new Map() }, classes.student, fitted)).toThrow(
      /weights of Large one are not those of its network/,
    );
  });

  it('that does not fit, as a run that fails with the reason', async () => {
    trained ??= complete(briefly, dataOf(classes));
    const run = start(several.student, dataOf(several), { teacher: placeOf((await trained).folder) });
    await run.run.done;
    expect(run.events.at(-1)).toMatchObject({ type: 'failed', problem: { code: 'teacher.input' } });
  });
});
