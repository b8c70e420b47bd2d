// The optimizer at work: its formula with its settings, and what it remembers of every weight.
import { findOptimizer, hasOwnDecay, optimizerValues } from '../../../shared/choices/optimizers';
import { decayWeight } from '../../../shared/choices/weightDecay';
import type { OptimizerDefinition, UpdateResult } from '../../../shared/choices/choice';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { ParamValues } from '../../../shared/result';
import { isPruned } from '../../../shared/run/pruning';
import type { SafeTensor } from '../../../shared/run/safetensors';
import type { Network } from '../network';
import type { NetworkWeight } from '../networkLayers';
import { throwProblem } from '../problems';
import { type Rivals, rivalsOf } from '../../../shared/recipes';
import { type Plan, layersBehind } from '../../../shared/run/plan';
import type { TrainingConfig } from '../../../shared/run/training';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Scalar = import('@tensorflow/tfjs').Scalar;
type Variable = import('@tensorflow/tfjs').Variable;

/** Slots by "<weight's name>/<slot's name>". */
export type LearnerState = ReadonlyMap<string, SafeTensor>;

/** The slot that holds 0 where a weight was taken out for good, else 1; only where weights are pruned. */
export const maskSlot = 'mask';

export interface LearnedWeight {
  readonly weight: NetworkWeight;
  readonly slots: { readonly [name: string]: Variable };
}

export interface Learner {
  readonly optimizer: OptimizerDefinition;
  readonly values: ParamValues;
  /** Pull of every learned weight towards 0 before the optimizer's step; 0 is none. */
  readonly decay: number;
  /** The weights that gradients change, in the network's order. */
  readonly learned: readonly LearnedWeight[];
  /** Of two networks that learn against each other the one whose weights change first in every step; else null. */
  readonly rival: Rival | null;
  /** Whether weights are kept at 0 by masks. */
  readonly masks: boolean;
  /** One weight's step by the formula: its new value and those of slots that change, as new tensors. The caller tidies. */
  update(of: LearnedWeight, gradient: Tensor, learningRate: Scalar, step: Scalar): UpdateResult;
  /** A copy of all slots as they are now. */
  take(): LearnerState;
  /** Throws with a Problem when the state is another optimizer's or another network's. */
  put(state: LearnerState): void;
  dispose(): void;
}

/** Learns with an optimizer of its own, at a rate that is a fixed multiple of the other's. */
export interface Rival extends Pick<Learner, 'learned' | 'update' | 'take' | 'put' | 'dispose'> {
  readonly rateRatio: number;
  readonly about: Rivals;
}

/** Throws with a Problem when an optimizer is not known or nothing can be learned. */
export function createLearner(tf: TensorFlow, network: Network): Learner {
  const { plan } = network;
  const { training } = plan;
  const about = rivalsOf(training);
  if (about === null) return { ...learnerOf(tf, network, training, network.weights), rival: null };
  const own = network.layers.filter(({ plan: { id } }) => judgeLayers(plan, about).has(id));
  const judging = new Set(own.flatMap(({ weights }) => weights));
  const learner = learnerOf(
    tf,
    network,
    training,
    network.weights.filter((weight) => !judging.has(weight)),
  );
  // It is left behind when the training ends: no weight of it needs to go.
  const judge = learnerOf(tf, network, { ...training, ...about, pruning: 0 }, [...judging]);
  const rateRatio = Number(judge.values['learningRate']) / Number(learner.values['learningRate']);
  return {
    ...learner,
    rival: { ...judge, rateRatio, about },
    take: () => new Map([...learner.take(), ...judge.take()]),
    put: (state) => {
      learner.put(state);
      judge.put(state);
    },
    dispose: () => {
      learner.dispose();
      judge.dispose();
    },
  };
}

/** Layers that the judgement is computed from. */
function judgeLayers(plan: Plan, { judged }: Rivals): ReadonlySet<string> {
  return layersBehind(plan.layers, plan.outputs.find(({ target }) => target === judged)?.layer ?? '');
}

function learnerOf(
  tf: TensorFlow,
  network: Network,
  training: Pick<TrainingConfig, 'optimizer' | 'optimizerParams' | 'weightDecay' | 'pruning'>,
  candidates: readonly NetworkWeight[],
): Omit<Learner, 'rival'> {
  const optimizer =
    findOptimizer(training.optimizer) ??
    throwProblem(
      'optimizer.unknown',
      `This version does not know the optimizer "${training.optimizer}". Choose another.`,
    );
  const weights = candidates.filter(({ spec, variable }) => spec.trainable && variable.trainable);
  if (weights.length === 0) {
    throwProblem(
      'network.nothingToLearn',
      network.plan.layers.some(({ frozen }) => frozen === true)
        ? 'This network has nothing to learn: all layers with weights are frozen. Let some of them learn again.'
        : 'This network has nothing to learn: none of its layers has weights that change. Add a Dense layer.',
    );
  }
  const values = optimizerValues(optimizer, training.optimizerParams);
  const decay = hasOwnDecay(optimizer) ? 0 : training.weightDecay;
  const masks = (training.pruning ?? 0) > 0;
  const learned = weights.map((weight): LearnedWeight => {
    const { shape: size } = weight.variable;
    const slots = [
      ...optimizer.slots(values as never, size),
      ...(masks && isPruned(size) ? [{ name: maskSlot, shape: size, initial: 1 }] : []),
    ];
    return {
      weight,
      slots: Object.fromEntries(
        slots.map(({ name, shape, initial }) => [
          name,
          tf.tidy(() => tf.variable(tf.fill([...shape], initial, 'float32'), false)),
        ]),
      ),
    };
  });
  const all = learned.flatMap(({ weight, slots }) =>
    Object.entries(slots).map(([name, variable]) => ({ name: `${weight.name}/${name}`, variable })),
  );
  return {
    optimizer,
    values,
    decay,
    learned,
    masks,
    update: ({ weight, slots }, gradient, learningRate, step) => {
      const next = optimizer.update(tf, values as never, {
        weight: decayWeight(tf, weight.variable, decay, learningRate),
        gradient,
        slots,
        learningRate,
        step,
      });
      const mask = slots[maskSlot];
      return mask === undefined ? next : { ...next, weight: next.weight.mul(mask) };
    },
    take: () =>
      new Map(
        all.map(({ name, variable }) => [
          name,
          { dtype: 'F32', shape: variable.shape, data: Float32Array.from(variable.dataSync()) },
        ]),
      ),
    put: (state) => {
      for (const { name, variable } of all) {
        const saved = state.get(name);
        if (saved === undefined || saved.shape.join() !== variable.shape.join()) {
          throwProblem(
            'checkpoint.optimizer',
            'The checkpoint was made with another optimizer. Start the training anew.',
          );
        }
        tf.tidy(() => variable.assign(tf.tensor(saved.data, [...saved.shape], 'float32')));
      }
    },
    dispose: () => tf.dispose(all.map(({ variable }) => variable)),
  };
}
