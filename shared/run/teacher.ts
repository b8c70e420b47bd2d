// The run that another one learns from (shared/recipes/distillation.ts): what is kept of it, and whether it fits.
import type { FittedPreprocessing } from '../data/fitted';
import { type Comparing, comparingOf } from '../recipes/softened';
import { supervised } from '../recipes/supervised';
import type { Problem } from '../result';
import { formatShape, sameShape } from '../shape';
import type { Plan, PlanOutput } from './plan';

/** What a run's record says of its teacher. */
export interface TeacherFacts {
  readonly id: string;
  /** As it was called when the run began. */
  readonly name: string;
  readonly parameters: number;
  /** Of its weights: names, shapes and numbers. */
  readonly sha256: string;
}

/** An output, the teacher's that it is compared with, and how. */
export interface TaughtOutput {
  readonly output: PlanOutput;
  readonly teacher: PlanOutput;
  readonly comparing: Comparing;
}

export function teacherObjection(code: string, message: string): Problem {
  return {
    code: `teacher.${code}`,
    severity: 'error',
    message,
    fixes: [
      { type: 'goTo', title: 'Choose another teacher', step: 'train' },
      { type: 'setTraining', title: 'Learn from examples', values: { recipe: { id: supervised.id, params: {} } } },
    ],
  };
}

/** There is no such run; `why` in a sentence. */
export const teacherGone = (why: string): Problem =>
  teacherObjection('gone', `The run to learn from is not to be had. ${why} Choose another.`);

/** There is the run, but it kept no weights. */
export const teacherWithoutWeights = (name: string): Problem =>
  teacherObjection('noWeights', `${name} has no weights to learn from. Train it first, or choose another run.`);

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const shapeAt = (plan: Plan, id: string) => plan.layers.find((layer) => layer.id === id)!.output;

/** Each output of the plan with its teacher's for the same target; those that have none are left out. */
export function taughtOutputs(plan: Plan, teacher: Plan): readonly TaughtOutput[] {
  return plan.outputs.flatMap((output) => {
    const other = teacher.outputs.find(({ target }) => target === output.target);
    const comparing = comparingOf(plan.spec.targets[output.target]!.task, output.loss);
    return other === undefined || comparing === null ? [] : [{ output, teacher: other, comparing }];
  });
}

/** Why a run of this plan cannot learn from that one; null where it can, as far as plans tell. */
export function teacherProblem(
  plan: Plan,
  { name, plan: teacher }: { readonly name: string; readonly plan: Plan },
): Problem | null {
  for (const { layer, source } of teacher.inputs) {
    const [theirs, ours] = [shapeAt(teacher, layer), plan.spec.inputs[source]?.tensor];
    if (ours === undefined)
      return teacherObjection(
        'input',
        `${name} reads the input "${source}", which the data has not: it has ${quoted(Object.keys(plan.spec.inputs))}. Choose a run that was trained on this data.`,
      );
    if (!sameShape(theirs.shape, ours.shape) || theirs.dtype !== ours.dtype)
      return teacherObjection(
        'inputShape',
        `${name} reads "${source}" as ${formatShape(theirs.shape)}, and the data now gives ${formatShape(ours.shape)}. Choose a run that was trained on the data as it is prepared now, or prepare it as it was then.`,
      );
  }
  for (const output of plan.outputs) {
    const problem = outputProblem(plan, output, name, teacher);
    if (problem !== null) return problem;
  }
  return null;
}

function outputProblem(plan: Plan, output: PlanOutput, name: string, teacher: Plan): Problem | null {
  const { task, classes } = plan.spec.targets[output.target]!;
  const other = teacher.outputs.find(({ target }) => target === output.target);
  if (other === undefined)
    return teacherObjection(
      'target',
      `${output.name} is to answer "${output.target}", and ${name} never learned that: it learned ${quoted(teacher.outputs.map(({ target }) => target))}. Choose another run.`,
    );
  const known = teacher.spec.targets[other.target]!;
  if (known.task !== task || JSON.stringify(known.classes) !== JSON.stringify(classes))
    return teacherObjection(
      'classes',
      `${name} learned "${output.target}" with other classes: ${quoted((known.classes ?? []).slice(0, 10)) || 'numbers'} instead of ${quoted((classes ?? []).slice(0, 10)) || 'numbers'}. Choose a run that was trained on this data.`,
    );
  const comparing = comparingOf(task, output.loss);
  if (comparing === null || comparingOf(task, other.loss) !== comparing)
    return teacherObjection(
      'loss',
      `Answers are compared as probabilities, and ${comparing === null ? output.name : `${other.name} of ${name}`} gives others with its loss. End both networks in the same way, with softmax or sigmoid and a cross-entropy.`,
    );
  const [theirs, ours] = [shapeAt(teacher, other.layer).shape, shapeAt(plan, output.layer).shape];
  if (!sameShape(theirs, ours))
    return teacherObjection(
      'shape',
      `${output.name} answers with ${formatShape(ours)} and ${name} with ${formatShape(theirs)}. End both networks with as many numbers.`,
    );
  return null;
}

/** Why the teacher would be given other numbers than it learned from; null where they are the same. */
export function preparationProblem(
  fitted: FittedPreprocessing,
  taught: readonly TaughtOutput[],
  {
    name,
    plan,
    preprocessing,
  }: { readonly name: string; readonly plan: Plan; readonly preprocessing: FittedPreprocessing },
): Problem | null {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const other =
    plan.inputs.find(({ source }) => !same(fitted.inputs[source], preprocessing.inputs[source]))?.source ??
    taught.find(({ output: { target } }) => !same(fitted.targets[target], preprocessing.targets[target]))?.output
      .target;
  return other === undefined
    ? null
    : teacherObjection(
        'preparation',
        `"${other}" is prepared otherwise than when ${name} was trained: from other rows, with another split or with other settings, so its answers would be about other numbers. Train the teacher anew on the data as it is now, or bring its data back with "Put its network back on the canvas".`,
      );
}
