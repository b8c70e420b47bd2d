// Every format of a run whose project, columns and classes are named to break out of whatever they stand in: the same bytes
// each time, every generated source still reads as what it is, and the names come back as they were.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Script } from 'node:vm';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { csvCell } from '../../../shared/csv';
import { exportFormats } from '../../../shared/export';
import { type OpenCase, hostileName, openCase } from './cases';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-names-'));
const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const hasCompiler = spawnSync('cc', ['--version']).status === 0;
const classes = [`${hostileName} 1`, '</textarea><!-- {{name}} \\N{DASH} %s', '*/ "); system("x"); /*\n#include <x>'];
const columns = ['a"b\'c', '</script> \u2028x', '=1+1;$(x) `y`', '\\'];

let open: OpenCase;

beforeAll(async () => {
  vi.stubEnv('LAYERLOOM_PYTHON', 'none');
  const rows = Array.from({ length: 60 }, (_, row) => [
    ...columns.map((_name, at) => `${((row * (at + 3)) % 17) / 8}`),
    classes[row % 3]!,
  ]);
  const path = join(folder, "it's; $(x).csv");
  writeFileSync(path, [[...columns, 'kind'], ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join(''));
  open = await openCase({
    title: 'hostile',
    name: hostileName,
    source: { type: 'file', path, name: "it's; $(x).csv" },
    data: (config) => ({
      ...config,
      table: {
        ...config.table!,
        columns: config.table!.columns.map((column) => ({
          ...column,
          ...(column.name === 'kind'
            ? ({ role: 'target', type: 'category' } as const)
            : ({ role: 'feature' } as const)),
        })),
      },
    }),
    layers: [
      ['lambda', 'input'],
      ['import', 'dense', { units: 5, activation: 'relu' }],
      ['int', 'dense', { units: 3, activation: 'softmax' }],
      ['main', 'output'],
    ],
  });
}, 60_000);
afterAll(() => {
  vi.unstubAllEnvs();
  open.close();
  rmSync(folder, { recursive: true, force: true });
});

const bytesOf = (at: string, files: readonly string[]) =>
  files.map(
    (file) =>
      `${file} ${createHash('sha256')
        .update(readFileSync(join(at, file)))
        .digest('hex')}`,
  );

/** Throws where the text is not what its ending says. Python and C are asked all at once, below. */
const readers: { readonly [ending: string]: (text: string) => unknown } = {
  '.json': (text) => JSON.parse(text) as unknown,
  '.ipynb': (text) => JSON.parse(text) as unknown,
  '.js': (text) => new Script(text),
  '.html': (text) => {
    const { document } = new JSDOM(text).window;
    const shown = [...document.querySelectorAll('*')].filter(({ tagName }) => /^(H1|TITLE)$/.test(tagName));
    for (const { textContent } of shown) expect(textContent.replace(/\s/g, '')).toContain('alert("x")</script>');
    for (const script of document.querySelectorAll('script:not([src])')) new Script(script.textContent);
  },
};

describe.each(exportFormats.map(({ id }) => id))('%s', (format) => {
  it('is written twice alike, and reads as what it is', async () => {
    const write = async () => {
      const request = { folder: 'run', format, out: join(folder, format), options: {} };
      const report = await exportRun(request, open.services);
      if (!report.ok) throw new Error(report.problem.message);
      return report.value;
    };
    const [first, second] = [await write(), await write()];
    expect(bytesOf(second.folder, second.files)).toEqual(bytesOf(first.folder, first.files));
    const texts = first.files.map((file) => ({ file, text: readFileSync(join(first.folder, file), 'utf8') }));
    for (const { file, text } of texts) {
      expect(file).toMatch(/^[\w./-]+$/);
      readers[extname(file)]?.(text);
    }
    const settings = texts.find(({ file }) => file.endsWith('preprocessing.json'));
    if (settings !== undefined)
      expect(JSON.parse(settings.text)).toMatchObject({
        name: hostileName,
        inputs: [{ columns: columns.map((name) => ({ name })) }],
        outputs: [{ classes: [...classes].sort() }],
      });
    const sources = first.files.filter((file) => file.endsWith('.py')).map((file) => join(first.folder, file));
    if (python !== '' && sources.length > 0)
      execFileSync(python, [
        '-c',
        'import ast, sys\nfor p in sys.argv[1:]: ast.parse(open(p, encoding="utf-8").read())',
        ...sources,
      ]);
    if (hasCompiler && first.files.includes('network.h'))
      execFileSync('cc', ['-std=c99', '-Werror', '-fsyntax-only', join(first.folder, 'example.c')]);
  }, 60_000);
});
