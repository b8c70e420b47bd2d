// What crosses the pipe between the host and the engine process, one message each. Both ends import this file;
// the pipe is structured clone (utilityProcess, or fork with serialization 'advanced'), so NaN survives.
import type { Result } from '../../shared/result';
import type { EngineEvents, EngineMethods } from '../../shared/run/engine';

export type EngineMethodName = keyof EngineMethods;
export type EngineEventName = keyof EngineEvents;

export type ToEngine =
  | { readonly id: number; readonly method: EngineMethodName; readonly request: unknown }
  /** Answered at once with a pong of the same number. */
  | { readonly ping: number };

export type FromEngine =
  | { readonly id: number; readonly result: Result<unknown> }
  | { [E in EngineEventName]: { readonly event: E; readonly payload: EngineEvents[E] } }[EngineEventName]
  | { readonly pong: number };

/** Every method's name, as a list: the engine refuses any other. */
export const engineMethodNames: readonly EngineMethodName[] = [
  'devices',
  'timeEngines',
  'inspectData',
  'glanceData',
  'findMedia',
  'readMedia',
  'previewData',
  'compareParts',
  'showSamples',
  'stageSample',
  'tryLayer',
  'mapData',
  'copySource',
  'takeModel',
  'adoptRun',
  'startRun',
  'pauseRun',
  'resumeRun',
  'stopRun',
  'predict',
  'evaluate',
  'generate',
  'exportRun',
  'comparePrecisions',
  'pictureCache',
  'cancel',
];
