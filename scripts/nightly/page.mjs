// The pages in docs/ that nightly scripts write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { root } from '../setup/paths.mjs';

const placeOf = (name) => join(root, 'docs', name);

/** A table's row. */
export const line = (cells) => `| ${cells.join(' | ')} |`;

/** The lines of a table. `right`: columns whose cells are numbers. */
export const tableLines = (head, rows, right = []) => [
  line(head),
  line(head.map((_, column) => (right.includes(column) ? '---:' : '---'))),
  ...rows.map(line),
];

/** What the page says now; nothing before it was written for the first time. */
export const readPage = (name) => (existsSync(placeOf(name)) ? readFileSync(placeOf(name), 'utf8') : '');

export async function writePage(name, lines) {
  writeFileSync(placeOf(name), await format(`${lines.join('\n')}\n`, { parser: 'markdown', printWidth: 120 }));
}
