// Methods about trained networks: what they answer, how good they are, what they make up, and exports of them.
import { recipeOf } from '../../../shared/recipes';
import { fail } from '../../../shared/result';
import type { EngineMethods } from '../../../shared/run/engine';
import { evaluatePart } from '../answering/evaluate';
import { generate } from '../answering/generate';
import { predictOne } from '../answering/predict';
import type { Trained } from '../answering/trained';
import { comparePrecisions } from '../export/compare';
import type { Tasks } from '../../tasks';
import { answer, unwrap, watching } from './answer';
import type { CurrentRun } from './ofRuns';
import type { EngineSurroundings } from './surroundings';
import type { TrainedRoom } from './trainedRoom';

type TrainedMethods = Pick<EngineMethods, 'predict' | 'evaluate' | 'generate' | 'exportRun' | 'comparePrecisions'>;

export function trainedMethods(
  { data, exportRun }: Pick<EngineSurroundings, 'data' | 'exportRun'>,
  tasks: Tasks,
  room: TrainedRoom,
  runs: CurrentRun,
): TrainedMethods {
  return {
    predict: ({ folder, inputs, decoding }) =>
      answer('predicting', async () => {
        const running = runs.in(folder);
        const live = running === null || running.hasWeights() ? null : running.live();
        const use = ({ network, record, engine }: Pick<Trained, 'network' | 'record' | 'engine'>) =>
          predictOne(engine.tf, network, record.preprocessing, inputs, {
            encode: async (source, input) => {
              const fitted = record.preprocessing.inputs[source];
              if (fitted === undefined) {
                return unwrap(fail('predict.input', `The run does not know the input "${source}".`));
              }
              return unwrap(await data.encodeInput(fitted, input));
            },
            withData: (body) => room.withData(record, {}, body),
            decoding,
          });
        // Before its first epoch's end a run has no weights on disk: the network answers as it is at this moment.
        return live === null ? room.withTrained(folder, use) : use(live);
      }),
    evaluate: ({ taskId, folder, part, groupBy }) =>
      answer('evaluating', () =>
        tasks.run(taskId, (task) =>
          room.withTrained(folder, ({ engine, network, record }) =>
            room.withData(record, { groupBy, task }, (set) =>
              evaluatePart(engine.tf, network, set, {
                runId: record.id,
                part,
                signal: task.signal,
                onProgress: (done, total) => task.progress(done, total, 'Evaluating'),
              }),
            ),
          ),
        ),
      ),
    generate: ({ taskId, folder, settings }) =>
      answer('making something up', () =>
        tasks.run(taskId, (task) => {
          const use = ({ engine, network, record }: Pick<Trained, 'network' | 'record' | 'engine'>) =>
            generate(engine.tf, network, record.preprocessing, settings, task);
          // Samples are made in one go; a text takes time, in which a network under training would change.
          const live = runs.in(folder)?.live() ?? null;
          const samples = live !== null && recipeOf(live.record.plan.training).recipe.generates === 'samples';
          return samples ? use(live) : room.withTrained(folder, use);
        }),
      ),
    exportRun: ({ taskId, ...request }) =>
      answer('exporting', () =>
        tasks.run(taskId, async (task) =>
          unwrap(await exportRun(request, { load: room.load, openData: data.openData }, watching(task))),
        ),
      ),
    comparePrecisions: ({ taskId, folder }) =>
      answer('comparing sizes', () =>
        tasks.run(taskId, (task) =>
          room.withTrained(folder, (trained) =>
            room.withData(trained.record, { task }, (set) => comparePrecisions(trained, set, task)),
          ),
        ),
      ),
  };
}
