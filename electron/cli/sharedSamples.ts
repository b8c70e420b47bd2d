// What training and test share that they should not, as a verb that does not train finds it.
import type { DataConfig } from '../../shared/data/config';
import type { Problem } from '../../shared/result';
import { createProgressLine } from './progressLine';
import type { Context } from './verb';

/** Problems of the split; that it cannot be found out is a warning, for the network may be right all the same. */
export async function findShared(context: Context, data: DataConfig): Promise<readonly Problem[]> {
  const bar = createProgressLine(context);
  context.on('progress', bar.show);
  const found = await context.engine().call('compareParts', { taskId: 'check', data });
  bar.clear();
  return found.ok ? found.value : [{ ...found.problem, severity: 'warning' }];
}
