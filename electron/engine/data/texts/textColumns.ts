// Which columns of a table hold texts and their classes, by their names and by what is in them.
import { maxCategories } from '../../../../shared/data/kinds/table';
import type { TableHead } from '../tables/tableHead';

const textNames =
  /text|sentence|review|message|comment|tweet|body|content|title|question|headline|description|abstract/i;
const labelNames =
  /^(?:label|labels|class|classes|category|categories|sentiment|target|topic|spam|intent|language|lang|emotion|rating|score|stars|type|tag|genre|y)$/i;
/** Taken for the classes where no other column is: who wrote a text is as often what tells groups of them apart. */
const authorNames = /^author$/i;

/** Which columns hold texts and classes, from the first rows: no label where no column may be one, null for no texts. */
export function chooseTextColumns(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  asked: { readonly textColumn: string; readonly labelColumn: string },
): { readonly text: string; readonly label?: string; readonly sentences: boolean } | null {
  const facts = columns.map((name, place) => {
    const cells = rows.flatMap((row) => row[place] ?? []);
    const distinct = new Set(cells).size;
    const mean = (of: (cell: string) => number) => cells.reduce((sum, cell) => sum + of(cell), 0) / (cells.length || 1);
    return {
      name,
      distinct,
      share: distinct / (cells.length || 1),
      length: mean((cell) => Math.min(cell.length, 10_000)),
      words: mean((cell) => cell.split(/\s+/, 200).length),
      numbers: cells.filter((cell) => /^[+-]?[\d.,]+$/.test(cell)).length / (cells.length || 1),
    };
  });
  const byName = (name: string) => facts.find((column) => column.name === name);
  const wordy = facts.filter((column) => column.numbers < 0.5 && column.length > 0);
  const longest = [...wordy].sort(
    (a, b) => b.length * (textNames.test(b.name) ? 2 : 1) - a.length * (textNames.test(a.name) ? 2 : 1),
  )[0];
  const text = asked.textColumn === '' ? longest : byName(asked.textColumn);
  if (text === undefined) return null;
  const classes = facts.filter((column) => column !== text && column.distinct >= 2 && column.distinct <= maxCategories);
  const label =
    asked.labelColumn === ''
      ? (classes.find((column) => labelNames.test(column.name.trim())) ??
        classes.find((column) => authorNames.test(column.name.trim())) ??
        [...classes].filter((column) => column.share <= 0.5).sort((a, b) => a.distinct - b.distinct)[0] ??
        [...classes].sort((a, b) => a.distinct - b.distinct)[0])
      : byName(asked.labelColumn);
  if (label === undefined) return asked.labelColumn === '' ? { text: text.name, sentences: false } : null;
  return { text: text.name, label: label.name, sentences: text.words >= 3 && text.share > 0.5 && label.share <= 0.34 };
}

/** Whether a table looks like sentences with a class each, and nothing else: then it is offered as text. */
export function looksLikeTexts({ columns, rows }: TableHead): boolean {
  if (columns.length < 2 || columns.length > 3) return false;
  return chooseTextColumns(columns, rows, { textColumn: '', labelColumn: '' })?.sentences ?? false;
}
