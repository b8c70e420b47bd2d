// Distinct byte strings with a number and a count each: a hash table without a JavaScript string per look-up.

/**
 * A cell's bytes as three words that tell it from others: exactly, up to eight bytes (they are the bytes), else by a
 * hash that is checked against the bytes themselves.
 */
export class CellKey {
  low = 0;
  high = 0;
  length = 0;
  hash = 0;

  set(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    let low = 0;
    let high = 0;
    if (length <= 8) {
      const middle = length <= 4 ? end : start + 4;
      for (let at = start; at < middle; at++) low = (low << 8) | bytes[at]!;
      for (let at = middle; at < end; at++) high = (high << 8) | bytes[at]!;
    } else {
      // FNV-1a twice, the second time from another beginning and with another prime.
      low = 0x811c9dc5 | 0;
      high = 0x9e3779b9 | 0;
      for (let at = start; at < end; at++) {
        const byte = bytes[at]!;
        low = Math.imul(low ^ byte, 0x01000193);
        high = Math.imul(high ^ byte, 0x5bd1e995);
      }
    }
    this.low = low;
    this.high = high;
    this.length = length;
    let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b) ^ length, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f);
    this.hash = hash ^ (hash >>> 13);
  }
}

/** Byte strings behind each other, where each begins (one place more than there are), and how often each was counted. */
export interface DictionaryPart {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly counts: Float64Array;
}

export class ByteDictionary {
  /** Entries, numbered in the order of their first appearance. */
  size = 0;
  private slots = new Int32Array(64).fill(-1);
  private hashes = new Int32Array(32);
  private lows = new Int32Array(32);
  private highs = new Int32Array(32);
  private starts = new Int32Array(33);
  private counts = new Float64Array(32);
  private arena = Buffer.alloc(512);
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The entry's number, -1 where there is none and no room (or no wish) to add one. `key` is of these bytes. */
  find(bytes: Buffer, start: number, end: number, key: CellKey, add: boolean): number {
    const { slots, lows, highs, starts } = this;
    const { low, high, length } = key;
    const mask = slots.length - 1;
    for (let slot = key.hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!;
      if (entry < 0) return add && this.size < this.limit ? this.insert(bytes, start, end, key, slot) : -1;
      if (lows[entry] !== low || highs[entry] !== high) continue;
      const from = starts[entry]!;
      if (starts[entry + 1]! - from !== length) continue;
      if (length <= 8 || this.same(from, bytes, start, length)) return entry;
    }
  }

  private same(from: number, bytes: Buffer, start: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.arena[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private insert(bytes: Buffer, start: number, end: number, key: CellKey, slot: number): number {
    const entry = this.size++;
    if (entry >= this.hashes.length) this.grow(2 * entry);
    const from = this.starts[entry]!;
    const needed = from + end - start;
    if (needed > this.arena.length) {
      const arena = Buffer.alloc(Math.max(2 * this.arena.length, needed));
      this.arena.copy(arena);
      this.arena = arena;
    }
    bytes.copy(this.arena, from, start, end);
    this.starts[entry + 1] = needed;
    this.hashes[entry] = key.hash;
    this.lows[entry] = key.low;
    this.highs[entry] = key.high;
    this.slots[slot] = entry;
    if (2 * this.size > this.slots.length) this.rehash();
    return entry;
  }

  private grow(length: number): void {
    const larger = (old: Int32Array, size: number) => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.hashes = larger(this.hashes, length);
    this.lows = larger(this.lows, length);
    this.highs = larger(this.highs, length);
    this.starts = larger(this.starts, length + 1);
    const counts = new Float64Array(length);
    counts.set(this.counts);
    this.counts = counts;
  }

  private rehash(): void {
    const slots = new Int32Array(2 * this.slots.length).fill(-1);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = this.hashes[entry]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.slots = slots;
  }

  count(entry: number, times = 1): void {
    this.counts[entry]! += times;
  }

  /** All entries in order, as plain data. */
  part(): DictionaryPart {
    return {
      bytes: Uint8Array.from(this.arena.subarray(0, this.starts[this.size]!)),
      starts: this.starts.slice(0, this.size + 1),
      counts: this.counts.slice(0, this.size),
    };
  }

  countOf(entry: number): number {
    return this.counts[entry]!;
  }

  hashOf(entry: number): number {
    return this.hashes[entry]!;
  }

  lengthOf(entry: number): number {
    return this.starts[entry + 1]! - this.starts[entry]!;
  }

  bytesOf(entry: number): Buffer {
    return this.arena.subarray(this.starts[entry]!, this.starts[entry + 1]!);
  }
}
