// Every example of every layer survives tfjs' own file format: saved as the exports save it, read back in a realm that
// has nothing but the exported tfjs and predict.js, it gives the same numbers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { page, predict } from 'virtual:export-page';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveTopology } from '../../../electron/engine/export/gather';
import { engines } from '../runs';
import { exampleRows, openExample } from './examples';

const tfFolder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs'));
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
  it.each(exampleRows)('$kind $title', async (row) => {
    const { tf, ...rest } = await engines.current();
    const { network, inputs, own } = openExample(tf, row);
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
