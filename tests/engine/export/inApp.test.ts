// Exports run by the runtimes that the app brings along, without Python: an example of every layer, and whole exports.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { chooseSamples, differenceOf } from '../../../electron/engine/export/check';
import { checkInApp } from '../../../electron/engine/export/checkRuntime';
import { prepareRaw } from '../../../electron/engine/export/prepareRaw';
import { weightsToExport } from '../../../electron/engine/network';
import { openTflite } from '../../../electron/engine/export/runtimes/liteRt';
import { openOnnx } from '../../../electron/engine/export/runtimes/onnxRuntime';
import type { GivenNumbers } from '../../../electron/engine/export/runtimes/runtime';
import { onnxMissing, writeOnnx } from '../../../shared/export/onnx';
import { toProgram } from '../../../shared/export/program';
import { fold } from '../../../shared/export/program/fold';
import { encodeTflite } from '../../../shared/export/tflite/lower';
import { engines } from '../runs';
import { exportCases, openCase } from './cases';
import { openExample } from './examples';
import { rows, worstOf } from './programRows';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-in-app-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

type Example = ReturnType<typeof openExample>;
/** The first example of every layer; activations and the others are asked in Python (tests/oracle). */
const firstRows = rows.filter(({ kind }, i) => rows.findIndex((row) => row.kind === kind) === i);
const runtimes = [
  {
    title: 'ONNX Runtime',
    open: openOnnx,
    write: ({ network }: Example) => writeOnnx(network.plan, weightsToExport(network), { name: 'example' }),
    rows: firstRows.filter(({ kind }) => onnxMissing[kind] === undefined),
  },
  {
    title: 'LiteRT',
    open: openTflite,
    write: ({ network }: Example) =>
      encodeTflite(fold(toProgram(network.plan, weightsToExport(network))), { type: 'float32' }),
    rows: firstRows,
  },
];

describe.each(runtimes)('$title answers as the layer does', ({ open, write, rows: given }) => {
  it.each(given)('$kind $title', async (row) => {
    const { tf } = await engines.current();
    const example = openExample(tf, row);
    const opened = await open(write(example));
    try {
      // As many as it takes, the same sample each time.
      const times = Math.min(3, opened.atOnce);
      const given = new Map(
        example.inputs.map(({ shape, dtype, values }, i): [string, GivenNumbers] => [
          `in${i}`,
          {
            values: Float32Array.from({ length: times * values.length }, (_, at) => values[at % values.length]!),
            shape: [times, ...shape],
            dtype: dtype === 'int32' ? 'int32' : 'float32',
          },
        ]),
      );
      const all = Array.from((await opened.run(given)).get('layer')!);
      expect(all).toHaveLength(times * example.own.length);
      expect(worstOf(example.own, all.slice(-example.own.length))).toBeLessThan(1e-5);
    } finally {
      await opened.close();
      example.network.dispose();
    }
  });
});

/** Networks that end in layers which compute nothing. */
const moving = [
  ['dropout', { rate: 0.5 }],
  ['slice', { axis: '1', start: 1, length: 1 }],
  ['flatten', {}],
].map(([kind, params]): (typeof exportCases)[number] => ({
  ...exportCases[1]!,
  title: `a network that ends in ${String(kind)}`,
  layers: [
    ['in', 'input'],
    ['hidden', 'dense', { units: kind === 'slice' ? 3 : 1, activation: 'tanh' }],
    ['last', kind as string, params as never],
    ['out', 'output'],
  ],
}));
const wholeCases = [...exportCases, ...moving];

describe.each(wholeCases)('$title', (given) => {
  it.each(['onnx', 'tflite', 'tflite-float16', 'tflite-int8'])(
    '%s is verified where there is no Python',
    async (format) => {
      vi.stubEnv('LAYERLOOM_PYTHON', 'none');
      const open = await openCase(given);
      try {
        const out = join(folder, `${wholeCases.indexOf(given)}-${format}`);
        const result = await exportRun({ folder: 'run', format, out, options: {} }, open.services);
        if (!result.ok) throw new Error(result.problem.message);
        const by = format === 'onnx' ? 'ONNX Runtime' : 'LiteRT';
        expect(result.value.verdict).toMatch(
          new RegExp(`^Checked on \\d+ samples by ${by} [\\d.]+ in the app: the largest`),
        );
        expect(result.value.verified!.samples).toBeGreaterThanOrEqual(20);
      } finally {
        open.close();
      }
    },
    60_000,
  );
});

it('a file that answers differently, or does not open, is told', async () => {
  const open = await openCase(exportCases[1]!);
  try {
    const samples = await chooseSamples(open.trained, open.data);
    const { record, network } = open.trained;
    const file = (name: string, bytes: Uint8Array) => {
      const path = join(folder, 'faulty', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return name;
    };
    const check = (runtime: 'onnx' | 'tflite', name: string) =>
      checkInApp(join(folder, 'faulty'), { runtime, file: name }, samples, { record }, { stop: () => undefined });
    const spoilt = new Map(
      [...weightsToExport(network)].map(([name, { shape, values }]) => [
        name,
        { shape, values: Float32Array.from(values, (value) => value * 1.01) },
      ]),
    );
    const answered = await check('onnx', file('other.onnx', writeOnnx(record.plan, spoilt, { name: 'other' })));
    if (!answered.ok) throw new Error(answered.reason);
    expect(differenceOf(samples, answered.answers).largest).toBeGreaterThan(1e-3);
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 37) % 256);
    await expect(check('onnx', file('broken.onnx', bytes))).rejects.toThrow(/\S/);
    await expect(check('tflite', file('broken.tflite', bytes))).rejects.toThrow(/\S/);
  } finally {
    open.close();
  }
});

it('a folder whose preprocessing.json says something else is told', async () => {
  vi.stubEnv('LAYERLOOM_PYTHON', 'none');
  const open = await openCase(exportCases[1]!);
  try {
    const out = join(folder, 'prepared');
    const result = await exportRun({ folder: 'run', format: 'onnx', out, options: {} }, open.services);
    if (!result.ok) throw new Error(result.problem.message);
    const samples = await chooseSamples(open.trained, open.data);
    const watch = { stop: () => undefined };
    const file = { runtime: 'onnx', file: 'model.onnx' } as const;
    const differenceNow = async () => {
      const answered = await checkInApp(out, file, await prepareRaw(out, samples, watch), open.trained, watch);
      if (!answered.ok) throw new Error(answered.reason);
      return differenceOf(samples, answered.answers).largest;
    };
    expect(await differenceNow()).toBeLessThan(1e-5);
    const path = join(out, 'preprocessing.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"divide": [\d.]+/u, '"divide": 1'));
    expect(await differenceNow()).toBeGreaterThan(1e-3);
  } finally {
    open.close();
  }
});
