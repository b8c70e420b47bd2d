// Which engine trains a network where a person left it to Layerloom: the fastest on that very network, timed once where more
// than one could be, and remembered on this computer. One that failed is tried again by the next engine process: what was in
// its way, a full graphics memory or a driver, may be gone.
import { createHash } from 'node:crypto';
import type { EngineTime } from '../../shared/run/devices';
import type { EngineInfo } from '../../shared/run/events';
import { type Work, threadsFor } from '../../shared/run/work';
import { readIfThere, writeAtomically } from './files';

export interface Choice {
  readonly id: string;
  /** Why, in sentences. */
  readonly reason: string;
}

/** Engines that could be the fastest on this computer, in order of preference. */
export type Rivals = readonly EngineInfo[];

export interface EngineChoice {
  /** `time` is asked for the times that are not known. Null: the order of preference has its way. */
  choose(work: Work, time: (ids: readonly string[]) => Promise<readonly EngineTime[]>): Promise<Choice | null>;
  /** Times that were taken of this work's step. */
  remember(work: Work, times: readonly EngineTime[]): Promise<void>;
}

type Known = Readonly<Record<string, number>>;
const mostRemembered = 100;

/** What a step's time depends on, this computer's engines included. */
function signatureOf({ plan: { layers, outputs, training }, teacher }: Work, rivals: Rivals): string {
  const networkOf = (of: Work['plan']['layers']) =>
    of.map(({ id, kind, params, inputs, output }) => [id, kind, params, inputs, output]);
  const losses = outputs.map(({ layer, loss }) => [layer, loss]);
  const engines = rivals.map(({ id, title }) => [id, title]);
  const taught = teacher === undefined ? [] : [networkOf(teacher.plan.layers)];
  const all = [networkOf(layers), losses, training.batchSize, training.optimizer, engines, ...taught];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(2) : Math.round(time)} ms`;

/** `path`: where times are kept between sessions; empty for nowhere. */
export function createEngineChoice(rivalsHere: () => Promise<Rivals>, path: string): EngineChoice {
  let remembered: Map<string, Known> | null = null;
  /** Of this process: "<signature> <engine>". */
  const failed = new Set<string>();

  const memory = async (): Promise<Map<string, Known>> => {
    if (remembered === null) remembered = readTimes(path === '' ? null : await readIfThere(path).catch(() => null));
    return remembered;
  };

  const keep = async (signature: string, times: readonly EngineTime[]): Promise<Known> => {
    const all = await memory();
    const known: Record<string, number> = { ...all.get(signature) };
    for (const { id, stepMs } of times) {
      if (stepMs === null) {
        delete known[id];
        failed.add(`${signature} ${id}`);
      } else known[id] = stepMs;
    }
    all.delete(signature);
    all.set(signature, known);
    for (const old of [...all.keys()].slice(0, Math.max(0, all.size - mostRemembered))) all.delete(old);
    // A disk that is full costs no more than another timing.
    if (path !== '') await writeAtomically(path, JSON.stringify([...all])).catch(() => undefined);
    return known;
  };

  return {
    async choose(work, time) {
      const rivals = await rivalsHere();
      const [first] = rivals;
      if (first === undefined) return null;
      if (rivals.length === 1)
        return { id: first.id, reason: `${first.reason} No other engine on this computer could be faster.` };
      if (threadsFor(work) === 'one' && first.id === 'native')
        return {
          id: first.id,
          reason: `${first.reason} This network is so small that handing its numbers to a graphics processor would take longer than computing them.`,
        };
      const signature = signatureOf(work, rivals);
      const before = (await memory()).get(signature) ?? {};
      const untried = rivals
        .map(({ id }) => id)
        .filter((id) => before[id] === undefined && !failed.has(`${signature} ${id}`));
      const known = untried.length === 0 ? before : await keep(signature, await time(untried));
      const timed = rivals.filter(({ id }) => known[id] !== undefined).sort((a, b) => known[a.id]! - known[b.id]!);
      const [fastest, ...others] = timed;
      if (fastest === undefined) return null;
      const figures = others.map(({ id, title }) => `${title} takes ${milliseconds(known[id]!)}`);
      return {
        id: fastest.id,
        reason: [
          `It is the fastest for this network: ${milliseconds(known[fastest.id]!)} a step`,
          ...(figures.length === 0 ? [] : [`; ${figures.join(', ')}`]),
          '.',
        ].join(''),
      };
    },
    async remember(work, times) {
      await keep(signatureOf(work, await rivalsHere()), times);
    },
  };
}

/** Whatever is wrong with the file, nothing is remembered then. */
function readTimes(bytes: Buffer | null): Map<string, Known> {
  try {
    const entries: unknown = bytes === null ? [] : JSON.parse(bytes.toString('utf8'));
    if (!Array.isArray(entries)) return new Map();
    return new Map(entries.filter(isEntry));
  } catch {
    return new Map();
  }
}

function isEntry(entry: unknown): entry is [string, Known] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const times: unknown = entry[1];
  return (
    typeof times === 'object' &&
    times !== null &&
    Object.values(times).every((time) => typeof time === 'number' && time > 0 && Number.isFinite(time))
  );
}
