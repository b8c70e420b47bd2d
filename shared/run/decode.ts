// How a network that gives the next token writes a whole text: by taking the likeliest token each time, or by following
// several beginnings at once. Pure: who asks the network is handed in.
import type { FittedPreprocessing } from '../data/fitted';
import { type FittedText, endId, paddingId, startId, unknownId } from '../data/text';
import { type ParamSchema, float, int } from '../params';
import type { ParamValues } from '../result';

export interface DecodingRules {
  /** The token that every text opens with, and the one that ends it. */
  readonly start: number;
  readonly end: number;
  /** Tokens at most, the opening one included. */
  readonly length: number;
  /** Codes that are never written: padding, unknown, the opening mark. */
  readonly never: readonly number[];
}

/** How texts of an input that opens with the mark of the start are written; its last place still has a next token. */
export function decodingRules({ length }: FittedText): DecodingRules {
  return { start: startId, end: endId, length: length + 1, never: [paddingId, unknownId, startId] };
}

/** Probabilities of the next token behind each beginning, in their order; one list of numbers per code. */
export type NextToken = (beginnings: readonly (readonly number[])[]) => readonly ArrayLike<number>[];

export interface Written {
  /** Without the opening mark and the end. */
  readonly tokens: readonly number[];
  /** Natural logarithm of the text's probability, the end included where it was reached. */
  readonly logProbability: number;
  /** What texts are ranked by: the logarithm, divided by the text's length to the power of the penalty. */
  readonly score: number;
  /** False where the text was cut for its length. */
  readonly ended: boolean;
}

/** How many beginnings are followed, and how much a text's length counts. */
export interface BeamWidth {
  readonly width: number;
  readonly penalty: number;
}

interface Beam {
  readonly tokens: readonly number[];
  readonly log: number;
}

/**
 * Beam search (Graves, 2012; length penalty of Wu and others, 2016, without its constant): of all beginnings made one token longer, the `width`
 * likeliest go on; those that end are set aside. Stops when nothing that goes on can still beat the `width` best ends, or
 * at the length. Width 1 is greedy search. The best text comes first; at most `width`; ties go to the smaller code.
 */
export function beamSearch(next: NextToken, rules: DecodingRules, search: BeamWidth): readonly Written[] {
  const steps = beamSteps(next, rules, search);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same, question by question: yields the likeliest beginning, without the opening mark, after each. */
export function* beamSteps(
  next: NextToken,
  { start, end, length, never }: DecodingRules,
  { width, penalty }: BeamWidth,
): Generator<readonly number[], readonly Written[]> {
  const banned = new Set(never);
  const scoreOf = (log: number, tokens: number) => log / Math.max(1, tokens) ** penalty;
  const done: Written[] = [];
  let beams: readonly Beam[] = [{ tokens: [start], log: 0 }];
  const better = (a: Written, b: Written) => b.score - a.score;
  while (beams.length > 0 && beams[0]!.tokens.length < length) {
    const answers = next(beams.map(({ tokens }) => tokens));
    const longer: Beam[] = [];
    beams.forEach(({ tokens, log }, place) => {
      const probabilities = answers[place]!;
      for (let code = 0; code < probabilities.length; code++) {
        if (banned.has(code)) continue;
        const probability = probabilities[code]!;
        if (probability > 0) longer.push({ tokens: [...tokens, code], log: log + Math.log(probability) });
      }
    });
    longer.sort((a, b) => b.log - a.log);
    const kept: Beam[] = [];
    for (const beam of longer.slice(0, width)) {
      if (beam.tokens[beam.tokens.length - 1] !== end) {
        kept.push(beam);
        continue;
      }
      // The end counts as a token, so that texts are compared by what was chosen.
      const score = scoreOf(beam.log, beam.tokens.length - 1);
      done.push({ tokens: beam.tokens.slice(1, -1), logProbability: beam.log, score, ended: true });
    }
    done.sort(better).splice(width);
    beams = kept;
    // A longer text's logarithm can only fall; at most the length divides it.
    const hope = beams.length === 0 ? -Infinity : scoreOf(beams[0]!.log, length);
    if (done.length >= width && done[done.length - 1]!.score >= hope) break;
    if (beams.length > 0) yield beams[0]!.tokens.slice(1);
  }
  const open = beams.map(({ tokens, log }): Written => ({
    tokens: tokens.slice(1),
    logProbability: log,
    score: scoreOf(log, tokens.length - 1),
    ended: false,
  }));
  // A text that was cut stands behind all that came to an end.
  return [...done, ...open.sort(better)].slice(0, width);
}

export interface DecodingDefinition {
  readonly id: string;
  readonly title: string;
  /** One plain sentence. */
  readonly help: string;
  readonly params: ParamSchema;
  settings(params: ParamValues): BeamWidth;
}

/** The ways to write, the usual one first. */
export const decodings: readonly DecodingDefinition[] = [
  {
    id: 'beam',
    title: 'Beam search',
    help: 'Follows several beginnings at once and keeps the text that is likeliest as a whole.',
    params: {
      width: int({
        title: 'Beginnings',
        help: 'How many are followed at once. More find better texts and take longer.',
        default: 4,
        min: 2,
        max: 16,
      }),
      penalty: float({
        title: 'Length',
        help: 'At 0 the likeliest text wins, which favours short ones; at 1 its mean per token counts.',
        default: 0,
        min: 0,
        max: 2,
        step: 0.1,
      }),
    },
    settings: (params) => ({ width: Number(params['width'] ?? 4), penalty: Number(params['penalty'] ?? 0) }),
  },
  {
    id: 'greedy',
    title: 'Greedy',
    help: 'Takes the likeliest token every time: fast, and often right.',
    params: {},
    settings: () => ({ width: 1, penalty: 0 }),
  },
];

/** Inputs that a network gives itself while it writes. */
export function followedInputs({ targets }: FittedPreprocessing): ReadonlySet<string> {
  return new Set(
    Object.values(targets).flatMap((target) => (target.task === 'regression' ? [] : (target.follows ?? []))),
  );
}

/** How a text is to be written; absent: the first of the list with its defaults. */
export interface Decoding {
  readonly id: string;
  readonly params: ParamValues;
}

export function decodingSettings(decoding: Decoding | undefined): BeamWidth {
  const definition = decodings.find(({ id }) => id === decoding?.id) ?? decodings[0]!;
  const { width, penalty } = definition.settings(decoding?.params ?? {});
  const within = (value: number, low: number, high: number, usual: number) =>
    Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : usual;
  return { width: Math.round(within(width, 1, 16, 4)), penalty: within(penalty, 0, 2, 0) };
}
