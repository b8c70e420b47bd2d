// Steps that run operation by operation: on engines that have no graphs, and for what no graph can hold.
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Batch } from '../data/dataset';
import type { Learner } from './learner';
import type { Network } from '../network';
import type { ClassWeights, Objective } from './objective';
import { measured, slopes } from './stepBody';
import { batchTensors, tidied } from './stepTensors';
import type { Steps, StepResult } from './steps';

type Scalar = import('@tensorflow/tfjs').Scalar;

export function createEagerSteps(
  tf: TensorFlow,
  network: Network,
  objective: Objective,
  learner: Learner,
  classWeights: ClassWeights | null,
): Steps {
  const resultOf = (batch: Batch, numbers: Float32Array): StepResult => ({
    loss: numbers[0]!,
    sums: objective.sumsOf(batch.size, numbers),
    numbers,
  });
  const train = (batch: Batch, number: number, rate: number): StepResult =>
    tidied(tf, () => {
      // Moving statistics and a rival's weights change while the network computes; a step that fails takes them back.
      const moving = [
        ...network.weights.filter(({ spec }) => !spec.trainable).map(({ variable }) => variable),
        ...(learner.rival?.learned ?? []).flatMap(({ weight, slots }) => [weight.variable, ...Object.values(slots)]),
      ];
      const before = moving.map((variable) => variable.clone());
      const learningRate = tf.scalar(rate);
      const step: Scalar = tf.scalar(number, 'float32');
      const { numbers, gradients } = network.duringStep(number, () =>
        slopes(tf, network, objective, learner, batchTensors(tf, batch), classWeights, {
          rate: learningRate,
          stepNumber: step,
        }),
      );
      const result = resultOf(batch, numbers.dataSync<'float32'>());
      if (!Number.isFinite(result.loss)) {
        moving.forEach((variable, index) => variable.assign(before[index]!));
        return result;
      }
      learner.learned.forEach(({ weight, slots }, index) => {
        const next = learner.update({ weight, slots }, gradients[index]!, learningRate, step);
        weight.variable.assign(next.weight);
        for (const [name, value] of Object.entries(next.slots)) slots[name]!.assign(value);
      });
      return result;
    });
  return {
    compiled: false,
    train: ({ batches }, firstStep, rates) => {
      const results: StepResult[] = [];
      for (const batch of batches()) {
        results.push(train(batch, firstStep + results.length, rates[results.length]!));
        if (!Number.isFinite(results.at(-1)!.loss)) break;
      }
      return results;
    },
    evaluate: ({ batches }) =>
      [...batches()].map((batch) =>
        tidied(tf, () =>
          resultOf(batch, measured(tf, network, objective, batchTensors(tf, batch)).numbers.dataSync<'float32'>()),
        ),
      ),
    pull: () => undefined,
    push: () => undefined,
    dispose: () => undefined,
  };
}
