// A tokenizer.json (Hugging Face tokenizers) as the vocabulary of a text: read where our own tokens come out the same,
// refused with the name of the part where they would not. Files are taken for hostile.
import { type Json, isRecord } from '../json';
import { fail, ok, type Result } from '../result';
import type { FittedText } from './text';
import { wordStart } from './text';
import { ownCharacters, ownSigma, ownWords } from './tokenizerParts';
import { type NormalStep, type TokenRules, longestWordEver } from './tokenRules';

/** What a tokenizer.json says of a text input; length and padding are chosen elsewhere. */
export type TokenizerVocabulary = Pick<FittedText, 'level' | 'lowercase' | 'vocabulary' | 'merges' | 'rules'>;

/** Tokens of a file at most. */
const mostTokens = 1_000_000;
/** Sequences within sequences at most. */
const deepest = 8;

class Refused extends Error {}

function refuse(message: string): never {
  throw new Refused(message);
}

/** Refuses a part by its name. */
function notOurs(part: string, name: string): never {
  return refuse(
    `${part} "${name.slice(0, 60)}" is not one that Layerloom does exactly. Supported are: the models WordLevel, WordPiece and BPE (not on bytes); the pre-tokenizers Whitespace, WhitespaceSplit and BertPreTokenizer; the normalizers Lowercase, StripAccents, NFC, NFD, NFKC, NFKD and BertNormalizer.`,
  );
}

function typeOf(part: unknown, what: string): string {
  if (!isRecord(part) || typeof part['type'] !== 'string') return refuse(`Its ${what} has no type.`);
  return part['type'];
}

/** The vocabulary of a parsed file; the problem says which part of it stands in the way. */
export function readTokenizer(json: unknown): Result<TokenizerVocabulary> {
  try {
    return ok(read(json));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return fail('data.tokenizer', `tokenizer.json cannot be used: ${error.message}`);
  }
}

function read(json: unknown): TokenizerVocabulary {
  if (!isRecord(json) || !isRecord(json['model'])) return refuse('it has no "model", so it is no tokenizer file.');
  const { model } = json;
  const normal = json['normalizer'] == null ? [] : normalSteps(json['normalizer'], 0);
  const words = wordsOf(json['pre_tokenizer']);
  const added = addedTokens(json['added_tokens']);
  const { tokens, unknown } = tokensOf(model, added);
  const padding = paddingOf(json['padding'], added);
  const kept = tokens.filter((token) => token !== unknown && token !== padding);
  const own = (words === 'own' || words === 'characters') && ownNormal(normal);
  if (!own && (words === 'own' || words === 'characters'))
    return notOurs('The normalizer before our own words,', normal.join(', '));
  const base = { lowercase: normal.length > 0 };
  const rules = (pieces: TokenRules['pieces'], longestWord?: number): Pick<FittedText, 'rules'> => {
    if (own) return {};
    const steps = normal.filter((step): step is NormalStep => step !== 'sigma');
    if (steps.length < normal.length) return notOurs('The normalizer', 'Replace');
    const cut = words as TokenRules['words'];
    return { rules: { normal: steps, words: cut, pieces, ...(longestWord === undefined ? {} : { longestWord }) } };
  };
  switch (modelType(model)) {
    case 'WordLevel':
      return { ...base, level: words === 'characters' ? 'character' : 'word', vocabulary: kept, ...rules('pairs') };
    case 'WordPiece': {
      if (own) return notOurs('The model', 'WordPiece on our own words');
      const prefix = textOf(model['continuing_subword_prefix'] ?? '##', 'continuing_subword_prefix');
      if (prefix === '') return notOurs('The model', 'WordPiece without a prefix');
      const longest = model['max_input_chars_per_word'] ?? 100;
      if (typeof longest !== 'number' || !Number.isInteger(longest) || longest < 1 || longest > longestWordEver)
        return refuse(`its "max_input_chars_per_word" is no whole number from 1 to ${longestWordEver}.`);
      return {
        ...base,
        level: 'subword',
        vocabulary: kept.map((token) => opened(token, prefix)),
        ...rules('longest', longest),
      };
    }
    case 'BPE':
      if (words === 'characters') return notOurs('The model', 'BPE on single characters');
      return {
        ...base,
        level: 'subword',
        ...pairsOf(model, kept, own),
        ...rules(prefixOf(model) === '' ? 'plainPairs' : 'pairs'),
      };
    default:
      return notOurs('The model', modelType(model));
  }
}

/** Old files leave the type out: merges make it BPE. */
function modelType(model: Json): string {
  if (typeof model['type'] === 'string') return model['type'];
  return Array.isArray(model['merges']) ? 'BPE' : refuse('its model has no type.');
}

function textOf(value: unknown, what: string): string {
  return typeof value === 'string' ? value : refuse(`its "${what}" is no text.`);
}

/** `sigma`: what our own lower-casing does to a Greek letter at a word's end. */
type Step = NormalStep | 'sigma';

const ownNormal = (steps: readonly Step[]) => steps.length === 0 || steps.join() === 'sigma,lowercase';

function normalSteps(normalizer: unknown, depth: number): readonly Step[] {
  const type = typeOf(normalizer, 'normalizer');
  const given = normalizer as Json;
  const single: { readonly [name: string]: Step } = {
    NFC: 'nfc',
    NFD: 'nfd',
    NFKC: 'nfkc',
    NFKD: 'nfkd',
    Lowercase: 'lowercase',
    StripAccents: 'stripMarks',
  };
  if (Object.prototype.hasOwnProperty.call(single, type)) return [single[type]!];
  if (type === 'Sequence') {
    const parts = given['normalizers'];
    if (!Array.isArray(parts) || depth >= deepest) return refuse('its sequence of normalizers cannot be read.');
    return parts.flatMap((part) => normalSteps(part, depth + 1));
  }
  if (type === 'BertNormalizer') {
    const lowercase = given['lowercase'] !== false;
    return [
      ...(given['clean_text'] === false ? [] : (['clean'] as const)),
      ...(given['handle_chinese_chars'] === false ? [] : (['chinese'] as const)),
      ...((given['strip_accents'] ?? lowercase) === true ? (['stripAccents'] as const) : []),
      ...(lowercase ? (['lowercase'] as const) : []),
    ];
  }
  if (type === 'Replace' && JSON.stringify(given) === JSON.stringify(ownSigma)) return ['sigma'];
  return notOurs('The normalizer', type);
}

/** `own`: our words; `characters`: one by one. */
function wordsOf(part: unknown): TokenRules['words'] | 'own' | 'characters' {
  if (part == null) return notOurs('A missing pre-tokenizer', 'none');
  const type = typeOf(part, 'pre-tokenizer');
  if (type === 'Sequence') {
    const parts = (part as Json)['pretokenizers'];
    if (Array.isArray(parts) && parts.length === 1 && typeOf(parts[0], 'pre-tokenizer') !== 'Sequence')
      return wordsOf(parts[0]);
  }
  if (type === 'Whitespace') return 'marks';
  if (type === 'WhitespaceSplit') return 'blanks';
  if (type === 'BertPreTokenizer') return 'bert';
  if (JSON.stringify(part) === JSON.stringify(ownWords)) return 'own';
  if (JSON.stringify(part) === JSON.stringify(ownCharacters)) return 'characters';
  return notOurs('The pre-tokenizer', type);
}

interface Added {
  readonly id: number;
  readonly content: string;
}

/** Tokens beside the model's own. Such as are looked for in every text are refused, unless they are marks that texts do not hold. */
function addedTokens(list: unknown): readonly Added[] {
  if (list == null) return [];
  if (!Array.isArray(list) || list.length > mostTokens) return refuse('its "added_tokens" cannot be read.');
  return list.map((entry: unknown) => {
    if (!isRecord(entry)) return refuse('one of its "added_tokens" cannot be read.');
    const content = textOf(entry['content'], 'content');
    if (entry['special'] !== true) return notOurs('The added token', content);
    return { id: idOf(entry['id'], content), content };
  });
}

function idOf(id: unknown, token: string): number {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < mostTokens
    ? id
    : refuse(
        `the token "${token.slice(0, 60)}" has no id that is a whole number from 0 to ${(mostTokens - 1).toLocaleString('en-US')}.`,
      );
}

/** Not what every object inherits, such as "constructor". */
const holds = (vocab: Json, token: string) => Object.prototype.hasOwnProperty.call(vocab, token);

/** The model's tokens in the order of their ids, and the one that stands for all others. */
function tokensOf(
  model: Json,
  added: readonly Added[],
): { readonly tokens: readonly string[]; readonly unknown: string } {
  const { vocab, unk_token: unknown } = model;
  if (Array.isArray(vocab)) return notOurs('The model', modelType(model));
  if (!isRecord(vocab)) return refuse('its model has no "vocab".');
  const entries = Object.entries(vocab);
  if (entries.length === 0) return refuse('its vocabulary is empty.');
  if (entries.length > mostTokens)
    return refuse(`its vocabulary has more than ${mostTokens.toLocaleString('en-US')} tokens.`);
  const byId = new Map<number, string>();
  for (const [token, given] of entries) {
    const id = idOf(given, token);
    const other = byId.get(id);
    if (other !== undefined)
      return refuse(`the tokens "${other.slice(0, 60)}" and "${token.slice(0, 60)}" have the same id, ${id}.`);
    byId.set(id, token);
  }
  for (const { id, content } of added) if (!byId.has(id) && !holds(vocab, content)) byId.set(id, content);
  for (let id = 0; id < byId.size; id++) {
    if (!byId.has(id)) return refuse(`no token has the id ${id}, so one is missing or was named twice.`);
  }
  if (typeof unknown !== 'string' || !holds(vocab, unknown))
    return refuse('its model has no token for what it does not know ("unk_token").');
  const tokens = Array.from({ length: byId.size }, (_, id) => byId.get(id)!);
  return { tokens, unknown };
}

const paddingNames = new Set(['[PAD]', '<pad>', '[pad]', '<PAD>']);

function paddingOf(padding: unknown, added: readonly Added[]): string | undefined {
  const named = isRecord(padding) ? padding['pad_token'] : undefined;
  return typeof named === 'string' ? named : added.find(({ content }) => paddingNames.has(content))?.content;
}

const prefixOf = (model: Json) => textOf(model['continuing_subword_prefix'] ?? '', 'continuing_subword_prefix');

/** A token as we write it: the first piece of a word is opened by "▁", the others lose their prefix. */
function opened(token: string, prefix: string): string {
  return token.startsWith(prefix) ? token.slice(prefix.length) : wordStart + token;
}

/** BPE's vocabulary and merges as we write them. */
function pairsOf(model: Json, tokens: readonly string[], own: boolean): Pick<FittedText, 'vocabulary' | 'merges'> {
  for (const [setting, off] of [
    ['byte_fallback', false],
    ['fuse_unk', false],
    ['ignore_merges', false],
    ['dropout', null],
    ['end_of_word_suffix', null],
  ] as const) {
    const given = model[setting] ?? off;
    if (given !== off && given !== '' && given !== 0) return notOurs("The model's setting", setting);
  }
  const prefix = prefixOf(model);
  if (own && prefix === '') return notOurs('The model', 'BPE without a prefix on our own words');
  const { vocab, merges } = model;
  if (!Array.isArray(merges) || merges.length > mostTokens) return refuse('its model has no list of "merges".');
  const write = (token: string) => (prefix === '' ? token : opened(token, prefix));
  const seen = new Set<string>();
  return {
    vocabulary: tokens.map(write),
    merges: merges.map((entry: unknown, rank) => {
      const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
      if (!Array.isArray(pair) || pair.length !== 2 || !pair.every((part) => typeof part === 'string' && part !== ''))
        return refuse(`merge ${rank + 1} is no pair of pieces.`);
      const [left, right] = pair as [string, string];
      const inner = prefix !== '' && right.startsWith(prefix) ? right.slice(prefix.length) : right;
      const absent = [left, right, left + inner].find((piece) => !holds(vocab as Json, piece));
      if (absent !== undefined)
        return refuse(`merge ${rank + 1} names "${absent.slice(0, 60)}", which is not in the vocabulary.`);
      if (prefix !== '' && inner === right)
        return refuse(`merge ${rank + 1} joins "${right.slice(0, 60)}", which only opens words.`);
      const key = `${left} ${right}`;
      if (seen.has(key)) return refuse(`merge ${rank + 1} repeats an earlier one, "${key.slice(0, 60)}".`);
      seen.add(key);
      return [write(left), write(right)] as const;
    }),
  };
}
