// What an engine is: one of several ways to compute, each found and started in its own file.
import { createRequire } from 'node:module';
import type { EngineInfo } from '../../../shared/run/events';
import type { TensorFlow } from '../../../shared/layers/layer';
import { registerOwn } from '../../../shared/layers/parts/operations';

/** What the set-up found out about the native engine (the file named by LAYERLOOM_ENGINE_INFO). */
export interface NativeReport {
  /** 'native-cpu', 'native-cuda', 'official' or 'none'. */
  readonly flavour: string;
  readonly tensorflowVersion: string | null;
  readonly reason: string;
  readonly nextStep: string | null;
}

export interface FindContext {
  readonly report: NativeReport | null;
}

export interface Found {
  readonly available: boolean;
  /** Works, but is never chosen but by a person. */
  readonly onlyByHand?: boolean;
  readonly usesGpu?: boolean;
  readonly info: EngineInfo;
}

export interface BackendDefinition<F extends Found | Promise<Found> = Found | Promise<Found>> {
  readonly id: string;
  /** The name under which tfjs knows it. */
  readonly tfjsName: string;
  /** May lack operations that training needs: a step is tried before a run relies on it. */
  readonly mayLackOperations: boolean;
  /** Finding it loads a graphics driver, which takes a moment and may go wrong: done only when asked for. */
  readonly loadsDriver: boolean;
  /** Ids of engines that are faster on any network where they are there. */
  readonly slowerThan: readonly string[];
  /** Loads it, and says what it is or why it is not there. Leaves the backend in use as it is. Never fails. */
  find(context: FindContext): F;
}

// The bundle is CommonJS and these packages stay outside of it.
const load = createRequire(__filename);

/** A package that is installed beside the app, loaded when it is first needed. Throws when it is not there. */
export function loadPackage<T>(name: string): T {
  return load(name) as T;
}

/** Where a package's main file lies. Throws when it is not there. */
export function findPackage(name: string): string {
  return load.resolve(name);
}

/** tfjs itself, with the layers and activations of our own: one instance that all backends register with. */
export function loadTensorFlow(): TensorFlow {
  const tf = loadPackage<TensorFlow>('@tensorflow/tfjs');
  // Silences its hints to developers (install tfjs-node) on the console; it changes nothing else.
  tf.env().set('PROD', true);
  registerOwn(tf);
  return tf;
}

/** An error's first line without its trailing full stop, to be quoted within a sentence. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').trim().replace(/[.\s]+$/, '');
}
