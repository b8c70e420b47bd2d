// What one cell of a table says: missing, a number, a date. The same answers at inspection, training and prediction.

/** Options of the table kind that say how cells are read. */
export interface CellRules {
  readonly decimal: '.' | ',';
  /** Texts that stand for "no value"; an empty cell always does. */
  readonly missingMarks: ReadonlySet<string>;
}

/** "NA, ?, -" as a set. Marks are compared exactly, after spaces around them are cut off. */
export function parseMissingMarks(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(',')
      .map((mark) => mark.trim())
      .filter((mark) => mark !== ''),
  );
}

/** The cell without the spaces around it; null where it says "no value". */
export function readCell(cell: string, rules: CellRules): string | null {
  const text = cell.trim();
  return text === '' || rules.missingMarks.has(text) ? null : text;
}

const pointNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const commaNumber = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A decimal number in ASCII digits, or NaN for anything else: no grouping marks, no hexadecimal, no units, and
 * nothing beyond the range of a double.
 */
export function parseNumber(text: string, decimal: '.' | ',' = '.'): number {
  if (!(decimal === ',' ? commaNumber : pointNumber).test(text)) return NaN;
  const value = Number(decimal === ',' ? text.replace(',', '.') : text);
  return Number.isFinite(value) ? value : NaN;
}

/** 007 or 0042: digits that would lose their zeros as a number, so they name something rather than count it. */
export function hasLeadingZero(text: string): boolean {
  return /^0\d+$/.test(text);
}

const dateShapes = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}.*)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?: \d{1,2}:\d{2}.*)?$/,
  /^\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?$/,
];

/** 2024-03-01, 1.3.2024 14:00 or 14:00: the shape of a date or time, not whether the day exists. */
export function looksLikeDate(text: string): boolean {
  return text.length <= 40 && dateShapes.some((shape) => shape.test(text));
}

/** 1,234,567 or 1.234.567: digits in groups of three. */
export function looksGrouped(text: string): boolean {
  return /^[+-]?\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*$/.test(text);
}

const noWords = ['no', 'n', 'false', 'f', 'nein', 'non', 'off', 'negative', 'absent'];
const yesWords = ['yes', 'y', 'true', 't', 'ja', 'oui', 'on', 'positive', 'present'];

/** True for two answers such as no and yes, false and true, in any order. */
export function areYesAndNo(values: readonly string[]): boolean {
  const words = values.map((value) => value.toLowerCase());
  return (
    words.length === 2 && words.some((word) => noWords.includes(word)) && words.some((word) => yesWords.includes(word))
  );
}

/**
 * The order in which categories become indices, the same on every machine: no before yes, numbers by value, all else
 * by code unit. Of two classes the second is the one a sigmoid's probability speaks of.
 */
export function sortCategories(categories: readonly string[]): readonly string[] {
  const sorted = [...categories];
  if (areYesAndNo(sorted)) {
    return sorted.sort(
      (a, b) => Number(yesWords.includes(a.toLowerCase())) - Number(yesWords.includes(b.toLowerCase())),
    );
  }
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const values = new Map(sorted.map((category) => [category, parseNumber(category)]));
  if ([...values.values()].every((value) => !Number.isNaN(value))) {
    return sorted.sort((a, b) => values.get(a)! - values.get(b)! || byText(a, b));
  }
  return sorted.sort(byText);
}
