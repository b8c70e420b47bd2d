// Python reads back what shared/export writes: literals as the same values, .npz as the same arrays, and pictures
// resized to the same pixels. Oracle: CPython and numpy of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodePixels, encodeRow } from '../../shared/data/preprocess';
import type { FittedInput } from '../../shared/data/fitted';
import { writeNpz } from '../../shared/export/npz';
import { pythonNumber, pythonString, pythonValue } from '../../shared/export/python';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(source: string): string {
  const file = join(folder, 'script.py');
  writeFileSync(file, source);
  return execFileSync(python, ['-X', 'utf8', file], { encoding: 'utf8' });
}

const random = createRandom(3);

describe.skipIf(python === '')('Python', () => {
  it('reads texts back', () => {
    const texts = [
      '',
      'plain',
      '"""',
      "'''\\",
      '\\',
      '\\n',
      'a\nb\r\nc\td',
      '</script>',
      '\u0000\u0001\u007f\u0085',
      '\u2028\u2029\u202e\u200b\ufeff',
      'Größe 猫 😺 é',
      '\u{e0001}',
      '{x} %s $&',
      '# comment',
      'r"x"',
      '\u00a0',
      '\u{10ffff}',
      ...Array.from({ length: 200 }, () =>
        Array.from({ length: 8 }, () => String.fromCharCode(random.integer(0xd7ff))).join(''),
      ),
    ];
    const output = run(
      `import json\nprint(json.dumps([\n${texts.map((text) => `    ${pythonString(text)},\n`).join('')}]))\n`,
    );
    expect(JSON.parse(output)).toEqual(texts);
    expect(run(`print(ascii(${pythonString('\ud800x')}))`).trim()).toBe("'\\ud800x'");
  });

  it('reads numbers back to the last bit', () => {
    const bytes = new DataView(new ArrayBuffer(8));
    const numbers = [0, 1, -1, 0.1, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 53, 1e21, 123456789012345680000, 1 / 3];
    while (numbers.length < 1000) {
      bytes.setUint32(0, random.integer(2 ** 32));
      bytes.setUint32(4, random.integer(2 ** 32));
      if (Number.isFinite(bytes.getFloat64(0))) numbers.push(bytes.getFloat64(0));
    }
    const output = run(
      `print([float(x).hex() for x in [${numbers.map(pythonNumber).join(', ')}]] == [float.fromhex(x) .hex() for x in ${JSON.stringify(numbers.map(hexOf))}])`,
    );
    expect(output.trim()).toBe('True');
    expect(
      run(
        `import math\nprint(math.copysign(1, ${pythonNumber(-0)}), ${pythonNumber(NaN)}, ${pythonNumber(Infinity)})`,
      ).trim(),
    ).toBe('-1.0 nan inf');
  });

  it('reads tuples, lists and constants back', () => {
    const value = pythonValue([null, true, false, { tuple: [1] }, { tuple: [] }, { tuple: [null, 3] }, 'x']);
    expect(run(`print(${value})`).trim()).toBe("[None, True, False, (1,), (), (None, 3), 'x']");
  });

  it('loads .npz files of every shape and type', () => {
    const file = join(folder, 'arrays.npz');
    writeFileSync(
      file,
      writeNpz(
        new Map([
          ['dense/kernel', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.1) }],
          ['größe', { shape: [], data: Int32Array.of(-7) }],
          ['empty', { shape: [0, 4], data: new Float32Array(0) }],
          ['u32', { shape: [2], data: Uint32Array.of(1, 0xffffffff) }],
          ['u8', { shape: [1, 1, 3], data: Uint8Array.of(0, 128, 255) }],
        ]),
      ),
    );
    const output = run(
      `import json, zipfile\nimport numpy as np\nwith np.load(${pythonString(file)}) as f:\n    print(json.dumps({n: [str(f[n].dtype), list(f[n].shape), f[n].ravel().tolist()] for n in f.files}))\nassert zipfile.ZipFile(${pythonString(file)}).testzip() is None`,
    );
    expect(JSON.parse(output)).toEqual({
      'dense/kernel': ['float32', [2, 3], [1, 2, 3, 4, 5, Math.fround(0.1)]],
      größe: ['int32', [], [-7]],
      empty: ['float32', [0, 4], []],
      u32: ['uint32', [2], [1, 0xffffffff]],
      u8: ['uint8', [1, 1, 3], [0, 128, 255]],
    });
  });

  const sizes = [
    [8, 8, 8, 8],
    [28, 28, 8, 8],
    [5, 7, 28, 28],
    [1, 1, 4, 4],
    [100, 3, 7, 9],
    [31, 17, 32, 32],
  ] as const;
  const project = resolve('shared/export/project');
  const load = `import json, sys, types\nimport numpy as np\nsource = open(${pythonString(join(project, 'preprocessing.py'))}, encoding="utf-8").read().replace('json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8"))', '{"inputs": [], "outputs": []}')\np = types.ModuleType("p")\np.__dict__["__file__"] = "p.py"\nexec(source, p.__dict__)\n`;

  it('resizes and scales pictures to the same numbers', () => {
    const ways = [undefined, 'crop', 'padBlack', 'padEdge'] as const;
    const cases = sizes.flatMap(([width, height, toWidth, toHeight], size) =>
      ([1, 3] as const).map((channels, at) => {
        const framing = ways[(size + at) % ways.length];
        const rgba = Array.from({ length: width * height * 4 }, (_, i) =>
          i % 4 === 3 && i % 8 === 3 ? 255 : random.integer(256),
        );
        const input = {
          modality: 'image' as const,
          width: toWidth,
          height: toHeight,
          channels,
          ...(framing === undefined ? {} : { framing }),
          subtract: channels === 1 ? [12.5] : [1, 2.25, 3],
          divide: channels === 1 ? [255] : [255, 60.1, 7],
          ...(channels === 3 && size % 2 === 0 ? { order: 'bgr' as const } : {}),
        };
        return { width, height, rgba, input, wanted: Array.from(encodePixels(input, rgba, width, height)) };
      }),
    );
    const file = join(folder, 'pictures.json');
    writeFileSync(file, JSON.stringify(cases));
    const output = run(
      `${load}for c in json.load(open(${pythonString(file)})):\n    pixels = np.array(c["rgba"], dtype=np.uint8).reshape(c["height"], c["width"], 4)\n    got = p.encode_picture(c["input"], pixels).ravel()\n    print(np.array_equal(got, np.array(c["wanted"], dtype=np.float32)))\n`,
    );
    expect(output.trim().split('\n')).toEqual(cases.map(() => 'True'));
  });

  it('encodes rows to the same numbers', () => {
    const input: FittedInput & { modality: 'table' } = {
      modality: 'table',
      columns: [
        { type: 'number', name: 'age', fill: 29.7, subtract: 29.699117647058824, divide: 14.526497332334044 },
        { type: 'onehot', name: 'größe "x"', categories: ['a', 'b ', '3', '__proto__'], fill: 'a' },
        { type: 'ordinal', name: '__proto__', categories: ['1', '2', 'yes'], fill: null },
      ],
    };
    const cells = [
      null,
      '',
      ' ',
      '\ufeff',
      '3',
      3,
      3.5,
      ' 4.25 ',
      '1e3',
      '-.5',
      '+7.',
      'abc',
      '1,5',
      '1_000',
      'a',
      'yes',
      '\u2003b\u2003',
      1,
      2,
    ];
    const rows = cells.map((cell) => Object.fromEntries(input.columns.map(({ name }) => [name, cell])));
    const file = join(folder, 'rows.json');
    writeFileSync(
      file,
      JSON.stringify({ columns: input.columns, rows, wanted: rows.map((row) => Array.from(encodeRow(input, row))) }),
    );
    const output = run(
      `${load}c = json.load(open(${pythonString(file)}))\nfor row, wanted in zip(c["rows"], c["wanted"]):\n    print(np.array_equal(p.encode_row(c["columns"], row), np.array(wanted, dtype=np.float32)))\n`,
    );
    expect(output.trim().split('\n')).toEqual(rows.map(() => 'True'));
  });
});

/** A double as C99 hexadecimal, exact. */
function hexOf(value: number): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  const bits = bytes.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const sign = bits >> 63n === 1n ? '-' : '';
  return exponent === 0 ? `${sign}0x0.${fraction}p-1022` : `${sign}0x1.${fraction}p${exponent - 1023}`;
}
