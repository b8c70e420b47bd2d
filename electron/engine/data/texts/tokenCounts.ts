// How often each token stands in many texts, in memory that has a bound: packed bytes instead of a string for each token.
import { ByteDictionary, CellKey } from '../bytes/byteDictionary';

/** Different tokens that are counted at a time; beyond, the rarest are let go, which no sensible vocabulary misses. */
const mostCounted = 500_000;
/** Of those so many stay at most, so that there is room for a while. */
const mostKept = 0.9 * mostCounted;

const key = new CellKey();
let written = Buffer.allocUnsafe(1024);

/** Writes a token to `written` as UTF-8, and says how many bytes it takes. */
function write(token: string): number {
  const { length } = token;
  if (written.length < 3 * length) written = Buffer.allocUnsafe(6 * length);
  for (let i = 0; i < length; i++) {
    const unit = token.charCodeAt(i);
    if (unit > 127) return written.write(token);
    written[i] = unit;
  }
  return length;
}

/** Tokens with their counts, in the order of their first appearance. */
export class TokenCounts implements Iterable<readonly [token: string, count: number]> {
  private readonly tokens = new ByteDictionary(mostCounted);

  /** How many different tokens there are, as far as they are remembered. */
  get size(): number {
    return this.tokens.size;
  }

  add(tokens: readonly string[]): void {
    for (const token of tokens) this.tokens.count(this.entryOf(token));
  }

  private entryOf(token: string): number {
    const length = write(token);
    key.set(written, 0, length);
    const entry = this.tokens.find(written, 0, length, key, true);
    if (entry >= 0) return entry;
    this.forgetRarest();
    return this.tokens.find(written, 0, length, key, true);
  }

  private forgetRarest(): void {
    let rare = 1;
    while (this.moreFrequent(rare) > mostKept) rare *= 2;
    this.tokens.forget(rare);
  }

  private moreFrequent(times: number): number {
    let found = 0;
    for (let entry = 0; entry < this.tokens.size; entry++) if (this.tokens.countOf(entry) > times) found++;
    return found;
  }

  *[Symbol.iterator](): Generator<readonly [string, number], undefined> {
    for (let entry = 0; entry < this.tokens.size; entry++)
      yield [this.tokens.textOf(entry), this.tokens.countOf(entry)];
  }
}
