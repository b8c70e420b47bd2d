// What training and test share that they should not, looked for in the set that was opened to train on.
import type { RunRequest } from '../../../shared/run/engine';
import { findShared } from '../data';
import type { OpenedData } from '../data/dataset';
import type { EventBatcher } from './events';
import type { RunControl } from './runControl';

/** Tells what is found as warnings, where the request asks for it; that it cannot be found out is one as well. */
export async function tellShared(
  { compareParts, plan }: RunRequest,
  data: OpenedData,
  control: Pick<RunControl, 'untilStopped'>,
  events: EventBatcher,
): Promise<void> {
  if (compareParts !== true) return;
  events.push({ type: 'phase', phase: 'preparing', message: 'Comparing the parts of the data' });
  events.flush();
  const aborting = new AbortController();
  const search = findShared(plan.data, data, { signal: aborting.signal });
  const found = await control.untilStopped(search, () => undefined);
  if (found === null) {
    aborting.abort();
    // The set is closed next: nothing may read it then.
    await search.catch(() => undefined);
    return;
  }
  const problems = found.ok ? found.value : [{ ...found.problem, severity: 'warning' as const }];
  for (const problem of problems) events.push({ type: 'warning', problem });
  events.flush();
}
