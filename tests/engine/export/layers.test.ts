// Every example of every layer survives tfjs' own file format: saved as the exports save it, read back in a realm that
// has nothing but the exported tfjs and predict.js, it gives the same numbers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { page, predict } from 'virtual:export-page';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveTopology } from '../../../electron/engine/export';
import { buildNetwork } from '../../../electron/engine/network';
import { layers } from '../../../shared/layers';
import { defaultsOf } from '../../../shared/params';
import { createRandom } from '../../../shared/random';
import type { Plan } from '../../../shared/run/plan';
import { engines } from '../runs';
import { drawWeights } from './cases';

const tfFolder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs'));
const rows = layers
  .filter((layer) => layer.role === 'hidden')
  .flatMap((layer) =>
    layer.examples.map((example) => ({ kind: layer.kind, title: example.title ?? '', layer, example })),
  )
  .filter(({ example }) => example.inputs.every(({ shape }) => shape.every((size) => size !== null)));

const context = createContext({
  console: { log: () => 0, warn: () => 0, error: () => 0, info: () => 0 },
  performance,
  setTimeout,
  clearTimeout,
  atob,
  WorkerGlobalScope: () => 0,
});
/** Reads a model back and answers one sample. */
const answer = `async (text, base64, inputs) => {
  layerloom.register(tf);
  const { modelTopology, weightSpecs } = JSON.parse(text);
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData: bytes.buffer }));
  const given = JSON.parse(inputs).map(({ shape, dtype, values }) => tf.tensor(values, [1, ...shape], dtype));
  const result = model.predict(given.length === 1 ? given[0] : given);
  return JSON.stringify([...(await result.data())]);
}`;
let read: (text: string, base64: string, inputs: string) => Promise<string>;

beforeAll(async () => {
  runInContext('globalThis.self = globalThis', context);
  runInContext(readFileSync(join(tfFolder, 'tf.es2017.min.js'), 'utf8'), context);
  runInContext(predict, context);
  await runInContext('tf.setBackend("cpu")', context);
  read = runInContext(answer, context) as typeof read;
  expect(page.length).toBeGreaterThan(1000);
});

describe('layers in a TF.js file', () => {
  it.each(rows)('$kind $title', async ({ kind, layer, example }) => {
    const { tf, ...rest } = await engines.current();
    const plan = {
      layers: [
        ...example.inputs.map((output, i) => ({
          id: `in${i}`,
          kind: 'input',
          name: `in${i}`,
          params: {},
          inputs: [],
          output,
        })),
        {
          id: 'layer',
          kind,
          name: 'layer',
          params: { ...defaultsOf(layer.params), ...example.params },
          inputs: example.inputs.map((_, i) => `in${i}`),
          output: example.output,
        },
      ],
      inputs: example.inputs.map((_, i) => ({ layer: `in${i}`, source: `in${i}` })),
      outputs: [{ layer: 'layer', name: 'layer', target: 't', loss: 'meanSquaredError', lossWeight: 1, metrics: [] }],
      spec: { inputs: {}, targets: {}, sampleCount: 0 },
    } as unknown as Plan;
    const network = buildNetwork(tf, plan);
    drawWeights(network, tf);
    const random = createRandom(5);
    const inputs = example.inputs.map(({ shape, dtype }) => ({
      shape,
      dtype,
      values: Array.from({ length: (shape as number[]).reduce((a, b) => a * b, 1) }, () =>
        dtype === 'int32' || kind === 'embedding' ? random.integer(5) : Math.fround(random.normal()),
      ),
    }));
    const own = tf.tidy(() => {
      const given = Object.fromEntries(
        inputs.map(({ shape, dtype, values }, i) => [`in${i}`, tf.tensor(values, [1, ...(shape as number[])], dtype)]),
      );
      return Array.from(network.forward(given, false)['layer']!.dataSync());
    });
    const { modelTopology, weightSpecs, weightData } = await saveTopology({ engine: { tf, ...rest }, network });
    const text = JSON.stringify({ modelTopology, weightSpecs });
    const theirs = JSON.parse(
      await read(text, Buffer.from(weightData).toString('base64'), JSON.stringify(inputs)),
    ) as number[];
    network.dispose();
    expect(theirs).toHaveLength(own.length);
    const worst = own.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - theirs[i]!) / Math.max(1, Math.abs(value))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});
