// Values of parsed JSON, of which nothing is known yet.

export type Json = { readonly [key: string]: unknown };

/** Whether it is an object, and no list. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same value with the keys of every object in order; that of lists is kept. */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isRecord(value)) return value;
  // Entries, not assignments: a key such as __proto__ must stay a key.
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, entry]) => [key, withSortedKeys(entry)]),
  );
}
