// Python source for values: what it looks like. Whether Python reads it back alike is asked in tests/oracle.
import { describe, expect, it } from 'vitest';
import { pythonCall, pythonIdentifier, pythonNumber, pythonString, pythonValue } from '../../../shared/export/python';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0, '-0.0'],
    [3, '3'],
    [0.1, '0.1'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    [Number.NaN, 'float("nan")'],
    [-Infinity, 'float("-inf")'],
  ])('%s', (value, source) => expect(pythonNumber(value)).toBe(source));
});

describe('texts stay one literal on one line', () => {
  it.each([
    ['plain', '"plain"'],
    ['say "hi" \\ bye', '"say \\"hi\\" \\\\ bye"'],
    ['two\nlines\r\n', '"two\\nlines\\r\\n"'],
    ["'''", `"'''"`],
    ['</script><!--', '"</script><!--"'],
    ['Größe 猫 😺', '"Größe 猫 😺"'],
    ['a\u2028b\u202eb\u0000', '"a\\u2028b\\u202eb\\x00"'],
    ['\ud800', '"\\ud800"'],
    ['{{name}} %s {x}', '"{{name}} %s {x}"'],
  ])('%j', (value, source) => {
    expect(pythonString(value)).toBe(source);
    expect(pythonString(value)).not.toMatch(/[\n\r\u2028\u2029]/);
  });
});

describe('identifiers', () => {
  it('are legal, unlike keywords, and unique', () => {
    const taken = new Set(['keras']);
    const names = ['dense', 'dense', 'conv-1', 'lambda', '2d', 'keras', '__class__', 'Größe', ''];
    expect(names.map((name) => pythonIdentifier(name, taken))).toEqual([
      'dense',
      'dense_2',
      'conv_1',
      'lambda_',
      'layer_2d',
      'keras_2',
      'class_',
      'Gro_e',
      'layer',
    ]);
  });
});

describe('calls', () => {
  it('nest, and break into lines when long', () => {
    const dense = { className: 'Dense', args: { units: 8, activation: 'relu' } };
    expect(pythonCall(dense)).toBe('keras.layers.Dense(units=8, activation="relu")');
    expect(pythonCall({ className: 'Bidirectional', args: { layer: dense, merge_mode: null } })).toBe(
      'keras.layers.Bidirectional(layer=keras.layers.Dense(units=8, activation="relu"), merge_mode=None)',
    );
    expect(pythonCall({ className: 'regularizers.L2', args: { l2: 0.01 } })).toBe('keras.regularizers.L2(l2=0.01)');
    const long = pythonCall({ className: 'Dense', args: { units: 8, name: 'n'.repeat(100) } }, '    ');
    expect(long.split('\n')).toEqual([
      'keras.layers.Dense(',
      '        units=8,',
      `        name="${'n'.repeat(100)}",`,
      '    )',
    ]);
  });
  it('write tuples, lists, source and odd argument names', () => {
    expect(pythonValue({ tuple: [3] })).toBe('(3,)');
    expect(pythonValue({ tuple: [] })).toBe('()');
    expect(pythonValue({ tuple: [null, 2] })).toBe('(None, 2)');
    expect(pythonValue([true, { source: 'lambda x: x' }])).toBe('[True, lambda x: x]');
    expect(pythonCall({ className: 'A', args: { 'x"y': 1 } })).toBe('keras.layers.A(**{"x\\"y": 1})');
  });
  it('refuse a class name that is code', () => {
    expect(() => pythonCall({ className: 'Dense(); import os', args: {} })).toThrow(RangeError);
    expect(() => pythonCall({ className: 'layers.__import__("os")', args: {} })).toThrow(RangeError);
  });
});
