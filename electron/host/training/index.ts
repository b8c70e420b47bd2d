// The run in progress: started from a document, followed through its events, carried on when the engine dies.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectDocument } from '../../../shared/network/document';
import { fail, ok, type Problem, type Result } from '../../../shared/result';
import type { EngineEvent, EventMessage } from '../../../shared/run/events';
import { fileProblem } from '../atomicFile';
import type { EngineHost } from '../engineHost';
import { startingWeights } from '../startWeights';
import { noProject } from '../session/open';
import { weightsOfRun } from '../teachers';
import { follow, remember, stoppedEvent, type Followed, type RunFacts } from './followed';
import { prepareCarried, prepareNew } from './prepared';

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

export interface TrainingOptions {
  readonly engine: () => EngineHost;
  emit(message: EventMessage): void;
  runsChanged(): void;
  /** Whether this is the folder of the project that is open. */
  isOpen(workspaceFolder: string): boolean;
}

interface Room {
  readonly options: TrainingOptions;
  /** Going on, or the last one. */
  run: Followed | null;
  /** One is on its way and cannot be seen yet: there is no room for another. */
  beginning: boolean;
}

/** A stop is answered at once; an engine that does not answer within this time is wedged. */
const stopLimitMs = 5000;
const notRunning = fail('run.notRunning', 'This run is not going on any more.');
const active = fail('run.active', 'A run is already going on. Stop it before you start the next.');

const live = ({ run }: Room): Followed | null => (run === null || run.ended ? null : run);
const view = (run: Followed | null): ActiveRun | null =>
  run === null ? null : { runId: run.runId, events: run.events };

/** The engine died on a question. It is started again, which carries the run on. */
const diedOn = (answer: Result<unknown>) => !answer.ok && answer.problem.code === 'engine.crashed';

/** An event that the engine could not send itself. */
function tell({ options }: Room, run: Followed, event: EngineEvent): void {
  if (run.ended) return;
  remember(run, event);
  options.emit({ runId: run.runId, events: [event] });
  options.runsChanged();
}

async function launch({ options }: Room, facts: RunFacts, resume: boolean): Promise<Result<null>> {
  const { runId, name, folder, plan, from, teacher } = facts;
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

/** A run that does not come about: forgotten, a new one's folder with it. */
async function abandon(room: Room, run: Followed, resume: boolean): Promise<void> {
  run.ended = true;
  if (room.run === run) room.run = null;
  if (!resume) await fs.rm(run.folder, { recursive: true, force: true });
}

/** Prepares a run of a workspace and hands it to the engine. */
async function begin(
  room: Room,
  workspaceFolder: string,
  prepare: () => Promise<Result<RunFacts>>,
  resume: boolean,
): Promise<Result<RunFacts>> {
  if (room.beginning) return active;
  room.beginning = true;
  try {
    const facts = await prepare();
    if (!facts.ok) return facts;
    const run = follow(facts.value);
    // Nothing is waited for from here until the run is seen: who closes the project then is told of it.
    if (!room.options.isOpen(workspaceFolder)) {
      await abandon(room, run, resume);
      return noProject;
    }
    room.run = run;
    const answer = await launch(room, run, resume).catch(async (error: unknown) => {
      await abandon(room, run, resume);
      throw error;
    });
    if (!answer.ok && !diedOn(answer)) {
      await abandon(room, run, resume);
      return answer;
    }
    room.options.runsChanged();
    return facts;
  } finally {
    room.beginning = false;
  }
}

async function resume(room: Room, workspaceFolder: string, runId: string): Promise<Result<null>> {
  const of = live(room);
  if (of === null) {
    const begun = await begin(room, workspaceFolder, () => prepareCarried(workspaceFolder, runId), true);
    return begun.ok ? ok(null) : begun;
  }
  if (of.runId !== runId)
    return fail('run.active', 'Another run is going on. Stop it before you carry on with this one.');
  of.paused = false;
  return room.options.engine().call('resumeRun', { runId });
}

async function stop(room: Room, runId: string): Promise<Result<null>> {
  const of = live(room);
  if (of?.runId !== runId) return notRunning;
  of.stopping = true;
  const answer = await room.options.engine().callWithin(stopLimitMs, 'stopRun', { runId });
  // Where it did not hear, it was ended; what the run had saved stays.
  return diedOn(answer) ? ok(null) : answer;
}

function carryOn(room: Room): void {
  const { options } = room;
  const of = live(room);
  if (of === null) return;
  if (of.stopping) {
    tell(room, of, stoppedEvent(of));
    return;
  }
  remember(of, {
    type: 'phase',
    phase: 'preparing',
    message: 'The engine was started again; training goes on from the last checkpoint',
  });
  options.emit({ runId: of.runId, events: of.events.slice(-1) });
  const failed = (problem: Problem) => tell(room, of, { type: 'failed', problem });
  void launch(room, of, true)
    .then(async (answer) => {
      // Pause may have been pressed or taken back while the engine started.
      if (answer.ok && of.paused) await options.engine().call('pauseRun', { runId: of.runId });
      else if (!answer.ok && !diedOn(answer)) failed(answer.problem);
    })
    .catch((error: unknown) => failed(fileProblem(error, of.name, 'carried on')));
}

export function createTraining(options: TrainingOptions): Training {
  const room: Room = { options, run: null, beginning: false };
  return {
    current: () => view(live(room)),
    last: () => view(room.run),
    async start(workspaceFolder, document, from) {
      if (live(room) !== null) return active;
      const begun = await begin(room, workspaceFolder, () => prepareNew(workspaceFolder, document, from), false);
      return begun.ok ? ok({ runId: begun.value.runId }) : begun;
    },
    async pause(runId) {
      const of = live(room);
      if (of?.runId !== runId) return notRunning;
      of.paused = true;
      return options.engine().call('pauseRun', { runId });
    },
    resume: (workspaceFolder, runId) => resume(room, workspaceFolder, runId),
    stop: (runId) => stop(room, runId),
    forget() {
      if (live(room) === null) room.run = null;
    },
    onEngineEvents(message) {
      const of = live(room);
      if (of?.runId !== message.runId) return;
      for (const event of message.events) remember(of, event);
      options.emit(message);
      // An epoch's record is on the disk before its event is told.
      if (message.events.some((event) => event.type !== 'batch' && event.type !== 'phase')) options.runsChanged();
    },
    onEngineRestart: () => carryOn(room),
    onEngineGone(problem) {
      const of = live(room);
      if (of !== null) tell(room, of, { type: 'failed', problem });
    },
  };
}
