// How a language model writes: token by token, each drawn from what the network holds probable. Pure: who asks the network
// is handed in, so that the app and an exported page write by the same rules.
import { type FittedText, firstTokenId, joinTokens, paddingId, textEncoder, unknownId } from '../data/text';
import type { Random } from '../random';
import { endId } from '../recipes/languageModel';
import { type Result, fail, ok } from '../result';
import type { Generated, GenerateSettings } from './prediction';

type Ended = NonNullable<Generated['text']>['ended'];

/** Probabilities of what follows ids: a number for each code. */
export type ChancesAfter = (ids: readonly number[]) => readonly number[];

export interface Spoken {
  readonly text: string;
  readonly tokens: number;
  /** Null while it goes on. */
  readonly ended: Exclude<Ended, 'stopped'> | null;
}

/** The ids of the beginning that a network is to go on with. */
export function idsOf(input: FittedText, prompt: string): Result<readonly number[]> {
  const ids = textEncoder(input)
    .tokens(prompt)
    .map(({ id }) => id);
  if (ids.length === 0)
    return fail('generate.prompt', 'The text needs a beginning: write at least one word or letter.');
  if (ids.length >= input.length)
    return fail(
      'generate.long',
      `The network looks at ${input.length} tokens, and the beginning fills them all. Shorten it.`,
    );
  return ok(ids);
}

/** The numbers that the network is given for ids, [length], and the place at which it says what follows them. */
export function placed(
  { length, padding }: Pick<FittedText, 'length' | 'padding'>,
  ids: readonly number[],
): { readonly values: Float32Array; readonly at: number } {
  const values = new Float32Array(length).fill(paddingId);
  values.set(ids, padding === 'before' ? length - ids.length : 0);
  return { values, at: padding === 'before' ? length - 1 : ids.length - 1 };
}

/** Goes on with `begun` token by token; yields what is written after each. */
export function* speak(
  input: FittedText,
  begun: readonly number[],
  chancesAfter: ChancesAfter,
  settings: Pick<GenerateSettings, 'temperature' | 'topK' | 'count'>,
  random: Random,
): Generator<Spoken, Spoken> {
  const usable = firstTokenId + input.vocabulary.length;
  const ids = [...begun];
  const written: string[] = [];
  const said = (ended: Spoken['ended']): Spoken => ({
    text: joinTokens(written, input.level),
    tokens: written.length,
    ended,
  });
  while (written.length < settings.count) {
    const id = choose(chancesAfter(ids), usable, settings, random);
    if (id === endId) return said('end');
    // Behind its length the network never learned what follows.
    if (ids.length >= input.length) return said('length');
    ids.push(id);
    written.push(input.vocabulary[id - firstTokenId]!);
    yield said(null);
  }
  return said('count');
}

/**
 * An id drawn from probabilities sharpened or flattened by the temperature (p^(1/t), made to add up to 1), among the
 * `topK` largest. Tokens that are unknown, or that no text has, are never chosen.
 */
export function choose(
  chances: readonly number[],
  usable: number,
  { temperature, topK }: Pick<GenerateSettings, 'temperature' | 'topK'>,
  random: Random,
): number {
  const ids = chances.map((_, id) => id).filter((id) => id !== unknownId && id < usable);
  ids.sort((a, b) => chances[b]! - chances[a]! || a - b);
  const kept = topK > 0 ? ids.slice(0, topK) : ids;
  // One number a token, whatever the temperature.
  const drawn = random.uniform();
  if (temperature === 0) return kept[0]!;
  const most = Math.log(Math.max(1e-30, chances[kept[0]!]!));
  const weights = kept.map((id) => Math.exp((Math.log(Math.max(1e-30, chances[id]!)) - most) / temperature));
  let left = drawn * weights.reduce((sum, weight) => sum + weight, 0);
  for (let at = 0; at < kept.length; at++) {
    left -= weights[at]!;
    if (left < 0) return kept[at]!;
  }
  return kept[kept.length - 1]!;
}
