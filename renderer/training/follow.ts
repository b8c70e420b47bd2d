// Follows runs: events of the engine flow into the run store, a reloaded window finds the run still going, and the
// buttons' verbs (start, pause, resume, stop) live here, so that keys, menu and buttons do the same.
import { create } from 'zustand';
import type { ProjectDocument } from '../../shared/network/document';
import type { Problem, Result } from '../../shared/result';
import type { EngineEvent, EventMessage } from '../../shared/run/events';
import type { RunSummary } from '../../shared/run/record';
import { reduceRun, startingRun, type RunState } from '../../shared/run/state';
import { api } from '../api';
import { t } from '../i18n';
import { followRun, forgetRun, receiveEvents, rejoinRun, setRuns, useRunStore } from '../stores/runStore';
import { appendFigures, emptySeries, type Series } from '../stores/series';
import { goTo, useUiStore } from '../stores/uiStore';
import { showMessage } from '../ui/showProblem';
import { BatchClock } from './eta';
import { isActive } from './progress';

interface ControlState {
  /** What was asked of the engine and has not happened yet. */
  readonly pending: 'none' | 'starting' | 'pausing' | 'resuming' | 'stopping';
  /** Why the last request was refused. */
  readonly problem: Problem | null;
  readonly msPerBatch: number | null;
}

export const useControlStore = create<ControlState>()(() => ({ pending: 'none', problem: null, msPerBatch: null }));

const clock = new BatchClock();

/** Messages of runs not followed yet: the engine may speak before the answer that names the run has arrived. */
let early: EventMessage[] | null = null;

function takeIn(message: EventMessage): void {
  for (const event of message.events) {
    if (event.type === 'batch') clock.arrive(event.step, performance.now());
    else if (event.type === 'paused' || event.type === 'resumed' || event.type === 'started') clock.restart();
  }
  receiveEvents(message);
  const { pending } = useControlStore.getState();
  const { run } = useRunStore.getState();
  if (message.events.some((event) => event.type === 'finished' || event.type === 'failed')) tellEnd(run);
  const settled =
    (pending === 'pausing' && run.status === 'paused') ||
    (pending === 'resuming' && run.status === 'running') ||
    (pending !== 'starting' && !isActive(run));
  const msPerBatch = clock.msPerBatch();
  useControlStore.setState(settled ? { pending: 'none', msPerBatch } : { msPerBatch });
}

/** A person who looks at something else hears that the run has ended, with the way to it. */
function tellEnd(run: RunState): void {
  if (useUiStore.getState().step === 'train' || (run.status !== 'finished' && run.status !== 'failed')) return;
  showMessage(t(run.status === 'failed' ? 'training.failedElsewhere' : 'training.doneElsewhere'), {
    title: t('training.show'),
    run: () => goTo('train'),
  });
}

function arrive(message: EventMessage): void {
  const { run } = useRunStore.getState();
  if (early !== null && (run.status === 'idle' || run.runId !== message.runId)) early.push(message);
  else takeIn(message);
}

/** Runs go on changing with every epoch; the list is for people, and follows four times a second. */
const listEveryMs = 250;
let waitingRuns: readonly RunSummary[] | null = null;

function takeRuns(runs: readonly RunSummary[]): void {
  const sign = (list: readonly RunSummary[]) => list.map((run) => `${run.id} ${run.status} ${run.name}`).join();
  if (sign(runs) !== sign(useRunStore.getState().runs)) {
    // One came, ended, went or was renamed: that shows at once.
    waitingRuns = null;
    setRuns(runs);
    return;
  }
  if (waitingRuns === null) {
    setTimeout(() => {
      if (waitingRuns !== null) setRuns(waitingRuns);
      waitingRuns = null;
    }, listEveryMs);
  }
  waitingRuns = runs;
}

/** Leaves out what a rejoined run already knows. */
function newerThan(run: RunState, series: Series, event: EngineEvent): boolean {
  if (run.status === 'idle') return false;
  if (event.type === 'batch') return series.length === 0 || event.step > series.steps[series.length - 1]!;
  if (event.type === 'epoch') return event.epoch > (run.history[run.history.length - 1]?.epoch ?? 0);
  return event.type !== 'started' || run.status === 'starting';
}

/** The series of a kept run's figures. */
export function seriesOf(history: {
  readonly steps: readonly number[];
  readonly series: { readonly [name: string]: readonly number[] };
}): Series {
  const series = emptySeries();
  const names = Object.keys(history.series);
  for (const [place, step] of history.steps.entries()) {
    appendFigures(series, step, Object.fromEntries(names.map((name) => [name, history.series[name]![place] ?? NaN])));
  }
  return series;
}

/**
 * Listens for runs and joins the one in progress, if any. Call once when the window starts; returns the off switch.
 */
export function followRuns(): () => void {
  early = [];
  const offRun = api.on('run', arrive);
  const offRuns = api.on('runsChanged', ({ runs }) => takeRuns(runs));
  const offConnection = api.on('connection', ({ status }) => {
    if (status === 'open') void rejoin();
  });
  void rejoin();
  return () => {
    offRun();
    offRuns();
    offConnection();
    early = null;
  };
}

/** Counts calls of `rejoin`: only the newest has a say, as an older one knows older things. */
let rejoins = 0;

/** Takes up the run in progress: its state from its events, its curves from its kept figures. */
export async function rejoin(): Promise<void> {
  const mine = ++rejoins;
  early ??= [];
  const current = await api.call('currentRun', {});
  if (mine !== rejoins) return;
  if (current.ok && current.value !== null) {
    const { runId, events } = current.value;
    const kept = await api.call('getRunHistory', { runId });
    if (mine !== rejoins) return;
    const series = kept.ok ? seriesOf(kept.value) : emptySeries();
    let run = events.reduce(reduceRun, startingRun(runId));
    const lastStep = series.length > 0 ? series.steps[series.length - 1]! : 0;
    if (run.status !== 'idle' && lastStep > run.step) {
      run = { ...run, step: lastStep, epoch: Math.ceil(lastStep / Math.max(1, run.batchesPerEpoch)) };
    }
    rejoinRun(run, series);
  } else if (current.ok && isActive(useRunStore.getState().run)) {
    // It ended while the way to the host was lost: its record tells the rest.
    forgetRun();
  }
  replay();
}

function replay(): void {
  const waiting = early ?? [];
  early = null;
  for (const message of waiting) {
    const { run, series } = useRunStore.getState();
    const events = message.events.filter((event) => newerThan(run, series, event));
    if (events.length > 0) takeIn({ ...message, events });
  }
}

/** Asks the host to set a run going and takes it up. The reason when the host or the engine refuses; null when the run is under way. */
async function setGoing<T>(
  asked: () => Promise<Result<T>>,
  takeUp: (value: T) => void | Promise<void>,
): Promise<Problem | null> {
  const { pending } = useControlStore.getState();
  if (pending === 'starting' || isActive(useRunStore.getState().run)) return null;
  useControlStore.setState({ pending: 'starting', problem: null, msPerBatch: null });
  clock.restart();
  // A look for an older run that is still under way has nothing to say any more.
  rejoins++;
  early = [];
  const answer = await asked();
  if (answer.ok) {
    await takeUp(answer.value);
    // The run a person just set going is the one to look at next.
    useUiStore.setState({ chosenRun: null });
  }
  const problem = answer.ok ? null : answer.problem;
  useControlStore.setState({ pending: 'none', problem });
  replay();
  return problem;
}

/** Starts training, from the best weights of the run `from` where one is given. Answers as `setGoing`. */
export function startTraining(document: ProjectDocument, from?: string): Promise<Problem | null> {
  const request = from === undefined ? { document } : { document, from };
  return setGoing(
    () => api.call('startRun', request),
    ({ runId }) => followRun(runId),
  );
}

/** Carries on with a run that was stopped, interrupted or failed, from the last checkpoint that it saved. Answers as `setGoing`. */
export function carryOn(runId: string): Promise<Problem | null> {
  return setGoing(() => api.call('resumeRun', { runId }), rejoin);
}

async function ask(method: 'pauseRun' | 'resumeRun' | 'stopRun', pending: ControlState['pending']): Promise<void> {
  const { run } = useRunStore.getState();
  if (!isActive(run)) return;
  useControlStore.setState({ pending, problem: null });
  const answer = await api.call(method, { runId: run.runId });
  if (!answer.ok) useControlStore.setState({ pending: 'none', problem: answer.problem });
}

export function pauseTraining(): Promise<void> {
  return ask('pauseRun', 'pausing');
}

export function resumeTraining(): Promise<void> {
  return ask('resumeRun', 'resuming');
}

/** Pauses a run that goes on, resumes one that is paused: the space bar and F6. */
export function togglePause(): Promise<void> {
  return useRunStore.getState().run.status === 'paused' ? resumeTraining() : pauseTraining();
}

export function stopTraining(): Promise<void> {
  return ask('stopRun', 'stopping');
}

export function clearControlProblem(): void {
  useControlStore.setState({ problem: null });
}
