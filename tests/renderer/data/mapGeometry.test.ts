// Where points lie on the screen, what is near the pointer, and what a lasso holds.
import { describe, expect, it } from 'vitest';
import { fitView, inside, nearest, toScreen, zoomed } from '../../../renderer/data/mapGeometry';

const xs = [-2, 0, 3];
const ys = [1, -1, 0];

describe('the data map', () => {
  it('shows every point within its margin, with one scale for both axes, up being up', () => {
    const view = fitView(xs, ys, 400, 300);
    const points = xs.map((x, i) => toScreen(view, [x, ys[i]!]));
    for (const [x, y] of points) {
      expect(x).toBeGreaterThanOrEqual(24 - 1e-9);
      expect(x).toBeLessThanOrEqual(376 + 1e-9);
      expect(y).toBeGreaterThanOrEqual(24 - 1e-9);
      expect(y).toBeLessThanOrEqual(276 + 1e-9);
    }
    expect(points[0]![1]).toBeLessThan(points[1]![1]);
    expect(fitView([5], [5], 100, 100)).toMatchObject({ x: 50 - 5 * 52, y: 50 + 5 * 52 });
  });

  it('zooms about the pointer', () => {
    const view = fitView(xs, ys, 400, 300);
    const at = toScreen(view, [3, 0]);
    expect(toScreen(zoomed(view, at, 2.5), [3, 0]).map(Math.round)).toEqual(at.map(Math.round));
  });

  it('finds the nearest point within reach', () => {
    const view = fitView(xs, ys, 400, 300);
    const [x, y] = toScreen(view, [0, -1]);
    expect(nearest(xs, ys, view, [x + 3, y - 2], 10)).toBe(1);
    expect(nearest(xs, ys, view, [x + 30, y], 10)).toBe(-1);
  });

  it.each([
    [[5, 5], true],
    [[1, 9], false],
    [[9, 1], true],
    [[11, 5], false],
    [[-1, -1], false],
  ] as const)('a lasso around a triangle holds %j: %s', (point, within) => {
    expect(
      inside(
        [
          [0, 0],
          [10, 0],
          [10, 10],
        ],
        point,
      ),
    ).toBe(within);
  });
});
