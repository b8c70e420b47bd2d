// Folders and zips of pictures, made here: what is found, what is refused with which reason, and what a network gets.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { ZipFile } from 'yazl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, readImageHeader } from '../../../electron/engine/data/pictures/imageFile';
import { chooseSize } from '../../../electron/engine/data/pictures/prepared';
import { encodeInput, glanceData, openData } from '../../../electron/engine/data';
import { checkData, describeData } from '../../../shared/data/describe';
import type { DataConfig } from '../../../shared/data/config';
import { encodePixels } from '../../../shared/data/preprocess';
import { inspectedWell } from './inspectedWell';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-images-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Format = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/avif' | 'image/gif';

/** A picture of one colour with a darker left half. */
function picture(colour: string, width = 12, height = 8, format: Format = 'image/png'): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'rgba(0, 0, 0, 0.5)';
  context.fillRect(0, 0, width / 2, height);
  return canvas.toBuffer(format as 'image/png');
}

type Tree = { readonly [path: string]: Buffer | string };

let made = 0;
function asFolder(tree: Tree): string {
  const root = join(folder, `set${made++}`);
  mkdirSync(root);
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function asZip(tree: Tree, change?: (bytes: Buffer) => Buffer): Promise<string> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(tree)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  const path = join(folder, `set${made++}.zip`);
  const bytes = Buffer.concat(chunks);
  writeFileSync(path, change === undefined ? bytes : change(bytes));
  return path;
}

/** Changes a name within a zip to one of the same length, in both of its places. */
function rename(from: string, to: string) {
  return (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at + 1)) changed.write(to, at, 'latin1');
    return changed;
  };
}

async function inspect(path: string, type: 'folder' | 'file' = 'folder', options = {}): Promise<DataConfig> {
  const result = await inspectedWell({ type, path, name: 'pets' }, options);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

const reds = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`red/${i}.png`, picture('#f00')]));
const blues = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`blue/${i}.png`, picture('#00f')]));

describe('what is found', () => {
  const rows: readonly {
    readonly what: string;
    readonly tree: Tree;
    readonly classes: readonly string[];
    readonly counts: readonly number[];
    readonly notes?: number;
  }[] = [
    { what: 'a folder per class', tree: { ...reds(3), ...blues(2) }, classes: ['blue', 'red'], counts: [2, 3] },
    {
      what: 'a folder around it',
      tree: { 'pets/red/a.png': picture('#f00'), 'pets/blue/b.png': picture('#00f') },
      classes: ['blue', 'red'],
      counts: [1, 1],
    },
    {
      what: 'folders within classes',
      tree: { 'red/x/y/a.png': picture('#f00'), 'red/b.png': picture('#f00'), 'blue/b.png': picture('#00f') },
      classes: ['blue', 'red'],
      counts: [1, 2],
    },
    {
      what: 'train and test folders',
      tree: {
        'train/red/a.png': picture('#f00'),
        'test/red/b.png': picture('#f00'),
        'train/blue/c.png': picture('#00f'),
      },
      classes: ['blue', 'red'],
      counts: [1, 2],
      notes: 1,
    },
    {
      what: 'system files left aside',
      tree: { ...reds(1), ...blues(1), '.DS_Store': 'x', 'red/Thumbs.db': 'x', '__MACOSX/red/._0.png': 'x' },
      classes: ['blue', 'red'],
      counts: [1, 1],
    },
    {
      what: 'names that differ by case',
      tree:
        process.platform === 'linux'
          ? { 'Red/a.png': picture('#f00'), 'red/a.png': picture('#f00') }
          : { 'red/a.png': picture('#f00'), 'Red2/a.png': picture('#f00') },
      classes: process.platform === 'linux' ? ['Red', 'red'] : ['Red2', 'red'],
      counts: [1, 1],
    },
  ];
  it.each(rows)('$what, as folder and as zip', async ({ tree, classes, counts, notes = 0 }) => {
    for (const config of [await inspect(asFolder(tree)), await inspect(await asZip(tree), 'file')]) {
      expect(config.images).toMatchObject({
        classes,
        classCounts: counts,
        width: 12,
        height: 8,
        channels: 3,
        unreadable: [],
      });
      expect(config.notes?.length ?? 0).toBe(notes);
      expect(Object.values(describeData(config).inputs)[0]!.tensor.shape).toEqual([8, 12, 3]);
    }
  });

  it.each<readonly [Format, number]>([
    ['image/png', 12],
    ['image/jpeg', 12],
    ['image/webp', 12],
    ['image/avif', 12],
    ['image/gif', 12],
  ])('reads the header and pixels of %s', async (format, width) => {
    const bytes = picture('#808080', width, 8, format);
    expect(readImageHeader(bytes)).toMatchObject({ ok: true, header: { format: format.slice(6), width, height: 8 } });
    const pixels = await decodeImage(bytes);
    expect([pixels.width, pixels.height, pixels.channels]).toEqual([12, 8, 4]);
    expect(Math.abs(pixels.data[4 * 11]! - 128)).toBeLessThan(6);
  });

  it('takes grey pictures as grey even where they are stored in colour', async () => {
    const config = await inspect(
      asFolder({ 'a/1.jpg': picture('#777', 12, 8, 'image/jpeg'), 'b/1.png': picture('#fff') }),
    );
    expect(config.images!.channels).toBe(1);
    expect(
      (await inspect(asFolder({ ...reds(1), ...blues(1) }), 'folder', { colour: 'grey', width: 6 })).images,
    ).toMatchObject({ channels: 1, width: 6, height: 4 });
  });

  it.each<readonly [string, readonly (readonly [number, number])[], number, number, readonly [number, number]]>([
    [
      'all equal and small',
      [
        [28, 28],
        [28, 28],
      ],
      0,
      0,
      [28, 28],
    ],
    [
      'all equal and large',
      [
        [256, 128],
        [256, 128],
      ],
      0,
      0,
      [64, 32],
    ],
    [
      'mixed',
      [
        [640, 480],
        [320, 240],
        [1000, 750],
      ],
      0,
      0,
      [64, 48],
    ],
    [
      'mixed and small',
      [
        [20, 30],
        [40, 30],
        [30, 30],
      ],
      0,
      0,
      [30, 30],
    ],
    ['a line', [[30_000, 1]], 0, 0, [64, 1]],
    ['asked', [[640, 480]], 10, 20, [10, 20]],
    ['width asked', [[640, 480]], 100, 0, [100, 75]],
  ])('chooses a size: %s', (_, sizes, width, height, expected) => {
    expect(Object.values(chooseSize(sizes, { width, height }))).toEqual(expected);
  });
});

describe('what is shown while a folder is read', () => {
  const shown = async (tree: Tree) => {
    const answer = await glanceData({ type: 'folder', path: asFolder(tree), name: 'pets' }, {});
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value.pictures;
  };

  it('some pictures of every class, in their own shape', async () => {
    const pictures = await shown({ ...reds(40), ...blues(30), 'red/0.png': 'no picture', 'readme.txt': 'x' });
    expect(pictures.length).toBeGreaterThan(20);
    expect(new Set(pictures.map(({ label }) => label))).toEqual(new Set(['red', 'blue']));
    for (const { picture, width, height } of pictures) {
      expect([width, height]).toEqual([12, 8]);
      expect(picture).toMatch(/^data:image\/png;base64,/);
    }
  });

  it.each<readonly [string, Tree]>([
    ['an empty folder', {}],
    ['sounds', { 'a/1.wav': 'RIFF', 'b/1.wav': 'RIFF' }],
  ])('nothing of %s', async (_, tree) => expect(await shown(tree)).toEqual([]));
});

describe('what is refused', () => {
  const png = picture('#0f0', 40, 40);
  const jpeg = picture('#0f0', 40, 40, 'image/jpeg');
  const huge = Buffer.from(png);
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  const flat = Buffer.from(png);
  flat.writeUInt32BE(0, 16);
  // Each further scan is a copy of the first one's header and data.
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const scans = Buffer.concat([
    jpeg.subarray(0, -2),
    ...Array.from({ length: 5000 }, () => jpeg.subarray(scan, -2)),
    jpeg.subarray(-2),
  ]);

  const files: readonly { readonly file: string; readonly content: Buffer | string; readonly reason: RegExp }[] = [
    { file: 'empty.png', content: '', reason: /empty/ },
    { file: 'header.png', content: png.subarray(0, 8), reason: /damaged PNG/ },
    ...[0.2, 0.4, 0.6, 0.8, 0.95].map((share) => ({
      file: `cut${share}.png`,
      content: png.subarray(0, Math.floor(png.length * share)),
      reason: /damaged PNG/,
    })),
    ...[0.1, 0.3, 0.5, 0.7, 0.9].map((share) => ({
      file: `cut${share}.jpg`,
      content: jpeg.subarray(0, Math.floor(jpeg.length * share)),
      reason: /damaged JPEG/,
    })),
    { file: 'huge.png', content: huge, reason: /60000 by 60000 pixels; at most 50 million/ },
    { file: 'flat.png', content: flat, reason: /no pixels/ },
    { file: 'scans.jpg', content: scans, reason: /more scans/ },
    { file: 'page.jpg', content: '<html><script>alert(1)</script></html>', reason: /web page/ },
    {
      file: 'drawing.svg',
      content: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      reason: /SVG/,
    },
    { file: 'tool.jpg', content: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]), reason: /Windows program/ },
    { file: 'scan.tiff', content: Buffer.from('II*\0xxxxxxxx', 'latin1'), reason: /TIFF/ },
    { file: 'notes.txt', content: 'remember the milk', reason: /not a picture/ },
  ];

  it('lists files that are no pictures with the reason, and goes on', async () => {
    const tree = {
      ...reds(3),
      ...blues(3),
      ...Object.fromEntries(files.map(({ file, content }) => [`red/${file}`, Buffer.from(content)])),
      'loose.png': png,
    };
    for (const config of [await inspect(asFolder(tree)), await inspect(await asZip(tree), 'file')]) {
      const reasons = new Map(config.images!.unreadable.map(({ file, reason }) => [file, reason]));
      for (const { file, reason } of files) expect(`${file}: ${reasons.get(`red/${file}`)}`).toMatch(reason);
      expect(reasons.get('loose.png')).toMatch(/outside/);
      expect(config.images!.classCounts).toEqual([3, 3]);
      expect(config.images!.imageCount).toBe(6);
      expect(checkData(config).map(({ code }) => code)).toContain('data.images.unreadable');
      // The same pictures are numbered when it is opened.
      const opened = await openData(config);
      expect(opened.ok && opened.value.total).toBe(6);
      if (opened.ok) opened.value.close();
    }
  });

  it.skipIf(process.platform === 'win32')('does not follow links', async () => {
    const root = asFolder({ ...reds(2), ...blues(2) });
    symlinkSync(root, join(root, 'red', 'loop'));
    symlinkSync('/etc/hostname', join(root, 'blue', 'secret.png'));
    const { images } = await inspect(root);
    expect(images!.unreadable.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      'blue/secret.png: It is a link; only real files are read.',
      'red/loop: It is a link; only real files are read.',
    ]);
  });

  const sources: readonly {
    readonly what: string;
    readonly make: () => Promise<string> | string;
    readonly type: 'folder' | 'file';
    readonly code: string;
  }[] = [
    { what: 'an empty folder', make: () => asFolder({}), type: 'folder', code: 'data.images.noClasses' },
    {
      what: 'no picture at all',
      make: () => asFolder({ 'a/x.doc': 'x', 'b/y.doc': 'y' }),
      type: 'folder',
      code: 'data.images.none',
    },
    {
      what: 'a file as folder',
      make: () => join(asFolder({ 'a.png': png }), 'a.png'),
      type: 'folder',
      code: 'data.images.noFolder',
    },
    {
      what: 'a zip of a workbook',
      make: () => asZip({ 'xl/workbook.xml': 'x', '[Content_Types].xml': 'x' }),
      type: 'file',
      code: 'data.excel.damaged',
    },
    {
      what: 'a cut zip',
      make: () => asZip({ ...reds(2) }, (bytes) => bytes.subarray(0, bytes.length - 30)),
      type: 'file',
      code: 'data.zip.damaged',
    },
    {
      what: 'a zip that leads out',
      make: () => asZip({ 'xx/xx/a.png': png, ...blues(1) }, rename('xx/xx/a.png', '../../a.png')),
      type: 'file',
      code: 'data.zip.names',
    },
    {
      what: 'a zip with an absolute name',
      make: () => asZip({ 'xetc/a.png': png, ...blues(1) }, rename('xetc/a.png', '/etc/a.png')),
      type: 'file',
      code: 'data.zip.names',
    },
    {
      what: 'a zip bomb',
      make: () => asZip({ 'a/zeros.png': Buffer.alloc(20_000_000), 'b/b.png': png }),
      type: 'file',
      code: 'data.zip.bomb',
    },
  ];
  it.each(sources)('$what', async ({ make, type, code }) => {
    const result = await inspectedWell({ type, path: await make(), name: 'pets' });
    expect(result.ok ? 'read' : result.problem.code).toBe(code);
  });
});

/** Spoils the checksum that a zip's directory gives for its first entry. */
function spoilChecksum(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const directory = changed.indexOf('PK\u0001\u0002', 0, 'latin1');
  changed[directory + 16]! ^= 0xff;
  return changed;
}

it('tells of a picture in a zip that does not match its checksum, and reads the others', async () => {
  const path = await asZip({ ...reds(2), ...blues(2) }, spoilChecksum);
  const config = await inspect(path, 'file');
  expect(config.images!.imageCount).toBe(3);
  expect(config.images!.unreadable).toEqual([
    { file: 'red/0.png', reason: expect.stringMatching(/does not match its checksum/) as string },
  ]);
});

describe('pictures opened', () => {
  it('gives the same numbers in a batch, from a file and from pixels', async () => {
    const root = asFolder({ ...reds(12), ...blues(12) });
    const config = await inspect(root, 'folder', { width: 5, height: 3, scaling: 'standardize' });
    const opened = await openData(config);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { batch, parts, fitted, show, close } = opened.value;
    const input = fitted.inputs['image']!;
    if (input.modality !== 'image') throw new Error('no image');
    const { inputs, targets } = await batch(parts.test);
    expect(inputs['image']!.shape).toEqual([parts.test.length, 3, 5, 3]);
    const [shown] = await show(parts.test.slice(0, 1));
    expect(shown!.picture).toMatch(/^data:image\/png;base64,/);
    const label = targets['class']![0]!;
    expect(shown!.label).toBe(['blue', 'red'][label]);
    const bytes = picture(label === 0 ? '#00f' : '#f00');
    const first = inputs['image']!.values.slice(0, 45);
    const path = join(root, label === 0 ? 'blue/0.png' : 'red/0.png');
    const fromFile = await encodeInput(input, { type: 'file', path });
    const decoded = await decodeImage(bytes);
    const rgba = Buffer.from(decoded.data as Uint8ClampedArray);
    const fromPixels = await encodeInput(input, {
      type: 'pixels',
      width: 12,
      height: 8,
      rgba: rgba.toString('base64'),
    });
    for (const encoded of [fromFile, fromPixels]) {
      if (!encoded.ok) throw new Error(encoded.problem.message);
      expect(encoded.value.array.shape).toEqual([1, 3, 5, 3]);
      expect(Array.from(encoded.value.array.values)).toEqual(Array.from(first));
    }
    expect(Array.from(encodePixels(input, decoded.data, 12, 8))).toEqual(Array.from(first));
    close();
  });

  it('fits brightness on the training part only', async () => {
    const tree = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `${i % 2 ? 'odd' : 'even'}/${i}.png`,
        picture(`rgb(${i * 8}, ${i * 8}, ${i * 8})`),
      ]),
    );
    const root = asFolder(tree);
    const config = await inspect(root, 'folder', { scaling: 'standardize' });
    const fitOf = async () => {
      const opened = await openData(config);
      if (!opened.ok) throw new Error(opened.problem.message);
      const { fitted, parts, close } = opened.value;
      close();
      return { image: fitted.inputs['image'] as { readonly subtract: readonly number[] }, parts };
    };
    const before = await fitOf();
    // Sample numbers follow the sorted paths.
    const paths = Object.keys(tree).sort();
    writeFileSync(join(root, paths[before.parts.test[0]!]!), picture('#fff'));
    expect((await fitOf()).image.subtract).toEqual(before.image.subtract);
    // The broken twin: a training picture does move it.
    writeFileSync(join(root, paths[before.parts.train[0]!]!), picture('#fff'));
    expect((await fitOf()).image.subtract).not.toEqual(before.image.subtract);
  });

  it('turns pictures as their EXIF data say', async () => {
    const jpeg = picture('#ff0000', 32, 16, 'image/jpeg');
    // Left half darker, so after "turn right by 90 degrees" (6) the top half is.
    const exif = Buffer.from(
      '4578696600004949' + '2a0008000000' + '0100' + '12010300' + '01000000' + '06000000' + '00000000',
      'hex',
    );
    const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    const pixels = await decodeImage(Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]));
    expect([pixels.width, pixels.height]).toEqual([16, 32]);
    expect(pixels.data[4 * (4 * 16 + 8)]!).toBeLessThan(160);
    expect(pixels.data[4 * (28 * 16 + 8)]!).toBeGreaterThan(220);
  });

  it('says which file cannot be read any more', async () => {
    const root = asFolder({ ...reds(6), ...blues(6) });
    const config = await inspect(root);
    const opened = await openData(config);
    if (!opened.ok) throw new Error(opened.problem.message);
    rmSync(join(root, 'red/3.png'));
    const all = Uint32Array.from({ length: 12 }, (_, i) => i);
    await expect(opened.value.batch(all)).rejects.toThrow(/red\/3\.png.*could not be read/);
    opened.value.close();
  });
});

describe('a sample of a person’s own', () => {
  const table = {
    modality: 'table',
    columns: [
      { type: 'number', name: 'age', fill: 30, subtract: 20, divide: 10 },
      { type: 'onehot', name: 'sex', categories: ['f', 'm'], fill: 'm' },
    ],
  } as const;

  it('encodes a row and shows it', async () => {
    const result = await encodeInput(table, { type: 'row', values: { age: ' 45 ', sex: null, other: 'x' } });
    expect(result).toEqual({
      ok: true,
      value: {
        array: { shape: [1, 3], values: Float32Array.of(2.5, 0, 1) },
        shown: { cells: { age: '45', sex: null } },
      },
    });
  });

  it('takes the first row of a file by the names of its columns', async () => {
    const path = join(folder, 'row.csv');
    writeFileSync(path, 'sex;x;age\nf;1;35,5\nm;2;1,5\n');
    const result = await encodeInput(table, { type: 'file', path });
    expect(result.ok && Array.from(result.value.array.values)).toEqual([Math.fround(1.55), 1, 0]);
  });

  it.each([
    [{ type: 'row', values: { age: '3,5' } }, /"age" must be a number such as 3.5, or empty. It is "3,5"/],
    [{ type: 'row', values: { age: '12 years' } }, /"age" must be a number/],
    [{ type: 'pixels', width: 1, height: 1, rgba: 'AAAA' }, /takes a row of a table, but was given a picture/],
    [{ type: 'file', path: '/nowhere/at-all.csv' }, /"at-all.csv" could not be read. It is not there any more/],
    [{ type: 'sample', part: 'test', position: 0 }, /needs the data set open/],
  ] as const)('refuses %j', async (input, says) => {
    const result = await encodeInput(table, input);
    expect(result.ok ? 'encoded' : result.problem.message).toMatch(says);
  });

  it('refuses pixels of another size', async () => {
    const image = { modality: 'image', width: 2, height: 2, channels: 1, subtract: [0], divide: [255] } as const;
    const result = await encodeInput(image, {
      type: 'pixels',
      width: 2,
      height: 2,
      rgba: Buffer.alloc(15).toString('base64'),
    });
    expect(result.ok ? '' : result.problem.message).toMatch(/has 16 bytes; 15 arrived/);
  });
});
