// Finds repeated rows by a hash of their cells: two multiplicative 32-bit hashes side by side, 53 bits of them kept, so
// that a million different rows are told apart with a chance of error of 1 in 18,000.
import type { RowHashes } from '../bytes/rowHashes';

/** Rows up to which repeated rows are counted; beyond, the set of their hashes would grow too large. */
export const mostCompared = 1_000_000;

/** A set of whole numbers from 1 to 2^53 in one typed array: a fifth of the memory and of the time of a Set. */
class KeySet {
  private slots = new Float64Array(1024);
  private size = 0;

  /** False where it was there already. */
  add(key: number): boolean {
    // 0 marks a free slot.
    const wanted = key === 0 ? 1 : key;
    const mask = this.slots.length - 1;
    let slot = (wanted ^ (wanted / 0x100000)) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) if (this.slots[slot] === wanted) return false;
    this.slots[slot] = wanted;
    if (2 * ++this.size > this.slots.length) this.grow();
    return true;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Float64Array(2 * old.length);
    const mask = this.slots.length - 1;
    for (const key of old) {
      if (key === 0) continue;
      let slot = (key ^ (key / 0x100000)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = key;
    }
  }

  clear(): void {
    this.slots = new Float64Array(1024);
    this.size = 0;
  }
}

export class RepeatedRows {
  private readonly seen = new KeySet();
  private repeated = 0;
  private rows = 0;

  add(row: readonly string[]): void {
    if (this.rows++ >= mostCompared) return;
    let high = 0x811c9dc5;
    let low = 0x9e3779b9;
    for (const cell of row) {
      // Lengths as well as cells, so that "a","bc" differs from "ab","c".
      high = Math.imul(high ^ cell.length, 0x85ebca6b);
      low = Math.imul(low ^ cell.length, 0xc2b2ae35);
      for (let i = 0; i < cell.length; i++) {
        const unit = cell.charCodeAt(i);
        high = Math.imul(high ^ unit, 0x01000193);
        low = Math.imul(low ^ unit, 0x5bd1e995);
        low ^= low >>> 15;
      }
    }
    this.note(high, low);
  }

  /** Whether rows are compared at all, judged by how many there seem to be. */
  expect(rows: number): void {
    if (rows > 1.2 * mostCompared) this.rows = Infinity;
  }

  get compares(): boolean {
    return this.rows < mostCompared;
  }

  /** The next rows of a batch, by their hashes. */
  addBatch(hashes: RowHashes, rows: number): void {
    const compared = Math.max(0, Math.min(rows, mostCompared - this.rows));
    this.rows += rows;
    for (let row = 0; row < compared; row++) if (!this.seen.add(hashes.key(row))) this.repeated++;
    if (this.rows > mostCompared) this.seen.clear();
  }

  /** The next rows, by hashes that were made elsewhere. */
  addKeys(keys: Float64Array, rows: number): void {
    this.rows += rows;
    if (this.rows > mostCompared) this.seen.clear();
    else for (const key of keys) if (!this.seen.add(key)) this.repeated++;
  }

  private note(high: number, low: number): void {
    const mixed = Math.imul(high ^ (high >>> 16), 0x21f0aaad);
    const key = ((mixed ^ (mixed >>> 15)) >>> 0) * 0x200000 + (low >>> 11);
    if (!this.seen.add(key)) this.repeated++;
  }

  /** Undefined where there were too many rows to compare. */
  get count(): number | undefined {
    return this.rows > mostCompared ? undefined : this.repeated;
  }
}
