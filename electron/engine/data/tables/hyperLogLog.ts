// An estimate of how many different values there were, from their hashes: HyperLogLog (Flajolet et al., 2007) with 2^bits
// registers, whose standard error is 1.04 / √registers: 1.6 % for 12 bits, 3.3 % for 10. Few values are counted by the
// registers that none of them reached (linear counting), as the paper says.

export class HyperLogLog {
  private readonly bits: number;
  private readonly registers: Uint8Array;

  constructor(bits = 12) {
    this.bits = bits;
    this.registers = new Uint8Array(2 ** bits);
  }

  /** Any 32-bit hash; FNV-1a leaves its high bits poorly mixed for short texts, so they are mixed here. */
  add(given: number): void {
    let hash = Math.imul(given ^ (given >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash = (hash ^ (hash >>> 16)) >>> 0;
    const { bits } = this;
    const register = hash >>> (32 - bits);
    const rank = Math.clz32((hash << bits) | (1 << (bits - 1))) + 1;
    if (rank > this.registers[register]!) this.registers[register] = rank;
  }

  /** As plain data. */
  get part(): Uint8Array {
    return this.registers.slice();
  }

  /** As if all that another saw had been added here. */
  join(part: Uint8Array): void {
    for (let i = 0; i < part.length; i++) this.registers[i] = Math.max(this.registers[i]!, part[i]!);
  }

  get size(): number {
    const m = this.registers.length;
    let sum = 0;
    let free = 0;
    for (const rank of this.registers) {
      sum += 2 ** -rank;
      if (rank === 0) free++;
    }
    const estimate = ((0.7213 / (1 + 1.079 / m)) * m * m) / sum;
    return Math.round(estimate <= 2.5 * m && free > 0 ? m * Math.log(m / free) : estimate);
  }
}
