// Every format of a run whose project, columns, classes and layers are named to break out of whatever they stand in: the same
// bytes each time, every generated source still reads as what it is, and the names come back as they were.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { Script } from 'node:vm';
import { load } from 'js-yaml';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { csvCell } from '../../../shared/csv';
import { exportFormats } from '../../../shared/export';
import { importModel } from '../../../shared/import';

import { hostileLayers } from '../../hostileLayers';
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
    layers: hostileLayers.map((name, at) => {
      if (at === 0) return [name, 'input'];
      if (at === hostileLayers.length - 1) return [name, 'output'];
      return [name, 'dense', { units: 3, activation: at === hostileLayers.length - 2 ? 'softmax' : 'relu' }];
    }),
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
  '.yaml': (text) => load(text),
  '.yml': (text) => load(text),
  '.sbatch': (text) => execFileSync('bash', ['-n'], { input: text }),
  // No tag, comment or line of its own from a name; code of the program's own is shown as it is.
  '.md': (text) => {
    expect(text.replace(/^```[^]*?^```$|`[^`\n]*`/gm, '')).not.toMatch(
      /<\/?(?:script|textarea|b)>|<!--|^=1\+1|^\s*\*\//m,
    );
    expect(text.split(/[\u0085\u2028\u2029]/)).toHaveLength(1);
  },
  '.svg': (text) => {
    const { document } = new JSDOM(text, { contentType: 'image/svg+xml' }).window;
    const shown = [...document.querySelectorAll('text')].map(({ textContent }) => textContent);
    for (const name of hostileLayers) if (name.length < 28) expect(shown).toContain(name);
  },
  '.html': (text) => {
    const { document } = new JSDOM(text).window;
    const shown = [...document.querySelectorAll('*')].filter(({ tagName }) => /^(H1|TITLE)$/.test(tagName));
    for (const { textContent } of shown) expect(textContent.replace(/\s/g, '')).toContain('alert("x")</script>');
    for (const script of document.querySelectorAll('script:not([src])')) new Script(script.textContent);
  },
};

/** The file of a format that comes back as a network; of those in other words than ours, the marks of outputs are our own. */
const imported: { readonly [format: string]: { readonly file: string; readonly marks: boolean } } = {
  'keras-file': { file: 'model.keras', marks: true },
  'keras-h5': { file: 'model.h5', marks: true },
  safetensors: { file: 'weights.safetensors', marks: true },
  pytorch: { file: 'weights.safetensors', marks: true },
  onnx: { file: 'model.onnx', marks: true },
  tfjs: { file: 'model.json', marks: false },
};

async function importedNames(at: string, file: string): Promise<readonly string[]> {
  const read = await importModel(file, Uint8Array.from(readFileSync(join(at, file))), {
    beside: (path) => {
      const bytes = Uint8Array.from(readFileSync(join(at, path)));
      return Promise.resolve({ size: bytes.length, read: () => Promise.resolve(bytes) });
    },
    inflate: (packed) => inflateSync(packed),
    inflateRaw: (packed) => inflateRawSync(packed),
  });
  if (!read.ok) throw new Error(read.problem.message);
  return read.value.network.nodes.map(({ name }) => name);
}

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
    const sources = first.files.filter((file) => /\.(py|toml)$/.test(file)).map((file) => join(first.folder, file));
    if (python !== '' && sources.length > 0)
      execFileSync(python, [
        '-c',
        `import ast, sys, tomllib
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    tomllib.loads(text) if path.endswith(".toml") else ast.parse(text)`,
        ...sources,
      ]);
    if (hasCompiler && first.files.includes('network.h'))
      execFileSync('cc', ['-std=c99', '-Wcomment', '-Werror', '-fsyntax-only', join(first.folder, 'example.c')]);
    const comesBack = imported[format];
    if (comesBack !== undefined) {
      const names = await importedNames(first.folder, comesBack.file);
      const kept = comesBack.marks ? hostileLayers : hostileLayers.slice(0, -1);
      expect(names.slice(0, kept.length)).toEqual(kept);
    }
  }, 60_000);
});
