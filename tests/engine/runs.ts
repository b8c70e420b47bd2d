// Runs training in this process and gathers what it says.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engines, createEngines } from '../../electron/engine/backends';
import type { OpenedData } from '../../electron/engine/data/dataset';
import { type Run, startRun } from '../../electron/engine/training/run';
import type { RunSurroundings } from '../../electron/engine/training/runSurroundings';
import { ok } from '../../shared/result';
import type { RunRequest } from '../../shared/run/engine';
import type { EngineEvent } from '../../shared/run/events';
import type { Plan } from '../../shared/run/plan';
import { readSafetensors } from '../../shared/run/safetensors';

export const engines: Engines = createEngines({ force: process.env['LAYERLOOM_ENGINE'] ?? '', reportPath: '' });

const folders: string[] = [];

/** To be called after all tests of a file. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** An empty folder, until `removeFolders`. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-run-'));
  folders.push(folder);
  return folder;
}

export interface Started {
  readonly run: Run;
  readonly events: EngineEvent[];
  readonly folder: string;
  /** Resolves when an event passes the test, at once if one has. */
  until(test: (event: EngineEvent) => boolean): Promise<EngineEvent>;
}

export interface StartOptions extends Partial<Omit<RunSurroundings, 'openData'>> {
  readonly folder?: string;
  readonly resume?: boolean;
  readonly teacher?: RunRequest['teacher'];
  readonly start?: string;
}

export function start(plan: Plan, data: () => OpenedData, options: StartOptions = {}): Started {
  const { folder = newFolder(), resume = false, teacher, start: from, ...surroundings } = options;
  const events: EngineEvent[] = [];
  let waiting: { readonly test: (event: EngineEvent) => boolean; readonly resolve: (event: EngineEvent) => void }[] =
    [];
  const run = startRun(
    { runId: 'r1', name: 'Run', folder, plan, resume, teacher, ...(from === undefined ? {} : { start: from }) },
    {
      engines,
      openData: async () => ok(data()),
      saveAfterMs: 1000,
      saveWithinEpochMs: 30_000,
      send: (message) => {
        for (const event of message.events) {
          events.push(event);
          waiting = waiting.filter(({ test, resolve }) => {
            if (!test(event)) return true;
            resolve(event);
            return false;
          });
        }
      },
      ...surroundings,
    },
  );
  return {
    run,
    events,
    folder,
    until: (test) => {
      const found = events.find(test);
      return found === undefined ? new Promise((resolve) => waiting.push({ test, resolve })) : Promise.resolve(found);
    },
  };
}

/** Runs to the end; throws when the run failed. */
export async function complete(plan: Plan, data: () => OpenedData, options: StartOptions = {}): Promise<Started> {
  const started = start(plan, data, options);
  await started.run.done;
  const last = started.events[started.events.length - 1]!;
  if (last.type === 'failed') throw new Error(`${last.problem.code}: ${last.problem.message}`);
  return started;
}

export function hashOf(folder: string, file = 'weights.safetensors'): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex');
}

export function weightsIn(folder: string) {
  const result = readSafetensors(readFileSync(join(folder, 'weights.safetensors')));
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.tensors;
}

export function lastEpoch(events: readonly EngineEvent[]) {
  const epochs = events.filter((event): event is EngineEvent & { type: 'epoch' } => event.type === 'epoch');
  const last = epochs[epochs.length - 1];
  if (last === undefined) throw new Error(`No epoch ended: ${JSON.stringify(events).slice(0, 2000)}`);
  return last;
}
