// One training run from its start to its last event: prepares, trains epoch by epoch, validates, keeps what must be
// kept, and answers pause and stop between any two batches.
import { join } from 'node:path';
import { learningRateAt } from '../../../shared/choices/schedules';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { DataConfig } from '../../../shared/data/config';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Result } from '../../../shared/result';
import type { EngineEvent, EventMessage, Figures } from '../../../shared/run/events';
import { batchesFile } from '../../../shared/run/batches';
import type { Plan } from '../../../shared/run/plan';
import { completeTraining } from '../../../shared/run/training';
import type { EpochRecord, RunRecord, RunStatus } from '../../../shared/run/record';
import { type SafeTensor, writeSafetensors } from '../../../shared/run/safetensors';
import type { Engines, RunningEngine } from '../backends';
import type { EngineChoice } from '../engineChoice';
import { batchSizes, createBlock } from './block';
import { type HistoryWriter, openHistory } from './batchHistory';
import { type FoundCheckpoint, type RunPosition, readCheckpoint, writeCheckpoint } from './checkpoint';
import type { Batch, OpenedData } from '../data/dataset';
import { explainDivergence, weightsAreFinite } from './divergence';
import { createFeed } from './feed';
import { type RecordKeeper, createRecord, readRecord } from './record';
import { type EventBatcher, createEventBatcher } from './events';
import { runFiles, writeAtomically } from '../files';
import { type Network, buildNetwork, initializeWeights, putWeights, takeWeights } from '../network';
import {
  type ClassWeights,
  type FigureSums,
  type Objective,
  addSums,
  balancedWeights,
  createObjective,
} from './objective';
import { ProblemError, throwProblem, toProblem } from '../problems';
import { createPace } from './pace';
import { createPruner } from './pruning';
import { epochOrder } from './randomness';
import { openForPlan } from './recipe';
import { withResampling } from './resample';
import { createRunControl } from './runControl';
import { startEngine } from './startEngine';
import { startFrom } from './startWeights';
import { type Expected, type TrainingStep, createTrainingStep } from './step';

export interface RunRequest {
  readonly runId: string;
  readonly name: string;
  /** Exists, and belongs to this run alone. */
  readonly folder: string;
  readonly plan: Plan;
  readonly resume: boolean;
  /** A safetensors file to start from. */
  readonly start?: string;
  /** Id of the run that this file belongs to, if any. */
  readonly startedFrom?: string;
}

export interface RunSurroundings {
  readonly engines: Engines;
  /** Absent: where the choice is left to us the first engine that is there trains. */
  readonly choice?: EngineChoice;
  openData(
    config: DataConfig,
    fitted: FittedPreprocessing | undefined,
    watch: { readonly signal: AbortSignal },
  ): Promise<Result<OpenedData>>;
  send(message: EventMessage): void;
  /** At an epoch's end a checkpoint is written when the last one is at least this old. */
  readonly saveAfterMs: number;
  /** Within an epoch likewise. */
  readonly saveWithinEpochMs: number;
}

export interface LiveRun {
  readonly engine: RunningEngine;
  readonly network: Network;
  readonly record: RunRecord;
}

export interface Run {
  readonly runId: string;
  readonly folder: string;
  /** The network as it trains, while there is one; between two batches it may be asked for predictions. */
  live(): LiveRun | null;
  /** True once weights.safetensors is there to be read. */
  hasWeights(): boolean;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Settles after the last event; never rejects. */
  readonly done: Promise<void>;
}

/** What is ready once preparations are done. */
interface Prepared {
  readonly engine: RunningEngine;
  readonly data: OpenedData;
  readonly network: Network;
  readonly objective: Objective;
  readonly step: TrainingStep;
  readonly best: ReadonlyMap<string, SafeTensor> | null;
  readonly position: RunPosition;
}

const startOf = (objective: Objective): RunPosition => ({
  epoch: 1,
  batch: 0,
  step: 0,
  sums: objective.zero,
  epochs: [],
  bestEpoch: 0,
  bestLoss: null,
  referenceLoss: null,
  epochsWithout: 0,
  elapsedMs: 0,
});

/** Starts at once; everything, failures included, arrives as events. */
export function startRun(request: RunRequest, surroundings: RunSurroundings): Run {
  const { runId, folder } = request;
  let { plan } = request;
  const control = createRunControl();
  const events = createEventBatcher(runId, surroundings.send);
  const record = createRecord(request);
  let live: LiveRun | null = null;
  let hasWeights = false;
  /** Brings the network's weights up to date before somebody looks at them. */
  let refresh: (() => void) | null = null;

  async function whole(): Promise<void> {
    const last = await outcome();
    events.push(last);
  }

  /** The run's last event, once everything it held is free again. */
  async function outcome(): Promise<EngineEvent> {
    let prepared: Prepared | null = null;
    let history: HistoryWriter | null = null;
    try {
      plan = { ...plan, training: completeTraining(plan.training) };
      prepared = await prepare({ ...request, plan }, surroundings, control.untilStopped, events, record);
      if (prepared === null) {
        await record.write({ status: 'stopped' });
        return { type: 'finished', reason: 'stopped', bestEpoch: 0, elapsedMs: 0 };
      }
      live = { engine: prepared.engine, network: prepared.network, record: record.now() };
      refresh = prepared.step.pull;
      history = openHistory(join(folder, batchesFile), prepared.objective.names, prepared.position.step > 0);
      hasWeights = prepared.best !== null;
      const reason = await train(prepared, history, () => (hasWeights = true));
      return { type: 'finished', reason, bestEpoch: record.now().bestEpoch, elapsedMs: record.now().elapsedMs };
    } catch (error) {
      const problem = toProblem(error, 'training');
      // The first problem is the one to be told, even where it cannot be written down.
      await record.write({ status: 'failed', problem }).catch(() => undefined);
      return { type: 'failed', problem };
    } finally {
      live = null;
      refresh = null;
      try {
        history?.close();
      } catch {
        // The disk is full: the figures of the last moments are lost, which the failure above has said.
      }
      prepared?.data.close();
      prepared?.step.dispose();
      prepared?.network.dispose();
    }
  }

  async function train(
    prepared: Prepared,
    history: HistoryWriter,
    weightsWritten: () => void,
  ): Promise<'completed' | 'stopped' | 'earlyStopping'> {
    const { tf } = prepared.engine;
    const { data, network, objective, step } = prepared;
    const { training } = plan;
    const validation = data.parts.validation.length === 0 ? null : data.parts.validation;
    const batches = Math.ceil(data.parts.train.length / training.batchSize);
    const against = step.learner.rival !== null;
    let position = prepared.position;
    let best = prepared.best;
    let unwrittenBest = false;
    let savedAt = performance.now();
    let savingMs = 0;
    const pace = createPace();
    const learningRate = Number(step.learner.values['learningRate']);
    const pruner = createPruner(tf, step, training.pruning ?? 0, batches * training.epochs);
    /** Large networks take long to write: saving takes at most a twentieth of the time. */
    const saveIsDue = (afterMs: number) => performance.now() - savedAt >= Math.max(afterMs, 20 * savingMs);
    /** Training time up to now, pauses and preparations left out. */
    let resumedAt = performance.now();
    const elapsed = () => position.elapsedMs + performance.now() - resumedAt;
    const settleTime = () => {
      position = { ...position, elapsedMs: elapsed() };
      resumedAt = performance.now();
    };

    const save = async (status: RunStatus) => {
      const startedAt = performance.now();
      settleTime();
      history.flush();
      if (unwrittenBest && best !== null) {
        await writeAtomically(join(folder, runFiles.weights), writeSafetensors(best));
        unwrittenBest = false;
        weightsWritten();
      }
      step.pull();
      const checkpoint = { position, weights: takeWeights(network), best, optimizer: step.learner.take() };
      await writeCheckpoint(folder, plan, checkpoint);
      await record.write({
        status,
        epochs: position.epochs,
        bestEpoch: position.bestEpoch,
        elapsedMs: Math.round(position.elapsedMs),
      });
      savedAt = performance.now();
      savingMs = savedAt - startedAt;
    };

    /** Lets messages in; holds while paused. False when the run is to stop. */
    const gate = async (): Promise<boolean> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (control.wantsPause()) {
        await save('paused');
        events.push({ type: 'paused' });
        events.flush();
        await control.untilResumed();
        resumedAt = performance.now();
        if (!control.stopped()) {
          await record.write({ status: 'running' });
          events.push({ type: 'resumed' });
        }
      }
      return !control.stopped();
    };

    const finish = async (status: 'completed' | 'stopped' | 'earlyStopping') => {
      events.push({ type: 'phase', phase: 'saving', message: 'Saving the weights' });
      if (best === null) {
        // Stopped before the first epoch's end: what it learned so far is better than nothing.
        step.pull();
        best = takeWeights(network);
        unwrittenBest = true;
      }
      await save(status);
      return status;
    };

    events.push({
      type: 'started',
      step: position.step,
      engine: prepared.engine.info,
      epochs: training.epochs,
      batchesPerEpoch: batches,
      samples: {
        train: data.parts.train.length,
        validation: data.parts.validation.length,
        test: data.parts.test.length,
      },
      parameters: network.parameters,
    });
    for (const entry of position.epochs) {
      events.push({
        type: 'epoch',
        ...entry,
        best: entry.epoch === position.bestEpoch,
        samplesPerSecond: 0,
        dataWait: 0,
      });
    }
    events.push({ type: 'phase', phase: 'training', message: 'Training' });
    await record.write({ status: 'running' });

    while (position.epoch <= training.epochs) {
      if (training.earlyStopping.enabled && position.epochsWithout >= training.earlyStopping.patience) {
        return finish('earlyStopping');
      }
      const { epoch } = position;
      const order = epochOrder(training.seed, epoch, data.parts.train);
      const feed = createFeed(data, order, training.batchSize, position.batch, epoch);
      const firstBatch = position.batch;
      let trainingMs = 0;
      let waitingMs = 0;
      while (position.batch < batches) {
        if (!(await gate())) {
          feed.close();
          return finish('stopped');
        }
        if (saveIsDue(surroundings.saveWithinEpochMs)) await save('running');
        const startedAt = performance.now();
        const block = await feed.next(Math.min(pace.batches(), pruner.until(position.step)));
        const readyAt = performance.now();
        waitingMs += readyAt - startedAt;
        const rates = Float32Array.from({ length: block.count }, (_, index) =>
          learningRateAt(training.schedule, learningRate, {
            step: position.step + index,
            epoch: epoch - 1,
            stepsPerEpoch: batches,
            totalSteps: batches * training.epochs,
            epochs: position.epochs,
          }),
        );
        const results = step.train(block, position.step + 1, rates);
        pace.took(results.length, performance.now() - readyAt);
        results.forEach((result, index) => {
          const number = position.step + 1;
          if (!Number.isFinite(result.loss)) {
            feed.close();
            step.pull();
            const batch = [...block.batches()][index]!;
            diverged(tf, network, batch, result.loss, { epoch, batch: position.batch + 1, step: number });
          }
          position = {
            ...position,
            batch: position.batch + 1,
            step: number,
            sums: addSums(position.sums, result.sums),
          };
          const figures = objective.figures(result.sums);
          history.append(number, figures);
          events.push({ type: 'batch', step: number, epoch, figures });
        });
        pruner.prune(position.step);
        trainingMs += performance.now() - startedAt;
      }

      let validated: Figures | null = null;
      if (validation !== null) {
        events.push({ type: 'phase', phase: 'validating', message: 'Validating' });
        const sums = await validate(data, validation, training.batchSize, objective, step, gate);
        if (sums === null) return finish('stopped');
        validated = objective.figures(sums);
      }
      const trained = objective.figures(position.sums);
      const monitored = validated?.['loss'] ?? trained['loss']!;
      step.pull();
      if (!Number.isFinite(monitored) || !weightsAreFinite(network)) {
        const samples = (validation ?? order).slice(0, training.batchSize);
        diverged(tf, network, await data.batch(samples), monitored, { epoch, batch: batches, step: position.step });
      }
      // What is kept has as few weights as was asked for, also where more of them were better.
      const hadMoreWeights = !pruner.isDone(position.epochs.at(-1)?.step ?? 0);
      // Of two networks that learn against each other neither loss says how good they are: the last is kept.
      const isBest = against || position.bestLoss === null || hadMoreWeights || monitored < position.bestLoss;
      if (isBest) {
        best = takeWeights(network);
        unwrittenBest = true;
      }
      const improved =
        position.referenceLoss === null ||
        hadMoreWeights ||
        monitored < position.referenceLoss - training.earlyStopping.minDelta;
      settleTime();
      const entry: EpochRecord = {
        epoch,
        step: position.step,
        train: trained,
        validation: validated,
        elapsedMs: Math.round(position.elapsedMs),
      };
      position = {
        ...position,
        epoch: epoch + 1,
        batch: 0,
        sums: objective.zero,
        epochs: [...position.epochs, entry],
        ...(isBest ? { bestEpoch: epoch, bestLoss: monitored } : {}),
        ...(improved ? { referenceLoss: monitored, epochsWithout: 0 } : { epochsWithout: position.epochsWithout + 1 }),
      };
      const samples = Math.min(data.parts.train.length, (batches - firstBatch) * training.batchSize);
      events.push({
        type: 'epoch',
        ...entry,
        best: isBest,
        samplesPerSecond: trainingMs > 0 ? Math.round((1000 * samples) / trainingMs) : 0,
        dataWait: trainingMs > 0 ? waitingMs / trainingMs : 0,
      });
      if (position.epoch <= training.epochs) {
        if (saveIsDue(surroundings.saveAfterMs) || !hasWeights) await save('running');
        if (validation !== null) events.push({ type: 'phase', phase: 'training', message: 'Training' });
      }
    }
    return finish('completed');
  }

  return {
    runId,
    folder,
    live: () => {
      refresh?.();
      return live;
    },
    hasWeights: () => hasWeights,
    pause: control.pause,
    resume: control.resume,
    stop: control.stop,
    done: whole(),
  };
}

function diverged(
  tf: TensorFlow,
  network: Network,
  batch: Batch,
  loss: number,
  place: { readonly epoch: number; readonly batch: number; readonly step: number },
): never {
  throw new ProblemError(explainDivergence(tf, network, batch, loss, place));
}

/** Sums over the part; null when the run was stopped meanwhile. */
async function validate(
  data: OpenedData,
  samples: Uint32Array,
  batchSize: number,
  objective: Objective,
  step: TrainingStep,
  gate: () => Promise<boolean>,
): Promise<FigureSums | null> {
  const pace = createPace();
  const feed = createFeed(data, samples, batchSize, 0);
  let sums = objective.zero;
  for (let done = 0; done < samples.length;) {
    if (!(await gate())) {
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

/** Null when the run was stopped before it was ready. */
async function prepare(
  { folder, plan, resume, start }: RunRequest,
  surroundings: RunSurroundings,
  untilStopped: <T>(promise: Promise<T>, discard: (value: T) => void) => Promise<T | null>,
  events: EventBatcher,
  record: RecordKeeper,
): Promise<Prepared | null> {
  const say = (message: string) => {
    events.push({ type: 'phase', phase: 'preparing', message });
    events.flush();
  };
  const earlier = resume ? await readRecord(folder) : null;
  const found: FoundCheckpoint = resume ? await readCheckpoint(folder, plan) : { checkpoint: null, notice: '' };
  const { checkpoint } = found;
  if (found.notice !== '') say(found.notice);

  say('Starting the engine');
  // A run goes on where it began: another engine's numbers differ in their last digits.
  const begun = checkpoint === null ? null : (earlier?.engine.id ?? null);
  let engine = await startEngine(surroundings, plan, begun, say);
  say('Reading the data');
  // Preprocessing stays as it was fitted when the run began.
  const fitted = checkpoint === null || earlier === null ? undefined : earlier.preprocessing;
  const aborting = new AbortController();
  const opening = openForPlan(surroundings.openData, plan, fitted, { signal: aborting.signal });
  const opened = await untilStopped(opening, (late) => {
    if (late.ok) late.value.close();
  });
  if (opened === null) {
    aborting.abort();
    return null;
  }
  if (!opened.ok) throw new ProblemError(opened.problem);
  const data = withResampling(opened.value, plan.training);
  try {
    for (const warning of data.warnings ?? []) say(warning.message);
    if (data.parts.train.length === 0) {
      throwProblem(
        'data.noTraining',
        'The training part of the data has no samples. Give it a larger share of the split.',
        {
          fixes: [{ type: 'goTo', title: 'Look at the split', step: 'data' }],
        },
      );
    }
    say('Building the network');
    const classWeights = plan.training.classWeights === 'balanced' ? balancedClassWeights(data) : null;
    const { batchSize } = plan.training;
    const expected: Expected = {
      sample: await data.batch(data.parts.train.slice(0, 1)),
      train: batchSizes(data.parts.train.length, batchSize),
      evaluate: batchSizes(data.parts.validation.length, batchSize),
    };
    let built = build(engine, plan, data, classWeights, expected);
    if (engine.mayLackOperations) {
      const objection = await tryStep(engine, built, data);
      // Its weights and its optimizer have moved: built anew either way.
      discard(built);
      if (objection === null) built = build(engine, plan, data, classWeights, expected);
      else {
        engine = await surroundings.engines.start(plan.training.engine, new Map([[engine.info.id, objection]]));
        say(objection);
        built = build(engine, plan, data, classWeights, expected);
      }
    }
    if (built.step.reason !== '') say(built.step.reason);
    if (checkpoint === null) {
      initializeWeights(engine.tf, built.network, plan.training.seed);
      if (start !== undefined) {
        const taken = await startFrom(engine.tf, built.network, start);
        say(`Taking over ${taken} of ${built.network.weights.length} weights`);
      }
    } else {
      putWeights(engine.tf, built.network, checkpoint.weights);
      built.step.learner.put(checkpoint.optimizer);
    }
    built.step.push();
    const position = checkpoint?.position ?? startOf(built.objective);
    await record.write({
      preprocessing: data.fitted,
      engine: engine.info,
      parameters: built.network.parameters,
      epochs: position.epochs,
      bestEpoch: position.bestEpoch,
      elapsedMs: Math.round(position.elapsedMs),
      ...(earlier === null ? {} : { createdAt: earlier.createdAt, name: earlier.name }),
    });
    return { engine, data, ...built, best: checkpoint?.best ?? null, position };
  } catch (error) {
    data.close();
    throw error;
  }
}

type Built = Pick<Prepared, 'network' | 'objective' | 'step'>;

function build(
  { tf }: RunningEngine,
  plan: Plan,
  data: OpenedData,
  classWeights: ClassWeights | null,
  expected: Expected,
): Built {
  const network = buildNetwork(tf, plan);
  try {
    const objective = createObjective(tf, network, data.fitted);
    return { network, objective, step: createTrainingStep(tf, network, objective, classWeights, expected) };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function discard({ network, step }: Built): void {
  step.dispose();
  network.dispose();
}

/** Null when a step on two samples works; else a sentence that says what the engine lacks. Other failures are thrown. */
async function tryStep({ info }: RunningEngine, { step }: Built, data: OpenedData): Promise<string | null> {
  const batch = await data.batch(data.parts.train.slice(0, 2));
  try {
    step.train(createBlock(batch, 2), 1, Float32Array.of(0));
    return null;
  } catch (error) {
    const missing = String(error).match(/Kernel '([^']+)' not registered/);
    if (missing === null) throw error;
    return `${info.title} cannot compute ${missing[1]}, which training this network needs.`;
  }
}

function balancedClassWeights(data: OpenedData): ClassWeights {
  return Object.fromEntries(
    Object.entries(data.classCounts).map(([target, counts]) => [target, balancedWeights(counts)]),
  );
}
