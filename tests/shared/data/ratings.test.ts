// Tables of who liked what, told by the names of their columns and by values that come again.
import { expect, it } from 'vitest';
import { lookedUpColumns } from '../../../shared/data/ratings';

const column = (name: string, unique: number, present = 1000) => ({
  name,
  counts: { present },
  facts: { missing: 0, unique },
});
const [who, what] = [column('userId', 90), column('movie_id', 200)];

it.each<[what: string, columns: readonly ReturnType<typeof column>[], target: string | undefined, found: string[]]>([
  ['who and what', [who, what, column('rating', 10)], 'rating', ['userId', 'movie_id']],
  ['other words', [column('Book', 9), column('Reader', 9)], 'Stars', ['Reader', 'Book']],
  ['only who', [who, column('age', 50)], 'rating', []],
  ['a target that is no liking', [who, what], 'fraud', []],
  ['no target', [who, what], undefined, []],
  ['somebody new in every row', [column('userId', 900), what], 'rating', []],
  ['as many as can be looked up', [column('userId', 20_000, 1e6), what], 'rating', ['userId', 'movie_id']],
  ['more than can be looked up', [column('userId', 20_001, 1e6), what], 'rating', []],
  ['what is to be told', [who, column('likes', 2), column('item', 5)], 'item', []],
])('%s', (_what, columns, target, found) => {
  expect(lookedUpColumns(columns, target)).toEqual(found);
});
