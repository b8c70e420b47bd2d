// Checks an exported file with a runtime that the app brings along, on the samples' numbers.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../shared/run/record';
import type { Batch } from '../data/dataset';
import type { AppRuntime } from '../../../shared/export/format';
import {
  type CheckAnswers,
  type CheckResult,
  type CheckSamples,
  type CheckWatch,
  enoughMs,
  leastSamples,
} from './check';
import { openTflite } from './runtimes/liteRt';
import { openOnnx } from './runtimes/onnxRuntime';
import type { GivenNumbers, OpenFile, OpenedFile } from './runtimes/runtime';
import type { Trained } from '../answering/trained';

const openers: { readonly [R in AppRuntime['runtime']]: OpenFile } = { onnx: openOnnx, tflite: openTflite };

/** Prepared numbers of the samples from `from` to `to`, by the name of their layer. */
export function inputsOf(
  batch: Batch,
  { plan }: Pick<RunRecord, 'plan'>,
  from: number,
  to: number,
): ReadonlyMap<string, GivenNumbers> {
  const layers = new Map(plan.layers.map((layer) => [layer.id, layer]));
  return new Map(
    plan.inputs.map(({ layer, source }): [string, GivenNumbers] => {
      const { name, output } = layers.get(layer)!;
      const { values, shape } = batch.inputs[source]!;
      const each = values.length / batch.size;
      return [
        name,
        {
          values: values.subarray(from * each, to * each),
          shape: [to - from, ...shape.slice(1)],
          dtype: output.dtype === 'int32' ? 'int32' : 'float32',
        },
      ];
    }),
  );
}

async function ask(
  opened: OpenedFile,
  samples: CheckSamples,
  record: Trained['record'],
  watch: CheckWatch,
): Promise<CheckAnswers> {
  const began = Date.now();
  const { size } = samples.batch;
  const answers: (readonly number[])[][] = [];
  for (let from = 0; from < size; from += opened.atOnce) {
    watch.stop();
    const to = Math.min(size, from + opened.atOnce);
    const results = await opened.run(inputsOf(samples.batch, record, from, to));
    for (let at = 0; at < to - from; at++) {
      answers.push(
        samples.outputs.map(({ name }) => {
          const numbers = results.get(name) ?? new Float32Array(0);
          const each = numbers.length / (to - from);
          return Array.from(numbers.subarray(at * each, (at + 1) * each));
        }),
      );
    }
    if (answers.length >= leastSamples && Date.now() - began > enoughMs) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answers;
}

/** Throws what the runtime says when the file cannot be opened or run. */
export async function checkInApp(
  folder: string,
  { runtime, file }: AppRuntime,
  samples: CheckSamples,
  { record }: Pick<Trained, 'record'>,
  watch: CheckWatch,
): Promise<CheckResult> {
  const opened = await openers[runtime](new Uint8Array(await fs.readFile(join(folder, file))));
  try {
    return { ok: true, by: `${opened.by} in the app`, answers: await ask(opened, samples, record, watch) };
  } finally {
    await opened.close();
  }
}
