// The bundled EfficientNet-Lite0 answers photos as PyTorch does with the same weights, and a project that comes with it
// predicts without any training. Oracle: tests/fixtures/models/make.py.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as data from '../../electron/engine/data';
import { createEngineChoice } from '../../electron/engine/engineChoice';
import { createMethods } from '../../electron/engine/methods';
import { readModel } from '../../electron/engine/models';
import { analyze } from '../../shared/network/analyze';
import { compile } from '../../shared/network/compile';
import type { Result } from '../../shared/result';
import { documentOfReady, readyProjects } from '../../shared/samples';
import { efficientnetLite0 } from '../../shared/samples/architectures/efficientnetLite0';
import { readSafetensors } from '../../shared/run/safetensors';
import { engines } from './runs';

process.env['LAYERLOOM_ASSETS'] ??= resolve(import.meta.dirname, '../../assets');

const folder = mkdtempSync(join(tmpdir(), 'layerloom-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

interface Answers {
  readonly [photo: string]: { readonly rounded: readonly number[]; readonly original: number };
}
const answers = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../fixtures/models/efficientnet-lite0.json'), 'utf8'),
) as Answers;

const methods = createMethods({
  engines,
  choice: createEngineChoice(engines.rivals, ''),
  data,
  exportRun: () => Promise.reject(new Error('not here')),
  send: () => undefined,
});

describe('the bundled EfficientNet-Lite0', () => {
  it('has a weight for every weight of its architecture, and no other', async () => {
    const { tensors } = must(readSafetensors(await readModel('efficientnet-lite0')));
    const { nodes } = efficientnetLite0.network();
    const names = new Set([...tensors.keys()].map((name) => name.split('/')[0]!));
    const weighty = nodes.filter(({ kind }) =>
      ['conv2d', 'depthwiseConv2d', 'batchNormalization', 'dense'].includes(kind),
    );
    expect([...names].sort()).toEqual(weighty.map(({ name }) => name).sort());
    let numbers = 0;
    for (const { data: values } of tensors.values()) {
      numbers += values.length;
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(numbers).toBe(efficientnetLite0.parameters);
  });

  it.each(['../iris', 'no-such-model'])('the model %s is not there', async (model) => {
    const result = await methods.takeModel({ model, out: join(folder, 'x') });
    expect(result.ok ? 'taken' : result.problem.code).toBe('model.unknown');
  });

  it('as a project predicts at once what PyTorch says, with the names of the classes', async () => {
    const [ready] = readyProjects;
    const config = must(await data.inspectData(ready!.source, ready!.options));
    const document = documentOfReady(ready!, 'p', config);
    const told = analyze(document).problems.filter(({ severity }) => severity !== 'hint');
    expect(told.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    const run = join(folder, 'run');
    mkdirSync(run);
    const plan = must(compile(document));
    must(await methods.adoptRun({ runId: 'run', name: ready!.run, folder: run, plan, model: ready!.weights }));

    let worst = 0;
    const photos = Object.keys(answers);
    for (const [position, photo] of photos.entries()) {
      const { outputs } = must(
        await methods.predict({ folder: run, inputs: { image: { type: 'sample', part: 'test', position } } }),
      );
      const [{ classes, probabilities, truth }] = outputs as [(typeof outputs)[number]];
      const of = photos.find((name) => name.startsWith(`${truth}/`))!;
      const { rounded, original } = answers[of]!;
      probabilities!.forEach((value, index) => (worst = Math.max(worst, Math.abs(value - rounded[index]!))));
      const highest = Math.max(...probabilities!);
      expect(classes![probabilities!.indexOf(highest)], photo).toBe(truth);
      // Most kernels are bundled as float16.
      expect(Math.abs(highest - original)).toBeLessThan(1e-3);
    }
    console.info(`EfficientNet-Lite0: largest difference from PyTorch ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(1e-4);
    const { figures, count } = must(await methods.evaluate({ taskId: 'e', folder: run, part: 'test' }));
    expect([count, figures['accuracy']]).toEqual([5, 1]);
  }, 60_000);

  it('answers a photo file of any size', async () => {
    const { createCanvas } = await import('@napi-rs/canvas');
    const canvas = createCanvas(640, 400);
    canvas.getContext('2d').fillRect(0, 0, 640, 400);
    const path = join(folder, 'black.png');
    writeFileSync(path, canvas.toBuffer('image/png'));
    const answer = must(
      await methods.predict({ folder: join(folder, 'run'), inputs: { image: { type: 'file', path } } }),
    );
    const sum = answer.outputs[0]!.probabilities!.reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(1, 4);
  });
});
