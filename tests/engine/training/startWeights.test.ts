// A network starts from the weights of a file by name; what is missing or of another shape keeps its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildNetwork, initializeWeights, takeWeights } from '../../../electron/engine/network';
import { startFrom } from '../../../electron/engine/training/startWeights';
import { writeSafetensors } from '../../../shared/run/safetensors';
import { planOf } from '../plans';
import { engines } from '../runs';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spec = {
  inputs: { x: { title: 'x', modality: 'table' as const, tensor: { shape: [3], dtype: 'float32' as const } } },
  targets: { y: { title: 'y', task: 'regression' as const } },
  sampleCount: 10,
};

it('takes what fits and leaves the rest', async () => {
  const { tf } = await engines.current();
  const plan = planOf(spec, [
    ['in', 'input'],
    ['first', 'dense', { units: 4 }],
    ['second', 'dense', { units: 1, activation: 'linear' }],
    ['out', 'output'],
  ]);
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 7);
  const before = takeWeights(network);
  const kernel = Float32Array.from({ length: 12 }, (_, i) => i / 10);
  const path = join(folder, 'w.safetensors');
  writeFileSync(
    path,
    writeSafetensors(
      new Map([
        ['first/kernel', { dtype: 'F32', shape: [3, 4], data: kernel }],
        ['second/kernel', { dtype: 'F32', shape: [2, 1], data: new Float32Array(2) }],
        ['other/bias', { dtype: 'F32', shape: [1], data: new Float32Array(1) }],
      ]),
    ),
  );
  expect(await startFrom(tf, network, path)).toBe(1);
  const after = takeWeights(network);
  expect([...after.get('first/kernel')!.data]).toEqual([...kernel]);
  for (const name of ['first/bias', 'second/kernel', 'second/bias'])
    expect([...after.get(name)!.data]).toEqual([...before.get(name)!.data]);
  network.dispose();
});

it('a damaged file is named, not taken', async () => {
  const { tf } = await engines.current();
  const path = join(folder, 'damaged.safetensors');
  writeFileSync(path, 'x');
  const plan = planOf(spec, [
    ['in', 'input'],
    ['dense', 'dense', { units: 1 }],
    ['out', 'output'],
  ]);
  const network = buildNetwork(tf, plan);
  await expect(startFrom(tf, network, path)).rejects.toThrow(/weights file/);
  network.dispose();
});
