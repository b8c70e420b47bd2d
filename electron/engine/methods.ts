// What the engine answers, one method each: thin, and every failure a Problem.
import { createHash } from 'node:crypto';
import type { DataConfig, DataSource, Part } from '../../shared/data/config';
import { withGroups } from '../../shared/data/groups';
import type { FittedInput, FittedPreprocessing } from '../../shared/data/fitted';
import { recipeOf } from '../../shared/recipes';
import { type ParamValues, type Result, fail, ok } from '../../shared/result';
import type {
  DataGlance,
  DataPreview,
  EngineEvents,
  EngineMethods,
  ExportReport,
  PictureCache,
  PredictInput,
  PreviewRow,
} from '../../shared/run/engine';
import type { RunRecord } from '../../shared/run/record';
import type { Engines } from './backends';
import type { EngineChoice } from './engineChoice';
import type { OpenedData } from './data/dataset';
import { learnedFeatures, mapSamples, rawFeatures } from './dataMap';
import { evaluatePart } from './answering/evaluate';
import { generate } from './answering/generate';
import { comparePrecisions } from './export/compare';
import { type Loan, createKeeper } from './keeper';
import type { ExportRequest, ExportServices, ExportWatch } from './export';
import { adoptRun, takeModel } from './models';
import { type EncodedInput, predictOne } from './answering/predict';
import { ProblemError, toProblem } from './problems';
import { openForPlan } from './training/recipe';
import { type Run, startRun } from './training/run';
import { type Task, createTasks } from './tasks';
import { timeEngines } from './timeEngines';
import { type Trained, createTrainedNetworks } from './answering/trained';

export interface Watch {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly message: string }) => void;
  readonly signal?: AbortSignal;
}

/** What the engine asks of its data room. */
export interface DataRoom {
  inspectData(source: DataSource, options: ParamValues, watch?: Watch): Promise<Result<DataConfig>>;
  glanceData(source: DataSource, options: ParamValues): Promise<Result<DataGlance>>;
  previewData(config: DataConfig, part: Part | 'all', offset: number, limit: number): Promise<Result<DataPreview>>;
  showSamples(config: DataConfig, samples: readonly number[]): Promise<Result<readonly PreviewRow[]>>;
  openData(config: DataConfig, fitted?: FittedPreprocessing, watch?: Watch): Promise<Result<OpenedData>>;
  encodeInput(fitted: FittedInput, input: PredictInput): Promise<Result<EncodedInput>>;
  /** Frees what is kept for previews. */
  closePreview(): void;
  pictureCache(request: Parameters<EngineMethods['pictureCache']>[0]): Promise<PictureCache>;
}

export type ExportRun = (
  request: ExportRequest,
  services: ExportServices,
  watch: ExportWatch,
) => Promise<Result<ExportReport>>;

export interface EngineSurroundings {
  readonly engines: Engines;
  readonly choice: EngineChoice;
  readonly data: DataRoom;
  readonly exportRun: ExportRun;
  send<E extends keyof EngineEvents>(event: E, payload: EngineEvents[E]): void;
}

const SAVE_AFTER_MS = 1000;
const SAVE_WITHIN_EPOCH_MS = 15_000;

export function createMethods({ engines, choice, data, exportRun, send }: EngineSurroundings): EngineMethods {
  const tasks = createTasks((payload) => send('progress', payload));
  const networks = createTrainedNetworks(engines);
  const opened = createKeeper<OpenedData>(1, (set) => set.close());
  let current: Run | null = null;
  /** Engines take turns meanwhile: no run may begin. */
  let timing = false;

  /** A run's data; `task` may watch and cancel the reading. */
  const openFor = async (record: RunRecord, groupBy?: string, task?: Task): Promise<Loan<OpenedData>> => {
    const plan = { ...record.plan, data: withGroups(record.plan.data, groupBy) };
    const { preprocessing } = record;
    const stamp = createHash('sha256')
      .update(JSON.stringify([plan.data, plan.training.recipe ?? null, preprocessing]))
      .digest('hex');
    const lend = () =>
      opened.lend('data', stamp, async () =>
        unwrap(await openForPlan(data.openData, plan, preprocessing, task && watching(task))),
      );
    // Two may wait for the same reading, and one of them cancel it.
    const again = (error: unknown) => {
      const isOurs = !(error instanceof ProblemError && error.problem.code === 'cancelled') || task?.signal.aborted;
      if (isOurs) throw error;
      return lend();
    };
    return lend().catch(again);
  };

  const withTrained = async <T>(folder: string, use: (trained: Trained) => Promise<T>): Promise<T> => {
    const trained = await networks.load(folder);
    try {
      return await use(trained);
    } finally {
      trained.release();
    }
  };

  /** The run with that id while it goes on. */
  const runOf = (runId: string): Result<Run> =>
    current?.runId === runId ? ok(current) : fail('run.over', 'This run is not going on any more.');

  return {
    devices: (request) => answer('looking at the devices', () => engines.report(request.closer === true)),
    timeEngines: ({ taskId, plan }) => {
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
          const times = await timeEngines(engines, plan, task);
          await choice.remember(plan, times.engines);
          const automatic = await choice.choose(plan, () => Promise.resolve(times.engines));
          return { ...times, automatic };
        }),
      ).finally(() => {
        timing = false;
      });
    },
    inspectData: ({ taskId, source, options }) =>
      answer('reading the data', () =>
        tasks.run(taskId, async (task) => unwrap(await data.inspectData(source, options, watching(task)))),
      ),
    glanceData: ({ source, options }) =>
      answer('reading the data', async () => unwrap(await data.glanceData(source, options))),
    previewData: (request) =>
      answer('reading the data', async () =>
        unwrap(await data.previewData(request.data, request.part, request.offset, request.limit)),
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
    showSamples: (request) =>
      answer('reading the data', async () => unwrap(await data.showSamples(request.data, request.samples))),
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
            : withTrained(learned.folder, ({ engine, network, record }) =>
                map(record.preprocessing, () => learnedFeatures(engine.tf, network, learned.layer)),
              );
        }),
      ),
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
    predict: ({ folder, inputs, decoding }) =>
      answer('predicting', async () => {
        const running = current;
        const live = running !== null && running.folder === folder && !running.hasWeights() ? running.live() : null;
        const use = ({ network, record, engine }: Pick<Trained, 'network' | 'record' | 'engine'>) =>
          predictOne(engine.tf, network, record.preprocessing, inputs, {
            encode: async (source, input) => {
              const fitted = record.preprocessing.inputs[source];
              if (fitted === undefined) {
                return unwrap(fail('predict.input', `The run does not know the input "${source}".`));
              }
              return unwrap(await data.encodeInput(fitted, input));
            },
            withData: async (body) => {
              const loan = await openFor(record);
              try {
                return await body(loan.value);
              } finally {
                loan.release();
              }
            },
            decoding,
          });
        // Before its first epoch's end a run has no weights on disk: the network answers as it is at this moment.
        return live === null ? withTrained(folder, use) : use(live);
      }),
    evaluate: ({ taskId, folder, part, groupBy }) =>
      answer('evaluating', () =>
        tasks.run(taskId, (task) =>
          withTrained(folder, async ({ engine, network, record }) => {
            const loan = await openFor(record, groupBy, task);
            try {
              return await evaluatePart(engine.tf, network, loan.value, {
                runId: record.id,
                part,
                signal: task.signal,
                onProgress: (done, total) => task.progress(done, total, 'Evaluating'),
              });
            } finally {
              loan.release();
            }
          }),
        ),
      ),
    generate: ({ taskId, folder, settings }) =>
      answer('making something up', () =>
        tasks.run(taskId, (task) => {
          const use = ({ engine, network, record }: Pick<Trained, 'network' | 'record' | 'engine'>) =>
            generate(engine.tf, network, record.preprocessing, settings, task);
          // Samples are made in one go; a text takes time, in which a network under training would change.
          const live = current?.folder === folder ? current.live() : null;
          const samples = live !== null && recipeOf(live.record.plan.training).recipe.generates === 'samples';
          return samples ? use(live) : withTrained(folder, use);
        }),
      ),
    exportRun: ({ taskId, ...request }) =>
      answer('exporting', () =>
        tasks.run(taskId, async (task) =>
          unwrap(await exportRun(request, { load: networks.load, openData: data.openData }, watching(task))),
        ),
      ),
    comparePrecisions: ({ taskId, folder }) =>
      answer('comparing sizes', () =>
        tasks.run(taskId, (task) =>
          withTrained(folder, async (trained) => {
            const loan = await openFor(trained.record, undefined, task);
            try {
              return await comparePrecisions(trained, loan.value, task);
            } finally {
              loan.release();
            }
          }),
        ),
      ),
    pictureCache: (request) => answer('looking at decoded pictures', () => data.pictureCache(request)),
    cancel: async ({ taskId }) => {
      tasks.cancel(taskId);
      return ok(null);
    },
  };
}

async function answer<T>(doing: string, body: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await body());
  } catch (error) {
    return { ok: false, problem: toProblem(error, doing) };
  }
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem);
  return result.value;
}

function tell(run: Result<Run>, what: (run: Run) => void): Result<null> {
  if (!run.ok) return run;
  what(run.value);
  return ok(null);
}

function watching(task: Task): Watch {
  return {
    signal: task.signal,
    onProgress: ({ done, total, message }) => task.progress(done, total, message),
  };
}
