// Finding layers, and blocks of them, by what people call them.

/** What a search looks at. */
export interface Searchable {
  readonly title: string;
  readonly summary: string;
  readonly synonyms: readonly string[];
  readonly kind?: string;
}

/** "Conv2D" and "conv 2d" alike: lower case letters and digits, single spaces. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/gu, ' ')
    .trim();
}

/** Whether `b` comes from `a` by at most one wrong, missing, extra or swapped letter. */
function withinOneTypo(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** Shorter words have too many neighbours to guess at. */
const shortestWithTypo = 4;

/** Like `word`, or like its beginning: "convl" finds "convolution". */
function nearly(query: string, word: string): boolean {
  if (query.length < shortestWithTypo) return false;
  if (withinOneTypo(query, word)) return true;
  return [query.length - 1, query.length, query.length + 1].some(
    (length) => length < word.length && length >= shortestWithTypo - 1 && withinOneTypo(query, word.slice(0, length)),
  );
}

/** How well a name matches: 0 not at all, 1 exactly. `joined` ignores spaces: "maxpool" finds "max pool". */
function nameScore(query: string, name: string): number {
  if (name === query) return 1;
  const [joinedQuery, joined] = [query.replace(/ /gu, ''), name.replace(/ /gu, '')];
  if (joined === joinedQuery) return 0.98;
  if (joined.startsWith(joinedQuery)) return 0.9;
  const words = name.split(' ');
  if (words.some((word) => word.startsWith(query))) return 0.8;
  if (joinedQuery.length >= 3 && joined.includes(joinedQuery)) return 0.7;
  const parts = query.split(' ');
  if (parts.length > 1 && parts.every((part) => words.some((word) => word.startsWith(part)))) return 0.65;
  if (nearly(joinedQuery, joined)) return 0.55;
  if (words.some((word) => nearly(query, word))) return 0.45;
  return 0;
}

function scoreOf(layer: Searchable, query: string): number {
  const title = Math.max(nameScore(query, plain(layer.title)), nameScore(query, plain(layer.kind ?? layer.title)));
  const synonym = Math.max(0, ...layer.synonyms.map((word) => nameScore(query, plain(word))));
  const summary = plain(layer.summary).split(' ');
  const inSummary = query.split(' ').every((part) => summary.some((word) => word.startsWith(part))) ? 0.3 : 0;
  return Math.max(title, synonym * 0.95, inSummary);
}

/**
 * Layers that match, the best first; equal ones keep the palette's order, and an empty query gives all. Looks at
 * titles, kinds, synonyms and words of the summary, and forgives one typo in words of four letters and more.
 */
export function searchIn<T extends Searchable>(layers: readonly T[], query: string): readonly T[] {
  const wanted = plain(query.slice(0, 100));
  if (wanted === '') return query.trim() === '' ? layers : [];
  return layers
    .map((layer, place) => ({ layer, place, score: scoreOf(layer, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ layer }) => layer);
}
