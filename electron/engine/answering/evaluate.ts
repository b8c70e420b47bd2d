// How well a trained network does on a part of the data: the same figures as while training, and what lies behind them
// (confusion, errors, the samples it got most wrong).
import type { Part } from '../../../shared/data/config';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { EvaluatedOutput, Evaluation } from '../../../shared/run/evaluation';
import { sizeOf } from '../../../shared/shape';
import { answerKindOf } from '.';
import { type Block, batchSizes } from '../training/block';
import { compileSteps } from '../training/compiledStep';
import type { OpenedData } from '../data/dataset';
import { nativeBackend } from '../graph/record';
import type { Network } from '../network';
import { type Objective, addSums, createObjective } from '../training/objective';
import { createPace } from '../training/pace';
import { throwProblem } from '../problems';
import { unlessCancelled } from '../../tasks';
import { createFeed } from '../training/feed';
import { measured } from '../training/stepBody';
import { batchTensors, tidied } from '../training/stepTensors';
import { rivalsOf } from '../../../shared/recipes';

export interface EvaluationRequest {
  readonly runId: string;
  readonly part: Part;
  /** Ends the wait for samples that are being read. */
  readonly signal?: AbortSignal;
  /** Told after every batch; what it throws ends the evaluation. */
  onProgress(done: number, total: number): void;
}

/** Throws with a Problem when the part has no samples. */
export async function evaluatePart(
  tf: TensorFlow,
  network: Network,
  opened: OpenedData,
  request: EvaluationRequest,
): Promise<Evaluation> {
  const batch: OpenedData['batch'] = (...wanted) => unlessCancelled(request.signal, opened.batch(...wanted));
  const data = { ...opened, batch };
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
  // What a judge says of samples is the other side's loss, and no answer of its own.
  const judged = rivalsOf(plan.training)?.judged;
  const gathered = plan.outputs.flatMap((output, place) => {
    if (output.target === judged) return [];
    const target = data.fitted.targets[output.target]!;
    const gathering = answerKindOf(target).gather({ plan, output, target, fitted: data.fitted });
    return [{ output, place, task: target.task, gathering }];
  });
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
        gathered.forEach(({ output, gathering, place }) => {
          gathering.take(batch.targets[output.target]!, values[place]!, batch.size);
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
  for (const { output, task, gathering } of gathered) {
    outputs.push({ name: output.name, target: output.target, task, ...(await gathering.describe(data, samples)) });
  }
  const several = gathered.length > 1;
  const more = gathered.flatMap(({ output, gathering }) =>
    Object.entries(gathering.figures?.() ?? {}).map(([id, value]) => [several ? `${output.name}/${id}` : id, value]),
  );
  const { runId, part } = request;
  const ofTexts = outputs.flatMap(({ name, sequences }) =>
    Object.entries(sequences ?? {}).map(([id, value]) => [several ? `${name}/${id}` : id, value] as const),
  );
  const figures = { ...Object.fromEntries(ofTexts), ...objective.figures(sums), ...Object.fromEntries(more) };
  return { runId, part, count: samples.length, figures, outputs };
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
