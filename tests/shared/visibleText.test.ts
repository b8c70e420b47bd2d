// What cannot be seen in a person's data is shown as an escape, and nothing that can be seen is changed.
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../shared/visibleText';

describe('signs that cannot be seen', () => {
  it.each([
    ['a zero byte', 'a\0b', 'a\\x00b'],
    ['controls', '\x07ring\x1b[31m\x7f\x85', '\\x07ring\\x1b[31m\\x7f\\x85'],
    ['a lone return', 'a\rb', 'a\\x0db'],
    ['an override of the direction', 'a\u202efdp.exe', 'a\\u202efdp.exe'],
    ['isolates', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['no width', 'pay\u200bpal\ufeff', 'pay\\u200bpal\\ufeff'],
    ['a thousand of them', `a${'\u200b'.repeat(1000)}b`, 'a\\u200b×1000b'],
    ['joiners that join nothing', `a${'\u200d'.repeat(50)}b`, 'a\\u200d×50b'],
    ['other line ends', 'a\u2028b', 'a\\u2028b'],
    ['half of a pair', 'a\ud83d', 'a\\ud83d'],
    ['a hundred thousand marks', `e${'\u0301'.repeat(100_000)}`, `e${'\u0301'.repeat(8)}\\u0301×99992`],
  ])('%s', (_what, text, shown) => expect(visibleText(text)).toBe(shown));
});

it.each([
  ['lines and tabs', 'one\ttwo\r\nthree\n'],
  ['Hebrew with its points', 'שָׁלוֹם'],
  ['Arabic with a mark of direction', 'مرحبا\u200f 3'],
  ['Persian with a joiner', 'می\u200cخواهم'],
  ['a family', '👨\u200d👩\u200d👧'],
  ['Vietnamese, taken apart', 'Việt'.normalize('NFD')],
  ['Tibetan', 'བསྒྲུབས'],
])('%s stays as it is', (_what, text) => expect(visibleText(text)).toBe(text));
