// The engine that a run trains on.
import type { Plan } from '../../../shared/run/plan';
import type { RunningEngine } from '../backends';
import { timeEngines } from '../timeEngines';
import type { RunSurroundings } from './runSurroundings';

/** Each engine steps this long at most before a run whose engine is not known to be the fastest. */
const choosingMs = 300;

/**
 * The engine that this plan asks for; where it leaves the choice to us, the one that the run began on (`begun`), or the
 * fastest for its network.
 */
export async function startEngine(
  { engines, choice }: Pick<RunSurroundings, 'engines' | 'choice'>,
  plan: Plan,
  begun: string | null,
  say: (message: string) => void,
): Promise<RunningEngine> {
  const wanted = plan.training.engine;
  if (wanted !== 'auto' || choice === undefined) return engines.start(wanted);
  if (begun !== null) return engines.start(begun, undefined, 'The run began on it.');
  const chosen = await choice.choose(plan, async (ids) => {
    say('Finding the fastest engine for this network');
    const watch = { signal: new AbortController().signal, progress: () => undefined };
    return (await timeEngines({ ids, lend: engines.lend }, plan, watch, choosingMs)).engines;
  });
  if (chosen === null) return engines.start(wanted);
  return engines.start(chosen.id, undefined, chosen.reason);
}
