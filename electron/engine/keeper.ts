// Things that are costly to make and asked for again: kept, lent out, and dropped once nobody uses them.

export interface Loan<T> {
  readonly value: T;
  /** To be called once; the value must not be used afterwards. */
  release(): void;
}

export interface Keeper<T> {
  /** What is kept under `key` if it was made from the same `stamp`, else what `make` gives; a failure is not kept. */
  lend(key: string, stamp: string, make: () => Promise<T>): Promise<Loan<T>>;
}

interface Entry<T> {
  readonly stamp: string;
  readonly made: Promise<T>;
  users: number;
  kept: boolean;
}

/** Keeps the `most` things used last; `drop` frees one. */
export function createKeeper<T>(most: number, drop: (value: T) => void): Keeper<T> {
  const entries = new Map<string, Entry<T>>();

  const letGo = (key: string, entry: Entry<T>) => {
    if (entries.get(key) === entry) entries.delete(key);
    entry.kept = false;
    if (entry.users === 0) entry.made.then(drop, () => undefined);
  };

  return {
    lend: async (key, stamp, make) => {
      let entry = entries.get(key);
      if (entry !== undefined && entry.stamp !== stamp) {
        letGo(key, entry);
        entry = undefined;
      }
      entry ??= { stamp, made: make(), users: 0, kept: true };
      // Put last: the order of the map is the order of use.
      entries.delete(key);
      entries.set(key, entry);
      const lent = entry;
      lent.users += 1;
      for (const [other, old] of entries) {
        if (entries.size <= most) break;
        letGo(other, old);
      }
      let released = false;
      const release = () => {
        if (released) return;
        released = true;
        lent.users -= 1;
        if (lent.users === 0 && !lent.kept) lent.made.then(drop, () => undefined);
      };
      try {
        return { value: await lent.made, release };
      } catch (error) {
        letGo(key, lent);
        release();
        throw error;
      }
    },
  };
}
