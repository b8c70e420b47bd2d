// What the engine answers, one method each: thin, and every failure a Problem.
import { ok } from '../../../shared/result';
import type { EngineMethods } from '../../../shared/run/engine';
import { createTasks } from '../../tasks';
import { answer } from './answer';
import { dataMethods } from './ofData';
import { runMethods } from './ofRuns';
import { trainedMethods } from './ofTrained';
import type { EngineSurroundings } from './surroundings';
import { createTrainedRoom } from './trainedRoom';

export function createMethods(surroundings: EngineSurroundings): EngineMethods {
  const { engines, send } = surroundings;
  const tasks = createTasks((payload) => send('progress', payload));
  const room = createTrainedRoom(surroundings);
  const { methods, runs } = runMethods(surroundings, tasks);
  return {
    devices: (request) => answer('looking at the devices', () => engines.report(request.closer === true)),
    ...methods,
    ...dataMethods(surroundings, tasks, room),
    ...trainedMethods(surroundings, tasks, room, runs),
    cancel: async ({ taskId }) => {
      tasks.cancel(taskId);
      return ok(null);
    },
  };
}
