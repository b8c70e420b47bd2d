// The engine that a run trains on.
import type { Work } from '../../../shared/run/work';
import type { RunningEngine } from '../backends';
import { throwProblem } from '../problems';
import { type TimingWatch, timeEngines } from '../timeEngines';
import type { RunSurroundings } from './runSurroundings';

/** Each engine steps this long at most before a run whose engine is not known to be the fastest. */
const choosingMs = 300;

/**
 * The engine that the work's plan asks for; where that leaves the choice to us, the one that the run began on (`begun`), or the
 * fastest for its network. Null where the run was stopped while that was being found out.
 */
export async function startEngine(
  { engines, choice }: Pick<RunSurroundings, 'engines' | 'choice'>,
  work: Work,
  begun: string | null,
  say: (message: string) => void,
  stopped: () => boolean,
): Promise<RunningEngine | null> {
  const wanted = work.plan.training.engine;
  if (wanted !== 'auto' || choice === undefined) return engines.start(wanted);
  if (begun !== null) return engines.start(begun, undefined, 'The run began on it.');
  const time = async (ids: readonly string[]) => {
    say('Finding the fastest engine for this network');
    const watch: TimingWatch = {
      signal: new AbortController().signal,
      progress: () => {
        if (stopped()) throwProblem('cancelled', 'The run was stopped.', { severity: 'hint' });
      },
    };
    return (await timeEngines({ ids, lend: engines.lend }, work, watch, choosingMs)).engines;
  };
  const chosen = await choice.choose(work, time).catch((error: unknown) => {
    if (!stopped()) throw error;
    return null;
  });
  if (stopped()) return null;
  if (chosen === null) return engines.start(wanted);
  return engines.start(chosen.id, undefined, chosen.reason);
}
