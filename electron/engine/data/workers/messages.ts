// What the engine and its threads say to each other.
import type { JobName } from './jobs';

export type ToThread =
  | { readonly type: 'run'; readonly id: number; readonly name: JobName; readonly request: unknown }
  | { readonly type: 'abort'; readonly id: number };

export type FromThread =
  | { readonly type: 'progress'; readonly id: number; readonly done: number }
  | { readonly type: 'done'; readonly id: number; readonly done: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
