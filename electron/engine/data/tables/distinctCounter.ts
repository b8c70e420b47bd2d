// How many different texts a column holds, and which.
import { hash32 } from '../../../../shared/random';
import { distinctLimit, estimateFor } from './columnLimits';
import type { HyperLogLog } from './hyperLogLog';

/** Counts distinct texts: exactly while they are few, then by estimate. */
export class DistinctCounter {
  private readonly exact = new Map<string, number>();
  private estimate: HyperLogLog | null = null;
  private readonly limit: number;
  private readonly columns: number;

  constructor(columns: number) {
    this.limit = distinctLimit(columns);
    this.columns = columns;
  }

  add(text: string): void {
    if (this.estimate !== null) {
      this.estimate.add(hash32(text));
      return;
    }
    const times = this.exact.get(text);
    if (times !== undefined || this.exact.size < this.limit) {
      this.exact.set(text, (times ?? 0) + 1);
      return;
    }
    this.estimate = estimateFor(this.columns);
    for (const kept of this.exact.keys()) this.estimate.add(hash32(kept));
    this.estimate.add(hash32(text));
    this.exact.clear();
  }

  get size(): number {
    return this.estimate === null ? this.exact.size : Math.max(this.limit, this.estimate.size);
  }

  /** Distinct values in order of first appearance, with their counts; null once they were too many. */
  get values(): ReadonlyMap<string, number> | null {
    return this.estimate === null ? this.exact : null;
  }
}
