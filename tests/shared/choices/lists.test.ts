// The lists of choices: complete, found by id, and agreeing with one another.
import { describe, expect, it } from 'vitest';
import { activations, findActivation } from '../../../shared/choices/activations';
import { lossFor, metricsFor } from '../../../shared/choices/defaults';
import { findInitializer, initializers } from '../../../shared/choices/initializers';
import { findLoss, losses } from '../../../shared/choices/losses';
import { findMetric, metrics } from '../../../shared/choices/metrics';
import { findOptimizer, optimizerValues, optimizers } from '../../../shared/choices/optimizers';
import type { Task } from '../../../shared/data/spec';
import { checkParams, defaultsOf } from '../../../shared/params';
import { createRandom } from '../../../shared/random';

const lists = [
  ['activations', activations, findActivation],
  ['initializers', initializers, findInitializer],
  ['losses', losses, findLoss],
  ['metrics', metrics, findMetric],
  ['optimizers', optimizers, findOptimizer],
] as const;

describe.each(lists)('%s', (_name, list, find) => {
  it('have ids of their own and say what they are', () => {
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    for (const choice of list) {
      expect(choice.id).toMatch(/^[a-z][A-Za-z0-9]*$/u);
      expect(choice.title.length).toBeGreaterThan(1);
      expect(choice.summary).toMatch(/^[A-Z].*\.$/u);
      expect(find(choice.id)).toBe(choice);
    }
  });
  it('know no others', () => {
    expect(find('nope')).toBeUndefined();
    expect(find('constructor')).toBeUndefined();
  });
});

describe('what they refer to exists', () => {
  it('losses expect known activations', () => {
    for (const { expects } of losses) if (expects !== undefined) expect(findActivation(expects)).toBeDefined();
  });
  it('optimizers have sound defaults and full help', () => {
    for (const optimizer of optimizers) {
      expect(checkParams(optimizer.params, defaultsOf(optimizer.params))).toBeNull();
      expect(optimizer.params).toHaveProperty('learningRate');
      expect(optimizer.keras(defaultsOf(optimizer.params)).className).toMatch(/^optimizers\.[A-Z]/u);
      const names = optimizer.slots(defaultsOf(optimizer.params), [2, 3]).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const param of Object.values(optimizer.params)) expect(param.help).toMatch(/^[A-Z].*\.$/u);
    }
  });
});

describe('parameters of an older file', () => {
  it('get the defaults of what came later', () => {
    const adam = findOptimizer('adam')!;
    expect(optimizerValues(adam, { learningRate: 0.5 })).toEqual({ ...defaultsOf(adam.params), learningRate: 0.5 });
  });
});

describe('automatic choices', () => {
  it.each([
    ['classification', [10], 'softmax', 'categoricalCrossentropy'],
    ['binary', [1], 'sigmoid', 'binaryCrossentropy'],
    ['binary', [1], 'tanh', 'hinge'],
    ['binary', [2], 'softmax', 'categoricalCrossentropy'],
    ['regression', [1], 'linear', 'meanSquaredError'],
  ] as const)('%s with %j and %s is learned by %s', (task, shape, activation, loss) => {
    expect(lossFor({ task }, shape, activation)).toBe(loss);
    expect(findLoss(loss)!.tasks).toContain(task);
  });
  it('yes-or-no answers to a target with a shape are learned one by one', () => {
    expect(lossFor({ task: 'binary', shape: [4] }, [4], 'sigmoid')).toBe('binaryCrossentropy');
  });
  it.each(['classification', 'binary', 'regression'] as const)('%s has metrics made for it', (task: Task) => {
    const ids = metricsFor(task);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(findMetric(id)!.tasks).toContain(task);
  });
});

describe('initializers', () => {
  it.each(initializers.map(({ id }) => id))('%s depends on its random stream alone', (id) => {
    const initializer = findInitializer(id)!;
    const once = initializer.fill([6, 8], createRandom(5));
    expect(once.length).toBe(48);
    expect(once.every(Number.isFinite)).toBe(true);
    expect(initializer.fill([6, 8], createRandom(5))).toEqual(once);
  });

  it.each([[[8, 8]], [[12, 5]], [[5, 20]], [[3, 3, 2, 4]], [[2, 2, 1, 9]]])(
    'orthogonal %j has rows or columns at right angles',
    (shape) => {
      const columns = shape[shape.length - 1]!;
      const values = findInitializer('orthogonal')!.fill(shape, createRandom(1));
      const rows = values.length / columns;
      const at = (row: number, column: number) => values[row * columns + column]!;
      const [short, long] = rows >= columns ? [columns, rows] : [rows, columns];
      for (let a = 0; a < short; a++) {
        for (let b = 0; b < short; b++) {
          let product = 0;
          for (let k = 0; k < long; k++) product += rows >= columns ? at(k, a) * at(k, b) : at(a, k) * at(b, k);
          expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
        }
      }
    },
  );

  it('lstmBias opens the forget gate, the second quarter', () => {
    expect([...findInitializer('lstmBias')!.fill([8], createRandom(1))]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it('identity has ones where input and output meet', () => {
    const fill = findInitializer('identity')!.fill;
    expect([...fill([2, 3], createRandom(1))]).toEqual([1, 0, 0, 0, 1, 0]);
    expect([...fill([3, 1, 1], createRandom(1))]).toEqual([0, 1, 0]);
  });
});
