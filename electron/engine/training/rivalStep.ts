// A step of two networks that learn against each other (shared/recipes/adversarial.ts). The judge is shown real samples
// and made ones and is changed at once; then the maker is changed by what the new judge says of the same noise.
import { clipGradients } from '../../../shared/choices/clipping';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Rivals } from '../../../shared/recipes';
import type { PlanOutput } from '../../../shared/run/plan';
import { layersBehind } from '../../../shared/run/plan';
import type { Rival } from './learner';
import type { NamedTensors } from '../forwardPass';
import type { Network } from '../network';
import type { Objective } from './objective';
import { throwProblem } from '../problems';
import { type BatchTensors, type Moment, type Slopes, keeping, numbersOf, typedInputs } from './stepTensors';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Scalar = import('@tensorflow/tfjs').Scalar;
type Variable = import('@tensorflow/tfjs').Variable;

interface Sides {
  readonly maker: PlanOutput;
  readonly judge: PlanOutput;
  /** What the maker makes of the noise among these inputs. */
  make(inputs: NamedTensors, training: boolean): Tensor;
  /** How real samples are held to be, [batch, 1]: the data's own, or `made` in their place. */
  judged(inputs: NamedTensors, made: Tensor | null, training: boolean): Tensor;
  /** Both outputs as the objective measures them: what is said of made samples, and of real and made ones together. */
  outputs(onReal: Tensor, onMade: Tensor): NamedTensors;
  /** What the maker wants to hear, and what is right of real and made ones; `doubt` is taken off the real ones. */
  targets(tf: TensorFlow, size: number, doubt: number): NamedTensors;
}

function sidesOf({ plan, forwardTo }: Network, { made, judged }: Rivals): Sides {
  const outputOf = (target: string) =>
    plan.outputs.find((output) => output.target === target) ??
    throwProblem('recipe.parts', `The network has no Output with the target "${target}".`);
  const [maker, judge] = [outputOf(made), outputOf(judged)];
  const read = layersBehind(plan.layers, judge.layer);
  const sources = [...new Set(plan.inputs.filter(({ layer }) => read.has(layer)).map(({ source }) => source))];
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    return throwProblem(
      'recipe.discriminatorReads',
      `The discriminator reads ${sources.length} inputs of the data and can be shown made samples of one alone.`,
    );
  }
  return {
    maker,
    judge,
    make: (inputs, training) => forwardTo(maker, inputs, training),
    judged: (inputs, sample, training) =>
      forwardTo(judge, sample === null ? inputs : { ...inputs, [source]: sample }, training),
    outputs: (onReal, onMade) => ({ [maker.name]: onMade, [judge.name]: onReal.concat(onMade) }),
    targets: (tf, size, doubt) => ({
      [maker.name]: tf.ones([size, 1]),
      [judge.name]: tf.concat([tf.fill([size, 1], 1 - doubt), tf.zeros([size, 1])]),
    }),
  };
}

/** Forward and back for both. The rival's weights and slots are changed in passing; the slopes are the maker's. */
export function rivalSlopes(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  { variables, rival }: { readonly variables: readonly Variable[]; readonly rival: Rival },
  batch: BatchTensors,
  { rate, stepNumber }: Moment,
): Slopes {
  const { plan } = network;
  const { clipping } = plan.training;
  const sides = sidesOf(network, rival.about);
  const inputs = typedInputs(network, batch.inputs);
  const size = Object.values(batch.inputs)[0]!.shape[0]!;
  const targets = sides.targets(tf, size, rival.about.smoothing);
  /** Slopes of one side's own loss, and that loss. */
  const learn = (
    side: PlanOutput,
    of: readonly Variable[],
    keep: (tensor: Tensor) => Tensor,
    said: () => NamedTensors,
  ) => {
    const at = plan.outputs.indexOf(side);
    let outputs: NamedTensors = {};
    let part: Tensor = tf.scalar(0);
    let penalty: Tensor = part;
    const { grads } = tf.variableGrads(() => {
      outputs = said();
      const loss = objective.loss(outputs, targets, batch.targets, null);
      part = keep(loss.parts[at]!);
      penalty = keep(loss.penalty);
      outputs = Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, keep(tensor)]));
      return loss.parts[at]!.add(loss.penalty);
    }, [...of]);
    const gradients = of.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
    return { outputs, part, penalty, gradients: clipGradients(tf, clipping, gradients) };
  };
  return keeping(tf, (keep) => {
    const made = sides.make(inputs, true);
    const judging = rival.learned.map(({ weight }) => weight.variable);
    const first = learn(sides.judge, judging, keep, () =>
      sides.outputs(sides.judged(inputs, null, true), sides.judged(inputs, made, true)),
    );
    const rivalRate: Scalar = rate.mul(rival.rateRatio);
    rival.learned.forEach((of, index) => {
      const next = rival.update(of, first.gradients[index]!, rivalRate, stepNumber);
      of.weight.variable.assign(next.weight);
      for (const [name, value] of Object.entries(next.slots)) of.slots[name]!.assign(value);
    });
    const second = learn(sides.maker, variables, keep, () => ({
      ...first.outputs,
      [sides.maker.name]: sides.judged(inputs, sides.make(inputs, true), true),
    }));
    const parts = plan.outputs.map((output) => (output === sides.maker ? second.part : first.part));
    const total: Scalar = tf.addN([first.part, second.part, second.penalty]).asScalar();
    return {
      total,
      numbers: numbersOf(tf, total, parts, objective.metricSums(first.outputs, sides.targets(tf, size, 0), {})),
      gradients: second.gradients,
    };
  });
}

/** Forward alone. The outputs are the samples made of the noise and what is said of the real ones. */
export function rivalsMeasured(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  rivals: Rivals,
  batch: BatchTensors,
): { readonly numbers: Tensor1D; readonly outputs: NamedTensors } {
  const sides = sidesOf(network, rivals);
  const inputs = typedInputs(network, batch.inputs);
  const made = sides.make(inputs, false);
  const onReal = sides.judged(inputs, null, false);
  const outputs = sides.outputs(onReal, sides.judged(inputs, made, false));
  const size = onReal.shape[0]!;
  const { total, parts } = objective.loss(outputs, sides.targets(tf, size, rivals.smoothing), batch.targets, null);
  const sums = objective.metricSums(outputs, sides.targets(tf, size, 0), {});
  return {
    numbers: numbersOf(tf, total, parts, sums),
    outputs: { [sides.maker.name]: made, [sides.judge.name]: onReal },
  };
}
