// The next token at every place (language models): which texts surprised the network, and what it expects to follow.
import type { FittedInput } from '../../../shared/data/fitted';
import { paddingId, textEncoder, wordStart } from '../../../shared/data/text';
import type { ReadText } from '../../../shared/run/evaluation';
import { decide } from '../../../shared/data/decide';
import { type AnswerKind, classTarget } from './kind';
import { worstOf } from './worst';

const MAX_TEXTS = 12;
/** Texts whose chances are remembered: the first ones of the part. */
const MAX_READ = 2000;

/** The place of the last token; -1 for a text without any. */
function lastToken(ids: ArrayLike<number>): number {
  for (let at = ids.length - 1; at >= 0; at--) if (ids[at] !== paddingId) return at;
  return -1;
}

export const nextToken: AnswerKind = {
  fits: (target) => target.task === 'classification' && target.continues !== undefined,
  gather: ({ target, fitted }) => {
    const { classes, ignores, continues } = classTarget(target);
    const input = fitted.inputs[continues!];
    const read: { readonly chances: Float32Array; readonly surprise: number }[] = [];
    return {
      take: (truths, values, size) => {
        const length = truths.length / size;
        for (let row = 0; row < size && read.length < MAX_READ; row++) {
          const next = truths.subarray(row * length, (row + 1) * length);
          const chances = new Float32Array(length);
          let surprise = 0;
          let counted = 0;
          for (let at = 0; at < length; at++) {
            if (next[at] === ignores) continue;
            const from = (row * length + at) * classes.length;
            const { probabilities } = decide(values.subarray(from, from + classes.length), classes.length);
            chances[at] = probabilities[next[at]!]!;
            surprise -= Math.log(Math.max(1e-7, chances[at]!));
            counted++;
          }
          read.push({ chances, surprise: counted === 0 ? 0 : surprise / counted });
        }
      },
      describe: async (data, samples) => {
        const places = read.map((_, position) => position);
        const chosen = worstOf(places, (position) => read[position]!.surprise).slice(0, MAX_TEXTS);
        const rows = await data.show(Uint32Array.from(chosen, (position) => samples[position]!));
        const texts = chosen.map((position, index) => ({
          position,
          tokens: tokensWithChances(input, rows[index]?.text ?? '', read[position]!.chances),
        }));
        return { texts, worst: [] };
      },
    };
  },
  answer: ({ target }, values, { inputs }) => {
    const { classes, continues } = classTarget(target);
    const at = Math.max(0, lastToken(inputs[continues!]!.values));
    const from = at * classes.length;
    const { probabilities } = decide(values.subarray(from, from + classes.length), classes.length);
    return { classes, probabilities, next: true };
  },
  truth: () => null,
};

/** A text's tokens as they stand in it, each with its chance after those before it; the first has none before it. */
function tokensWithChances(input: FittedInput | undefined, text: string, chances: Float32Array): ReadText['tokens'] {
  if (input?.modality !== 'text') return [];
  const { level, padding, length } = input;
  const found = textEncoder(input).tokens(text);
  const first = padding === 'before' ? length - found.length : 0;
  return found.map((token, place) => ({
    text: level === 'word' ? `${token.text} ` : level === 'subword' ? token.text.replace(wordStart, ' ') : token.text,
    chance: place === 0 ? null : chances[first + place - 1]!,
  }));
}
