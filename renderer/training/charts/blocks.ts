// Downsampling that goes on where it stopped: the lowest and highest value of every block of neighbours, so that a
// million batches cost a redraw no more than the newest few.
import type { Point } from '../../stores/series';

/**
 * At most `limit` points of a growing column: two for each block of equally many entries, in their order, so that a
 * spike of one step is always among them. Blocks double when there are too many, so their borders never shift. Entries
 * that are not finite are left out.
 */
export class Blocks {
  readonly #most: number;
  #size = 1;
  /** Entries seen. */
  #length = 0;
  /** Per block the place of its lowest and of its highest entry; -1 where none is finite. */
  #low: Int32Array;
  #high: Int32Array;

  constructor(limit: number) {
    this.#most = Math.max(1, Math.floor(limit / 2));
    this.#low = new Int32Array(this.#most);
    this.#high = new Int32Array(this.#most);
  }

  /** Takes in what came since. `values` holds at least `length` entries; those already seen are the same as before. */
  extend(values: ArrayLike<number>, length: number): void {
    for (let i = this.#length; i < length; i++) {
      let block = Math.floor(i / this.#size);
      if (block >= this.#most) {
        this.#merge(values);
        block = Math.floor(i / this.#size);
      }
      if (i % this.#size === 0) {
        this.#low[block] = -1;
        this.#high[block] = -1;
      }
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      const low = this.#low[block]!;
      const high = this.#high[block]!;
      if (low < 0 || value < values[low]!) this.#low[block] = i;
      if (high < 0 || value > values[high]!) this.#high[block] = i;
    }
    this.#length = Math.max(this.#length, length);
  }

  /** Two neighbours become one block. */
  #merge(values: ArrayLike<number>): void {
    const half = Math.ceil(this.#most / 2);
    for (let block = 0; block < half; block++) {
      const [a, b] = [2 * block, 2 * block + 1];
      const lows = [this.#low[a]!, b < this.#most ? this.#low[b]! : -1].filter((place) => place >= 0);
      const highs = [this.#high[a]!, b < this.#most ? this.#high[b]! : -1].filter((place) => place >= 0);
      this.#low[block] = lows.length === 0 ? -1 : lows.reduce((x, y) => (values[y]! < values[x]! ? y : x));
      this.#high[block] = highs.length === 0 ? -1 : highs.reduce((x, y) => (values[y]! > values[x]! ? y : x));
    }
    this.#size *= 2;
  }

  /** The points, with `steps` divided by `perUnit` as x. */
  points(steps: ArrayLike<number>, values: ArrayLike<number>, perUnit: number): Point[] {
    const points: Point[] = [];
    const add = (place: number) => points.push({ x: steps[place]! / perUnit, y: values[place]! });
    const count = Math.ceil(this.#length / this.#size);
    for (let block = 0; block < count; block++) {
      const low = this.#low[block]!;
      const high = this.#high[block]!;
      if (low < 0) continue;
      add(Math.min(low, high));
      if (low !== high) add(Math.max(low, high));
    }
    return points;
  }
}
