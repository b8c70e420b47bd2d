// The loop of a run: epoch by epoch, block by block, with a look at messages, pauses and stops between any two blocks.
import { learningRateAt } from '../../../shared/choices/schedules';
import type { Figures } from '../../../shared/run/events';
import type { Plan } from '../../../shared/run/plan';
import type { Batch } from '../data/dataset';
import { ProblemError } from '../problems';
import type { HistoryWriter } from './batchHistory';
import type { Block } from './block';
import { explainDivergence, weightsAreFinite } from './divergence';
import type { EventBatcher } from './events';
import { createFeed } from './feed';
import { type FigureSums, addSums } from './objective';
import { type Pace, createPace } from './pace';
import { afterBatch, afterEpoch, monitoredLoss } from './position';
import type { Prepared } from './preparation';
import type { Progress } from './progress';
import { type Pruner, createPruner } from './pruning';
import { epochOrder } from './randomness';
import type { RecordKeeper } from './record';
import type { RunControl } from './runControl';
import type { StepResult } from './steps';

export interface TrainingOf {
  readonly plan: Plan;
  readonly prepared: Prepared;
  readonly progress: Progress;
  readonly history: HistoryWriter;
  readonly record: RecordKeeper;
  readonly events: EventBatcher;
  readonly control: RunControl;
  /** How old the last save is when the next is due: at an epoch's end, and within one. */
  readonly saveAfterMs: number;
  readonly saveWithinEpochMs: number;
  /** The best weights are on the disk. */
  hasWeights(): boolean;
}

export type Ending = 'completed' | 'stopped' | 'earlyStopping';

/** Trains until the last epoch, a stop or early stopping; all of it is on the disk then. Throws with a Problem. */
export async function trainEpochs(of: TrainingOf): Promise<Ending> {
  const { plan, prepared, progress, record, events } = of;
  const { data, network, objective, step } = prepared;
  const { training } = plan;
  const validation = data.parts.validation.length === 0 ? null : data.parts.validation;
  const batches = Math.ceil(data.parts.train.length / training.batchSize);
  const pruner = createPruner(prepared.engine.tf, step, training.pruning ?? 0, batches * training.epochs);
  const pace = createPace();
  const phase = (name: 'training' | 'validating' | 'saving', message: string) =>
    events.push({ type: 'phase', phase: name, message });

  const finish = async (ending: Ending): Promise<Ending> => {
    phase('saving', 'Saving the weights');
    // Stopped before the first epoch's end: what it learned so far is better than nothing.
    if (!progress.hasBest()) {
      step.pull();
      progress.keepWeights();
    }
    await progress.save(ending);
    return ending;
  };

  tellStart(of, batches);
  phase('training', 'Training');
  await record.write({ status: 'running' });
  for (;;) {
    const { epoch, epochsWithout, batch: firstBatch } = progress.position();
    if (epoch > training.epochs) return finish('completed');
    if (training.earlyStopping.enabled && epochsWithout >= training.earlyStopping.patience)
      return finish('earlyStopping');
    const order = epochOrder(training.seed, epoch, data.parts.train);
    const took = await trainEpoch(of, order, batches, pace, pruner);
    if (took === null) return finish('stopped');

    let validated: Figures | null = null;
    if (validation !== null) {
      phase('validating', 'Validating');
      const sums = await validate(of, validation);
      if (sums === null) return finish('stopped');
      validated = objective.figures(sums);
    }
    progress.settleTime();
    const position = progress.position();
    const outcome = {
      train: objective.figures(position.sums),
      validation: validated,
      zero: objective.zero,
      // What is kept has as few weights as was asked for, also where more of them were better.
      outdoes: !pruner.isDone(position.epochs.at(-1)?.step ?? 0),
      // Of two networks that learn against each other neither loss says how good they are.
      keepsLast: step.learner.rival !== null,
      minDelta: training.earlyStopping.minDelta,
    };
    const loss = monitoredLoss(outcome);
    step.pull();
    if (!Number.isFinite(loss) || !weightsAreFinite(network)) {
      const samples = (validation ?? order).slice(0, training.batchSize);
      throwDiverged(of, await data.batch(samples), loss, { epoch, batch: batches, step: position.step });
    }
    const next = afterEpoch(position, outcome);
    if (next.isBest) progress.keepWeights();
    progress.moveTo(next.position);
    const samples = Math.min(data.parts.train.length, (batches - firstBatch) * training.batchSize);
    events.push({
      type: 'epoch',
      ...next.entry,
      best: next.isBest,
      samplesPerSecond: took.trainingMs > 0 ? Math.round((1000 * samples) / took.trainingMs) : 0,
      dataWait: took.trainingMs > 0 ? took.waitingMs / took.trainingMs : 0,
    });
    if (next.position.epoch <= training.epochs) {
      if (progress.saveIsDue(of.saveAfterMs) || !of.hasWeights()) await progress.save('running');
      if (validation !== null) phase('training', 'Training');
    }
  }
}

/** What the window shows of a run: its size, and the epochs that it has behind it when it goes on. */
function tellStart({ plan, prepared, progress, events }: TrainingOf, batchesPerEpoch: number): void {
  const { parts } = prepared.data;
  const position = progress.position();
  events.push({
    type: 'started',
    step: position.step,
    engine: prepared.engine.info,
    epochs: plan.training.epochs,
    batchesPerEpoch,
    samples: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    parameters: prepared.network.parameters,
  });
  for (const entry of position.epochs) {
    const best = entry.epoch === position.bestEpoch;
    events.push({ type: 'epoch', ...entry, best, samplesPerSecond: 0, dataWait: 0 });
  }
}

/** Trains what is left of the position's epoch. Null when the run was stopped meanwhile. */
async function trainEpoch(
  of: TrainingOf,
  order: Uint32Array,
  batches: number,
  pace: Pace,
  pruner: Pruner,
): Promise<{ readonly trainingMs: number; readonly waitingMs: number } | null> {
  const { plan, prepared, progress } = of;
  const { step } = prepared;
  const { training } = plan;
  const learningRate = Number(step.learner.values['learningRate']);
  const { epoch, batch } = progress.position();
  const feed = createFeed(prepared.data, order, training.batchSize, batch, epoch);
  let trainingMs = 0;
  let waitingMs = 0;
  while (progress.position().batch < batches) {
    if (!(await gate(of))) {
      feed.close();
      return null;
    }
    if (progress.saveIsDue(of.saveWithinEpochMs)) await progress.save('running');
    const startedAt = performance.now();
    const { step: done, epochs } = progress.position();
    const block = await feed.next(Math.min(pace.batches(), pruner.until(done)));
    const readyAt = performance.now();
    waitingMs += readyAt - startedAt;
    const rates = Float32Array.from({ length: block.count }, (_, index) =>
      learningRateAt(training.schedule, learningRate, {
        step: done + index,
        epoch: epoch - 1,
        stepsPerEpoch: batches,
        totalSteps: batches * training.epochs,
        epochs,
      }),
    );
    const results = step.train(block, done + 1, rates);
    pace.took(results.length, performance.now() - readyAt);
    try {
      takeResults(of, block, results);
    } catch (error) {
      feed.close();
      throw error;
    }
    pruner.prune(progress.position().step);
    trainingMs += performance.now() - startedAt;
  }
  return { trainingMs, waitingMs };
}

/** Every batch is counted, kept and told. Throws with a Problem at the first loss that is not finite. */
function takeResults(of: TrainingOf, block: Block, results: readonly StepResult[]): void {
  const { prepared, progress, history, events } = of;
  results.forEach(({ loss, sums }, index) => {
    const position = afterBatch(progress.position(), sums);
    const { epoch, batch, step } = position;
    if (!Number.isFinite(loss)) {
      prepared.step.pull();
      throwDiverged(of, [...block.batches()][index]!, loss, { epoch, batch, step });
    }
    progress.moveTo(position);
    const figures = prepared.objective.figures(sums);
    history.append(step, figures);
    events.push({ type: 'batch', step, epoch, figures });
  });
}

/** Sums over the part; null when the run was stopped meanwhile. */
async function validate(of: TrainingOf, samples: Uint32Array): Promise<FigureSums | null> {
  const { data, objective, step } = of.prepared;
  const pace = createPace();
  const feed = createFeed(data, samples, of.plan.training.batchSize, 0);
  let sums = objective.zero;
  for (let done = 0; done < samples.length;) {
    if (!(await gate(of))) {
      feed.close();
      return null;
    }
    const block = await feed.next(pace.batches());
    const startedAt = performance.now();
    for (const result of step.evaluate(block)) sums = addSums(sums, result.sums);
    pace.took(block.count, performance.now() - startedAt);
    done += block.samples.size;
  }
  return sums;
}

/** Lets messages in; holds while paused. False when the run is to stop. */
async function gate({ control, progress, record, events }: TrainingOf): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  if (control.wantsPause()) {
    await progress.save('paused');
    events.push({ type: 'paused' });
    events.flush();
    await control.untilResumed();
    progress.skipTime();
    if (!control.stopped()) {
      await record.write({ status: 'running' });
      events.push({ type: 'resumed' });
    }
  }
  return !control.stopped();
}

function throwDiverged(
  { prepared: { engine, network } }: TrainingOf,
  batch: Batch,
  loss: number,
  place: { readonly epoch: number; readonly batch: number; readonly step: number },
): never {
  throw new ProblemError(explainDivergence(engine.tf, network, batch, loss, place));
}
