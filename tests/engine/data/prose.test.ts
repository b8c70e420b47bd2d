// Prose is told from tables, also where its lines are much alike.
import { expect, it } from 'vitest';
import { readsAsProse } from '../../../electron/engine/data/texts/plainText';

const lines = (line: (i: number) => string) => Array.from({ length: 40 }, (_, i) => line(i)).join('\n');
const words = ['small', 'old', 'quiet', 'red'];

it.each([
  [
    'a comma or two in every line',
    lines((i) => `The ${words[i % 4]} boat waits, and nobody knows, or so they say.`),
    true,
  ],
  ['no marks at all', lines((i) => `The ${words[i % 4]} boat waits by the shore`), true],
  ['numbers with a space behind each comma', lines((i) => `${i}, ${i + 0.5}, 3.1`), false],
  ['names and numbers', lines((i) => `${words[i % 4]}, ${i}, blue`), false],
  [
    'sentences in cells of a table',
    lines((i) => `${i},the ${words[i % 4]} boat waits by the shore and nobody knows,yes`),
    false,
  ],
  ['words parted by semicolons', lines((i) => `${words[i % 4]};boat;shore;${words[(i + 1) % 4]}`), false],
])('%s', (_, text, prose) => expect(readsAsProse(Buffer.from(text), true)).toBe(prose));
