// ONNX import: every network that our ONNX export writes comes back with the same answers, and files that real PyTorch
// wrote (tests/fixtures/onnx/make.py) answer as ONNX Runtime did. Bound: 1e-5 relative to the larger of 1 and the answer.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { weightsToExport } from '../../electron/engine/network';
import { importFile } from '../../electron/host/importing/readModel';
import { onnxMissing, writeOnnx } from '../../shared/export/onnx';
import { newestOpset, olderOpset } from '../../shared/export/onnx/graph';
import { importModel } from '../../shared/import';
import { exportCases, openCase } from '../engine/export/cases';
import { exampleRows, openExample } from '../engine/export/examples';
import { engines } from '../engine/runs';
import { answersOf } from './imported';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-import-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nothing = {
  beside: () => Promise.resolve(null),
  inflate: () => new Uint8Array(),
  inflateRaw: () => new Uint8Array(),
};

describe('layers through an ONNX file', () => {
  const rows = [newestOpset, olderOpset].flatMap((opset) => exampleRows.map((row) => ({ ...row, opset })));
  it.each(rows.filter(({ kind }) => onnxMissing[kind] === undefined))('$kind $title, opset $opset', async (row) => {
    const { tf } = await engines.current();
    const open = openExample(tf, row);
    const weights = weightsToExport(open.network);
    const file = writeOnnx(open.network.plan, weights, { name: row.title, opset: row.opset });
    open.network.dispose();
    const model = await importModel('model.onnx', file, nothing);
    if (!model.ok) throw new Error(model.problem.message);
    const [answer] = answersOf(tf, model.value, open.inputs);
    expect(answer!.shape).toEqual([1, ...row.example.output.shape]);
    const worst = open.own.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - answer!.values[i]!) / Math.max(1, Math.abs(value))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}
const made = JSON.parse(readFileSync('tests/fixtures/onnx/answers.json', 'utf8')) as {
  [name: string]: { readonly inputs: Numbers[]; readonly outputs: Numbers[] };
};

/** The file's numbers with the axes in another order. */
function turned({ shape, values }: Numbers, order: readonly number[]): Numbers {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis]!);
  return {
    shape: sizes,
    values: values.map((_, i) => {
      let [rest, at] = [i, 0];
      for (let axis = sizes.length - 1; axis >= 0; axis--) {
        at += (rest % sizes[axis]!) * strides[order[axis]!]!;
        rest = Math.floor(rest / sizes[axis]!);
      }
      return values[at]!;
    }),
  };
}
const channelsLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];

describe('files that PyTorch wrote', () => {
  it.each(Object.keys(made))('%s answers as ONNX Runtime did', async (name) => {
    const { tf } = await engines.current();
    const model = await importFile(join('tests/fixtures/onnx', `${name}.onnx`));
    if (!model.ok) throw new Error(model.problem.message);
    const pictures = model.value.notes.some((note) => note.includes('channels first'));
    const inputs = made[name]!.inputs.map((given) =>
      name === 'rnn_time_first'
        ? turned(given, [1, 0, 2])
        : pictures
          ? turned(given, channelsLast(given.shape.length))
          : given,
    );
    const samples = inputs.map(({ shape, values }) => ({ shape: shape.slice(1), values }));
    const answers = answersOf(tf, model.value, samples, inputs[0]!.shape[0]);
    made[name]!.outputs.forEach((given, i) => {
      const wanted = pictures && given.shape.length > 2 ? turned(given, channelsLast(given.shape.length)) : given;
      expect(answers[i]!.shape).toEqual(wanted.shape);
      const worst = wanted.values.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - answers[i]!.values[at]!) / Math.max(1, Math.abs(value))),
        0,
      );
      expect(worst).toBeLessThan(1e-5);
    });
  });
});

describe.each(exportCases.map((each, index) => ({ ...each, index })))('$title', (given) => {
  it('comes back with the same answers', async () => {
    const open = await openCase(given);
    try {
      const { tf } = await engines.current();
      const out = join(folder, `case-${given.index}`);
      const report = await exportRun({ folder: 'run', format: 'onnx', out, options: {} }, open.services);
      if (!report.ok) throw new Error(report.problem.message);
      const model = await importFile(join(report.value.folder, 'model.onnx'));
      if (!model.ok) throw new Error(model.problem.message);
      const { network } = open.trained;
      const inputs = network.plan.inputs.map(({ layer }) => {
        const { shape } = network.plan.layers.find(({ id }) => id === layer)!.output;
        const sizes = shape.map((size) => size ?? 1);
        const count = sizes.reduce((product, size) => product * size, 1);
        return {
          shape: sizes,
          dtype: 'float32' as const,
          values: Array.from({ length: count }, (_, i) => (i % 5) / 4),
        };
      });
      const own = tf.tidy(() => {
        const feeds = Object.fromEntries(
          network.plan.inputs.map(({ source }, i) => [
            source,
            tf.tensor([...inputs[i]!.values], [1, ...inputs[i]!.shape]),
          ]),
        );
        return Object.values(network.forward(feeds, false)).map((one) => Array.from(one.dataSync()));
      });
      const answers = answersOf(tf, model.value, inputs);
      own.forEach((values, i) =>
        values.forEach((value, at) => expect(Math.abs(value - answers[i]!.values[at]!)).toBeLessThan(1e-5)),
      );
    } finally {
      open.close();
    }
  });
});
