// Methods about the run that goes on, and about timing engines, which no run may go on beside.
import { type Result, fail, ok } from '../../../shared/result';
import type { EngineMethods } from '../../../shared/run/engine';
import type { Tasks } from '../../tasks';
import { timeEngines } from '../timeEngines';
import { type Run, startRun } from '../training/run';
import { answer } from './answer';
import type { EngineSurroundings } from './surroundings';

type RunMethods = Pick<EngineMethods, 'timeEngines' | 'startRun' | 'pauseRun' | 'resumeRun' | 'stopRun'>;

export interface CurrentRun {
  /** The run that goes on, if this is its folder. */
  in(folder: string): Run | null;
}

const SAVE_AFTER_MS = 1000;
const SAVE_WITHIN_EPOCH_MS = 15_000;

function tell(run: Result<Run>, what: (run: Run) => void): Result<null> {
  if (!run.ok) return run;
  what(run.value);
  return ok(null);
}

export function runMethods(
  { engines, choice, data, send }: Omit<EngineSurroundings, 'exportRun'>,
  tasks: Tasks,
): { readonly methods: RunMethods; readonly runs: CurrentRun } {
  let current: Run | null = null;
  /** Engines take turns meanwhile: no run may begin. */
  let timing = false;

  /** The run with that id while it goes on. */
  const runOf = (runId: string): Result<Run> =>
    current?.runId === runId ? ok(current) : fail('run.over', 'This run is not going on any more.');

  const methods: RunMethods = {
    timeEngines: ({ taskId, plan, teacher }) => {
      if (current !== null) {
        return Promise.resolve(
          fail('run.busy', 'A run is going on, and would slow the engines down. Time them when it has ended.'),
        );
      }
      if (timing) {
        return Promise.resolve(fail('run.busy', 'The engines are being timed already. Wait for the end or cancel it.'));
      }
      timing = true;
      return answer('timing the engines', () =>
        tasks.run(taskId, async (task) => {
          const work = { plan, teacher };
          const times = await timeEngines(engines, work, task);
          await choice.remember(work, times.engines);
          const automatic = await choice.choose(work, () => Promise.resolve(times.engines));
          return { ...times, automatic };
        }),
      ).finally(() => {
        timing = false;
      });
    },
    startRun: async (request) => {
      if (current !== null) {
        return fail('run.busy', 'Another run is going on. Stop it or wait for its end, then train again.');
      }
      if (timing) return fail('run.busy', 'The engines are being timed. Wait for the end or cancel it, then train.');
      data.closePreview();
      const run = startRun(request, {
        engines,
        choice,
        openData: (config, fitted, watch) => data.openData(config, fitted, watch),
        send: (message) => send('run', message),
        saveAfterMs: SAVE_AFTER_MS,
        saveWithinEpochMs: SAVE_WITHIN_EPOCH_MS,
      });
      current = run;
      void run.done.then(() => {
        current = null;
      });
      return ok(null);
    },
    pauseRun: async ({ runId }) => tell(runOf(runId), (run) => run.pause()),
    resumeRun: async ({ runId }) => tell(runOf(runId), (run) => run.resume()),
    stopRun: async ({ runId }) => tell(runOf(runId), (run) => run.stop()),
  };
  return { methods, runs: { in: (folder) => (current?.folder === folder ? current : null) } };
}
