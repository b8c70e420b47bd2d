// Writes values as Python source. Whatever a text holds (quotes, newlines, script tags, characters that hide or turn
// the line around), it stays one literal on one line that Python reads back as the same text.
import type { KerasCall, KerasValue } from '../layers/layer';
import { identifierOf, untaken } from '../names';

const short: { readonly [character: string]: string } = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Controls, format characters, lone surrogates, unassigned characters and separators other than the space. */
const hidden = /[\\"]|[\p{C}\p{Z}]/gu;

function escaped(character: string): string {
  if (character === ' ') return character;
  const known = short[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A double-quoted literal; readable characters of any script stay as they are. */
export function pythonString(text: string): string {
  return `"${text.replace(hidden, escaped)}"`;
}

/** The number that gives the same double in Python; whole numbers are written without a point. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")';
  if (Object.is(value, -0)) return '-0.0';
  return String(value);
}

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield match case type'
  ).split(' '),
);

const identifier = /^[A-Za-z_]\w*$/;

/**
 * A Python name close to `text` that is not yet in `taken`, to which it is added: letters, digits and underscores,
 * no keyword, a letter first.
 */
export function pythonIdentifier(text: string, taken: Set<string>): string {
  let base = identifierOf(text)
    .replace(/[^A-Za-z0-9]+/g, '_')
    .slice(0, 60);
  if (keywords.has(base)) base += '_';
  const name = untaken(base, taken);
  taken.add(name);
  return name;
}

function isCall(value: object): value is KerasCall {
  return 'className' in value;
}

function isList(value: KerasValue): value is readonly KerasValue[] {
  return Array.isArray(value);
}

/** A value of a call: text, number, True, None, list, tuple, source as it stands, or another call. */
export function pythonValue(value: KerasValue, indent = ''): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return pythonString(value);
  if (typeof value === 'number') return pythonNumber(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isList(value)) return `[${value.map((entry) => pythonValue(entry, indent)).join(', ')}]`;
  if (isCall(value)) return pythonCall(value, indent);
  if ('source' in value) return value.source;
  const entries = value.tuple.map((entry) => (entry === null ? 'None' : pythonNumber(entry)));
  return entries.length === 1 ? `(${entries[0]},)` : `(${entries.join(', ')})`;
}

/** Longest line that a call may fill before its arguments get lines of their own. */
const lineLength = 100;

/**
 * `keras.layers.Dense(units=8, name="dense")`; a class name with a dot is looked up in keras itself, a
 * class with source of its own stands alone. Arguments whose
 * name is no Python name go through a dictionary. Throws a RangeError for a class name that is none: definitions
 * write those, never a document.
 */
export function pythonCall(call: KerasCall, indent = ''): string {
  const path = call.className.split('.');
  if (!path.every((part) => identifier.test(part) && !keywords.has(part))) {
    throw new RangeError(`${JSON.stringify(call.className)} is no Python class name.`);
  }
  const callee =
    call.define !== undefined
      ? call.className
      : path.length === 1
        ? `keras.layers.${path[0]}`
        : `keras.${path.join('.')}`;
  const inner = `${indent}    `;
  const write = (within: string) =>
    Object.entries(call.args).map(([name, value]) =>
      identifier.test(name) && !keywords.has(name)
        ? `${name}=${pythonValue(value, within)}`
        : `**{${pythonString(name)}: ${pythonValue(value, within)}}`,
    );
  const flat = `${callee}(${write(indent).join(', ')})`;
  if (indent.length + flat.length <= lineLength && !flat.includes('\n')) return flat;
  if (Object.keys(call.args).length === 0) return flat;
  return `${callee}(\n${write(inner)
    .map((argument) => `${inner}${argument},\n`)
    .join('')}${indent})`;
}
