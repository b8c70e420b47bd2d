// The engines in order of preference, and the choice among them: never a dead end, and always with the reason.
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { EngineInfo } from '../../../shared/run/events';
import type { DeviceReport } from '../../../shared/run/devices';
import { type BackendDefinition, type NativeReport, type Found, firstLine, loadTensorFlow } from './backend';
import { gpuVerdict, lookForGpus } from './gpus';
import { native } from './native';
import { plain } from './plain';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

const allBackends: readonly BackendDefinition[] = [native, webgpu, wasm, plain];

/** An engine that is ready, and tfjs computing with it. */
export interface RunningEngine {
  readonly tf: TensorFlow;
  readonly info: EngineInfo;
  readonly mayLackOperations: boolean;
}

export interface Engines {
  /** In order of preference. */
  readonly ids: readonly string[];
  /**
   * Starts the engine `wanted` ('auto': the first that is there) and makes it the one that computes. Where it is not
   * there the next one that is takes its place, and its reason says so. `without`: engines that were tried in vain,
   * with the reason; `because`: why this one is wanted, where no person chose it.
   */
  start(wanted: string, without?: ReadonlyMap<string, string>, because?: string): Promise<RunningEngine>;
  /**
   * Engines that could be the fastest on some network, in order of preference; one where a person forced it. A graphics
   * driver is loaded only where a graphics processor is known.
   */
  rivals(): Promise<readonly EngineInfo[]>;
  /** The engine in use; starts the preferred one if none is yet. */
  current(): Promise<RunningEngine>;
  /**
   * Runs `body` with that engine and goes back to the one in use. The engine's name, or why it is not to be had.
   * `body` is given a way to make the engine compute again after it let others work.
   */
  lend<T>(
    id: string,
    body: (engine: RunningEngine, again: () => Promise<void>) => Promise<T>,
  ): Promise<
    { readonly info: EngineInfo; readonly value: T } | { readonly info: EngineInfo; readonly objection: string }
  >;
  /** `closer`: looks also for what takes loading a driver to find. */
  report(closer: boolean): Promise<DeviceReport>;
}

export interface EngineSettings {
  /** Takes the place of every wish when not empty (LAYERLOOM_ENGINE). */
  readonly force: string;
  /** Path of the set-up's report; empty when there is none (LAYERLOOM_ENGINE_INFO). */
  readonly reportPath: string;
  /** Others than all there are, in order of preference. The last must always be there. */
  readonly backends?: readonly BackendDefinition[];
}

export function createEngines(settings: EngineSettings): Engines {
  const report = readReport(settings.reportPath);
  const backends = settings.backends ?? allBackends;
  const found = new Map<string, Found>();
  let running: RunningEngine | null = null;

  const findOnce = async (backend: BackendDefinition): Promise<Found> => {
    const known = found.get(backend.id) ?? (await backend.find({ report }));
    found.set(backend.id, known);
    return known;
  };

  /** Null when it computes from now on; else why it does not. */
  const activate = async (backend: BackendDefinition): Promise<string | null> => {
    const result = await findOnce(backend);
    if (!result.available) return result.info.reason;
    try {
      if (await loadTensorFlow().setBackend(backend.tfjsName)) return null;
      throw new Error('it was found but did not start');
    } catch (error) {
      const reason = `${result.info.title} is not to be had: ${firstLine(error)}.`;
      found.set(backend.id, { available: false, info: { ...result.info, reason } });
      return reason;
    }
  };

  const start: Engines['start'] = async (wished, without = new Map(), because = 'It was chosen in the settings.') => {
    const wanted = settings.force === '' ? wished : settings.force;
    const first = backends.filter((backend) => backend.id === wanted);
    const passed: string[] = [];
    if (wanted !== 'auto' && first.length === 0) passed.push(`There is no engine called "${wanted}".`);
    for (const backend of new Set([...first, ...backends])) {
      if (backend.id !== wanted && (await findOnce(backend)).onlyByHand === true) continue;
      const objection = without.get(backend.id) ?? (await activate(backend));
      if (objection !== null) {
        passed.push(objection);
        continue;
      }
      const { info } = await findOnce(backend);
      const forced = settings.force !== '';
      const why = forced ? 'It was chosen in the settings.' : because;
      const reason = backend.id === wanted ? why : [...passed, info.reason].join(' ');
      running = {
        tf: loadTensorFlow(),
        info: { ...info, reason },
        mayLackOperations: backend.mayLackOperations,
      };
      return running;
    }
    throw new Error('No engine is left. Plain JavaScript should always be.');
  };

  const rivals: Engines['rivals'] = async () => {
    if (settings.force !== '') return [];
    const gpus = await lookForGpus();
    const hasGpu = gpus.nvidia.length + gpus.makers.length > 0;
    const there: { readonly backend: BackendDefinition; readonly info: EngineInfo }[] = [];
    for (const backend of backends) {
      if (backend.loadsDriver && !hasGpu && !found.has(backend.id)) continue;
      const { available, onlyByHand, info } = await findOnce(backend);
      if (available && onlyByHand !== true) there.push({ backend, info });
    }
    const ids = new Set(there.map(({ backend }) => backend.id));
    return there.filter(({ backend }) => !backend.slowerThan.some((id) => ids.has(id))).map(({ info }) => info);
  };

  return {
    ids: backends.map(({ id }) => id),
    start,
    rivals,
    current: async () => running ?? (await start('auto')),
    lend: async (id, body) => {
      const before = (running ?? (await start('auto'))).info.id;
      const backend = backends.find((one) => one.id === id);
      if (backend === undefined) throw new Error(`There is no engine called "${id}".`);
      const { info } = await findOnce(backend);
      const objection = await activate(backend);
      if (objection !== null) return { info, objection };
      try {
        const again = async () => void (await loadTensorFlow().setBackend(backend.tfjsName));
        const { mayLackOperations } = backend;
        return { info, value: await body({ tf: loadTensorFlow(), info, mayLackOperations }, again) };
      } finally {
        const inUse = backends.find((one) => one.id === before);
        if (inUse !== undefined) await loadTensorFlow().setBackend(inUse.tfjsName);
      }
    },
    report: async (closer) => {
      const inUse = running ?? (await start('auto'));
      const engines: DeviceReport['engines'][number][] = [];
      for (const backend of backends) {
        if (backend.loadsDriver && !closer && !found.has(backend.id)) continue;
        const { info, available } = await findOnce(backend);
        engines.push({ ...info, available });
      }
      const processors = cpus();
      const gpus = await lookForGpus();
      const foundNative = found.get('native');
      const foundWebGpu = found.get('webgpu');
      const webGpu =
        foundWebGpu === undefined
          ? null
          : !foundWebGpu.available
            ? 'absent'
            : foundWebGpu.onlyByHand === true
              ? 'software'
              : 'gpu';
      return {
        running: inUse.info,
        engines,
        cpu: {
          model: processors[0]?.model.trim() ?? 'unknown processor',
          cores: processors.length,
          memoryBytes: totalmem(),
        },
        gpus: gpus.nvidia,
        gpu: gpuVerdict(gpus, {
          flavour: report?.flavour ?? '',
          nativeUsesGpu: foundNative?.usesGpu === true,
          webGpu,
        }),
      };
    },
  };
}

function readReport(path: string): NativeReport | null {
  if (path === '') return null;
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<NativeReport>;
    if (typeof value.flavour !== 'string' || typeof value.reason !== 'string') return null;
    return {
      flavour: value.flavour,
      reason: value.reason,
      tensorflowVersion: typeof value.tensorflowVersion === 'string' ? value.tensorflowVersion : null,
      nextStep: typeof value.nextStep === 'string' ? value.nextStep : null,
    };
  } catch {
    return null;
  }
}
