// Layers' names. A name is any text that stands on a line, in any script; where a file or a language takes letters only,
// an identifier made of it stands in its place. Both rules live here alone, for everything that writes or reads names.

/** Characters of a name at most, counted as Unicode does, so that no script has fewer than another. */
export const longestName = 100;

/** Ends of lines, tabs and other controls: a name fills one line, and moves no terminal's cursor. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * What has no place in a text of its own: bidi embeddings, overrides and isolates, which turn around what stands behind the
 * name as well (the marks LRM, RLM and ALM do not, and stay); halves of a character; and code points that are none.
 */
const dropped = /[\u202a-\u202e\u2066-\u2069\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Something to be seen. */
const visible = /[^\p{Z}\p{Cf}\p{M}]/u;

/** The first `most` characters, none of them cut in two. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : Array.from(text).slice(0, most).join('');
}

/** A text as a name has it: in normal form C, controls as a space, without what is dropped and without spaces around it. */
export function cleanName(text: string): string {
  return text.replace(dropped, '').replace(controls, ' ').normalize('NFC').trim();
}

/** The nearest name to a text that comes from elsewhere; '' where nothing is left of it. */
export function nameOf(text: string): string {
  const name = cutText(cleanName(text), longestName).trim();
  return visible.test(name) ? name : '';
}

/** Null where `name` may stand as it is; else why not. */
export function objectionToLayerName(name: string): string | null {
  if (!visible.test(name)) return 'A name has at least one character that can be seen.';
  if (cutText(name, longestName) !== name) return `A name has at most ${longestName} characters.`;
  return cleanName(name) === name
    ? null
    : 'A name is one line of text, without line breaks, spaces around it, or characters that turn text around.';
}

/** Names that differ from each other and from those in `taken`: "dense", then "dense_2", "dense_3", …, as Keras numbers layers. */
export function createNames(taken: Iterable<string> = []): (wanted: string) => string {
  const used = new Set(taken);
  const counts = new Map<string, number>();
  return (wanted) => {
    const base = nameOf(wanted) || 'layer';
    let name = base;
    let number = counts.get(base) ?? 1;
    while (used.has(name)) {
      const end = `_${++number}`;
      name = `${cutText(base, longestName - end.length)}${end}`;
    }
    counts.set(base, number);
    used.add(name);
    return name;
  };
}

/** What `key` calls something of `owner` where keys are "<owner>/<own name>"; null for another's. Only owners' names hold slashes. */
export function ownPart(key: string, owner: string): string | null {
  return key.lastIndexOf('/') === owner.length && key.startsWith(owner) ? key.slice(owner.length + 1) : null;
}

/**
 * What every format and language here takes for a name: ASCII letters, digits, _ and -, a letter first. Two words are left
 * out, which our own reader of JSON refuses as keys (shared/project/json.ts).
 */
const plain = /^(?!(?:constructor|prototype)$)[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * A plain name close to a text, the same for the same text: accents are taken off, everything else that is not plain
 * becomes "_". Plain texts are themselves. Two texts may get the same.
 */
export function identifierOf(text: string): string {
  if (plain.test(text)) return text;
  const letters = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9-]+/g, '_')
    .replace(/^[_-]+|_+$/g, '')
    .slice(0, longestName);
  return plain.test(letters) ? letters : `layer_${letters}`.replace(/_$/, '');
}

/** The base, or the first of base_2, base_3, … that is not taken. */
export function untaken(base: string, taken: { has(name: string): boolean }): string {
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
  return name;
}

/** Identifiers of different names, all different. Plain names keep theirs, whoever comes first. */
export function identifiersOf(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(names.filter((name) => plain.test(name)));
  return new Map(
    names.map((name) => {
      if (plain.test(name)) return [name, name] as const;
      const identifier = untaken(identifierOf(name), taken);
      taken.add(identifier);
      return [name, identifier] as const;
    }),
  );
}
