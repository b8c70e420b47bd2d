// What a network is to learn, and how well it does: the loss that is made smaller, and figures that are sums over
// batches, so that a whole epoch's figures are exact whatever the batch size.
import { findLoss } from '../../../shared/choices/losses';
import { findMetric } from '../../../shared/choices/metrics';
import type { LossDefinition, MetricDefinition } from '../../../shared/choices/choice';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import type { TensorFlow } from '../../../shared/layers/layer';
import { recipeOf } from '../../../shared/recipes';
import { type Comparing, distanceToTeacher } from '../../../shared/recipes/softened';
import type { Figures } from '../../../shared/run/events';
import { divergenceFigure, teacherFigure } from '../../../shared/run/figures';
import type { Plan, PlanOutput } from '../../../shared/run/plan';
import { type Units, unitsOf } from './units';
import type { NamedTensors } from '../forwardPass';
import type { Network } from '../network';
import { throwProblem } from '../problems';
import type { Teacher } from './teacher';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Scalar = import('@tensorflow/tfjs').Scalar;

/**
 * Weights of the classes of each target; a target that is missing counts every sample once. Of several labels two for each,
 * label by label: where it is not given, and where it is.
 */
export type ClassWeights = { readonly [target: string]: readonly number[] };

/** Sums over the samples seen so far, plain numbers that survive JSON exactly. */
export interface FigureSums {
  readonly samples: number;
  /** Of loss times batch size: the total, then each output's own when there are several. */
  readonly losses: readonly number[];
  /** Every metric's vector, one after the other. */
  readonly metrics: readonly number[];
}

export interface Objective {
  /** Figures' names in order; 'loss' is first. */
  readonly names: readonly string[];
  /** The trained network whose answers count in the loss; null where none does. */
  readonly teacher: Teacher | null;
  /** Targets as losses and metrics want them, by output name, from the data's own by target name (see stepBody.ts). */
  targets(given: NamedTensors): NamedTensors;
  /**
   * The total to be made smaller, each output's mean loss, after them the distance to what the teacher answers (`taught`,
   * by output) where there is one and the mean of `divergence` ([batch]) where the recipe counts it, and the
   * regularization, which the total has in it.
   */
  loss(
    outputs: NamedTensors,
    targets: NamedTensors,
    given: NamedTensors,
    weights: ClassWeights | null,
    divergence?: Tensor | null,
    taught?: NamedTensors | null,
  ): { readonly total: Scalar; readonly parts: readonly Scalar[]; readonly penalty: Scalar };
  /** All metrics' sums of this batch in one vector; null when there are no metrics. */
  metricSums(outputs: NamedTensors, targets: NamedTensors, given: NamedTensors): Tensor1D | null;
  /** Names for the numbers that a step reads back: [total, parts…, metric sums…]; what follows them is left out. */
  sumsOf(samples: number, numbers: ArrayLike<number>): FigureSums;
  readonly zero: FigureSums;
  figures(sums: FigureSums): Figures;
}

interface Measured {
  readonly output: PlanOutput;
  readonly loss: LossDefinition;
  readonly metrics: readonly MetricDefinition[];
  /** Width of one-hot rows; 0 for losses over plain values. */
  readonly classes: number;
  /** Of one sample's target; null for a single value. */
  readonly shape: readonly number[] | null;
  /** The code of positions that do not count; null where all do. */
  readonly ignores: number | null;
  /** Whether metrics take every number for an answer of its own. */
  readonly eachAlone: boolean;
  /** Turns scaled values back into the data's own units; null where there is nothing to turn back. */
  readonly units: Units | null;
  /** How it is compared with the teacher's answer; null where there is none. */
  readonly comparing: Comparing | null;
}

export function addSums(a: FigureSums, b: FigureSums): FigureSums {
  if (a.samples === 0) return b;
  return {
    samples: a.samples + b.samples,
    losses: a.losses.map((sum, index) => sum + b.losses[index]!),
    metrics: a.metrics.map((sum, index) => sum + b.metrics[index]!),
  };
}

/**
 * Weights that make every class count the same in all: samples / (classes present × samples of the class), as
 * scikit-learn's compute_class_weight('balanced'). A class without samples weighs 0.
 */
export function balancedWeights(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : total / (present * count)));
}

/** Throws with a Problem when the plan names a loss or metric that this version does not have. */
export function createObjective(
  tf: TensorFlow,
  network: Network,
  fitted: FittedPreprocessing,
  teacher: Teacher | null = null,
): Objective {
  const plan: Plan = network.plan;
  const measured = plan.outputs.map((output): Measured => {
    const loss =
      findLoss(output.loss) ??
      throwProblem('loss.unknown', `This version does not know the loss "${output.loss}". Choose another.`);
    const metrics = output.metrics.map(
      (id) =>
        findMetric(id) ??
        throwProblem('metric.unknown', `This version does not know the metric "${id}". Choose another.`),
    );
    const target = fitted.targets[output.target];
    if (target === undefined) {
      throwProblem(
        'data.target',
        `The data has no target "${output.target}", which ${output.name} is to learn. Choose the target again.`,
      );
    }
    const classes = loss.target !== 'onehot' ? 0 : target.task === 'regression' ? 1 : target.classes.length;
    const units = unitsOf(tf, target);
    const ignores = target.task === 'regression' ? null : (target.ignores ?? null);
    const eachAlone = target.task === 'labels';
    const comparing = teacher?.taught.find((one) => one.output.name === output.name)?.comparing ?? null;
    return { output, loss, metrics, classes, shape: target.shape ?? null, ignores, eachAlone, units, comparing };
  });
  const several = measured.length > 1;
  const nameOf = (output: PlanOutput, figure: string) => (several ? `${output.name}/${figure}` : figure);
  const { recipe, params } = recipeOf(plan.training);
  const divergenceWeight = recipe.divergence(params);
  const more = [...(teacher === null ? [] : [teacherFigure]), ...(divergenceWeight > 0 ? [divergenceFigure] : [])];
  const lossNames = ['loss', ...(several ? measured.map(({ output }) => nameOf(output, 'loss')) : []), ...more];
  const partCount = measured.length + more.length;
  const metricNames = measured.flatMap(({ output, metrics }) => metrics.map((metric) => nameOf(output, metric.id)));
  const regularized = network.weights.filter(({ spec }) => (spec.l1 ?? 0) !== 0 || (spec.l2 ?? 0) !== 0);

  /** 1 for positions that count, 0 for the others: [samples · positions]. */
  const counting = (given: Tensor, ignores: number): Tensor => given.flatten().notEqual(ignores).toFloat();
  /** [samples, …, classes] → [samples · positions, classes]. */
  const inRows = (tensor: Tensor): Tensor => tensor.reshape([-1, tensor.shape[tensor.rank - 1]!]);

  /** Mean over all samples, and over those positions that count. */
  const meanLoss = (
    { output, loss, shape, ignores, eachAlone }: Measured,
    target: Tensor,
    prediction: Tensor,
    given: Tensor,
    weights: ClassWeights | null,
  ): Scalar => {
    const classWeights = weights?.[output.target];
    const weightOf = (codes: Tensor) => tf.gather(tf.tensor1d([...classWeights!]), codes.toInt());
    if (eachAlone && classWeights !== undefined) {
      const each = loss.perSample(tf, target.reshape([-1, 1]), prediction.reshape([-1, 1]));
      const every = (answer: 0 | 1) => tf.tensor1d(classWeights.filter((_, place) => place % 2 === answer));
      const weight = target.mul(every(1)).add(tf.sub(1, target).mul(every(0)));
      return each.mul(weight.flatten()).mean().asScalar();
    }
    if (shape === null || (ignores === null && classWeights === undefined)) {
      const perSample = loss.perSample(tf, target, prediction);
      return (classWeights === undefined ? perSample : perSample.mul(weightOf(given))).mean().asScalar();
    }
    const counts = ignores === null ? null : counting(given, ignores);
    if (loss.whole === true) {
      // What does not count is in neither of the two things whose overlap is measured.
      const seen = counts === null ? null : counts.reshape([given.shape[0]!, ...shape, 1]);
      return loss
        .perSample(tf, seen === null ? target : target.mul(seen), seen === null ? prediction : prediction.mul(seen))
        .mean()
        .asScalar();
    }
    const perPosition = loss.perSample(tf, inRows(target), inRows(prediction));
    if (counts === null) return perPosition.mul(weightOf(given.flatten())).mean().asScalar();
    // A code that does not count may be no class at all, and has no weight to be looked up.
    const weight = classWeights === undefined ? counts : counts.mul(weightOf(given.flatten().mul(counts)));
    return perPosition.mul(weight).sum().div(counts.sum().maximum(1)).asScalar();
  };

  /** Mean over all positions that count. */
  const meanDistance = (
    { comparing, ignores }: Measured,
    taught: Tensor | undefined,
    prediction: Tensor,
    given: Tensor,
  ): Scalar => {
    if (teacher === null || taught === undefined || comparing === null) return tf.scalar(0);
    const distance = distanceToTeacher(tf, comparing, taught, prediction, teacher.teaching.temperature);
    if (ignores === null) return distance.mean().asScalar();
    const counts = counting(given, ignores);
    return distance.mul(counts).sum().div(counts.sum().maximum(1)).asScalar();
  };

  // Every metric's vector length: known from the first batch it sees, and the same for all.
  const widths: number[] = [];

  return {
    names: [...lossNames, ...metricNames],
    teacher,
    targets: (given) =>
      Object.fromEntries(
        measured.map(({ output, classes, shape }) => {
          const values = given[output.target];
          if (values === undefined) throwProblem('data.target', `The data has no target "${output.target}".`);
          const size = values.shape[0]!;
          if (classes > 0) {
            const codes = tf.oneHot(values.toInt(), classes).toFloat();
            return [output.name, shape === null ? codes : codes.reshape([size, ...shape, classes])];
          }
          if (shape !== null) return [output.name, values.reshape([size, ...shape])];
          const rank = plan.layers.find((layer) => layer.id === output.layer)?.output.shape.length ?? 1;
          return [output.name, rank === 0 || values.rank > 1 ? values : values.expandDims(1)];
        }),
      ),
    loss: (outputs, targets, given, weights, divergence, taught) => {
      const parts: Scalar[] = [];
      const sum = (scalars: readonly Scalar[]) =>
        scalars.reduce<Scalar>((total, scalar, at) => {
          const { lossWeight } = measured[at]!.output;
          return total.add(lossWeight === 1 ? scalar : scalar.mul(lossWeight));
        }, tf.scalar(0));
      for (const one of measured) {
        const { name, target } = one.output;
        parts.push(meanLoss(one, targets[name]!, outputs[name]!, given[target]!, weights));
      }
      let total = sum(parts);
      if (teacher !== null) {
        const { alpha } = teacher.teaching;
        const distances = measured.map((one) => {
          const { name, target } = one.output;
          return meanDistance(one, taught?.[name], outputs[name]!, given[target]!);
        });
        const distance = sum(distances);
        parts.push(distance);
        total = total.mul(1 - alpha).add(distance.mul(alpha));
      }
      if (divergenceWeight > 0) {
        const mean = divergence === null || divergence === undefined ? tf.scalar(0) : divergence.mean().asScalar();
        parts.push(mean);
        total = total.add(mean.mul(divergenceWeight));
      }
      let penalty: Scalar = tf.scalar(0);
      for (const { spec, variable } of regularized) {
        if (spec.l1) penalty = penalty.add(variable.abs().sum().mul(spec.l1));
        if (spec.l2) penalty = penalty.add(variable.square().sum().mul(spec.l2));
      }
      return { total: regularized.length === 0 ? total : total.add(penalty), parts, penalty };
    },
    metricSums: (outputs, targets, given) => {
      const sums = measured.flatMap(({ output, metrics, units, ignores, eachAlone }) => {
        if (metrics.length === 0) return [];
        const measuredAs = (tensor: Tensor) =>
          eachAlone ? tensor.reshape([-1, 1]) : units === null ? tensor : units(tensor);
        const target = measuredAs(targets[output.name]!);
        const prediction = measuredAs(outputs[output.name]!);
        if (ignores === null) {
          return metrics.map((metric) => metric.sums(tf, target, prediction).toFloat().flatten());
        }
        const weight = counting(given[output.target]!, ignores);
        const [t, p] = [inRows(target), inRows(prediction)];
        return metrics.map((metric) => metric.sums(tf, t, p, weight).toFloat().flatten());
      });
      sums.forEach((sum, index) => {
        widths[index] = sum.size;
      });
      return sums.length === 0 ? null : (tf.concat(sums) as Tensor1D);
    },
    sumsOf: (samples, numbers) => {
      // With one output its part is the loss before regularization, which is not shown.
      const shown = [
        ...(several ? measured.map((_, index) => index + 1) : []),
        ...more.map((_, index) => measured.length + index + 1),
      ];
      const losses = [0, ...shown].map((at) => numbers[at]! * samples);
      const first = 1 + partCount;
      const length = widths.reduce((sum, width) => sum + width, 0);
      return { samples, losses, metrics: Array.prototype.slice.call(numbers, first, first + length) as number[] };
    },
    zero: { samples: 0, losses: lossNames.map(() => 0), metrics: [] },
    figures: ({ samples, losses, metrics }) => {
      const figures: [string, number][] = lossNames.map((name, index) => [name, losses[index]! / samples]);
      let at = 0;
      let index = 0;
      for (const { output, metrics: definitions } of measured) {
        for (const definition of definitions) {
          const width = widths[index] ?? 0;
          figures.push([nameOf(output, definition.id), definition.result(metrics.slice(at, at + width))]);
          at += width;
          index += 1;
        }
      }
      return Object.fromEntries(figures);
    },
  };
}
