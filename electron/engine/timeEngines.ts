// Every engine timed on a person's own network: a few training steps on generated numbers of the right shapes.
import type { Task } from '../../shared/data/spec';
import type { FittedPreprocessing, FittedTarget } from '../../shared/data/fitted';
import { createRandom } from '../../shared/random';
import type { EngineTime, EngineTimes } from '../../shared/run/devices';
import type { Plan } from '../../shared/run/plan';
import type { Work } from '../../shared/run/work';
import type { Engines, RunningEngine } from './backends';
import { createBlock } from './training/block';
import type { Batch } from './data/dataset';
import { buildNetwork, initializeWeights } from './network';
import { createObjective } from './training/objective';
import { toProblem } from './problems';
import { type TrainingStep, createTrainingStep } from './training/step';
import { type Teacher, createUntaughtTeacher } from './training/teacher';
import { product } from '../../shared/shape';

export interface TimingWatch {
  readonly signal: AbortSignal;
  /** Throws once the task is cancelled. */
  progress(done: number, total: number, message: string): void;
}

/** Where a size differs from sample to sample. */
const anySize = 16;
/** Each engine steps for about this long after its first step, and twice at least. */
const timedMs = 800;
const leastSteps = 2;
const mostSteps = 40;
/** Steps that would take longer than this are not waited for: one sample stands for the batch. */
const longestStepMs = 8000;

/** Sizes of one sample of that shape. */
function sizesOf(shape: readonly (number | null)[]): number[] {
  return shape.map((size) => size ?? anySize);
}

function classesOf(plan: Plan, target: string): readonly string[] {
  return plan.spec.targets[target]?.classes ?? ['0', '1'];
}

/**
 * Numbers as a network of this plan takes them: codes 0 and 1 wherever something is looked up (every vocabulary has
 * them), else numbers around 0. How long a step takes does not depend on them.
 */
function generatedBatch(plan: Plan, size: number): Batch {
  const random = createRandom(1);
  const looksUp = plan.layers.some(({ params }) => 'inputDim' in params);
  const layerOf = new Map(plan.layers.map((layer) => [layer.id, layer]));
  const inputs = plan.inputs.map(({ layer, source }) => {
    const { shape, dtype } = layerOf.get(layer)!.output;
    const sizes = sizesOf(shape);
    const codes = looksUp || dtype === 'int32';
    const draw = codes ? () => random.integer(2) : () => random.normal();
    return [source, { shape: [size, ...sizes], values: Float32Array.from({ length: size * product(sizes) }, draw) }];
  });
  const targets = plan.outputs.map(({ layer, target }) => {
    const { task, shape } = plan.spec.targets[target]!;
    const one = task === 'regression' ? product(sizesOf(layerOf.get(layer)!.output.shape)) : 1;
    const numbers = shape === undefined ? one : product(shape);
    const draw: { readonly [T in Task]: () => number } = {
      binary: () => random.integer(2),
      labels: () => random.integer(2),
      classification: () => random.integer(classesOf(plan, target).length),
      regression: () => random.normal(),
      detection: () => random.uniform(),
    };
    return [target, Float32Array.from({ length: size * numbers }, draw[task])];
  });
  return { size, inputs: Object.fromEntries(inputs), targets: Object.fromEntries(targets) } as Batch;
}

function generatedPreprocessing(plan: Plan): FittedPreprocessing {
  const targets = Object.entries(plan.spec.targets).map(([name, spec]): [string, FittedTarget] => {
    const { task } = spec;
    const shape = spec.shape === undefined ? {} : { shape: spec.shape };
    const ignores = spec.ignores === undefined ? {} : { ignores: spec.ignores };
    return [
      name,
      task === 'regression'
        ? { task, column: name, subtract: 0, divide: 1, ...shape }
        : { task, column: name, classes: classesOf(plan, name), ...shape, ...ignores },
    ];
  });
  return { inputs: {}, targets: Object.fromEntries(targets) };
}

type Measured = Pick<EngineTime, 'stepMs' | 'startMs' | 'estimated'>;

/** `breathe` lets messages in, throws once cancelled, and makes the engine compute again. */
async function measure(
  { tf }: RunningEngine,
  work: Work,
  breathe: () => Promise<void>,
  forMs: number,
): Promise<Measured> {
  const { plan } = work;
  const { batchSize } = plan.training;
  const startedAt = performance.now();
  const network = buildNetwork(tf, plan);
  let step: TrainingStep | null = null;
  let teacher: Teacher | null = null;
  try {
    initializeWeights(tf, network, plan.training.seed);
    teacher = createUntaughtTeacher(tf, work);
    const objective = createObjective(tf, network, generatedPreprocessing(plan), teacher);
    const one = generatedBatch(plan, 1);
    step = createTrainingStep(tf, network, objective, null, { sample: one, train: [batchSize], evaluate: [] });
    step.push();
    // A rate of 0: nothing is learned from made-up numbers, and no loss runs away.
    const rates = Float32Array.of(0);
    let number = 0;
    const timed = (batch: Batch): number => {
      const before = performance.now();
      number += 1;
      step!.train(createBlock(batch, batch.size), number, rates);
      return performance.now() - before;
    };
    if (!step.compiled && batchSize > 1) {
      // The first also loads and compiles what the engine needs.
      const first = timed(one);
      await breathe();
      const single = first > longestStepMs ? first : timed(one);
      if (single * batchSize > longestStepMs * 4 || single > longestStepMs) {
        return { stepMs: single * batchSize, startMs: performance.now() - startedAt, estimated: true };
      }
      await breathe();
    }
    const batch = generatedBatch(plan, batchSize);
    timed(batch);
    const startMs = performance.now() - startedAt;
    const times: number[] = [];
    let spent = 0;
    while (times.length < leastSteps || (spent < forMs && times.length < mostSteps)) {
      await breathe();
      const took = timed(batch);
      times.push(took);
      spent += took;
      if (took > longestStepMs) break;
    }
    times.sort((a, b) => a - b);
    return { stepMs: times[Math.floor(times.length / 2)]!, startMs, estimated: false };
  } finally {
    step?.dispose();
    teacher?.dispose();
    network.dispose();
  }
}

/** Throws only when cancelled: what goes wrong on one engine is told beside its name. `forMs`: of steps on each engine. */
export async function timeEngines(
  engines: Pick<Engines, 'ids' | 'lend'>,
  work: Work,
  watch: TimingWatch,
  forMs = timedMs,
): Promise<EngineTimes> {
  const results: EngineTime[] = [];
  const breathe = async (done: number, title: string): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    watch.progress(done, engines.ids.length, title);
  };
  for (const [index, id] of engines.ids.entries()) {
    const untimed = { stepMs: null, startMs: null, estimated: false };
    let title = id;
    await breathe(index, 'Looking for engines');
    try {
      const answer = await engines.lend(id, async (engine, again) => {
        title = engine.info.title;
        const pause = async () => {
          await breathe(index, engine.info.title);
          await again();
        };
        await pause();
        return measure(engine, work, pause, forMs);
      });
      results.push(
        'objection' in answer
          ? { id, title: answer.info.title, ...untimed, problem: answer.objection }
          : { id, title, ...answer.value, problem: '' },
      );
    } catch (error) {
      if (watch.signal.aborted || toProblem(error, '').code === 'cancelled') throw error;
      results.push({ id, title, ...untimed, problem: toProblem(error, 'timing a step').message });
    }
  }
  watch.progress(engines.ids.length, engines.ids.length, 'Timed');
  const timed = results.filter((result) => result.stepMs !== null);
  const fastest = timed.reduce<EngineTime | null>(
    (best, each) => (best === null || each.stepMs! < best.stepMs! ? each : best),
    null,
  );
  return { batchSize: work.plan.training.batchSize, engines: results, fastest: fastest?.id ?? null, automatic: null };
}
