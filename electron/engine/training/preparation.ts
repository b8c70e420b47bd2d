// Everything a run needs before its first batch: the engine, the data, the network with its weights, the compiled step.
import type { RunRequest } from '../../../shared/run/engine';
import type { Plan } from '../../../shared/run/plan';
import type { SafeTensor } from '../../../shared/run/safetensors';
import type { RunningEngine } from '../backends';
import { type Network, buildNetwork, initializeWeights, putWeights } from '../network';
import { ProblemError, throwProblem } from '../problems';
import { batchSizes, createBlock } from './block';
import { type FoundCheckpoint, type RunPosition, readCheckpoint } from './checkpoint';
import type { OpenedData } from '../data/dataset';
import type { EventBatcher } from './events';
import { type ClassWeights, type Objective, balancedWeights, createObjective } from './objective';
import { startPosition } from './position';
import { type RecordKeeper, readRecord } from './record';
import { openForPlan } from './recipe';
import type { RunControl } from './runControl';
import type { RunSurroundings } from './runSurroundings';
import { withResampling } from './resample';
import { tellShared } from './sharedSamples';
import { startEngine } from './startEngine';
import { startFrom } from './startWeights';
import { type TrainingStep, createTrainingStep } from './step';
import type { Expected } from './steps';
import { type Teacher, type TeacherFile, createTeacher, takeTeacher } from './teacher';

/** What is ready once preparations are done. */
export interface Prepared {
  readonly engine: RunningEngine;
  readonly data: OpenedData;
  readonly network: Network;
  readonly objective: Objective;
  readonly step: TrainingStep;
  readonly best: ReadonlyMap<string, SafeTensor> | null;
  readonly position: RunPosition;
}

/** Null when the run was stopped before it was ready. */
export async function prepare(
  request: RunRequest,
  surroundings: RunSurroundings,
  control: Pick<RunControl, 'stopped' | 'untilStopped'>,
  events: EventBatcher,
  record: RecordKeeper,
): Promise<Prepared | null> {
  const { folder, plan, resume, start } = request;
  const say = (message: string) => {
    events.push({ type: 'phase', phase: 'preparing', message });
    events.flush();
  };
  const earlier = resume ? await readRecord(folder) : null;
  const found: FoundCheckpoint = resume ? await readCheckpoint(folder, plan) : { checkpoint: null, notice: '' };
  const { checkpoint } = found;
  if (found.notice !== '') say(found.notice);

  const teacher = await takeTeacher(request, checkpoint === null ? null : (earlier?.teacher?.sha256 ?? null));

  say('Starting the engine');
  // A run goes on where it began: another engine's numbers differ in their last digits.
  const begun = checkpoint === null ? null : (earlier?.engine.id ?? null);
  const work = { plan, teacher: teacher ?? undefined };
  let engine = await startEngine(surroundings, work, begun, say, control.stopped);
  if (engine === null) return null;
  say('Reading the data');
  // Preprocessing stays as it was fitted when the run began.
  const fitted = checkpoint === null || earlier === null ? undefined : earlier.preprocessing;
  const aborting = new AbortController();
  const opening = openForPlan(surroundings.openData, plan, fitted, { signal: aborting.signal });
  const opened = await control.untilStopped(opening, (late) => {
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
    await tellShared(request, opened.value, control, events);
    if (control.stopped()) {
      data.close();
      return null;
    }
    say('Building the network');
    const classWeights = plan.training.classWeights === 'balanced' ? balancedClassWeights(data) : null;
    const { batchSize } = plan.training;
    const expected: Expected = {
      sample: await data.batch(data.parts.train.slice(0, 1)),
      train: batchSizes(data.parts.train.length, batchSize),
      evaluate: batchSizes(data.parts.validation.length, batchSize),
    };
    const building = { plan, data, classWeights, expected, teacher };
    if (engine.mayLackOperations) {
      const objection = await tryStep(engine, build(engine, building), data);
      if (objection !== null) {
        engine = await surroundings.engines.start(plan.training.engine, new Map([[engine.info.id, objection]]));
        say(objection);
      }
    }
    const built = build(engine, building);
    try {
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
      const position = checkpoint?.position ?? startPosition(built.objective.zero);
      await record.write({
        preprocessing: data.fitted,
        engine: engine.info,
        parameters: built.network.parameters,
        epochs: position.epochs,
        bestEpoch: position.bestEpoch,
        elapsedMs: Math.round(position.elapsedMs),
        ...(teacher === null ? {} : { teacher: teacher.facts }),
        ...(earlier === null ? {} : { createdAt: earlier.createdAt, name: earlier.name }),
      });
      return { engine, data, ...built, best: checkpoint?.best ?? null, position };
    } catch (error) {
      discard(built);
      throw error;
    }
  } catch (error) {
    data.close();
    throw error;
  }
}

type Built = Pick<Prepared, 'network' | 'objective' | 'step'>;

interface Building {
  readonly plan: Plan;
  readonly data: OpenedData;
  readonly classWeights: ClassWeights | null;
  readonly expected: Expected;
  readonly teacher: TeacherFile | null;
}

function build({ tf }: RunningEngine, { plan, data, classWeights, expected, teacher: file }: Building): Built {
  const network = buildNetwork(tf, plan);
  let teacher: Teacher | null = null;
  try {
    teacher = file === null ? null : createTeacher(tf, file, plan, data.fitted);
    const objective = createObjective(tf, network, data.fitted, teacher);
    return { network, objective, step: createTrainingStep(tf, network, objective, classWeights, expected) };
  } catch (error) {
    teacher?.dispose();
    network.dispose();
    throw error;
  }
}

/** Frees what was built. */
export function discard({ network, objective, step }: Built): void {
  step.dispose();
  objective.teacher?.dispose();
  network.dispose();
}

/**
 * Null when a step on two samples works; else a sentence that says what the engine lacks. Other failures are thrown. The
 * network is discarded: its weights and its optimizer have moved.
 */
async function tryStep({ info }: RunningEngine, built: Built, data: OpenedData): Promise<string | null> {
  try {
    const batch = await data.batch(data.parts.train.slice(0, 2));
    built.step.train(createBlock(batch, 2), 1, Float32Array.of(0));
    return null;
  } catch (error) {
    const missing = String(error).match(/Kernel '([^']+)' not registered/);
    if (missing === null) throw error;
    return `${info.title} cannot compute ${missing[1]}, which training this network needs.`;
  } finally {
    discard(built);
  }
}

/** Of classes by their samples; of several labels each for itself, as a question of yes or no. */
function balancedClassWeights(data: OpenedData): ClassWeights {
  const { train } = data.parts;
  const labels = Object.entries(data.spec.targets).flatMap(([name, { task }]) => {
    const counts = task === 'labels' ? data.labelCounts?.(name, train) : undefined;
    if (counts === undefined) return [];
    return [[name, counts.flatMap((given) => balancedWeights([train.length - given, given]))] as const];
  });
  const classes = Object.entries(data.classCounts).map(
    ([target, counts]) => [target, balancedWeights(counts)] as const,
  );
  return Object.fromEntries([...classes, ...labels]);
}
