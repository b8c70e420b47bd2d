// JSON, base64 and text for other people's formats, always the same bytes for the same value.
import { withSortedKeys } from '../json';
import { cleanName } from '../names';

/** JSON with sorted keys; the order of lists is kept. Numbers that JSON lacks (NaN, Infinity) become null. */
export function stableJson(value: unknown, indent = 2): string {
  return JSON.stringify(withSortedKeys(value), null, indent);
}

/** JSON that may stand inside a script element or a script file: no `<`, no line separators that end a string. */
export function scriptJson(value: unknown): string {
  return stableJson(value, 0).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A user's text within a line of Markdown: it neither formats nor becomes HTML nor starts a new line. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&');
}

/** A user's text within a comment, of one line or between marks as in C: it ends neither. */
export function commentText(text: string): string {
  return cleanName(text).replace(/\*(?=\/)|\/(?=\*)/g, '$& ');
}

/** The exact name of a layer that stands as `identifier` on the line of source before: a comment, or nothing where they are the same. */
export function nameComment(mark: '#' | '//', name: string, identifier: string): string {
  return name === identifier ? '' : `  ${mark} ${commentText(name)}`;
}

/** A user's text within HTML, in an element or a quoted attribute. */
export function htmlText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** Puts values in the places marked {{name}}. A template's places and the values' names are both the program's own. */
export function fillTemplate(template: string, values: { readonly [name: string]: string }): string {
  return template.replace(/\{\{(\w+)\}\}/g, (mark, name: string) => values[name] ?? mark);
}

/** Bytes of a text in UTF-8; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    part +=
      digits[(word >> 18) & 63]! +
      digits[(word >> 12) & 63]! +
      (left > 1 ? digits[(word >> 6) & 63]! : '=') +
      (left > 2 ? digits[word & 63]! : '=');
    if (part.length > 65_536) {
      parts.push(part);
      part = '';
    }
  }
  parts.push(part);
  return parts.join('');
}
