// Values as C source. Texts stand in UTF-8 whatever the compiler takes its source for.
import { utf8 } from '../../text';

const plain = /^[\w !#$%&'()*+,\-./:;<=>@[\]^`{|}~]$/;
const lineLength = 100;

/** A string literal in plain ASCII: all else, quotes, backslashes and question marks (trigraphs) are octal escapes of three digits. */
export function cString(text: string): string {
  const lines = [''];
  for (const byte of utf8(text)) {
    const character = String.fromCharCode(byte);
    if (lines[lines.length - 1]!.length > lineLength) lines.push('');
    lines[lines.length - 1] += plain.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return lines.map((line) => `"${line}"`).join('\n    ');
}

/** A double, exactly. */
export function cDouble(value: number): string {
  if (Number.isNaN(value)) return 'NAN';
  if (!Number.isFinite(value)) return value < 0 ? '-INFINITY' : 'INFINITY';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A whole array, eight values a line. C knows none without any: those hold one that is never read. */
export function cArray(type: string, name: string, values: readonly string[], nothing = '0'): string {
  const given = values.length === 0 ? [nothing] : values;
  const lines: string[] = [];
  for (let i = 0; i < given.length; i += 8) lines.push(`  ${given.slice(i, i + 8).join(', ')},`);
  return `static const ${type} ${name}[] = {\n${lines.join('\n')}\n};\n`;
}
