// What is typed in for a category is found as the file writes it.
import { expect, it } from 'vitest';
import { categoryTyped } from '../../../renderer/predict/categoryTyped';

it.each([
  [['1', '2'], ' 2 ', '2'],
  [['1.0', '2.0'], '1', '1.0'],
  [['1', '1.0'], '1.0', '1.0'],
  [['007', 'x'], '7', '007'],
  [['1', '2'], '3', '3'],
  [['a', '1'], 'b', 'b'],
])('of %j, "%s" is "%s"', (categories, typed, found) => {
  expect(categoryTyped(categories, typed)).toBe(found);
});
