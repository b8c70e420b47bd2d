// The bundled data sets are what their descriptions say: schema, hashes, rows, columns, classes, licences, size.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { bundledSetSchema, holdsPixels, holdsTable } from '../shared/data/bundled';

const root = resolve(import.meta.dirname, '../assets/data');
const folders = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const describeSet = (id: string) =>
  bundledSetSchema.parse(JSON.parse(readFileSync(join(root, id, 'dataset.json'), 'utf8')));
const countOf = (values: readonly (string | number)[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
function readTable(id: string) {
  const parsed = Papa.parse<string[]>(readFileSync(join(root, id, 'data.csv'), 'utf8'), { skipEmptyLines: true });
  const [header = [], ...rows] = parsed.data;
  return {
    header,
    rows,
    errors: parsed.errors,
    column: (name: string) => rows.map((row) => row[header.indexOf(name)] ?? '?'),
  };
}
function readImages(id: string) {
  return {
    pixels: gunzipSync(readFileSync(join(root, id, 'images.u8.gz'))),
    labels: [...readFileSync(join(root, id, 'labels.u8'))],
  };
}

/** Names in a zip's central directory (PKWARE APPNOTE 4.3.12). */
function zipNames(path: string): readonly string[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const text = bytes.toString('utf8', at + 46, at + 46 + name);
    at += 46 + name + extra + comment;
    return text;
  });
}

describe('every bundled data set', () => {
  it('is there', () => {
    const expected = [
      'auto-mpg',
      'breast-cancer',
      'digits8x8',
      'iris',
      'mauna-loa-co2',
      'mnist10k',
      'penguins',
      'photos',
      'presidents',
      'seattle-weather',
      'spoken-digits',
      'things',
      'titanic',
      'wine',
    ];
    expect(folders.sort()).toEqual(expected);
  });

  it.each(folders)('%s agrees with its dataset.json', (id) => {
    const set = describeSet(id);
    expect(set.id).toBe(id);
    expect(set.summary).toMatch(/^[^.!?]+\.$/);
    const files = readdirSync(join(root, id)).filter((name) => name !== 'dataset.json');
    expect(Object.keys(set.sha256).sort()).toEqual(files.sort());
    for (const name of files) expect(sha256(readFileSync(join(root, id, name))), name).toBe(set.sha256[name]);
    expect(files).toContain(set.file);
    if (holdsTable(set)) {
      const { header, rows, errors } = readTable(id);
      expect(errors).toEqual([]);
      expect(rows).toHaveLength(set.rows);
      expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
      expect(new Set(header).size).toBe(header.length);
      for (const name of header) expect(name).toBe(name.trim().toLowerCase());
      for (const name of [set.suggested.target, ...set.suggested.ignore]) expect(header).toContain(name);
      expect(set.suggested.ignore).not.toContain(set.suggested.target);
      const target = readTable(id).column(set.suggested.target);
      expect(target).not.toContain('');
      if (set.task === 'binary') expect(new Set(target).size).toBe(2);
      if (set.task === 'regression') expect(target.filter((text) => !Number.isFinite(Number(text)))).toEqual([]);
      // The words by which files elsewhere say "missing": here only the empty cell does.
      expect(rows.flat().filter((text) => ['NA', 'NaN', 'nan', '?', '*', 'null'].includes(text))).toEqual([]);
    } else if (set.kind === 'audio' || !holdsPixels(set)) {
      // Beside the folders of classes lies a table of who speaks.
      const names = zipNames(join(root, id, set.file)).filter((name) => name.includes('/'));
      expect(names).toHaveLength(set.rows);
      const classes = new Set(names.map((name) => name.split('/')[0]!));
      // The photos have the classes of ImageNet, and a picture of few.
      if (id === 'photos') expect([...classes].filter((name) => !set.classes.includes(name))).toEqual([]);
      else expect(classes).toEqual(new Set(set.classes));
    } else {
      const { pixels, labels } = readImages(id);
      expect(labels).toHaveLength(set.rows);
      expect(pixels).toHaveLength(set.rows * set.height * set.width * set.channels);
      expect([...new Set(labels)].sort((a, b) => a - b)).toEqual(set.classes.map((_, index) => index));
    }
  });

  it.each(folders)('%s is in LICENCES.md with its licence, source and attribution', (id) => {
    const set = describeSet(id);
    const section = readFileSync(join(root, 'LICENCES.md'), 'utf8')
      .split('\n## ')
      .find((text) => text.split('\n')[0]?.endsWith(`(\`${id}\`)`));
    expect(section).toContain(`Licence: ${set.licence}`);
    expect(section).toContain(`\`${set.source.package}\` ${set.source.version}`);
    if (set.licence.startsWith('CC-BY')) expect(set.attribution).toBeDefined();
    if (set.attribution !== undefined) expect(section).toContain(set.attribution);
    expect(section).toContain(set.citation);
  });

  it('fits in 7 MB together', () => {
    const bytes = folders.flatMap((id) =>
      readdirSync(join(root, id)).map((name) => statSync(join(root, id, name)).size),
    );
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(7_000_000);
    expect(existsSync(join(root, 'LICENCES.md'))).toBe(true);
  });

  it.each([
    ['a hash cut short', { sha256: { 'data.csv': 'abc' } }],
    ['no licence', { licence: undefined }],
    ['a file outside its folder', { file: '../data.csv' }],
    ['an unknown field', { licens: 'CC0-1.0' }],
    ['no rows', { rows: 0 }],
  ])('is refused with %s', (_, change) => {
    const sound = JSON.parse(readFileSync(join(root, 'iris', 'dataset.json'), 'utf8')) as object;
    expect(bundledSetSchema.safeParse({ ...sound, ...change }).success).toBe(false);
  });
});

// Oracle: the class counts in the data sets' own descriptions (scikit-learn's descr/*.rst, palmerpenguins'
// documentation; titanic, auto-mpg and seattle-weather: Python's csv module over the source file).
describe('tables hold what their sources hold', () => {
  it.each([
    ['iris', 'species', { setosa: 50, versicolor: 50, virginica: 50 }],
    ['penguins', 'species', { Adelie: 152, Gentoo: 124, Chinstrap: 68 }],
    ['titanic', 'survived', { 0: 863, 1: 450 }],
    ['titanic', 'class', { '1st': 322, '2nd': 279, '3rd': 711, '': 1 }],
    ['wine', 'class', { class_0: 59, class_1: 71, class_2: 48 }],
    ['breast-cancer', 'diagnosis', { malignant: 212, benign: 357 }],
    ['auto-mpg', 'origin', { american: 245, european: 68, japanese: 79 }],
    ['seattle-weather', 'weather', { sun: 640, rain: 641, fog: 101, drizzle: 53, snow: 26 }],
    [
      'presidents',
      'speaker',
      Object.fromEntries(
        [
          'James Monroe',
          'Andrew Jackson',
          'Ulysses S Grant',
          'Grover Cleveland',
          'Theodore Roosevelt',
          'Harry S Truman',
        ].map((name) => [name, 300]),
      ),
    ],
  ])('%s: %s', (id, column, counts) => {
    expect(countOf(readTable(id).column(column))).toEqual(counts);
  });

  it.each([
    ['titanic', 'age', 557],
    ['penguins', 'sex', 11],
    ['penguins', 'body_mass_g', 2],
    ['iris', 'petal width (cm)', 0],
  ])('%s: %s has %i missing values', (id, column, missing) => {
    expect(
      readTable(id)
        .column(column)
        .filter((text) => text === ''),
    ).toHaveLength(missing);
  });

  // Means: sklearn's descr/iris.rst and wine_data.rst, to the digits given there.
  it.each([
    ['iris', 'sepal length (cm)', 5.84, 2],
    ['iris', 'petal width (cm)', 1.2, 2],
    ['wine', 'hue', 0.96, 2],
    ['wine', 'alcohol', 13.0, 1],
  ])('%s: the mean of %s is %f', (id, column, mean, digits) => {
    const values = readTable(id).column(column).map(Number);
    expect(Number((values.reduce((a, b) => a + b, 0) / values.length).toFixed(digits))).toBe(mean);
  });
});

describe('images hold what their sources hold', () => {
  // Oracle: numpy.bincount over sklearn.datasets.load_digits().target, and the sizes of the mnist package's ten files.
  it.each([
    ['digits8x8', [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]],
    ['mnist10k', [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]],
  ])('%s: images per class', (id, counts) => {
    expect(Object.values(countOf(readImages(id).labels))).toEqual(counts);
  });

  it('digits8x8 begins with the first row of the first digit, 0 to 16 scaled to 0 to 255', () => {
    // Oracle: load_digits().images[0][0] = [0, 0, 5, 13, 9, 1, 0, 0], times 255/16 and rounded.
    const { pixels, labels } = readImages('digits8x8');
    expect([...pixels.subarray(0, 8)]).toEqual([0, 0, 80, 207, 143, 16, 0, 0]);
    expect(labels.slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('mnist10k is mixed and has every grey level', () => {
    const { pixels, labels } = readImages('mnist10k');
    for (let start = 0; start < labels.length; start += 1000) {
      const counts = Object.values(countOf(labels.slice(start, start + 1000)));
      expect(Math.min(...counts)).toBeGreaterThan(50);
      expect(counts).toHaveLength(10);
    }
    expect(new Set(pixels).size).toBe(256);
  });
});
