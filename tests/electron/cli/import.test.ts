// layerloom import over real files: a project comes out that holds the network and its weights, and trains on from them.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../../shared/run/safetensors';
import { readProjectFile } from '../../../electron/host/projectFile/read';
import { analyze } from '../../../shared/network/analyze';
import { exportRun } from '../../../electron/engine/export';
import { takeWeights } from '../../../electron/engine/network';
import { bundle } from '../../engine/bundle';
import { exportCases, openCase } from '../../engine/export/cases';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-import-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let command = '';
let model = '';
let trained: ReadonlyMap<string, Float32Array> = new Map();

function layerloom(args: readonly string[]): { code: number | null; lines: Record<string, unknown>[]; text: string } {
  const env = {
    ...process.env,
    LAYERLOOM_ASSETS: resolve('assets'),
    LAYERLOOM_ENGINE_INFO: resolve('.cache/engine.json'),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return {
    code: status,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: stdout + stderr,
  };
}

beforeAll(async () => {
  command = await bundle('electron/cli/cli.ts');
  await bundle('electron/host/importing/importWorker.ts');
  await bundle('electron/engine/engine.ts');
  const open = await openCase(exportCases[2]!);
  const request = { folder: 'run', format: 'keras-file', out: join(folder, 'exported'), options: {} };
  const report = await exportRun(request, open.services);
  if (!report.ok) throw new Error(report.problem.message);
  model = join(report.value.folder, 'model.keras');
  trained = new Map([...takeWeights(open.trained.network)].map(([name, { data }]) => [name, data as Float32Array]));
  open.close();
}, 180_000);

describe('layerloom import', () => {
  it('writes a project with the network and its weights, the same bytes every time', async () => {
    const out = join(folder, 'digits.loom');
    const { code, lines } = layerloom(['import', model, '--out', out, '--json']);
    expect(code).toBe(0);
    expect(lines.filter(({ type }) => type === 'layer').map(({ kind }) => kind)).toEqual([
      'input',
      'conv2d',
      'separableConv2d',
      'maxPooling2d',
      'flatten',
      'dense',
      'output',
    ]);
    expect(lines[lines.length - 1]).toMatchObject({ type: 'imported', layers: 7 });
    const read = await readProjectFile(out, join(folder, 'read'));
    if (!read.ok) throw new Error(read.problem.message);
    expect(analyze(read.value.document).problems.filter(({ code: one }) => one.startsWith('shape'))).toEqual([]);
    const kept = readSafetensors(new Uint8Array(readFileSync(join(folder, 'read', 'kept', 'imported.safetensors'))));
    if (!kept.ok) throw new Error(kept.problem.message);
    expect([...kept.value.tensors.keys()].sort()).toEqual([...trained.keys()].sort());
    for (const [name, values] of trained) expect([...kept.value.tensors.get(name)!.data]).toEqual([...values]);
    layerloom(['import', model, '--out', join(folder, 'again.loom')]);
    expect(readFileSync(join(folder, 'again.loom')).equals(readFileSync(out))).toBe(true);
  }, 60_000);

  it('reads a network of PyTorch from an ONNX file', () => {
    const out = join(folder, 'resnet.loom');
    const { code, lines } = layerloom(['import', 'tests/fixtures/onnx/resnet.onnx', '--out', out, '--json']);
    expect(code).toBe(0);
    const kinds = lines.filter(({ type }) => type === 'layer').map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'add')).toHaveLength(2);
    expect(lines.find(({ name }) => name === 'fc')).toMatchObject({ kind: 'dense', outputShape: [4], parameters: 36 });
    expect(lines.filter(({ type }) => type === 'note')).toEqual([
      { type: 'note', message: expect.stringContaining('channels first') as string },
    ]);
    // Its first data comes in the size that it takes, 17 by 17; what stands in the way is its answer alone.
    const trained = layerloom(['train', out, '--data', 'assets/data/things/pictures.zip', '--json']);
    expect(trained.lines.at(-1)).toMatchObject({ type: 'problem', code: 'output.activation' });
  }, 60_000);

  it('leaves nothing behind at Ctrl+C', async () => {
    // A thread that has begun to write and never ends.
    const home = mkdtempSync(join(dirname(command), 'stuck-'));
    copyFileSync(command, join(home, 'cli.cjs'));
    writeFileSync(
      join(home, 'importWorker.cjs'),
      `const { parentPort, workerData: { out } } = require('node:worker_threads'); const fs = require('node:fs');
      fs.mkdirSync(require('node:path').dirname(out), { recursive: true }); fs.writeFileSync(out, 'half');
      parentPort.postMessage({ done: 0.5, words: 'Half of it' }); for (;;);`,
    );
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const out = join(folder, 'never.loom');
    const child = spawn(process.execPath, [join(home, 'cli.cjs'), 'import', model, '--out', out, '--json'], {
      env: { ...process.env, TMPDIR: temporary },
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      const before = said;
      said += text.toString();
      // Once: a second Ctrl+C ends the command as it stands.
      if (!before.includes('Half of it') && said.includes('Half of it')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(said).toContain('"code":"cancelled"');
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each([
    ['a file that is not there', [join(folder, 'none.keras')], 3, /none\.keras/],
    ['a pickle', [join(folder, 'x.pkl')], 1, /can run code/],
    ['a project that is there already', ['the model'], 3, /is there already/],
  ])('%s is refused', (_title, file, code, says) => {
    writeFileSync(join(folder, 'x.pkl'), Uint8Array.of(0x80, 4));
    writeFileSync(join(folder, 'taken.loom'), '');
    const there = file[0] === 'the model';
    const out = there ? 'taken.loom' : 'free.loom';
    const ended = layerloom(['import', ...(there ? [model] : file), '--out', join(folder, out)]);
    expect(ended.code).toBe(code);
    expect(ended.text).toMatch(says);
  });
});
