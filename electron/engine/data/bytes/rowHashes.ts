// A number for each row of a batch, made of its cells while they are counted: what finds repeated rows.

/** Two 32-bit hashes a row, side by side. */
export class RowHashes {
  private high = new Int32Array(4096);
  private low = new Int32Array(4096);

  begin(rows: number): void {
    if (this.high.length < rows) {
      this.high = new Int32Array(2 * rows);
      this.low = new Int32Array(2 * rows);
    }
    this.high.fill(0x2545f491);
    this.low.fill(0x1b873593);
  }

  /** Takes the next cell of a row, as two words that tell it from others. */
  mix(row: number, a: number, b: number): void {
    const { high, low } = this;
    let x = Math.imul(high[row]! ^ a, 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 15) ^ b, 0xc2b2ae35);
    high[row] = x ^ (x >>> 13);
    let y = Math.imul(low[row]! ^ b, 0x27d4eb2f);
    y = Math.imul(y ^ (y >>> 14) ^ a, 0x165667b1);
    low[row] = y ^ (y >>> 16);
  }

  /** 53 bits of the row's hashes. */
  key(row: number): number {
    return (this.high[row]! >>> 0) * 0x200000 + (this.low[row]! >>> 11);
  }
}
