// The run in progress: started from a document, followed through its events, carried on when the engine dies.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from '../../shared/network/compile';
import type { ProjectDocument } from '../../shared/network/document';
import { fail, ok, type Problem, type Result } from '../../shared/result';
import type { EngineEvent, EventMessage } from '../../shared/run/events';
import type { Plan } from '../../shared/run/plan';
import type { EngineHost } from './engineHost';
import { fileProblem } from './atomicFile';
import { listRuns, readRun, runFolder } from './runs';
import { startingWeights } from './importModel';
import { type TeacherPlace, findTeacher, isThere, weightsOfRun } from './teachers';

export interface ActiveRun {
  readonly runId: string;
  readonly events: readonly EngineEvent[];
}

export interface Training {
  /** The run that is going on or paused, with its events (batches left out), or null. */
  current(): ActiveRun | null;
  /** The last run, even when it has ended: what a reloaded window shows. */
  last(): ActiveRun | null;
  /** `from`: an earlier run whose best weights it starts from, where they still fit. */
  start(workspaceFolder: string, document: ProjectDocument, from?: string): Promise<Result<{ readonly runId: string }>>;
  pause(runId: string): Promise<Result<null>>;
  /** Goes on with a paused run, or with one that was cut off, from its last checkpoint. */
  resume(workspaceFolder: string, runId: string): Promise<Result<null>>;
  stop(runId: string): Promise<Result<null>>;
  /** Call when another project is opened: the ended run is no longer shown. */
  forget(): void;
  onEngineEvents(message: EventMessage): void;
  onEngineRestart(): void;
  onEngineGone(problem: Problem): void;
}

interface Run {
  readonly runId: string;
  readonly name: string;
  readonly folder: string;
  readonly plan: Plan;
  /** The run whose weights it started from. */
  readonly from: string | undefined;
  readonly teacher: TeacherPlace | undefined;
  events: EngineEvent[];
  ended: boolean;
  /** The person pressed pause, stop: an engine that comes back must know. */
  paused: boolean;
  stopping: boolean;
}

export interface TrainingOptions {
  readonly engine: () => EngineHost;
  emit(message: EventMessage): void;
  runsChanged(): void;
}

/** A stop is answered at once; an engine that does not answer within this time is wedged. */
const stopLimitMs = 5000;

export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15);
  return `run-${stamp}-${randomBytes(3).toString('hex')}`;
}

export function createTraining(options: TrainingOptions): Training {
  let run: Run | null = null;

  const live = (): Run | null => (run === null || run.ended ? null : run);
  const view = (of: Run | null): ActiveRun | null => (of === null ? null : { runId: of.runId, events: of.events });
  const notRunning = fail('run.notRunning', 'This run is not going on any more.');

  function remember(of: Run, event: EngineEvent): void {
    if (event.type === 'batch') return;
    const before = of.events[of.events.length - 1];
    // Only the newest of several phases in a row matters, and an endless run must not fill the memory with them.
    if (event.type === 'phase' && before?.type === 'phase') of.events.pop();
    of.events.push(event);
    if (event.type === 'paused') of.paused = true;
    if (event.type === 'resumed') of.paused = false;
    if (event.type === 'finished' || event.type === 'failed') of.ended = true;
  }

  /** An event that the engine could not send itself. */
  function tell(of: Run, event: EngineEvent): void {
    if (of.ended) return;
    remember(of, event);
    options.emit({ runId: of.runId, events: [event] });
    options.runsChanged();
  }

  async function launch(of: Run, resume: boolean): Promise<Result<null>> {
    const { runId, name, folder, plan, from, teacher } = of;
    const start = from === undefined ? await startingWeights(folder) : weightsOfRun(join(dirname(folder), from));
    return options.engine().call('startRun', {
      runId,
      name,
      folder,
      plan,
      resume,
      ...(start === null ? {} : { start }),
      ...(from === undefined ? {} : { startedFrom: from }),
      teacher,
    });
  }

  return {
    current: () => view(live()),
    last: () => view(run),
    async start(workspaceFolder, document, from) {
      if (live() !== null) return fail('run.active', 'A run is already going on. Stop it before you start the next.');
      if (from !== undefined) {
        const earlier = await readRun(workspaceFolder, from, null);
        if (!earlier.ok) return earlier;
        if (!(await isThere(weightsOfRun(runFolder(workspaceFolder, from)))))
          return fail('run.noWeights', `${earlier.value.name} has no weights to go on from. Choose another run.`);
      }
      const plan = compile(document);
      if (!plan.ok) return plan;
      const teacher = await findTeacher(workspaceFolder, plan.value);
      if (!teacher.ok) return teacher;
      const runId = newRunId(new Date());
      const folder = runFolder(workspaceFolder, runId);
      const names = (await listRuns(workspaceFolder, null)).map((entry) => /^Run (\d+)$/u.exec(entry.name)?.[1]);
      const number = 1 + names.reduce((most, text) => Math.max(most, Number(text ?? 0)), 0);
      try {
        await fs.mkdir(folder, { recursive: true });
      } catch (error) {
        return { ok: false, problem: fileProblem(error, folder, 'made') };
      }
      const started: Run = {
        runId,
        name: `Run ${number}`,
        folder,
        plan: plan.value,
        from,
        teacher: teacher.value,
        events: [],
        ended: false,
        paused: false,
        stopping: false,
      };
      run = started;
      const answer = await launch(started, false);
      if (!answer.ok && answer.problem.code !== 'engine.crashed') {
        started.ended = true;
        if (run === started) run = null;
        await fs.rm(folder, { recursive: true, force: true });
        return answer;
      }
      options.runsChanged();
      return ok({ runId });
    },
    async pause(runId) {
      const of = live();
      if (of?.runId !== runId) return notRunning;
      of.paused = true;
      return options.engine().call('pauseRun', { runId });
    },
    async resume(workspaceFolder, runId) {
      const of = live();
      if (of !== null) {
        if (of.runId !== runId)
          return fail('run.active', 'Another run is going on. Stop it before you carry on with this one.');
        of.paused = false;
        return options.engine().call('resumeRun', { runId });
      }
      const record = await readRun(workspaceFolder, runId, null);
      if (!record.ok) return record;
      if (record.value.status === 'completed' || record.value.status === 'earlyStopping') {
        return fail('run.ended', 'This run has come to its end. Start a new one to train further.');
      }
      // The run has a copy of its teacher, so that it goes on without it.
      const teacher = await findTeacher(workspaceFolder, record.value.plan);
      const carried: Run = {
        runId,
        name: record.value.name,
        folder: runFolder(workspaceFolder, runId),
        plan: record.value.plan,
        from: record.value.startedFrom,
        teacher: teacher.ok ? teacher.value : undefined,
        events: [],
        ended: false,
        paused: false,
        stopping: false,
      };
      run = carried;
      const answer = await launch(carried, true);
      if (!answer.ok && answer.problem.code !== 'engine.crashed') {
        carried.ended = true;
        run = null;
        return answer;
      }
      options.runsChanged();
      return ok(null);
    },
    async stop(runId) {
      const of = live();
      if (of?.runId !== runId) return notRunning;
      of.stopping = true;
      const answer = await options.engine().callWithin(stopLimitMs, 'stopRun', { runId });
      if (answer.ok || answer.problem.code !== 'engine.crashed') return answer;
      // It did not hear, so it was ended; what the run had saved stays.
      return ok(null);
    },
    forget() {
      if (live() === null) run = null;
    },
    onEngineEvents(message) {
      const of = live();
      if (of?.runId !== message.runId) return;
      for (const event of message.events) remember(of, event);
      options.emit(message);
      // An epoch's record is on the disk before its event is told.
      if (message.events.some((event) => event.type !== 'batch' && event.type !== 'phase')) options.runsChanged();
    },
    onEngineRestart() {
      const of = live();
      if (of === null) return;
      if (of.stopping) {
        const epochs = of.events.filter((event) => event.type === 'epoch');
        const best = epochs.filter((event) => event.best);
        tell(of, {
          type: 'finished',
          reason: 'stopped',
          bestEpoch: best[best.length - 1]?.epoch ?? 0,
          elapsedMs: epochs[epochs.length - 1]?.elapsedMs ?? 0,
        });
        return;
      }
      remember(of, {
        type: 'phase',
        phase: 'preparing',
        message: 'The engine was started again; training goes on from the last checkpoint',
      });
      options.emit({ runId: of.runId, events: of.events.slice(-1) });
      const { paused } = of;
      void launch(of, true).then(async (answer) => {
        if (!answer.ok) {
          if (answer.problem.code !== 'engine.crashed') tell(of, { type: 'failed', problem: answer.problem });
          return;
        }
        if (paused) await options.engine().call('pauseRun', { runId: of.runId });
      });
    },
    onEngineGone(problem) {
      const of = live();
      if (of !== null) tell(of, { type: 'failed', problem });
    },
  };
}
