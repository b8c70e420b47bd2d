// The engines in order of preference, and the choice among them: never a dead end, and always with the reason.
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { EngineInfo } from '../../../shared/run/events';
import type { DeviceReport } from '../../../shared/run/engine';
import { type BackendDefinition, type NativeReport, type Found, firstLine, loadTensorFlow } from './backend';
import { native } from './native';
import { plain } from './plain';
import { wasm } from './wasm';

export const backends: readonly BackendDefinition[] = [native, wasm, plain];

/** An engine that is ready, and tfjs computing with it. */
export interface RunningEngine {
  readonly tf: TensorFlow;
  readonly info: EngineInfo;
  readonly mayLackOperations: boolean;
}

export interface Engines {
  /**
   * Starts the engine `wanted` ('auto': the first that is there) and makes it the one that computes. Where it is not
   * there the next one that is takes its place, and its reason says so. `without`: engines that were tried in vain,
   * with the reason.
   */
  start(wanted: string, without?: ReadonlyMap<string, string>): Promise<RunningEngine>;
  /** The engine in use; starts the preferred one if none is yet. */
  current(): Promise<RunningEngine>;
  report(): Promise<DeviceReport>;
}

export interface EngineSettings {
  /** Takes the place of every wish when not empty (LAYERLOOM_ENGINE). */
  readonly force: string;
  /** Path of the set-up's report; empty when there is none (LAYERLOOM_ENGINE_INFO). */
  readonly reportPath: string;
}

export function createEngines(settings: EngineSettings): Engines {
  const report = readReport(settings.reportPath);
  const found = new Map<string, Found>();
  let running: RunningEngine | null = null;

  const findOnce = (backend: BackendDefinition): Found => {
    const known = found.get(backend.id) ?? backend.find({ report });
    found.set(backend.id, known);
    return known;
  };

  /** Null when it computes from now on; else why it does not. */
  const activate = async (backend: BackendDefinition): Promise<string | null> => {
    const result = findOnce(backend);
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

  const start: Engines['start'] = async (wished, without = new Map()) => {
    const wanted = settings.force === '' ? wished : settings.force;
    const first = backends.filter((backend) => backend.id === wanted);
    const passed: string[] = [];
    if (wanted !== 'auto' && first.length === 0) passed.push(`There is no engine called "${wanted}".`);
    for (const backend of new Set([...first, ...backends])) {
      const objection = without.get(backend.id) ?? (await activate(backend));
      if (objection !== null) {
        passed.push(objection);
        continue;
      }
      const { info } = findOnce(backend);
      const reason = backend.id === wanted ? 'It was chosen in the settings.' : [...passed, info.reason].join(' ');
      running = {
        tf: loadTensorFlow(),
        info: { ...info, reason },
        mayLackOperations: backend.mayLackOperations,
      };
      return running;
    }
    throw new Error('No engine is left. Plain JavaScript should always be.');
  };

  return {
    start,
    current: async () => running ?? (await start('auto')),
    report: async () => {
      const inUse = running ?? (await start('auto'));
      const engines = backends.map((backend) => {
        const { info, available } = findOnce(backend);
        return { ...info, available };
      });
      const processors = cpus();
      return {
        running: inUse.info,
        engines,
        cpu: {
          model: processors[0]?.model.trim() ?? 'unknown processor',
          cores: processors.length,
          memoryBytes: totalmem(),
        },
        gpus: await findGpus(),
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

/** NVIDIA GPUs as their driver names them; empty without a driver. */
async function findGpus(): Promise<readonly string[]> {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    return readdirSync(folder).map((name) => {
      const text = readFileSync(join(folder, name, 'information'), 'utf8');
      return text.match(/^Model:\s*(.+)$/m)?.[1]?.trim() ?? 'NVIDIA GPU';
    });
  } catch {
    // Not Linux, or no driver: ask the driver's own tool.
  }
  return new Promise((resolve) => {
    const command = ['--query-gpu=name', '--format=csv,noheader'];
    execFile('nvidia-smi', command, { timeout: 3000, windowsHide: true }, (error, output) => {
      const lines = error === null ? output.split('\n') : [];
      resolve(lines.map((line) => line.trim()).filter((line) => line !== ''));
    });
  });
}
