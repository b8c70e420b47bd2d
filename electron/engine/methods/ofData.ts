// Methods about data and about models that ship with the app: nothing of them is trained here.
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { EngineMethods } from '../../../shared/run/engine';
import type { OpenedData } from '../data/dataset';
import { stageSample } from '../data/stages';
import { learnedFeatures, mapSamples, rawFeatures } from '../dataMap';
import { adoptRun, takeModel } from '../models';
import type { Tasks } from '../../tasks';
import { tryLayer } from '../tryLayer';
import { answer, unwrap, watching } from './answer';
import type { EngineSurroundings } from './surroundings';
import type { TrainedRoom } from './trainedRoom';

type DataMethods = Pick<
  EngineMethods,
  | 'inspectData'
  | 'glanceData'
  | 'findMedia'
  | 'readMedia'
  | 'previewData'
  | 'compareParts'
  | 'showSamples'
  | 'stageSample'
  | 'tryLayer'
  | 'mapData'
  | 'copySource'
  | 'takeModel'
  | 'adoptRun'
  | 'pictureCache'
>;

export function dataMethods(
  { engines, data }: Pick<EngineSurroundings, 'engines' | 'data'>,
  tasks: Tasks,
  room: TrainedRoom,
): DataMethods {
  return {
    inspectData: ({ taskId, source, options }) =>
      answer('reading the data', () =>
        tasks.run(taskId, async (task) => unwrap(await data.inspectData(source, options, watching(task)))),
      ),
    glanceData: ({ source, options }) =>
      answer('reading the data', async () => unwrap(await data.glanceData(source, options))),
    findMedia: ({ taskId, sources }) =>
      answer('looking for sounds and films', () =>
        tasks.run(taskId, async (task) => unwrap(await data.findMedia(sources, watching(task)))),
      ),
    readMedia: ({ id, file, from }) =>
      answer('reading a file', async () => unwrap(await data.readMedia(id, file, from))),
    previewData: (request) =>
      answer('reading the data', async () =>
        unwrap(await data.previewData(request.data, request.part, request.offset, request.limit)),
      ),
    compareParts: ({ taskId, data: config }) =>
      answer('comparing the parts of the data', () =>
        tasks.run(taskId, async (task) => unwrap(await data.compareParts(config, watching(task)))),
      ),
    showSamples: (request) =>
      answer('reading the data', async () => unwrap(await data.showSamples(request.data, request.samples))),
    stageSample: ({ data: config, ...asked }) =>
      answer('preparing a sample', async () =>
        unwrap(await data.lendPreview(config, (set) => stageSample(set, config, asked))),
      ),
    tryLayer: ({ plan, layer, draw, place }) =>
      answer('varying samples', async () => {
        const { tf } = await engines.current();
        return unwrap(await data.lendPreview(plan.data, (set) => tryLayer(tf, { plan, layer, draw, place }, set)));
      }),
    mapData: ({ taskId, data: config, learned, method }) =>
      answer('drawing the data map', () =>
        tasks.run(taskId, async (task) => {
          const map = async (
            preprocessing: FittedPreprocessing | undefined,
            features: (opened: OpenedData) => Parameters<typeof mapSamples>[1],
          ) => {
            const set = unwrap(await data.openData(config, preprocessing, watching(task)));
            try {
              return await mapSamples(set, features(set), task, method);
            } finally {
              set.close();
            }
          };
          return learned === undefined
            ? map(undefined, ({ spec }) => rawFeatures(spec.inputs))
            : room.withTrained(learned.folder, ({ engine, network, record }) =>
                map(record.preprocessing, () => learnedFeatures(engine.tf, network, learned.layer)),
              );
        }),
      ),
    copySource: ({ taskId, path, name, out }) =>
      answer('copying the data', () =>
        tasks.run(taskId, async (task) => {
          unwrap(await data.copySource(path, name, out, watching(task)));
          return null;
        }),
      ),
    takeModel: ({ model, out }) =>
      answer('taking the model', async () => {
        await takeModel(model, out);
        return null;
      }),
    adoptRun: (request) =>
      answer('taking the model', async () => {
        const set = unwrap(await data.openData(request.plan.data));
        try {
          await adoptRun(await engines.current(), request, set);
        } finally {
          set.close();
        }
        return null;
      }),
    pictureCache: (request) => answer('looking at decoded pictures', () => data.pictureCache(request)),
  };
}
