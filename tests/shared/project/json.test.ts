import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryUnknown, parseJson, stableJson } from '../../../shared/project/json';
import { promptly } from '../../promptly';

describe('parseJson', () => {
  const refused: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['a key twice', '{"a":1,"b":{"c":1,"c":2}}', /"c" occurs twice/],
    ['a key twice, written differently', String.raw`{"a":1,"\u0061":2}`, /"a" occurs twice/],
    ['__proto__', '{"x":{"__proto__":{"polluted":1}}}', /__proto__/],
    ['__proto__ in escapes', String.raw`{"\u005f_proto__":1}`, /__proto__/],
    ['constructor', '{"constructor":{"prototype":{}}}', /constructor/],
    ['100,000 levels of lists', '['.repeat(100_000) + ']'.repeat(100_000), /nested/],
    ['100,000 levels of objects', '{"a":'.repeat(100_000), /nested/],
    ['nothing', '', /not valid JSON/],
    ['half an object', '{"a":', /not valid JSON/],
    ['half a string', '{"a', /not valid JSON/],
    ['two values', '{} {}', /not valid JSON/],
    ['a NUL', '\0', /not valid JSON/],
  ];
  it.each(refused)('refuses %s', (_what, text, says) => {
    const result = parseJson(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problem.message).toMatch(says);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  const accepted: readonly (readonly [what: string, text: string, value: unknown])[] = [
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['Windows line ends', '{\r\n"a": [1,\r\n2]}', { a: [1, 2] }],
    [
      'keys that look like values',
      '{"a":"a","b":["a","a"],"c":{"a":"a:{,"}}',
      { a: 'a', b: ['a', 'a'], c: { a: 'a:{,' } },
    ],
    ['quotes and brackets in strings', String.raw`{"a":"\"}{[\\","b":1}`, { a: '"}{[\\', b: 1 }],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`, { a: '\ud800' }],
    ['the same key in sister objects', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
  ];
  it.each(accepted)('accepts %s', (_what, text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it('accepts whatever JSON.stringify writes, and gives it back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        if (/__proto__|constructor|prototype/u.test(text)) return;
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to the text', () => {
    const time = (count: number) => {
      const text = `[${'{"key":"value","list":[1,2,3]},'.repeat(count)}0]`;
      const start = performance.now();
      parseJson(text);
      return performance.now() - start;
    };
    time(1000);
    expect(time(100_000)).toBeLessThan(promptly(2000));
  });
});

describe('stableJson', () => {
  it('does not depend on the order of keys', () => {
    expect(stableJson({ b: [{ y: 1, x: 2 }], a: 1 })).toBe(stableJson({ a: 1, b: [{ x: 2, y: 1 }] }));
  });
  it('leaves out what is undefined and keeps the rest', () => {
    expect(JSON.parse(stableJson({ a: undefined, b: null, c: [0, '', false] }))).toEqual({
      b: null,
      c: [0, '', false],
    });
  });
});

describe('carryUnknown', () => {
  const raw = {
    name: 'a',
    later: { x: 1 },
    network: {
      nodes: [
        { id: 'n1', kind: 'dense', colour: 'red' },
        { id: 'n2', kind: 'relu', colour: 'blue' },
      ],
    },
  };
  const known = {
    name: 'a',
    network: {
      nodes: [
        { id: 'n1', kind: 'dense' },
        { id: 'n2', kind: 'relu' },
      ],
    },
  };
  it('brings back what the schema dropped, at its place, and nothing that was removed', () => {
    const next = {
      name: 'b',
      network: {
        nodes: [
          { id: 'n2', kind: 'relu' },
          { id: 'n3', kind: 'lstm' },
        ],
      },
    };
    expect(carryUnknown(next, known, raw)).toEqual({
      name: 'b',
      later: { x: 1 },
      network: {
        nodes: [
          { id: 'n2', kind: 'relu', colour: 'blue' },
          { id: 'n3', kind: 'lstm' },
        ],
      },
    });
  });
  it('does not bring back an optional field that this version knows and the person removed', () => {
    const withNote = { id: 'n1', note: 'hello' };
    expect(carryUnknown({ id: 'n1' }, withNote, withNote)).toEqual({ id: 'n1' });
  });
});
