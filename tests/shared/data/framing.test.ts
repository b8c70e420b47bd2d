// How pictures of any shape are framed: the window laid over them, boxes that follow, and what is suggested with which words.
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../shared/data/boxes';
import { type Framing, frameBox, windowOf } from '../../../shared/data/framing';
import { resizeCodes } from '../../../shared/data/masks';
import { suggestFraming } from '../../../shared/data/suggestFraming';

const sides = (width: number, height: number) => ({ width, height });

describe('windowOf', () => {
  it.each<readonly [number, number, number, number, Framing, readonly number[]]>([
    [40, 20, 10, 10, 'stretch', [0, 0, 40, 20]],
    [40, 20, 10, 10, 'crop', [10, 0, 20, 20]],
    [20, 40, 10, 10, 'crop', [0, 10, 20, 20]],
    [40, 21, 10, 10, 'crop', [9, 0, 21, 21]],
    [40, 20, 10, 10, 'padBlack', [0, -10, 40, 40]],
    [21, 40, 10, 10, 'padEdge', [-9, 0, 40, 40]],
    [10, 10, 3, 3, 'crop', [0, 0, 10, 10]],
    [1, 30_000, 64, 64, 'crop', [0, 14_999, 1, 1]],
    [1, 30_000, 64, 64, 'padBlack', [-14_999, 0, 30_000, 30_000]],
    // Never without an area, however thin the network's shape.
    [1, 1, 1024, 1, 'crop', [0, 0, 1, 1]],
  ])('of %i by %i for %i by %i: %s', (width, height, toWidth, toHeight, framing, expected) => {
    const { left, top, ...size } = windowOf(sides(width, height), sides(toWidth, toHeight), framing);
    expect([left + 0, top + 0, size.width, size.height]).toEqual(expected);
  });
});

describe('frameBox', () => {
  const [picture, to] = [sides(40, 20), sides(10, 10)];
  it.each<readonly [string, Box, Framing, Box | null]>([
    ['stays as it is', [0.1, 0.2, 0.3, 0.4], 'stretch', [0.1, 0.2, 0.3, 0.4]],
    ['moves with the middle', [0.5, 0, 0.25, 0.5], 'crop', [0.5, 0, 0.5, 0.5]],
    ['is cut where a quarter of it is left', [0, 0, 0.35, 1], 'crop', [0, 0, 0.2, 1]],
    ['is left out where less is left', [0, 0, 0.3, 1], 'crop', null],
    ['is left out where nothing is left', [0, 0, 0.2, 1], 'crop', null],
    ['grows smaller with a border', [0, 0, 1, 1], 'padBlack', [0, 0.25, 1, 0.5]],
  ])('%s', (_, box, framing, expected) => {
    const framed = frameBox(box, picture, to, framing);
    expect(framed).toEqual(expected === null ? null : expected.map((value) => expect.closeTo(value, 12)));
  });
});

it('a mask counts nothing beyond its picture', () => {
  const to = { ...sides(4, 4), framing: 'padEdge', beyond: 9 } as const;
  expect([...resizeCodes([1, 2, 3, 4, 5, 6, 7, 8], sides(4, 2), to)]).toEqual([
    ...[9, 9, 9, 9],
    ...[1, 2, 3, 4],
    ...[5, 6, 7, 8],
    ...[9, 9, 9, 9],
  ]);
});

describe('suggestFraming', () => {
  const many = (count: number, width: number, height: number) =>
    Array.from({ length: count }, () => sides(width, height));
  it.each<readonly [string, readonly ReturnType<typeof sides>[], boolean, Framing, RegExp]>([
    ['pictures of one shape', many(20, 64, 48), false, 'stretch', /hardly changes proportions/],
    ['a few odd ones', [...many(97, 64, 64), ...many(3, 64, 32)], false, 'stretch', /^3 % .*too few/],
    ['mixed shapes', [...many(5, 64, 64), ...many(5, 96, 64)], false, 'crop', /^50 % .* up to 1\.5 times.*middle/],
    ['boxes on mixed shapes', [...many(5, 64, 64), ...many(5, 96, 64)], true, 'padBlack', /cuts off no box/],
    ['long ones', [...many(5, 64, 64), ...many(5, 300, 64)], false, 'padBlack', /more than half/],
    ['none at all', [], false, 'stretch', /hardly/],
  ])('%s', (_, sizes, marked, framing, reason) => {
    const to = sides(64, sizes[0]?.height ?? 64);
    const suggested = suggestFraming(sizes, to, marked);
    expect(suggested.framing).toBe(framing);
    expect(suggested.reason).toMatch(reason);
  });
});
