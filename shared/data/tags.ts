// Texts with a tag for every token: how lines of tokens and tags are read, and how a token's tag reaches the pieces that
// the network sees. Training and every check do exactly this.
import { type TokenRules, wordsByRules } from './tokenRules';

/** What stands for "nobody tagged this". */
const untagged = new Set(['', '_']);

/** Pieces are runs of word characters and runs of other marks, in the annotated tokens and in a text that someone types. */
export function taggingRules(lowercase: boolean): TokenRules {
  return { normal: lowercase ? ['lowercase'] : [], words: 'marks', pieces: 'pairs' };
}

/** A token's pieces, and the tag of each; null where nobody tagged the token. */
export interface TaggedPieces {
  readonly pieces: readonly string[];
  readonly tags: readonly (string | null)[];
}

/** In one token "B-X" holds for its first piece, and its others are "I-X", as the tags of runs are meant. */
function restOf(tag: string): string {
  return /^B[-_]/.test(tag) ? `I${tag.slice(1)}` : tag;
}

/**
 * The pieces of tokens in their order. A token that has a mark within is cut there, as in a typed text; one without any
 * piece (a zero-width sign) is passed over.
 */
export function taggedPieces(tokens: readonly string[], tags: readonly string[], rules: TokenRules): TaggedPieces {
  const pieces: string[] = [];
  const own: (string | null)[] = [];
  for (const [place, token] of tokens.entries()) {
    const tag = tags[place] ?? '';
    for (const [at, piece] of wordsByRules(token, rules, Infinity).entries()) {
      pieces.push(piece);
      own.push(untagged.has(tag) ? null : at === 0 ? tag : restOf(tag));
    }
  }
  return { pieces, tags: own };
}

/** How a file of a token per line is written: what stands between its fields, and how many there are. */
export interface LineForm {
  readonly separator: 'tab' | 'blank';
  readonly width: number;
}

/** The fields of a line of that form; null for a line of another one: a comment, a range of tokens, a mark of a document. */
export function fieldsOf(line: string, { separator, width }: LineForm): readonly string[] | null {
  const fields = separator === 'tab' ? line.split('\t').map((field) => field.trim()) : line.trim().split(/\s+/u);
  if (fields.length !== width) return null;
  if (fields[0] === '-DOCSTART-' || /^\d+[-.]\d+$/.test(fields[0]!)) return null;
  return fields;
}

/** Groups of lines with blank lines between them, comments left out. */
function groupsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '') groups.push([]);
    else if (!line.startsWith('# ')) groups[groups.length - 1]!.push(line);
  }
  return groups.filter((group) => group.length > 0);
}

/**
 * Whether the beginning of a file holds sentences of a token per line with blank lines between them (CoNLL): all lines of
 * as many fields, the last of them out of a few. Null for anything else.
 */
export function lineFormOf(beginning: string): LineForm | null {
  const groups = groupsOf(beginning.split(/\r\n|\r|\n/u));
  const lines = groups.flat();
  if (groups.length < 2 || lines.length < 2 * groups.length) return null;
  for (const separator of ['tab', 'blank'] as const) {
    const widths = new Map<number, number>();
    for (const line of lines) {
      const width = separator === 'tab' ? line.split('\t').length : line.trim().split(/\s+/u).length;
      widths.set(width, (widths.get(width) ?? 0) + 1);
    }
    const [width = 1, times = 0] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [];
    if (width < 2 || times < 0.9 * lines.length) continue;
    const form: LineForm = { separator, width };
    const last = lines.flatMap((line) => fieldsOf(line, form)?.[tagField(form)] ?? []);
    if (new Set(last).size <= Math.max(4, 0.3 * last.length)) return form;
  }
  return null;
}

/** CoNLL-U has ten fields, of which the fourth is the part of speech; elsewhere the tag is the last. */
const conllu = ['id', 'form', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc'];

function tagField({ separator, width }: LineForm): number {
  return separator === 'tab' && width === conllu.length ? 3 : width - 1;
}

/** What the fields are called: those of CoNLL-U, or "Column 1" and on; and which of them holds tokens and tags. */
export function fieldNames(form: LineForm): {
  readonly names: readonly string[];
  readonly token: string;
  readonly tag: string;
} {
  if (form.separator === 'tab' && form.width === conllu.length) return { names: conllu, token: 'form', tag: 'upos' };
  const names = Array.from({ length: form.width }, (_, place) => `Column ${place + 1}`);
  return { names, token: names[0]!, tag: names[names.length - 1]! };
}

/** Whether a tag says that a token belongs to nothing. */
export function isOutside(tag: string): boolean {
  return /^(?:O|OUT|none|other)$/i.test(tag.trim());
}

/**
 * The kinds that tags are of, in their order, and the kind of each tag as place in them; -1 for one that is outside.
 * "B-NAME" and "I-NAME" are of one kind where any tag says that it goes on; else "U-boat" and "S-boat" are two.
 */
export function tagKinds(tags: readonly string[]): {
  readonly kinds: readonly string[];
  readonly kindOf: readonly number[];
} {
  const inRuns = tags.some((tag) => /^[IE][-_]./.test(tag));
  const kindOfTag = (tag: string) => (inRuns && /^[BILUES][-_]./.test(tag) ? tag.slice(2) : tag);
  const kinds = [...new Set(tags.filter((tag) => !isOutside(tag)).map(kindOfTag))];
  return { kinds, kindOf: tags.map((tag) => (isOutside(tag) ? -1 : kinds.indexOf(kindOfTag(tag)))) };
}
