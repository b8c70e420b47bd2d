// Evaluation and prediction with a trained network: figures equal to training's own, and to plain counting.
import { afterAll, describe, expect, it } from 'vitest';
import { formatNumber } from '../../../electron/engine/answering/answers';
import { decide } from '../../../shared/data/decide';
import { perClassOf } from '../../../electron/engine/answering/classes';
import { evaluatePart } from '../../../electron/engine/answering/evaluate';
import { predictOne } from '../../../electron/engine/answering/predict';
import { createTrainedNetworks } from '../../../electron/engine/answering/trained';
import type { QuantityTarget } from '../../../shared/data/preprocess';
import { type MemorySet, memorySpec, openMemory } from '../memoryData';
import { planOf } from '../plans';
import { complete, engines, lastEpoch, removeFolders } from '../runs';
import { adam, iris, xor, xorPlan } from '../sets';

afterAll(removeFolders);

const networks = createTrainedNetworks(engines);
const request = { runId: 'r1', onProgress: () => undefined } as const;

async function evaluated(folder: string, set: MemorySet, part: 'validation' | 'test') {
  const trained = await networks.load(folder);
  const result = await evaluatePart(trained.engine.tf, trained.network, openMemory(set), { ...request, part });
  trained.release();
  return result;
}

describe('evaluation', () => {
  it('gives the figures that validation gave at the best epoch', async () => {
    const { folder, events } = await complete(xorPlan({ epochs: 3 }), () => openMemory(xor));
    const result = await evaluated(folder, xor, 'validation');
    expect(lastEpoch(events).best).toBe(true);
    expect(result.figures).toEqual(lastEpoch(events).validation);
    const [output] = result.outputs;
    const confusion = output!.confusion!;
    const right = confusion[0]![0]! + confusion[1]![1]!;
    expect(right / 100).toBeCloseTo(result.figures['accuracy']!, 6);
    expect(confusion.flat().reduce((a, b) => a + b, 0)).toBe(100);
    expect(output!.worst).toHaveLength(Math.min(24, 100 - right));
    for (const { truth, predicted, confidence } of output!.worst) {
      expect(truth).not.toBe(predicted);
      expect(confidence).toBeGreaterThanOrEqual(0.5);
    }
  });

  it('ends when it is cancelled, though its samples never come', async () => {
    const { folder } = await complete(xorPlan({ epochs: 1 }), () => openMemory(xor));
    const trained = await networks.load(folder);
    const cancel = new AbortController();
    const data = { ...openMemory(xor), batch: () => new Promise<never>(() => undefined) };
    const asked = { ...request, part: 'validation', signal: cancel.signal } as const;
    const evaluation = evaluatePart(trained.engine.tf, trained.network, data, asked);
    setImmediate(() => cancel.abort());
    await expect(evaluation).rejects.toMatchObject({ problem: { code: 'cancelled' } });
    trained.release();
  });

  it.each<readonly [string, Pick<QuantityTarget, 'steps' | 'subtract' | 'divide'>]>([
    ['', { subtract: 100, divide: 15 }],
    [' on a logarithmic scale', { steps: [{ type: 'log' }], subtract: 4.6, divide: 0.2 }],
    [', the root of it', { steps: [{ type: 'root' }], subtract: 10, divide: 1 }],
  ])('of a regression%s gives errors in the data’s own units', async (_, scale) => {
    const rows = Array.from({ length: 150 }, (_, index) => [Math.sin(index * 1.3), Math.cos(index * 0.7)]);
    const values = rows.map(([a, b]) => 100 + 20 * a! - 8 * b!);
    const set: MemorySet = {
      inputs: { features: { shape: [2], rows: rows as number[][] } },
      targets: { price: { task: 'regression', column: 'price', ...scale, values } },
      train: 100,
      test: 50,
    };
    const plan = planOf(
      memorySpec(set),
      [
        ['in', 'input'],
        ['answer', 'dense', { units: 1 }],
        ['out', 'output'],
      ],
      { epochs: 12, optimizerParams: adam(0.05) },
    );
    const { folder } = await complete(plan, () => openMemory(set));
    const result = await evaluated(folder, set, 'test');
    const { errors, worst } = result.outputs[0]!;
    expect(errors!.mae).toBeCloseTo(result.figures['meanAbsoluteError']!, 3);
    expect(errors!.rmse).toBeCloseTo(result.figures['rootMeanSquaredError']!, 3);
    expect(errors!.r2).toBeCloseTo(result.figures['r2']!, 3);
    expect(errors!.points).toHaveLength(50);
    expect(errors!.points[0]![0]).toBeCloseTo(values[100]!, 3);
    expect(worst).toHaveLength(24);

    const trained = await networks.load(folder);
    const answer = await predictOne(
      trained.engine.tf,
      trained.network,
      openMemory(set).fitted,
      { features: { type: 'sample', part: 'test', position: 4 } },
      {
        encode: () => Promise.reject(new Error('not asked')),
        withData: (use) => use(openMemory(set)),
      },
    );
    trained.release();
    expect(answer.outputs[0]!.value).toBeCloseTo(errors!.points[4]![1], 3);
    expect(answer.outputs[0]!.truth).toBe(formatNumber(Math.fround(values[104]!)));
  });

  it('of a part without samples says so', async () => {
    const { folder } = await complete(xorPlan({ epochs: 1 }), () => openMemory(xor));
    await expect(evaluated(folder, xor, 'test')).rejects.toMatchObject({ problem: { code: 'evaluate.empty' } });
  });

  it('keeps a network for as long as it is used, though newer weights replace it', async () => {
    const set = iris();
    const plan = planOf(
      memorySpec(set),
      [
        ['in', 'input'],
        ['answer', 'dense', { units: 3, activation: 'softmax' }],
        ['out', 'output'],
      ],
      { epochs: 1 },
    );
    const { folder } = await complete(plan, () => openMemory(set));
    const old = await networks.load(folder);
    await complete({ ...plan, training: { ...plan.training, epochs: 2 } }, () => openMemory(set), {
      folder,
      resume: true,
    });
    const fresh = await networks.load(folder);
    expect(fresh.network).not.toBe(old.network);
    expect([...old.network.weights[0]!.variable.dataSync()]).toHaveLength(12);
    old.release();
    await Promise.resolve();
    expect(old.network.weights[0]!.variable.isDisposed).toBe(true);
    fresh.release();
    expect(fresh.network.weights[0]!.variable.isDisposed).toBe(false);
  });
});

describe('answers', () => {
  const rows: readonly [given: readonly number[], classes: number, index: number, probabilities: readonly number[]][] =
    [
      [[0.8], 2, 1, [0.2, 0.8]],
      [[0.5], 2, 0, [0.5, 0.5]],
      [[-3], 2, 0, [1, 0]],
      [[0.1, 0.7, 0.2], 3, 1, [0.1, 0.7, 0.2]],
      [[0.8, 0.8, 0.4], 3, 0, [0.4, 0.4, 0.2]],
      // softmax([1, 2]) by numpy.
      [[1, 2], 2, 1, [0.26894, 0.73106]],
    ];
  it.each(rows)('%o for %i classes', (given, classes, index, probabilities) => {
    const decision = decide(given, classes);
    expect(decision.index).toBe(index);
    decision.probabilities.forEach((value, at) => expect(value).toBeCloseTo(probabilities[at]!, 5));
  });

  // sklearn.metrics.classification_report of this confusion matrix.
  it('precision, recall and F1 of each class', () => {
    const [first, second, third] = perClassOf([
      [8, 2, 0],
      [1, 4, 5],
      [0, 0, 0],
    ]);
    expect(first).toMatchObject({ recall: 0.8, support: 10 });
    expect(first!.precision).toBeCloseTo(8 / 9, 12);
    expect(second!.f1).toBeCloseTo(0.5, 12);
    expect(third).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });
});
