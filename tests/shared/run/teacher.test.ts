// Which runs can teach which: what is wrong with the others, in words.
import { describe, expect, it } from 'vitest';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { DataSpec, TargetSpec } from '../../../shared/data/spec';
import { comparingOf } from '../../../shared/recipes/softened';
import { preparationProblem, taughtOutputs, teacherProblem } from '../../../shared/run/teacher';
import { planOf } from '../../engine/plans';

const three: TargetSpec = { title: 'c', task: 'classification', classes: ['a', 'b', 'c'] };
const specOf = (width: number, targets: DataSpec['targets']): DataSpec => ({
  inputs: { x: { title: 'x', modality: 'table', tensor: { shape: [width], dtype: 'float32' } } },
  targets,
  sampleCount: 10,
});
/** A network of one layer with a target of its own. */
const plan = (target: TargetSpec, { units = 3, activation = 'softmax', width = 4, loss = '', name = 'c' } = {}) =>
  planOf(
    specOf(width, { [name]: target }),
    [
      ['in', 'input'],
      ['answer', 'dense', { units, activation }],
      ['out', 'output'],
    ],
    {},
    loss === '' ? {} : { out: { loss } },
  );
const student = plan(three);
const sigmoid = { units: 1, activation: 'sigmoid' };
const yesOrNo: TargetSpec = { title: 'c', task: 'binary', classes: ['no', 'yes'] };
const amount: TargetSpec = { title: 'c', task: 'regression' };
const linear = { units: 1, activation: 'linear' };

describe('a run can learn from', () => {
  it.each([
    ['one of the same answers', student, plan(three)],
    ['one with another loss over probabilities', student, plan(three, { loss: 'categoricalFocalCrossentropy' })],
    ['one of yes or no', plan(yesOrNo, sigmoid), plan(yesOrNo, sigmoid)],
    ['one of a number', plan(amount, linear), plan(amount, { ...linear, loss: 'huber' })],
  ])('%s', (_, of, teacher) => {
    expect(teacherProblem(of, { name: 'Run 1', plan: teacher })).toBeNull();
    expect(taughtOutputs(of, teacher)).toHaveLength(1);
  });

  it.each([
    [
      'input',
      'of other inputs',
      student,
      { ...plan(three), inputs: [{ layer: 'in', source: 'z' }] },
      /reads the input "z".*has "x"/,
    ],
    ['inputShape', 'of a wider input', student, plan(three, { width: 5 }), /reads "x" as 5, and the data now gives 4/],
    ['target', 'of another target', student, plan(three, { name: 'd' }), /out is to answer "c".*learned "d"/],
    [
      'classes',
      'of other classes',
      student,
      plan({ ...three, classes: ['a', 'b', 'z'] }),
      /"a", "b", "z" instead of "a"/,
    ],
    ['classes', 'of a number', student, plan(amount, linear), /numbers instead of "a"/],
    [
      'loss',
      'that gives scores',
      plan(yesOrNo, sigmoid),
      plan(yesOrNo, { ...sigmoid, activation: 'tanh' }),
      /out of Run 1 gives others/,
    ],
    [
      'loss',
      'as one that gives scores',
      plan(three, { loss: 'categoricalHinge' }),
      plan(three),
      /and out gives others/,
    ],
    ['loss', 'that ends otherwise', plan(yesOrNo, sigmoid), plan(yesOrNo, { units: 2 }), /softmax or sigmoid/],
    ['shape', 'with other answers', student, plan(three, { units: 4 }), /answers with 3 and Run 1 with 4/],
  ])('none for %s: one %s', (code, _, of, teacher, says) => {
    const problem = teacherProblem(of, { name: 'Run 1', plan: teacher });
    expect(problem?.code).toBe(`teacher.${code}`);
    expect(problem?.message).toMatch(says);
    expect(problem?.fixes).toHaveLength(2);
  });

  it('none whose data was prepared otherwise', () => {
    const preprocessing: FittedPreprocessing = {
      inputs: { x: { modality: 'table', columns: [{ type: 'number', name: 'x', fill: 0, subtract: 1, divide: 2 }] } },
      targets: { c: { task: 'classification', column: 'c', classes: ['a', 'b', 'c'] } },
    };
    const teacher = { name: 'Run 1', plan: student, preprocessing };
    const taught = taughtOutputs(student, student);
    expect(preparationProblem(preprocessing, taught, teacher)).toBeNull();
    const inputs = preparationProblem({ ...preprocessing, inputs: {} }, taught, teacher);
    expect(inputs?.message).toMatch(/^"x" is prepared otherwise than when Run 1/);
    const targets = preparationProblem({ ...preprocessing, targets: {} }, taught, teacher);
    expect(targets?.message).toMatch(/^"c" is prepared/);
  });
});

it.each([
  ['classification', 'categoricalCrossentropy', 'classes'],
  ['classification', 'dice', 'classes'],
  ['binary', 'categoricalCrossentropy', 'classes'],
  ['binary', 'binaryFocalCrossentropy', 'labels'],
  ['binary', 'meanSquaredError', null],
  ['binary', 'contrastive', null],
  ['labels', 'binaryCrossentropy', 'labels'],
  ['labels', 'hinge', null],
  ['regression', 'poisson', 'numbers'],
  ['detection', 'boxGrid', null],
] as const)('answers of %s by %s are compared as %s', (task, loss, comparing) => {
  expect(comparingOf(task, loss)).toBe(comparing);
});
