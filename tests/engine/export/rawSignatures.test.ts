// Graphs that prepare raw values by themselves, run by the engine's TensorFlow on values that are hard to prepare: the same
// numbers as the app's own code gives, and answers told in the same words. tests/oracle asks Python's TensorFlow the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tensorOf } from '../../../electron/engine/export/checkRawSignatures';
import { openSavedModel } from '../../../electron/engine/export/savedModelSession';
import { nativeBackend } from '../../../electron/engine/graph/record';
import type { FittedTarget } from '../../../shared/data/fitted';
import { decodeTarget } from '../../../shared/data/preprocess';
import { CannotExport } from '../../../shared/export/format';
import type { Sample } from '../../../shared/export/rawSample';
import type { RawServing } from '../../../shared/export/tensorflow/raw';
import { givenTo } from '../../../shared/export/tensorflow/raw';
import type { RawTensor } from '../../../shared/export/tensorflow/raw/preparation';
import { engines } from '../runs';
import { expectedOf, rawCases, rawModel, textCase } from './rawCases';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-raw-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks a model's signature "raw". */
async function open({ bytes }: { readonly bytes: Uint8Array }) {
  const { tf } = await engines.current();
  const backend = nativeBackend(tf)!;
  writeFileSync(join(folder, 'saved_model.pb'), bytes);
  const session = await openSavedModel(folder, tf, backend);
  const signature = session.signature('raw')!;
  const ask = (tensors: ReadonlyMap<string, RawTensor>, names: readonly string[]) => {
    const ids = new Map([...tensors].map(([name, tensor]) => [name, tensorOf(backend, tensor)]));
    try {
      return signature.ask(ids, names);
    } finally {
      for (const id of ids.values()) backend.binding.deleteTensor(id);
    }
  };
  return { ask, close: () => session.close() };
}

const sampleOf = (model: RawServing, sample: Sample) => givenTo(model.named, sample, 'raw');

describe('a graph prepares values as the app does', () => {
  it.each(rawCases)('$title', async (given) => {
    const model = rawModel(given);
    const { ask, close } = await open(model);
    try {
      const found = given.values.map((value) => ask(sampleOf(model, { source: value }), ['out'])[0]);
      found.forEach((numbers, at) => {
        const own = Array.from(expectedOf(given)[at]!);
        // Transforms of Fourier add up in another order.
        if (given.fitted.modality !== 'audio') expect(numbers).toEqual(own);
        else own.forEach((number, i) => expect(numbers![i]).toBeCloseTo(number, 5));
      });
    } finally {
      close();
    }
  });
});

const targets: readonly (readonly [FittedTarget, readonly (readonly number[])[]])[] = [
  [{ task: 'binary', column: 'y', classes: ['no', 'yes'] }, [[0.5], [0.75], [-1], [2]]],
  [
    { task: 'classification', column: 'y', classes: ['a', 'b "quoted"', '猫'] },
    [
      [0.25, 0.25, 0.5],
      [0.75, 0.75, 0.25],
      [-1, 3, 2],
      [0, 0, 0],
    ],
  ],
  [
    { task: 'regression', column: 'y', steps: [{ type: 'log' }, { type: 'root' }], subtract: 2, divide: 3 },
    [[0.3], [-0.9]],
  ],
  [{ task: 'regression', column: 'y', subtract: 1, divide: 3, ahead: 1, shape: [2] }, [[1.5, -4]]],
];

it.each([
  [{ normal: ['lowercase', 'nfkc'], words: 'blanks', pieces: 'pairs' }, 'no operation for (nfkc)'],
  [{ normal: [], words: 'bert', pieces: 'longest' }, 'WordPiece'],
] as const)('%j is refused with the reason and what to do', (rules, reason) => {
  const fitted = { ...textCase, level: 'subword', rules } as const;
  expect(() => rawModel({ fitted })).toThrow(CannotExport);
  expect(() => rawModel({ fitted })).toThrow(reason);
  expect(() => rawModel({ fitted })).toThrow('Choose words or characters in the data step');
});

it('a graph names the class at each place', async () => {
  const columns = [0, 1, 2, 3, 4, 5].map(
    (i) => ({ type: 'number', name: `x${i}`, fill: i, subtract: 0, divide: 1 }) as const,
  );
  const target = { task: 'classification', column: 'y', classes: ['sky', 'sea', 'shore'], shape: [2] } as const;
  const model = rawModel(
    { fitted: { modality: 'table', columns } },
    { ...target, name: 'out', title: '', position: 0, size: 6 },
  );
  const { ask, close } = await open(model);
  try {
    const row = Object.fromEntries([0.2, 0.7, 0.1, 0.8, 0.1, 0.1].map((value, i) => [`x${i}`, value]));
    expect(ask(sampleOf(model, { source: row }), ['out_label'])).toEqual([['sea', 'sky']]);
    expect(model.answers.map(({ name }) => name)).toEqual(['out_classes', 'out_label']);
  } finally {
    close();
  }
});

describe('a graph tells answers as the app does', () => {
  it.each(targets)('%j', async (target, rows) => {
    const size = rows[0]!.length;
    const columns = rows[0]!.map(
      (_, i) => ({ type: 'number', name: `x${i}`, fill: 0, subtract: 0, divide: 1 }) as const,
    );
    const model = rawModel(
      { fitted: { modality: 'table', columns } },
      { ...target, name: 'out', title: '', position: 0, size },
    );
    const { ask, close } = await open(model);
    try {
      for (const row of rows) {
        const sample = Object.fromEntries(row.map((value, i) => [`x${i}`, value]));
        const names = model.answers.map(({ name }) => name);
        const found = ask(sampleOf(model, { source: sample }), names);
        const told = Object.fromEntries(names.map((name, i) => [name, found[i]]));
        const own = decodeTarget(target, row);
        if ('label' in own) {
          expect(told['out_label']).toEqual([own.label]);
          expect(told['out_classes']).toEqual('classes' in target ? target.classes : []);
          own.probabilities.forEach((each, i) => expect(told['out_probabilities']![i]).toBeCloseTo(each, 6));
        } else {
          const values = 'values' in own ? own.values : 'value' in own ? [own.value] : [];
          values.forEach((value, i) => expect((told['out_value']![i] as number) / value).toBeCloseTo(1, 6));
          expect(told['out_value']).toHaveLength(values.length);
        }
      }
    } finally {
      close();
    }
  });
});
