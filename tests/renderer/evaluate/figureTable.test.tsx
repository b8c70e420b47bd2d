// The table of figures by class: as the classes come, and sorted by any figure.
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FigureTable, counted } from '../../../renderer/evaluate/FigureTable';
import { prepareWindow, renderIn } from '../window';

beforeEach(() => {
  prepareWindow();
  renderIn(
    <FigureTable
      title="Class"
      help="Its name."
      columns={[
        { id: 'recall', title: 'Recall', help: 'How many are found.' },
        { id: 'support', title: 'Samples', help: 'How many there are.', ...counted },
      ]}
      rows={[
        { name: 'cat', figures: { recall: 0.9, support: 1200 } },
        { name: 'ape', figures: { recall: null, support: 0 } },
        { name: 'dog', figures: { recall: 0.5, support: 30 } },
      ]}
    />,
  );
});
afterEach(cleanup);

const cells = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent));
const press = (title: RegExp) => fireEvent.click(screen.getByRole('button', { name: title }));

it('has the rows as they come, a dash where there is nothing to measure', () => {
  expect(cells()).toEqual([
    ['cat', '90.0 %', '1,200'],
    ['ape', '–', '0'],
    ['dog', '50.0 %', '30'],
  ]);
});

it.each([
  [[/^Recall/], ['ape', 'dog', 'cat'], 'ascending'],
  [[/^Recall/, /^Recall/], ['cat', 'dog', 'ape'], 'descending'],
  [[/^Samples/], ['cat', 'dog', 'ape'], 'descending'],
  [[/^Samples/, /^Class/], ['cat', 'ape', 'dog'], 'ascending'],
])('after %s', (pressed, names, direction) => {
  for (const title of pressed) press(title);
  expect(cells().map(([name]) => name)).toEqual(names);
  expect(screen.getByRole('columnheader', { name: pressed.at(-1)! }).getAttribute('aria-sort')).toBe(direction);
});
