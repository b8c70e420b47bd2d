// SavedModel, with the signatures for raw values, and TF.js graph model: run before they are
// called done, the same bytes every time, any script in names.
// The graph model is also run by Node and the TF.js beside it in a process of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../../electron/engine/export';
import { weightsToExport } from '../../../electron/engine/network';
import { toProgram } from '../../../shared/export/program';
import { encodeGraphModel } from '../../../shared/export/tensorflow/graphModel';
import { toTensorFlow } from '../../../shared/export/tensorflow/nodes';
import { engines } from '../runs';
import { exportCases, openCase } from './cases';
import { openExample } from './examples';
import { everyRow, worstOf } from './programRows';
import { differenceOfExample } from './runExample';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-graphs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cases of pictures. */
const pictures = [2, 4];

/** The second case again, with names that are Python's own words or differ in little. */
const strange = {
  ...exportCases[1]!,
  title: 'names that clash',
  layers: [
    ['lambda', 'input'],
    ['a-b', 'dense', { units: 3, activation: 'selu' }],
    ['A-B', 'dense', { units: 3, activation: 'gelu' }],
    ['Const', 'dense', { units: 1, activation: 'linear' }],
    ['None', 'output'],
  ],
} as (typeof exportCases)[number];

describe.each([...exportCases, strange].map((each, index) => ({ ...each, index })))('$title', (given) => {
  it.each(['savedmodel', 'tfjs-graph'])(
    '%s answers as the run does, the same bytes every time',
    async (format) => {
      const open = await openCase(given);
      try {
        const reports = [];
        const raw = format === 'savedmodel';
        for (const out of ['a', 'b']) {
          const place = join(folder, `${format}-${given.index}-${out}`);
          const request = { folder: 'run', format, out: place, options: raw ? { raw } : {} };
          const result = await exportRun(request, open.services);
          if (!result.ok) throw new Error(result.problem.message);
          reports.push(result.value);
        }
        const [report, again] = [reports[0]!, reports[1]!];
        expect(report.verdict).toMatch(/^Checked on \d+ samples by TensorFlow/);
        // Of pictures there is one more, which takes their files.
        const signatures = pictures.includes(given.index) ? 'all three signatures' : 'both signatures';
        if (raw) expect(report.verdict).toContain(signatures);
        expect(report.verified!.samples).toBeGreaterThanOrEqual(20);
        expect(report.verified!.largestDifference).toBeLessThan(1e-5);
        expect(report.verified!.sameClass).toBe(1);
        for (const file of report.files)
          expect(readFileSync(join(again.folder, file)).equals(readFileSync(join(report.folder, file)))).toBe(true);
        if (format !== 'tfjs-graph') return;
        expect(await differenceOfExample(open, report)).toBeLessThan(1e-5);
      } finally {
        open.close();
      }
    },
    60_000,
  );
});

describe('every layer as a graph model', () => {
  it.each(everyRow)('$kind $title', async (row) => {
    const { tf } = await engines.current();
    const { network, inputs, own } = openExample(tf, row);
    const weights = weightsToExport(network);
    const { modelTopology, signature, weightSpecs, weightData } = encodeGraphModel(
      toTensorFlow(toProgram(network.plan, weights)),
    );
    network.dispose();
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({
        // As it comes out of the file.
        modelTopology: JSON.parse(JSON.stringify(modelTopology)) as object,
        signature,
        weightSpecs: weightSpecs.map((spec) => ({ ...spec, shape: [...spec.shape] })),
        weightData: weightData.slice().buffer,
      }),
    );
    const answer = tf.tidy(() => {
      const given = Object.fromEntries(
        inputs.map(({ shape, dtype, values }, i) => [
          `in${i}/input`,
          // Two samples, the second one of interest: the batch is free.
          tf.tensor([...values.map(() => 0), ...values], [2, ...shape], dtype),
        ]),
      );
      const result = model.execute(given, 'outputs/0') as import('@tensorflow/tfjs').Tensor;
      expect(result.shape).toEqual([2, ...row.example.output.shape]);
      const numbers = Array.from(result.dataSync());
      return numbers.slice(numbers.length / 2);
    });
    model.dispose();
    expect(worstOf(own, answer)).toBeLessThan(1e-5);
  });
});
