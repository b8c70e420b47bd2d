// Small networks and the networks that they learn from, one for each way in which answers are compared.
import { buildNetwork, initializeWeights, takeWeights } from '../../electron/engine/network';
import { type Teacher, createTeacher } from '../../electron/engine/training/teacher';
import type { FittedPreprocessing } from '../../shared/data/fitted';
import type { TensorFlow } from '../../shared/layers/layer';
import { createRandom } from '../../shared/random';
import type { Plan, PlanOutput } from '../../shared/run/plan';
import type { TrainingConfig } from '../../shared/run/training';
import { type MemorySet, memorySpec, openMemory } from './memoryData';
import { type LayerRow, planOf } from './plans';
import { adam, iris, xor } from './sets';

export interface TaughtCase {
  readonly title: string;
  readonly set: MemorySet;
  readonly student: Plan;
  readonly teacher: Plan;
}

export const temperature = 3;
export const alpha = 0.4;
export const teaching = { id: 'distillation', params: { teacher: 'r1', temperature, alpha } };

/** `ends`: what follows a hidden layer, which is wider in the teacher. */
function caseOf(
  title: string,
  set: MemorySet,
  ends: readonly LayerRow[],
  training: Partial<TrainingConfig> = {},
  outputs: { readonly [layer: string]: Partial<PlanOutput> } = {},
): TaughtCase {
  const spec = memorySpec(set);
  const settings = { epochs: 4, batchSize: 16, optimizerParams: adam(0.02), ...training };
  const [first, ...more] = ends;
  return {
    title,
    set,
    student: planOf(
      spec,
      [['in', 'input'], ['hidden', 'dense', { units: 3, activation: 'tanh' }], first!, ...more],
      { ...settings, recipe: teaching },
      outputs,
    ),
    teacher: planOf(
      spec,
      [
        ['in', 'input'],
        ['wide', 'dense', { units: 24, activation: 'relu' }],
        ['even', 'batchNormalization'],
        ['hidden', 'dropout', { rate: 0.2 }],
        first!,
        ...more,
      ],
      settings,
      outputs,
    ),
  };
}

const random = createRandom(11);
const rows = Array.from({ length: 64 }, () => Array.from({ length: 4 }, () => random.normal()));
const signs = rows.flatMap((row) => row.slice(0, 3).map((value) => (value > 0 ? 1 : 0)));
const inputs = { x: { shape: [4], rows } };
const parts = { train: 48, validation: 16 };
const number = {
  task: 'regression',
  column: 'n',
  subtract: 1,
  divide: 2,
  values: rows.map(([a, b]) => 2 * a! * b!),
} as const;

export const classes = caseOf('classes', iris(), [
  ['answer', 'dense', { units: 3, activation: 'softmax' }],
  ['out', 'output'],
]);
export const yesOrNo = caseOf('yes or no', xor, [
  ['answer', 'dense', { units: 1, activation: 'sigmoid' }],
  ['out', 'output'],
]);
export const numbers = caseOf('a number', { inputs, targets: { n: number }, ...parts }, [
  ['answer', 'dense', { units: 1, activation: 'linear' }],
  ['out', 'output'],
]);
export const labels = caseOf(
  'several labels',
  {
    inputs,
    targets: { l: { task: 'labels', column: 'l', classes: ['a', 'b', 'c'], shape: [3], values: signs } },
    ...parts,
  },
  [
    ['answer', 'dense', { units: 3, activation: 'sigmoid' }],
    ['out', 'output'],
  ],
);
/** A class at each of two places, of which one in five does not count. */
const places = rows.flatMap((row) => row.slice(0, 2).map((value) => (value > 0.8 ? 9 : value > 0 ? 1 : 0)));
export const masks = caseOf(
  'a class at every place',
  {
    inputs,
    targets: {
      m: { task: 'classification', column: 'm', classes: ['a', 'b', 'c'], shape: [2], ignores: 9, values: places },
    },
    ...parts,
  },
  [
    ['flat', 'dense', { units: 6 }],
    ['placed', 'reshape', { targetShape: [2, 3] }],
    ['answer', 'softmax'],
    ['out', 'output'],
  ],
);
export const several = caseOf(
  'two answers, clipped slopes',
  {
    inputs,
    targets: {
      n: number,
      c: { task: 'classification', column: 'c', classes: ['a', 'b', 'c'], values: rows.map((_, at) => at % 3) },
    },
    ...parts,
  },
  [
    ['amount', 'dense', { units: 1, activation: 'linear' }],
    ['n', 'output', { target: 'n' }],
    ['which', 'dense', { units: 3, activation: 'softmax' }, ['hidden']],
    ['c', 'output', { target: 'c' }],
  ],
  { clipping: { by: 'globalNorm', limit: 0.5 } },
  { n: { target: 'n', lossWeight: 0.3 }, c: { target: 'c' } },
);

export const taughtCases: readonly TaughtCase[] = [classes, yesOrNo, numbers, labels, masks, several];

/** A teacher of this plan with weights from a seed of its own, for data prepared as `fitted` says. */
export function drawnTeacher(tf: TensorFlow, plan: Plan, student: Plan, fitted: FittedPreprocessing): Teacher {
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 9);
  const facts = { id: 'r1', name: 'Teacher', parameters: network.parameters, sha256: '' };
  const weights = takeWeights(network);
  network.dispose();
  return createTeacher(tf, { facts, plan, preprocessing: fitted, weights }, student, fitted);
}

export const dataOf = (one: TaughtCase) => () => openMemory(one.set);
