// Files as people really have them, and files made to do harm: every one is answered within two seconds, alike when asked
// twice, in words that name no folder of the machine, and nothing beside it is touched. Where the others of the list are
// stands in badInputsList.test.ts.
import { createCanvas } from '@napi-rs/canvas';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData } from '../../../electron/engine/data';
import { decodeImage, readImageHeader } from '../../../electron/engine/data/pictures/imageFile';
import { settle } from '../../../electron/engine/data/problem';
import { checkData } from '../../../shared/data/describe';
import type { DataConfig } from '../../../shared/data/config';
import { crc32 } from '../../../shared/crc32';
import type { ParamValues, Result } from '../../../shared/result';
import { promptly } from '../../promptly';
import { inspectedWell } from './inspectedWell';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Tree = { readonly [path: string]: Buffer | string };

let made = 0;
function place(content: Tree | Buffer | string) {
  const name = `set${made++}`;
  const path = join(folder, name);
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    writeFileSync(`${path}.csv`, content);
    return { type: 'file', path: `${path}.csv`, name: `${name}.csv` } as const;
  }
  for (const [inner, bytes] of Object.entries(content)) {
    mkdirSync(join(path, dirname(inner)), { recursive: true });
    writeFileSync(join(path, inner), bytes);
  }
  return { type: 'folder', path, name } as const;
}

/** What is said of a source, after all that holds for every one of them was looked at. */
const asked = (content: Tree | Buffer | string, options?: ParamValues): Promise<Result<DataConfig>> =>
  inspectedWell(place(content), options);

async function read(content: Tree | Buffer | string, options?: ParamValues): Promise<DataConfig> {
  const answer = await asked(content, options);
  if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.message}`);
  return answer.value;
}

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

describe('tables', () => {
  it.each([
    ['one cell', 'a\n1\n', 'data.target.none'],
    ['a single class', `a,label\n${lines(30, (i) => `${i},x`)}\n`, 'data.target.none'],
    ['a class for each row', `a,label\n${lines(30, (i) => `${i % 4}.5,name${i}`)}\n`, null],
    ['100,000 classes', `a,label\n${lines(100_000, (i) => `${i % 9},class ${i}`)}\n`, null],
    ['a column without values', `a,b,y\n${lines(30, (i) => `${i}.5,,${i % 2}`)}\n`, null],
  ])('%s: what is missing is said before training', async (_, content, code) => {
    const config = await read(content);
    const problems = checkData(config);
    if (code !== null) expect(problems.map((problem) => problem.code)).toContain(code);
    for (const { message } of problems) expect(message).toMatch(/^\S.*[.?]$/s);
  });

  it('Shift-JIS is read as what it is', async () => {
    // Python: '\n'.join(rows).encode('shift_jis')
    const bytes = Buffer.from(
      'lryRTyyTc45zLJVdib8Kkb6YWYKzgvEwLJOMi56Tc4LMkFaPaCyCxoLEguCXx4KiCpG+mFmCs4LxMSyTjIuek3OCzJBWj2gsgsaCxILgl8eCogqRvphZgrOC8TIsk4yLnpNzgsyQVo9oLILGgsSC4JfHgqIKkb6YWYKzgvEzLJOMi56Tc4LMkFaPaCyCxoLEguCXx4KiCpG+mFmCs4LxNCyTjIuek3OCzJBWj2gsgsaCxILgl8eCogo=',
      'base64',
    );
    const { table } = await read(bytes);
    expect(table!.dialect!.encoding).toBe('shift_jis');
    expect(table!.columns.map(({ name }) => name)).toEqual(['名前', '都市', '評価']);
    expect(table!.columns[1]!.facts.categories).toEqual(['東京都の新宿']);
  });

  it('control characters stay in the text, and are no line breaks', async () => {
    const { table } = await read(`a,y\n${lines(30, (i) => `x\u0001\u001b[3${i % 2}m,${i % 3}`)}\n`);
    expect(table!.rowCount).toBe(30);
    expect(table!.columns[0]!.facts.categories).toEqual(['x\u0001\u001b[30m', 'x\u0001\u001b[31m']);
  });

  it.each([
    ['EBUSY', 'locked'],
    ['EACCES', 'not allowed'],
    ['EPERM', 'not allowed'],
    ['ENOENT', 'not there any more'],
  ])('a file that cannot be read (%s): what, why and what to do', async (code, says) => {
    const answer = await settle('sales.csv', () =>
      Promise.reject(Object.assign(new Error(`${code}: /home/ann/sales.csv`), { code })),
    );
    expect(answer).toMatchObject({ ok: false, problem: { code: 'data.unreadable' } });
    if (!answer.ok)
      expect(answer.problem.message).toMatch(new RegExp(`^"sales.csv" could not be read. .*${says}.*[.]$`));
  });

  it.each<readonly [string, (path: string) => void, (answer: Result<DataConfig>) => void]>([
    [
      'grows: it is read as it was',
      (path) => appendFileSync(path, '1,2\n'.repeat(1000)),
      (answer) => expect(answer.ok && answer.value.table!.rowCount).toBe(600_000),
    ],
    [
      'becomes shorter: it says so',
      (path) => truncateSync(path, 1_000_000),
      (answer) => expect(answer).toMatchObject({ ok: false, problem: { message: expect.stringContaining('.csv"') } }),
    ],
  ])('a file that %s', async (_, change, holds) => {
    const source = place(`a,b\n${'1,2\n'.repeat(600_000)}`);
    let changed = false;
    const onProgress = () => {
      if (!changed) change(source.path);
      changed = true;
    };
    const answer = await inspectData(source, { readAs: 'table' }, { onProgress });
    expect(changed).toBe(true);
    holds(answer);
  });
});

function picture(width: number, height: number, type: 'image/png' | 'image/jpeg' = 'image/png'): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#f00';
  context.fillRect(0, 0, width / 2, height / 2);
  return type === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg');
}

/** Ten thousand pictures of one pixel: the first red, all others blue. */
function animation(): Buffer {
  const frame = (pixel: number) =>
    Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, pixel, 1, 0]);
  return Buffer.concat([
    Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00', 'latin1'),
    Buffer.from([255, 0, 0, 0, 0, 255]),
    frame(0x44),
    ...Array.from({ length: 9999 }, () => frame(0x4c)),
    Buffer.from([0x3b]),
  ]);
}

const frames = 10_000;
const filled = (colour: string) => {
  const canvas = createCanvas(4, 4);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, 4, 4);
  return canvas;
};
const uint32 = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
};

/** Chunks of a PNG file by their type and content, written and read. */
const pngChunk = (type: string, content: Buffer) => {
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  return Buffer.concat([uint32(content.length), checked, uint32(crc32(checked))]);
};
function pngContent(png: Buffer, type: string): Buffer {
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === type) return png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  throw new Error(`no ${type}`);
}

/** An animated PNG: the first picture red, all others blue. */
function animatedPng(): Buffer {
  const [red, blue] = ['#f00', '#00f'].map((colour) => filled(colour).toBuffer('image/png')) as [Buffer, Buffer];
  const control = (order: number) =>
    pngChunk('fcTL', Buffer.concat([uint32(order, 4, 4, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
  return Buffer.concat([
    red.subarray(0, 8),
    pngChunk('IHDR', pngContent(red, 'IHDR')),
    pngChunk('acTL', uint32(frames, 0)),
    control(0),
    pngChunk('IDAT', pngContent(red, 'IDAT')),
    ...Array.from({ length: frames - 1 }, (_, i) =>
      Buffer.concat([
        control(2 * i + 1),
        pngChunk('fdAT', Buffer.concat([uint32(2 * i + 2), pngContent(blue, 'IDAT')])),
      ]),
    ),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const riffChunk = (type: string, content: Buffer) => {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
};

/** The same as WebP. */
function animatedWebp(): Buffer {
  // Four by four pixels of one colour without loss, as Pillow writes them.
  const frame = (pixels: string) => {
    // Place 0, 4 by 4 pixels, 10 ms.
    const head = Buffer.from([0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0, 0, 10, 0, 0, 0]);
    return riffChunk('ANMF', Buffer.concat([head, riffChunk('VP8L', Buffer.from(pixels, 'hex'))]));
  };
  const [red, blue] = ['2f03c000000710fd8ffe0722a2ff01', '2f03c000000710d1fffe0722a2ff01'].map(frame) as [
    Buffer,
    Buffer,
  ];
  const content = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    riffChunk('VP8X', Buffer.from([2, 0, 0, 0, 3, 0, 0, 3, 0, 0])),
    riffChunk('ANIM', Buffer.from([255, 255, 255, 255, 0, 0])),
    red,
    ...Array.from({ length: frames - 1 }, () => blue),
  ]);
  return riffChunk('RIFF', content);
}

/** Segments behind a JPEG file's first two bytes. */
const withSegments = (jpeg: Buffer, marker: number, contents: readonly Buffer[]) =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    ...contents.flatMap((content) => {
      const head = Buffer.from([0xff, marker, 0, 0]);
      head.writeUInt16BE(content.length + 2, 2);
      return [head, content];
    }),
    jpeg.subarray(2),
  ]);

describe('pictures', () => {
  // Pillow 13: Image.new(mode, size, colour).save(...)
  const cmyk =
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EABQAAQAAAAAAAAAAAAAAAAAAAAn/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AFTFUKoqb//Z';
  const sixteen =
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGOc48DAwMDAxMDAwMDAAAALFgDgSdfyUQAAAABJRU5ErkJggg==';
  const palette =
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEUAAAAKyB4AAAAAAAA+ZQYZAAAADElEQVR4nGMIYWIAAAEEAFdwLZn6AAAAAElFTkSuQmCC';
  const half = createCanvas(2, 2);
  half.getContext('2d').fillStyle = 'rgba(0, 0, 0, 0.5)';
  half.getContext('2d').fillRect(0, 0, 2, 2);

  it.each<readonly [string, Buffer, readonly [number, number, number]]>([
    ['four inks, as Pillow turns them', Buffer.from(cmyk, 'base64'), [255, 0, 0]],
    ['16 bits: the upper eight', Buffer.from(sixteen, 'base64'), [156, 156, 156]],
    ['a palette', Buffer.from(palette, 'base64'), [10, 200, 30]],
    ['half transparent black: laid over white', half.toBuffer('image/png'), [127, 127, 127]],
    ['10,000 pictures in one GIF: the first', animation(), [255, 0, 0]],
    ['10,000 pictures in one PNG: the first', animatedPng(), [255, 0, 0]],
    ['10,000 pictures in one WebP: the first', animatedWebp(), [255, 0, 0]],
  ])('%s', async (_, bytes, expected) => {
    const { data } = await decodeImage(bytes);
    for (const [c, value] of expected.entries()) expect(Math.abs(data[c]! - value)).toBeLessThanOrEqual(1);
    const config = await read({ 'a/1': bytes, 'a/2': bytes, 'b/1': picture(4, 4) });
    expect(config.images!.classCounts).toEqual([2, 1]);
  });

  it.each([
    [1, 0, 0],
    [2, 1, 0],
    [3, 1, 1],
    [4, 0, 1],
    [5, 0, 0],
    [6, 1, 0],
    [7, 1, 1],
    [8, 0, 1],
  ])('orientation %i puts the first corner where it belongs', async (orientation, right, below) => {
    const exif = Buffer.from(
      `4578696600004949${'2a0008000000'}0100${'12010300'}01000000${`0${orientation}`}000000${'00000000'}`,
      'hex',
    );
    const turned = withSegments(picture(32, 16, 'image/jpeg'), 0xe1, [exif]);
    const { data, width, height } = await decodeImage(turned);
    expect([width, height]).toEqual(orientation > 4 ? [16, 32] : [32, 16]);
    expect(readImageHeader(turned)).toMatchObject({ header: { width, height } });
    const isRed = (x: number, y: number) => data[4 * (y * width + x) + 1]! < 128;
    for (const [x, y] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const)
      expect(isRed(x === 0 ? 2 : width - 3, y === 0 ? 2 : height - 3)).toBe(x === right && y === below);
  });

  it.each<readonly [string, Tree, number]>([
    ['one pixel, and a line of 30,000', { 'a/1.png': picture(1, 1), 'b/1.png': picture(1, 30_000) }, 0],
    [
      'profiles of 60 MB',
      {
        'a/1.jpg': withSegments(
          picture(8, 8, 'image/jpeg'),
          0xe2,
          Array.from({ length: 961 }, () => Buffer.alloc(65_500)),
        ),
        'b/1.png': picture(8, 8),
      },
      0,
    ],
    ['60 folders deep', { 'a/1.png': picture(8, 8), [`b/${'in/'.repeat(60)}1.png`]: picture(8, 8) }, 1],
  ])('%s', async (_, tree, left) => {
    const { images } = await read({ ...tree, 'c/1.png': picture(8, 8) });
    expect(images!.unreadable).toHaveLength(left);
    for (const { reason } of images!.unreadable) expect(reason).toMatch(/50 folders deep/);
  });

  it('80,000 scans are refused by the header', async () => {
    const jpeg = picture(40, 40, 'image/jpeg');
    const scan = jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xda])), -2);
    const many = Buffer.concat([
      jpeg.subarray(0, -2),
      ...Array.from({ length: 80_000 }, () => scan),
      jpeg.subarray(-2),
    ]);
    const start = performance.now();
    expect(readImageHeader(many)).toMatchObject({ ok: false, reason: expect.stringContaining('more scans') });
    expect(performance.now() - start).toBeLessThan(promptly(2000));
    const { images } = await read({ 'a/many.jpg': many, 'a/1.png': picture(8, 8), 'b/1.png': picture(8, 8) });
    expect(images!.unreadable).toEqual([{ file: 'a/many.jpg', reason: expect.stringContaining('more scans') }]);
  });

  it('60,000 by 60,000 pixels in a file of 1 MB are refused by the header', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    header.set([8, 2], 8);
    const huge = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      pngChunk('IHDR', header),
      pngChunk('IDAT', Buffer.alloc(1_000_000)),
      pngChunk('IEND', Buffer.alloc(0)),
    ]);
    const { images } = await read({ 'a/huge.png': huge, 'a/1.png': picture(8, 8), 'b/1.png': picture(8, 8) });
    expect(images!.unreadable).toEqual([{ file: 'a/huge.png', reason: expect.stringContaining('at most 50 million') }]);
  });
});
