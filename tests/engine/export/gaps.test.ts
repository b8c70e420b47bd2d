// What a format cannot hold, asked of its writer with every example of every layer, against the table of docs/export.md.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeCHeader } from '../../../shared/export/cHeader';
import { CannotExport, type ExportWeight } from '../../../shared/export/format';
import { kerasNetwork } from '../../../shared/export/kerasConfig';
import { writeOnnx } from '../../../shared/export/onnx';
import { toProgram } from '../../../shared/export/program';
import { toTensorFlow } from '../../../shared/export/tensorflow/nodes';
import { encodeTflite } from '../../../shared/export/tflite/lower';
import { writeTorchModel } from '../../../shared/export/torch/model';
import { findLayer } from '../../../shared/layers';
import type { Plan } from '../../../shared/run/plan';
import { sizeOf } from '../../../shared/shape';
import { type ExampleRow, allExampleRows, planOfExample } from './examples';

type Weights = ReadonlyMap<string, ExportWeight>;

/** By what the table calls them. Every other format that holds a network takes every layer. */
const writers: { readonly [format: string]: (plan: Plan, weights: Weights) => unknown } = {
  '`.keras`, `.h5`': kerasNetwork,
  ONNX: (plan, weights) => writeOnnx(plan, weights, { name: 'n' }),
  'SavedModel, graph model': (plan, weights) => toTensorFlow(toProgram(plan, weights)),
  'TensorFlow Lite': (plan, weights) => encodeTflite(toProgram(plan, weights), { type: 'float32' }, []),
  PyTorch: (plan, weights) => writeTorchModel(plan, 'n', weights),
  'C header': (plan, weights) => writeCHeader(plan, weights, 'n'),
};

function weightsOf({ layer, example }: ExampleRow, plan: Plan): Weights {
  const { params } = plan.layers[plan.layers.length - 1]!;
  const specs = layer.weights(example.inputs, params as never, { data: null, layer: findLayer });
  return new Map(
    specs.map(({ name, shape }) => [`layer/${name}`, { shape, values: new Float32Array(sizeOf(shape)!).fill(0.5) }]),
  );
}

/** The reason, without the layer's name and without what to do about it; null where it is written. */
function refusal(row: ExampleRow, write: (plan: Plan, weights: Weights) => unknown): string | null {
  const plan = planOfExample(row);
  try {
    write(plan, weightsOf(row, plan));
    return null;
  } catch (error) {
    if (!(error instanceof CannotExport)) throw error;
    const own = new RegExp(`^(layer is an? ${row.layer.title} layer, |layer: |in0: )`);
    const reason = error.message
      .replace(own, '')
      .replace(/ (Change|Remove|Choose) .*$/, '')
      .replace(/^layer is an? .* layer\. /, '');
    return `${reason[0]!.toUpperCase()}${reason.slice(1)}`.replace('For which there', 'There');
  }
}

it('docs/export.md lists what each format cannot hold', () => {
  const lines = Object.entries(writers).flatMap(([format, write]) => {
    const asked = allExampleRows.map((row) => ({ row, reason: refusal(row, write) }));
    const reasons = [...new Set(asked.flatMap(({ reason }) => reason ?? []))];
    return reasons.map((reason) => {
      const refused = asked.filter((one) => one.reason === reason).map(({ row }) => row.layer.title);
      return `| ${format} | ${[...new Set(refused)].join(', ')} | ${reason} |`;
    });
  });
  const cells = (text: string) => text.replace(/ +/g, ' ');
  const page = cells(readFileSync('docs/export.md', 'utf8'));
  expect(lines.filter((line) => !page.includes(cells(line)))).toEqual([]);
  // Nothing stands there that is held by now.
  const [, ...written] = page
    .slice(page.indexOf('| format | layers | why not |'))
    .split('\n\n')[0]!
    .split('\n')
    .slice(1);
  expect(written.filter((line) => !lines.map(cells).includes(line))).toEqual([]);
});
