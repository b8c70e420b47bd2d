// Files that are something else than their name says, every ending with every content: refused with what was expected, what
// arrived and the next step, in text that can be printed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importFile } from '../../../electron/host/importing/readModel';
import { utf8 } from '../../../shared/export/text';
import { writeZip } from '../../../shared/export/zip';
import { writeHdf5 } from '../../../shared/export/hdf5';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-wrong-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104729 + 0x5f) % 251);
const contents: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(0x7b)],
  ['random bytes', noise],
  ['zeros', new Uint8Array(4096)],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52)],
  ['a text', utf8('Dear all,\n\tthis is the model I told you about.\n')],
  ['a text in UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x62, 0)],
  ['HTML', utf8('<!DOCTYPE html>\n<html><head><title>404 Not found</title></head></html>')],
  ['JSON of something else', utf8('{"hello": [1, 2, 3]}')],
  ['a JSON list', utf8('[1, 2, 3]')],
  ['JSON that ends early', utf8('{"class_name": "Sequential", "config": {"la')],
  ['a git LFS pointer', utf8('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n')],
  ['a zip of other things', writeZip([{ name: 'readme.txt', body: utf8('hello') }])],
  ['a zip cut off', writeZip([{ name: 'config.json', body: utf8('{}') }]).subarray(0, 30)],
  ['an HDF5 of data', writeHdf5({ attributes: {}, members: new Map() })],
  ['an HDF5 cut off', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0)],
  ['a pickle', Uint8Array.of(0x80, 4, 0x95, 0, 0)],
  ['a NumPy array', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0)],
];
const endings = ['keras', 'h5', 'hdf5', 'json', 'onnx', 'safetensors', 'pt', 'pkl', 'joblib', 'npy', 'pb', 'tflite'];

async function saidOf(name: string, data: Uint8Array): Promise<{ readonly code: string; readonly message: string }> {
  const path = join(folder, name);
  writeFileSync(path, data);
  const read = await importFile(path);
  return read.ok ? { code: 'taken', message: '' } : read.problem;
}

describe.each(endings)('a file that ends with .%s and is', (ending) => {
  it.each(contents)('%s is refused in a sentence, with the next step', async (_title, data) => {
    const { code, message } = await saidOf(`model.${ending}`, data);
    expect(code).toMatch(/^import\.(damaged|kind|format)$/u);
    // eslint-disable-next-line no-control-regex -- none of them may be told
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\ufffd\u2028\u2029]|\.\.|\. \.| {2}| $/u);
    expect(message).toMatch(/[.)]$/u);
    expect(message).toMatch(/\b(Choose|Save|Import|Export|Convert|Use|Unpack|Run|Open|import that)\b/u);
  });
});

it.each([
  [
    'model.keras',
    'random bytes',
    /"model\.keras" is not a Keras model: it looks like a file of an unknown kind\. Choose/u,
  ],
  ['model.keras', 'nothing', /"model\.keras" is empty \(0 bytes\)\. Choose/u],
  ['model.h5', 'a PNG', /not a Keras model: it looks like a PNG picture\./u],
  ['model.h5', 'an HDF5 cut off', /cut off: it has 10 bytes/u],
  ['model.onnx', 'HTML', /not an ONNX file: it looks like a web page\. Open it in a browser/u],
  ['model.onnx', 'a zip of other things', /not an ONNX file: it looks like a zip archive\./u],
  ['model.safetensors', 'a git LFS pointer', /not a safetensors file: .* Run "git lfs pull"/u],
  ['model.json', 'JSON that ends early', /not valid JSON: .*\. Save the model once more/u],
  ['model.json', 'JSON of something else', /no list of layers\. Save the whole model once more/u],
  ['model.pt', 'a PNG', /not a PyTorch or pickle file: it looks like a PNG picture/u],
  ['model.pt', 'random bytes', /can run code/u],
  ['model.keras', 'a pickle', /can run code/u],
  ['model.npy', 'a text', /not a NumPy file: it looks like plain text/u],
  ['model.tflite', 'gzip', /looks like a gzip archive\. Unpack it first\.$/u],
  ['quo"te\n\u202e.onnx', 'a PNG', /^"quo"te\\x0a\\u202e\.onnx" is not an ONNX file/u],
])('%j with %s', async (name, content, says) => {
  const [, data] = contents.find(([title]) => title === content)!;
  expect((await saidOf(name, data)).message).toMatch(says);
});
