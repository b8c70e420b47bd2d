// What a name may be, what becomes of text that is none, and the identifiers that stand for names.
import { describe, expect, it } from 'vitest';
import {
  cleanName,
  createNames,
  cutText,
  identifierOf,
  identifiersOf,
  longestName,
  nameOf,
  objectionToLayerName,
} from '../../shared/names';
import { hostileLayers } from '../hostileLayers';

const long = '深'.repeat(longestName);
const family = '👩\u200d👧';

describe('names', () => {
  it.each([...hostileLayers, 'dense_2', family, long, '1', '½', 'مرحبا\u200f'])('%j may stand, and stays', (name) => {
    expect(objectionToLayerName(name)).toBeNull();
    expect(nameOf(name)).toBe(name);
  });

  it.each([
    ['a line\r\nand another\tone', 'a line and another one'],
    ['  spaces around \u00a0', 'spaces around'],
    ['\u001b[31mred\u0007', '[31mred'],
    ['\u2028x\u2029', 'x'],
    ['turned\u202e dnuora\u2066!\u2069', 'turned dnuora!'],
    ['half \ud83d of one', 'half  of one'],
    ['none \uffff\u{1fffe}', 'none'],
    ['e\u0301', 'é'],
    ['\ufeffname', 'name'],
  ])('%j becomes %j', (text, name) => {
    expect(cleanName(text)).toBe(name);
    expect(objectionToLayerName(text)).toMatch(/one line of text/);
    expect(objectionToLayerName(name)).toBeNull();
  });

  it.each(['', ' ', '\u200b', '\u200d\u200f', '\u0301', '\n'])('%j is nothing to be seen', (text) => {
    expect(nameOf(text)).toBe('');
    expect(objectionToLayerName(cleanName(text))).toMatch(/can be seen/);
  });

  it('too long a text is cut between characters, and too long a name is refused', () => {
    expect(cutText(`${family}x`, 2)).toBe('👩\u200d');
    expect(nameOf(`${long}${long}`)).toBe(long);
    expect(objectionToLayerName(`${long}x`)).toMatch(/at most 100/);
  });

  it('equal ones are numbered, and none becomes too long', () => {
    const next = createNames(['dense', 'dense_3', long]);
    expect(['dense', 'dense', 'dense', '\n', 'constructor', long].map(next)).toEqual([
      'dense_2',
      'dense_4',
      'dense_5',
      'layer',
      'constructor',
      `${'深'.repeat(longestName - 2)}_2`,
    ]);
  });
});

describe('identifiers', () => {
  it.each([
    ['conv2d-1_a', 'conv2d-1_a'],
    ['Größe (Ångström)', 'Gro_e_Angstrom'],
    ['a/b', 'a_b'],
    ['1. Schicht', 'layer_1_Schicht'],
    ['畳み込み 1', 'layer_1'],
    ['畳み込み', 'layer'],
    ['__proto__', 'proto'],
    ['constructor', 'layer_constructor'],
    ['-x-', 'x-'],
    ['"""', 'layer'],
  ])('%j has %j', (name, identifier) => {
    expect(identifierOf(name)).toBe(identifier);
  });

  it('differ for names that do, and plain names keep theirs wherever they stand', () => {
    const names = ['a b', 'a/b', 'a-b', 'a_b', 'A b', '深い', '深'];
    expect([...identifiersOf(names).values()]).toEqual(['a_b_2', 'a_b_3', 'a-b', 'a_b', 'A_b', 'layer', 'layer_2']);
    const all = [...identifiersOf(hostileLayers).values()];
    expect(new Set(all).size).toBe(hostileLayers.length);
    for (const identifier of all) expect(identifier).toMatch(/^[A-Za-z][\w-]{0,101}$/);
  });
});
