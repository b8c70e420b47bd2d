// Tables of who liked what: their two columns are looked up by code, as recommenders learn them, rather than spread out.
import { maxCodes } from './codes';
import type { ColumnFacts } from './config';

const whoNames =
  /^(?:user|reader|customer|viewer|listener|reviewer|member|client|visitor|player|shopper|person|leser|nutzer)$/;
const whatNames =
  /^(?:item|book|isbn|movie|film|show|series|anime|product|sku|song|track|artist|album|article|game|recipe|restaurant|place|course|joke)$/;
const likingNames =
  /^(?:(?:my|user)?(?:ratings?|scores?|stars?)|likes?|liked|clicks?|clicked|bought|purchased|watched|played|plays|listens|interactions?|preference)$/;

interface Counted {
  readonly name: string;
  readonly counts: { readonly present: number };
  readonly facts: ColumnFacts;
}

/** In small letters without marks, and without the word that says that it is a code. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[\s_.-]/g, '')
    .replace(/(?:id|code|nr|no)$/, '');

/** Values that come again, no more than can be looked up. */
const comesAgain = ({ facts, counts }: Counted) =>
  facts.unique > 1 && facts.unique <= Math.min(maxCodes, counts.present / 2);

/** The names of the columns of who and of what, where the target says how they liked it; else none. */
export function lookedUpColumns(columns: readonly Counted[], target: string | undefined): readonly string[] {
  if (target === undefined || !likingNames.test(plainName(target))) return [];
  const find = (names: RegExp) =>
    columns.find((column) => column.name !== target && names.test(plainName(column.name)) && comesAgain(column));
  const [who, what] = [find(whoNames), find(whatNames)];
  return who === undefined || what === undefined ? [] : [who.name, what.name];
}
