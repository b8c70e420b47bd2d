// A text from how it is written to its codes: each stage by the function that training uses.
import { type Token, encodeText, normalText, paddingId, paddingMark, textEncoder } from '../../../../shared/data/text';
import type { StageView } from '../../../../shared/data/stages/stage';
import { stop } from '../problem';
import type { Walker } from './walker';

/** Characters, tokens and codes of a text that are shown. */
const mostCharacters = 1500;
const mostTokens = 120;

const textView = (text: string): StageView => ({
  form: 'text',
  text: text.slice(0, mostCharacters),
  cut: text.length > mostCharacters,
});

const tokensView = (tokens: readonly Token[]): StageView => ({
  form: 'tokens',
  tokens: tokens.slice(0, mostTokens),
  total: tokens.length,
});

export const walkText: Walker<'text'> = async ({ data, source, input, sample }) => {
  const [raw] = (await data.raw?.(Uint32Array.of(sample))) ?? [];
  const given = raw?.[source];
  if (given === undefined || !('text' in given) || typeof given.text !== 'string')
    return stop('data.stages', 'The texts cannot be read one by one.');
  const { text } = given;
  const numbers = encodeText(input, text);
  const kept = textEncoder(input).tokens(text);
  // Some more than the network sees, so that it is seen what is cut off.
  const all = textEncoder({ ...input, length: input.length + mostTokens }).tokens(text);
  const padding = Array.from({ length: input.length - kept.length }, () => ({ text: paddingMark, id: paddingId }));
  return {
    views: {
      written: textView(text),
      normal: textView(normalText(text, input)),
      tokens: tokensView(all),
      length: tokensView(input.padding === 'before' ? [...padding, ...kept] : [...kept, ...padding]),
      codes: { form: 'codes', codes: Array.from(numbers.subarray(0, mostTokens)), total: numbers.length },
    },
    numbers,
  };
};
