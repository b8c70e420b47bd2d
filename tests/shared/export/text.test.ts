// Texts within JSON, scripts, Markdown and HTML; base64 and UTF-8 against Node's own.
import { describe, expect, it } from 'vitest';
import {
  base64,
  fillTemplate,
  htmlText,
  markdownText,
  scriptJson,
  stableJson,
  utf8,
} from '../../../shared/export/text';

const hostile = [
  '</script><script>alert(1)</script>',
  '<!--',
  '\u2028\u2029',
  '"\'`\\',
  '__proto__',
  '\u0000\u202e',
  '猫😺',
  '\ud800',
];

describe('JSON', () => {
  it('sorts keys and keeps lists', () => {
    expect(stableJson({ b: [2, 1], a: { d: 1, c: null } }, 0)).toBe('{"a":{"c":null,"d":1},"b":[2,1]}');
    expect(stableJson(JSON.parse('{"__proto__": 1, "a": 2}'), 0)).toBe('{"__proto__":1,"a":2}');
  });
  it.each(hostile)('in a script: %j ends neither the script nor the string', (text) => {
    const source = scriptJson({ [text]: text });
    expect(source).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(source)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
  });
});

describe('HTML and Markdown', () => {
  it.each(hostile)('%j becomes no tag', (text) => {
    expect(htmlText(text)).not.toMatch(/[<>"']/);
    expect(markdownText(text)).not.toMatch(/[<>\n]/);
  });
  it('templates are filled once, not through', () => {
    expect(fillTemplate('{{a}} {{b}} {{c}}', { a: '{{b}}', b: '$&' })).toBe('{{b}} $& {{c}}');
  });
});

describe('bytes', () => {
  it.each([0, 1, 2, 3, 4, 255, 70_001])('base64 of %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
  it.each(['', 'abc', 'äöü', '猫', '😺', 'a\ud800b'])('UTF-8 of %j', (text) => {
    expect(Buffer.from(utf8(text))).toEqual(Buffer.from(text, 'utf8'));
  });
});
