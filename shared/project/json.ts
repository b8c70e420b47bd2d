// JSON in and out of a project file: read with suspicion, written the same way every time.
import { isRecord, withSortedKeys } from '../json';
import { asSentence } from '../printable';
import { fail, ok, type Result } from '../result';

const deepest = 100;
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses JSON that may come from anywhere. Refuses nesting deeper than 100, a key that occurs twice in one object and
 * keys that could reach an object's prototype; a byte order mark is skipped. Linear in the text's length.
 */
export function parseJson(text: string): Result<unknown> {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const objection = scan(plain);
  if (objection !== null) return fail('json.refused', objection);
  try {
    return ok(JSON.parse(plain));
  } catch (error) {
    return fail(
      'json.syntax',
      `It is not valid JSON: ${asSentence(error instanceof Error ? error.message : String(error))}`,
    );
  }
}

/** Looks only at brackets and keys; everything else is left to JSON.parse. */
function scan(text: string): string | null {
  // One entry per open bracket: the keys so far for an object, null for an array.
  const open: (Set<string> | null)[] = [];
  let keyMayFollow = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
        open.push(new Set());
        keyMayFollow = true;
        break;
      case 0x5b: // [
        open.push(null);
        keyMayFollow = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        keyMayFollow = false;
        break;
      case 0x2c: // ,
        keyMayFollow = true;
        break;
      case 0x22: {
        const end = endOfString(text, at);
        if (end < 0) return null;
        const keys = open[open.length - 1];
        if (keyMayFollow && keys !== null && keys !== undefined) {
          const key = keyOf(text.slice(at, end + 1));
          if (key === null) return null;
          if (forbidden.has(key)) return `It has a key named "${key}", which no project uses.`;
          if (keys.has(key)) return `The key "${key.slice(0, 100)}" occurs twice in one object.`;
          keys.add(key);
        }
        keyMayFollow = false;
        at = end;
        break;
      }
      default:
    }
    if (open.length > deepest) return `It is nested more than ${deepest} levels deep.`;
  }
  return null;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return -1;
}

function keyOf(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}

/** The same value gives the same text, whatever the order in which its keys were made. Ends with a newline. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(withSortedKeys(value), null, 1)}\n`;
}

/**
 * Puts back what this version does not know. `raw` is what was read, `known` what the schema kept of it, `next` the
 * edited value: a key that is in `raw` but not in `known` was written by a later version and is carried over, at the
 * same place (elements of lists are matched by their `id`).
 */
export function carryUnknown(next: unknown, known: unknown, raw: unknown): unknown {
  if (Array.isArray(next) && Array.isArray(known) && Array.isArray(raw)) {
    const byId = (list: readonly unknown[]) =>
      new Map(list.filter(isRecord).map((entry) => [entry['id'], entry] as const));
    const knownById = byId(known);
    const rawById = byId(raw);
    return next.map((entry) => {
      if (!isRecord(entry) || typeof entry['id'] !== 'string') return entry;
      return carryUnknown(entry, knownById.get(entry['id']), rawById.get(entry['id']));
    });
  }
  if (!isRecord(next) || !isRecord(known) || !isRecord(raw)) return next;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(next)) result[key] = carryUnknown(next[key], known[key], raw[key]);
  for (const key of Object.keys(raw)) if (!(key in known) && !(key in next)) result[key] = raw[key];
  return result;
}
