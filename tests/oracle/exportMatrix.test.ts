// A cut through the matrix of sample projects and export formats (docs/export-matrix.md): every format once, every kind of
// input once, with drawn weights, run by the format's own runtime on raw samples. `npm run nightly:matrix` runs all pairs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import type { FittedInput } from '../../shared/data/fitted';
import { exportFormats } from '../../shared/export';
import { findSample } from '../../shared/samples';
import { type OpenCase, openSample } from '../engine/export/cases';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-matrix-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Pairs {
  readonly sample: string;
  readonly formats: readonly string[];
}

const byKind: { readonly [M in FittedInput['modality'] | 'several']: Pairs } = {
  table: { sample: 'titanic', formats: ['server', 'html', 'c-header', 'model-card', 'safetensors'] },
  image: { sample: 'digits', formats: ['keras-file', 'tfjs', 'pytorch'] },
  text: { sample: 'sentiment-transformer', formats: ['onnx', 'tflite-int8'] },
  series: { sample: 'sales', formats: ['keras-h5', 'tfjs-graph'] },
  audio: { sample: 'spoken-digits', formats: ['tflite', 'keras'] },
  video: { sample: 'movement', formats: ['savedmodel', 'notebook'] },
  several: { sample: 'picture-and-measurements', formats: ['tflite-float16'] },
};

/** What has to have run the files; a word of its verdict. */
const runtimes: { readonly [format: string]: RegExp } = {
  tfjs: /by TensorFlow\.js/,
  html: /by TensorFlow\.js/,
  keras: /by Keras 3/,
  notebook: /by Keras 3/,
  'keras-file': /by Keras 3/,
  'keras-h5': /by Keras 3/,
  onnx: /by ONNX Runtime [\d.]+:/,
  server: /by ONNX Runtime [\d.]+:/,
  savedmodel: /by TensorFlow \(the native engine\)/,
  'tfjs-graph': /by TensorFlow\.js/,
  tflite: /by TensorFlow Lite 2/,
  'tflite-float16': /by TensorFlow Lite 2/,
  'tflite-int8': /by TensorFlow Lite 2/,
  'c-header': /by \S*(cc|clang)\b/,
  safetensors: /by Layerloom/,
};
/** Written here; PyTorch is asked where there is one (exportTorch.test.ts) and in the nightly matrix. */
const writtenOnly: { readonly [format: string]: RegExp } = {
  pytorch: /./,
  'model-card': /^Not checked: it is a document/,
};

const python = process.env['LAYERLOOM_PYTHON'] ?? '';

it('every format has its pair', () => {
  const asked = Object.values(byKind).flatMap(({ formats }) => formats);
  expect(asked.sort()).toEqual(exportFormats.map(({ id }) => id).sort());
});

describe.skipIf(python === '').each(Object.entries(byKind))('%s', (kind, { sample, formats }) => {
  let open: OpenCase;
  beforeAll(async () => {
    open = await openSample(findSample(sample)!);
  });
  afterAll(() => open.close());

  it('is what the sample takes', () => {
    const kinds = Object.values(open.trained.record.preprocessing.inputs).map(({ modality }) => modality);
    if (kind === 'several') expect(kinds.length).toBeGreaterThan(1);
    else expect(kinds).toEqual([kind]);
  });

  it.each(formats)(`${sample} as %s`, async (format) => {
    const request = { folder: 'run', format, out: join(folder, `${sample}-${format}`), options: {} };
    const report = await exportRun(request, open.services);
    if (!report.ok) throw new Error(report.problem.message);
    const { verified, verdict } = report.value;
    const runtime = runtimes[format];
    expect(verdict).toMatch(runtime ?? writtenOnly[format]!);
    if (runtime === undefined) return;
    expect(verified, verdict).not.toBeNull();
    expect(verified!.samples).toBeGreaterThanOrEqual(20);
  });
});
