// Which engine trains a network where a person left it to Layerloom: the fastest on that very network, timed once where more
// than one could be, and remembered on this computer.
import { createHash } from 'node:crypto';
import type { EngineTime } from '../../shared/run/devices';
import type { EngineInfo } from '../../shared/run/events';
import type { Plan } from '../../shared/run/plan';
import { threadsFor } from '../../shared/run/work';
import { readIfThere, writeAtomically } from './files';

export interface Choice {
  readonly id: string;
  /** Why, in sentences. */
  readonly reason: string;
}

/** Engines that could be the fastest on this computer, in order of preference. */
export type Rivals = readonly EngineInfo[];

export interface EngineChoice {
  /** `time` is asked for times of these engines only where none are known. Null: the order of preference has its way. */
  choose(plan: Plan, time: (ids: readonly string[]) => Promise<readonly EngineTime[]>): Promise<Choice | null>;
  /** Times that were taken of this plan's network. */
  remember(plan: Plan, times: readonly EngineTime[]): Promise<void>;
}

type Known = Readonly<Record<string, number>>;
const mostRemembered = 100;

/** What a step's time depends on, this computer's engines included. */
function signatureOf({ layers, outputs, training }: Plan, rivals: Rivals): string {
  const network = layers.map(({ id, kind, params, inputs, output }) => [id, kind, params, inputs, output]);
  const losses = outputs.map(({ layer, loss }) => [layer, loss]);
  const engines = rivals.map(({ id, title }) => [id, title]);
  const all = [network, losses, training.batchSize, training.optimizer, engines];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(2) : Math.round(time)} ms`;

/** `path`: where times are kept between sessions; empty for nowhere. */
export function createEngineChoice(rivalsHere: () => Promise<Rivals>, path: string): EngineChoice {
  let remembered: Map<string, Known> | null = null;

  const memory = async (): Promise<Map<string, Known>> => {
    if (remembered === null) remembered = readTimes(path === '' ? null : await readIfThere(path).catch(() => null));
    return remembered;
  };

  const keep = async (signature: string, times: readonly EngineTime[]): Promise<Known> => {
    const known = Object.fromEntries(times.flatMap(({ id, stepMs }) => (stepMs === null ? [] : [[id, stepMs]])));
    const all = await memory();
    all.delete(signature);
    all.set(signature, known);
    for (const old of [...all.keys()].slice(0, Math.max(0, all.size - mostRemembered))) all.delete(old);
    // A disk that is full costs no more than another timing.
    if (path !== '') await writeAtomically(path, JSON.stringify([...all])).catch(() => undefined);
    return known;
  };

  return {
    async choose(plan, time) {
      const rivals = await rivalsHere();
      const [first] = rivals;
      if (first === undefined) return null;
      if (rivals.length === 1)
        return { id: first.id, reason: `${first.reason} No other engine on this computer could be faster.` };
      if (threadsFor(plan) === 'one' && first.id === 'native')
        return {
          id: first.id,
          reason: `${first.reason} This network is so small that handing its numbers to a graphics processor would take longer than computing them.`,
        };
      const signature = signatureOf(plan, rivals);
      const known = (await memory()).get(signature) ?? (await keep(signature, await time(rivals.map(({ id }) => id))));
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
    async remember(plan, times) {
      await keep(signatureOf(plan, await rivalsHere()), times);
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
