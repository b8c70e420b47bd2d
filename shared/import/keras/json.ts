// Values of a parsed configuration, of which nothing is known yet.
import type { Json } from '../../json';

/** What an object has under this key, and not what every object has. */
export const own = (record: Json, key: string): unknown =>
  Object.prototype.hasOwnProperty.call(record, key) ? record[key] : undefined;

export const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);
