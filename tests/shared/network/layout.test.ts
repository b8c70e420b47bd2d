// Folding: every network is seen as large as its room allows, and nothing stands on anything else.
import { describe, expect, it } from 'vitest';
import { foldRanks, stepsInRow } from '../../../shared/network/layout';
import { chain } from '../../../shared/network/chain';

const card = { width: 176, height: 92 };

describe.each(['right', 'down'] as const)('a chain that flows %s', (direction) => {
  it.each([1, 2, 5, 10, 23, 100])('of %d layers', (count) => {
    const places = [
      ...foldRanks(
        Array.from({ length: count }, (_, rank) => ({ id: `${rank}`, rank, across: 0 })),
        direction,
      ).values(),
    ];
    expect(places.length).toBe(count);
    for (const [at, a] of places.entries()) {
      for (const b of places.slice(at + 1)) {
        expect(Math.abs(a.x - b.x) >= card.width + 20 || Math.abs(a.y - b.y) >= card.height + 20).toBe(true);
      }
    }
    const width = Math.max(...places.map(({ x }) => x)) + card.width;
    const height = Math.max(...places.map(({ y }) => y)) + card.height;
    // Ten layers are read in the canvas of a window of 1280 × 800 without zooming.
    if (count <= 10) expect(Math.min(1, 784 / width, 650 / height)).toBeGreaterThan(0.6);
  });
});

it.each([
  [1, 72, 1],
  [4, 72, 4],
  [5, 72, 4],
  [9, 72, 4],
  [10, 72, 4],
])('%d steps of %d pixels: %d in a row', (count, across, inRow) => {
  expect(stepsInRow(count, across)).toBe(inRow);
});

it('keeps branches of one rank beside each other, in every row', () => {
  const layers = Array.from({ length: 20 }, (_, rank) => [
    { id: `a${rank}`, rank, across: 0 },
    { id: `b${rank}`, rank, across: 130 },
  ]).flat();
  const places = foldRanks(layers);
  for (let rank = 0; rank < 20; rank++) {
    expect(places.get(`a${rank}`)!.x).toBe(places.get(`b${rank}`)!.x);
    expect(places.get(`b${rank}`)!.y - places.get(`a${rank}`)!.y).toBe(130);
  }
  expect(foldRanks([]).size).toBe(0);
});

it('suggests a long chain in rows, from the top left', () => {
  const { nodes } = chain(Array.from({ length: 9 }, () => ['dense'] as const));
  expect(nodes.map(({ position }) => position)).toEqual([
    ...[0, 260, 520, 780].map((x) => ({ x, y: 0 })),
    ...[0, 260, 520, 780].map((x) => ({ x, y: 170 })),
    { x: 0, y: 340 },
  ]);
});
