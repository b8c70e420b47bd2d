// How well a trained network does on a part of the data: the same figures as while training, and what lies behind them
// (confusion, errors, the samples it got most wrong).
import type { Part } from '../../shared/data/config';
import type { FittedTarget } from '../../shared/data/fitted';
import type { TensorFlow } from '../../shared/layers/layer';
import type { EvaluatedOutput, Evaluation } from '../../shared/run/engine';
import type { PlanOutput } from '../../shared/run/plan';
import { sizeOf } from '../../shared/shape';
import { decide, formatNumber } from './answers';
import { type Block, batchSizes } from './block';
import { compileSteps } from './compiledStep';
import type { OpenedData } from './data/dataset';
import { nativeBackend } from './graph/record';
import type { Network } from './network';
import { type Objective, addSums, createObjective } from './objective';
import { createPace } from './pace';
import { throwProblem } from './problems';
import { createFeed } from './feed';
import { batchTensors, measured, tidied } from './stepBody';

const MAX_POINTS = 1000;
const MAX_WORST = 24;

/** One sample's answer: `predicted` is a class index or a value in the data's own units. */
interface Answer {
  readonly truth: number;
  readonly predicted: number;
  readonly confidence: number;
}

export interface EvaluationRequest {
  readonly runId: string;
  readonly part: Part;
  /** Told after every batch; what it throws ends the evaluation. */
  onProgress(done: number, total: number): void;
}

/** Throws with a Problem when the part has no samples. */
export async function evaluatePart(
  tf: TensorFlow,
  network: Network,
  data: OpenedData,
  request: EvaluationRequest,
): Promise<Evaluation> {
  const samples = data.parts[request.part];
  const { plan } = network;
  if (samples.length === 0) {
    throwProblem(
      'evaluate.empty',
      `The ${request.part} part of the data has no samples. Give it a share of the split and train again.`,
      { fixes: [{ type: 'goTo', title: 'Look at the split', step: 'data' }] },
    );
  }
  const objective = createObjective(tf, network, data.fitted);
  const { batchSize } = plan.training;
  const feed = createFeed(data, samples, batchSize, 0);
  const answers = new Map<string, Answer[]>(plan.outputs.map((output) => [output.name, []]));
  const measure = await createMeasure(tf, network, objective, data, samples);
  const pace = createPace();
  let sums = objective.zero;
  try {
    for (let done = 0; done < samples.length;) {
      const block = await feed.next(pace.batches());
      const startedAt = performance.now();
      const results = measure.block(block);
      pace.took(block.count, performance.now() - startedAt);
      [...block.batches()].forEach((batch, index) => {
        const { numbers, values } = results[index]!;
        sums = addSums(sums, objective.sumsOf(batch.size, numbers));
        plan.outputs.forEach((output, place) => {
          const target = data.fitted.targets[output.target]!;
          const truths = batch.targets[output.target]!;
          const width = values[place]!.length / batch.size;
          for (let row = 0; row < batch.size; row++) {
            const given = values[place]!.subarray(row * width, (row + 1) * width);
            answers.get(output.name)!.push(answerOf(target, truths[row]!, given));
          }
        });
      });
      done += block.samples.size;
      request.onProgress(done, samples.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    feed.close();
    measure.dispose();
  }
  const outputs: EvaluatedOutput[] = [];
  for (const output of plan.outputs) {
    outputs.push(await describe(output, data.fitted.targets[output.target]!, answers.get(output.name)!, data, samples));
  }
  const { runId, part } = request;
  return { runId, part, count: samples.length, figures: objective.figures(sums), outputs };
}

/** A batch's figures as numbers, and every output's own in the plan's order. */
interface Measured {
  readonly numbers: Float32Array;
  readonly values: readonly Float32Array[];
}

interface Measure {
  /** One entry for each batch of the block. */
  block(block: Block): readonly Measured[];
  dispose(): void;
}

/** Batches from which on compiling costs less than it saves. */
const WORTH_COMPILING = 16;

/** Compiled where the engine can and the part is large, else operation by operation. */
async function createMeasure(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  data: OpenedData,
  samples: Uint32Array,
): Promise<Measure> {
  const { plan } = network;
  const { batchSize } = plan.training;
  if (nativeBackend(tf) !== null && samples.length >= WORTH_COMPILING * batchSize) {
    const sizes = batchSizes(samples.length, batchSize);
    const sample = await data.batch(samples.slice(0, 1));
    const steps = compileSteps(tf, network, objective, null, null, { sample, train: [], evaluate: sizes }, true);
    if (typeof steps !== 'string') {
      steps.push();
      const sizesOf = plan.outputs.map(
        ({ layer }) => sizeOf(plan.layers.find(({ id }) => id === layer)!.output.shape) ?? Number.NaN,
      );
      if (sizesOf.every(Number.isFinite)) {
        return {
          block: (block) =>
            steps.evaluate(block).map(({ numbers }) => {
              // Outputs stand at the end of a row.
              let at = numbers.length - block.batchSize * sizesOf.reduce((sum, size) => sum + size, 0);
              const values = sizesOf.map((size) => numbers.subarray(at, (at += block.batchSize * size)));
              return { numbers, values };
            }),
          dispose: steps.dispose,
        };
      }
      steps.dispose();
    }
  }
  return {
    block: (block) =>
      [...block.batches()].map((batch) =>
        tidied(tf, () => {
          const { numbers, outputs } = measured(tf, network, objective, batchTensors(tf, batch));
          const values = plan.outputs.map((output) => Float32Array.from(outputs[output.name]!.dataSync()));
          return { numbers: numbers.dataSync<'float32'>(), values };
        }),
      ),
    dispose: () => undefined,
  };
}

function answerOf(target: FittedTarget, truth: number, given: Float32Array): Answer {
  if (target.task === 'regression') {
    const inUnits = (value: number) => value * target.divide + target.subtract;
    return { truth: inUnits(truth), predicted: inUnits(given[0]!), confidence: 1 };
  }
  const { index, probabilities } = decide(given, target.classes.length);
  return { truth, predicted: index, confidence: probabilities[index]! };
}

async function describe(
  output: PlanOutput,
  target: FittedTarget,
  answers: readonly Answer[],
  data: OpenedData,
  samples: Uint32Array,
): Promise<EvaluatedOutput> {
  const places = answers.map((_, position) => position);
  const common = { name: output.name, target: output.target, task: target.task };
  const regression = target.task === 'regression';
  const wrongness = (position: number) => {
    const { truth, predicted, confidence } = answers[position]!;
    return regression ? Math.abs(truth - predicted) : confidence;
  };
  const wrong = regression ? places : places.filter((p) => answers[p]!.truth !== answers[p]!.predicted);
  const chosen = wrong.sort((a, b) => wrongness(b) - wrongness(a) || a - b).slice(0, MAX_WORST);
  const rows = await data.show(Uint32Array.from(chosen, (position) => samples[position]!));
  const word = (value: number) => (target.task === 'regression' ? formatNumber(value) : (target.classes[value] ?? '?'));
  const worst = chosen.map((position, index) => {
    const { truth, predicted, confidence } = answers[position]!;
    const { text, sound } = rows[index] ?? {};
    const picture = rows[index]?.picture ?? sound?.picture;
    return {
      position,
      truth: word(truth),
      predicted: word(predicted),
      confidence,
      ...(picture === undefined ? {} : { picture }),
      ...(text === undefined ? {} : { text: text.slice(0, 300) }),
    };
  });
  if (target.task === 'regression') {
    const inTime = data.overview === undefined ? {} : { inTime: true };
    return { ...common, errors: { ...errorsOf(answers), ...inTime }, worst };
  }
  const confusion = target.classes.map(() => target.classes.map(() => 0));
  for (const { truth, predicted } of answers) confusion[truth]![predicted]! += 1;
  return { ...common, classes: target.classes, confusion, perClass: perClassOf(confusion), worst };
}

/** Precision, recall and F1 of each class as scikit-learn's classification_report; 0 where nothing is to be divided by. */
export function perClassOf(confusion: readonly (readonly number[])[]): NonNullable<EvaluatedOutput['perClass']> {
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return confusion.map((row, index) => {
    const right = row[index]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const called = confusion.reduce((sum, other) => sum + other[index]!, 0);
    return {
      precision: ratio(right, called),
      recall: ratio(right, support),
      f1: ratio(2 * right, called + support),
      support,
    };
  });
}

function errorsOf(answers: readonly Answer[]): NonNullable<EvaluatedOutput['errors']> {
  const count = answers.length;
  const mean = answers.reduce((sum, { truth }) => sum + truth, 0) / count;
  let absolute = 0;
  let squared = 0;
  let spread = 0;
  for (const { truth, predicted } of answers) {
    absolute += Math.abs(truth - predicted);
    squared += (truth - predicted) ** 2;
    spread += (truth - mean) ** 2;
  }
  // Evenly spaced, so that any order in the data is kept.
  const stride = Math.max(1, count / MAX_POINTS);
  const points = Array.from({ length: Math.min(count, MAX_POINTS) }, (_, index): readonly [number, number] => {
    const { truth, predicted } = answers[Math.floor(index * stride)]!;
    return [truth, predicted];
  });
  return {
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    r2: spread === 0 ? 0 : 1 - squared / spread,
    points,
  };
}
