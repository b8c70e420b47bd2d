// Samples for a map: rare classes are all there, and the others share what is left.
import { expect, it } from 'vitest';
import { drawEvenly } from '../../electron/engine/drawEvenly';

/** 900 of class 0, 90 of class 1, 10 without one, in turn. */
const labels = Int32Array.from({ length: 1000 }, (_, i) =>
  i % 100 === 0 ? -1 : i % 10 === 1 && i % 100 !== 1 ? 1 : 0,
);
const countOf = (drawn: Uint32Array, label: number) => drawn.filter((at) => labels[at] === label).length;

it.each([
  [1000, [10, 90, 900]],
  [300, [10, 90, 200]],
  [120, [10, 55, 55]],
  [9, [3, 3, 3]],
  [2, [1, 1, 0]],
])('%i of a thousand', (most, wanted) => {
  const drawn = drawEvenly(labels, most);
  expect([-1, 1, 0].map((label) => countOf(drawn, label))).toEqual(wanted);
  expect(Array.from(drawn)).toEqual([...new Set(drawn)].sort((a, b) => a - b));
  expect(drawEvenly(labels, most)).toEqual(drawn);
});
