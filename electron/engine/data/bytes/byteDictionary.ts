// Distinct byte strings with a number and a count each: a hash table without a JavaScript string per look-up.
import { parseByteNumber } from './byteNumber';

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

/** Words of an entry: its hash, the two words of its key, its length, where its bytes begin, how often it was counted. */
const stride = 6;
const [lowAt, highAt, lengthAt, startAt, countAt] = [1, 2, 3, 4, 5];

/** What a dictionary without entries looks into, and never writes to. */
const emptySlots = new Int32Array(16).fill(-1);
const noEntries = new Int32Array(0);
const noBytes = Buffer.alloc(0);

/** Few and small pieces of memory, none before the first entry: there may be one dictionary for each of 20,000 columns. */
export class ByteDictionary {
  /** Entries, numbered in the order of their first appearance. */
  size = 0;
  private slots = emptySlots;
  private entries = noEntries;
  private arena = noBytes;
  /** Bytes of the arena that are used. */
  private used = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Without entries again, in the same memory. */
  clear(): void {
    this.size = 0;
    this.used = 0;
    this.slots.fill(-1);
    this.entries.fill(0);
  }

  /** Lets go what was counted at most so often; the others keep their order, and move up in the same memory. */
  forget(times: number): void {
    const { entries, arena } = this;
    let [kept, used] = [0, 0];
    for (let entry = 0; entry < this.size; entry++) {
      if (this.countOf(entry) <= times) continue;
      const [start, end] = [this.startOf(entry), this.startOf(entry + 1)];
      arena.copyWithin(used, start, end);
      entries.copyWithin(kept * stride, entry * stride, (entry + 1) * stride);
      entries[kept++ * stride + startAt] = used;
      used += end - start;
    }
    entries.fill(0, kept * stride);
    [this.size, this.used] = [kept, used];
    this.placeIn(this.slots);
  }

  /** The entry's number, -1 where there is none and no room (or no wish) to add one. `key` is of these bytes. */
  find(bytes: Buffer, start: number, end: number, key: CellKey, add: boolean): number {
    const { slots, entries } = this;
    const { low, high, length } = key;
    const mask = slots.length - 1;
    for (let slot = key.hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!;
      if (entry < 0) return add && this.size < this.limit ? this.insert(bytes, start, end, key, slot) : -1;
      const at = entry * stride;
      if (entries[at + lowAt] !== low || entries[at + highAt] !== high || entries[at + lengthAt] !== length) continue;
      if (length <= 8 || this.same(entries[at + startAt]!, bytes, start, length)) return entry;
    }
  }

  private same(from: number, bytes: Buffer, start: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.arena[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private insert(bytes: Buffer, start: number, end: number, key: CellKey, slot: number): number {
    if (this.slots === emptySlots) this.slots = emptySlots.slice();
    const entry = this.size++;
    const at = entry * stride;
    if (at >= this.entries.length) {
      const entries = new Int32Array(Math.max(8 * stride, 2 * this.entries.length));
      entries.set(this.entries);
      this.entries = entries;
    }
    const needed = this.used + end - start;
    if (needed > this.arena.length) {
      // Small ones share memory.
      const arena = Buffer.allocUnsafe(Math.max(2 * this.arena.length, needed, 64));
      arena.set(this.arena);
      this.arena = arena;
    }
    const { entries, arena, used } = this;
    for (let i = start; i < end; i++) arena[used + i - start] = bytes[i]!;
    entries[at] = key.hash;
    entries[at + lowAt] = key.low;
    entries[at + highAt] = key.high;
    entries[at + lengthAt] = key.length;
    entries[at + startAt] = used;
    this.used = needed;
    this.slots[slot] = entry;
    if (2 * this.size > this.slots.length) this.placeIn(new Int32Array(2 * this.slots.length));
    return entry;
  }

  /** Finds every entry a slot. */
  private placeIn(slots: Int32Array<ArrayBuffer>): void {
    slots.fill(-1);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = this.hashOf(entry) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.slots = slots;
  }

  count(entry: number, times = 1): void {
    this.entries[entry * stride + countAt]! += times;
  }

  /** All entries in order, as plain data. */
  part(): DictionaryPart {
    const each = Array.from({ length: this.size }, (_, entry) => entry);
    return {
      bytes: new Uint8Array(this.arena.subarray(0, this.used)),
      starts: Int32Array.from([...each.map((entry) => this.startOf(entry)), this.used]),
      counts: Float64Array.from(each, (entry) => this.countOf(entry)),
    };
  }

  countOf(entry: number): number {
    return this.entries[entry * stride + countAt]!;
  }

  hashOf(entry: number): number {
    return this.entries[entry * stride]!;
  }

  private startOf(entry: number): number {
    return entry < this.size ? this.entries[entry * stride + startAt]! : this.used;
  }

  /** The number that the entry's bytes spell; NaN where they spell none. */
  numberOf(entry: number, decimal: number): number {
    return parseByteNumber(this.arena, this.startOf(entry), this.startOf(entry + 1), decimal);
  }

  textOf(entry: number): string {
    return this.arena.toString('utf8', this.startOf(entry), this.startOf(entry + 1));
  }
}
