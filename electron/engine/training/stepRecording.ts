// Writes one step down: what is fed to it, what it reads, and what it gives, as ids of the recording's tensors.
import type { TensorFlow } from '../../../shared/layers/layer';
import { type FusedUpdate, fusedUpdate } from './fusedUpdates';
import { type Recording, nativeBackend, record } from '../graph/record';
import type { LearnedWeight, Learner } from './learner';
import type { Network } from '../network';
import type { ClassWeights, Objective } from './objective';
import type { Expected } from './steps';
import { measured, slopes } from './stepBody';
import { type BatchTensors, type Moment, tidied } from './stepTensors';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor1D = import('@tensorflow/tfjs').Tensor1D;
type Scalar = import('@tensorflow/tfjs').Scalar;
type Variable = import('@tensorflow/tfjs').Variable;

export type Mode = 'train' | 'evaluate';

/** Something that is fed for every batch: "input/<source>" or "target/<name>", float32. */
export interface Feed {
  readonly name: string;
  /** Of one sample. */
  readonly shape: readonly number[];
}

/** What is computed, and with what. Without a learner there is only evaluation. */
export interface Subject {
  readonly network: Network;
  readonly objective: Objective;
  readonly learner: Learner | null;
  readonly classWeights: ClassWeights | null;
  /** Weights in the network's order, then slots in the learner's, then in its rival's, then a teacher's weights. */
  readonly state: readonly Variable[];
  /** How many at the state's end never change. */
  readonly still: number;
  /** Where each learned weight and its slots stand in the state; in the learner's order. */
  readonly places: readonly LearnedPlace[];
  /** The optimizer's update as one operation of TensorFlow; null where it is recorded by its formula. */
  readonly fused: FusedUpdate | null;
  readonly feeds: readonly Feed[];
  /** True when an evaluation gives every output's numbers after its figures. */
  readonly withOutputs: boolean;
}

export interface LearnedPlace {
  readonly of: LearnedWeight;
  readonly weight: number;
  readonly slots: { readonly [name: string]: number };
}

/** The subject with its state laid out. */
export function createSubject(
  given: Pick<Subject, 'network' | 'objective' | 'learner' | 'classWeights' | 'withOutputs'>,
  sample: Expected['sample'],
): Subject {
  const { network, learner } = given;
  const state: Variable[] = network.weights.map(({ variable }) => variable);
  const indexOf = new Map(state.map((variable, index) => [variable, index]));
  const places = (learner?.learned ?? []).map((of): LearnedPlace => {
    const slots = Object.entries(of.slots).map(([name, variable]) => [name, state.push(variable) - 1]);
    return { of, weight: indexOf.get(of.weight.variable)!, slots: Object.fromEntries(slots) };
  });
  for (const { slots } of learner?.rival?.learned ?? []) state.push(...Object.values(slots));
  const teaching = given.objective.teacher?.weights ?? [];
  state.push(...teaching);
  // TensorFlow's operations know no masks.
  const fused =
    learner === null || learner.masks ? null : fusedUpdate(learner.optimizer.id, learner.values, learner.decay);
  return { ...given, state, still: teaching.length, places, fused, feeds: feedsOf(sample) };
}

export interface StepRecording {
  readonly mode: Mode;
  readonly batchSize: number;
  readonly recording: Recording<unknown>;
  /** What is known beforehand, by the feeds' names and "rate", "step" (int32), "stepNumber" (float32). */
  readonly given: ReadonlyMap<string, number>;
  /** The subject's state before the step. */
  readonly state: readonly number[];
  /** Numbers that the step gives: how many, and where. */
  readonly width: number;
  readonly numbers: number;
  /** Whether the loss is finite; null for evaluation. */
  readonly finite: number | null;
  /** For fused updates: the gradient of each learned weight. */
  readonly gradients: readonly number[];
  /** New values: index in the state and the value's id. */
  readonly changes: readonly { readonly variable: number; readonly value: number }[];
}

function feedsOf({ inputs, targets, size }: Expected['sample']): readonly Feed[] {
  return [
    ...Object.entries(inputs).map(([source, { shape }]) => ({ name: `input/${source}`, shape: shape.slice(1) })),
    ...Object.entries(targets).map(([name, values]) => ({
      name: `target/${name}`,
      shape: values.length === size ? [] : [values.length / size],
    })),
  ];
}

/** Runs one step on zeros and writes it down. The state is afterwards as it was before. */
export function recordStep(tf: TensorFlow, subject: Subject, mode: Mode, batchSize: number): StepRecording {
  const { state, feeds } = subject;
  const before = state.map((variable) => tf.keep(variable.clone()));
  try {
    return tidied(tf, () => {
      const fed = new Map(feeds.map(({ name, shape }): [string, Tensor] => [name, tf.zeros([batchSize, ...shape])]));
      const under = (prefix: string) =>
        Object.fromEntries(
          [...fed]
            .filter(([name]) => name.startsWith(prefix))
            .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
        );
      const batch: BatchTensors = { inputs: under('input/'), targets: under('target/') };
      const moment: StepMoment = {
        rate: tf.scalar(0),
        step: tf.scalar(1, 'int32') as Scalar,
        stepNumber: tf.scalar(1),
      };
      const given = new Map<string, Tensor>([...fed, ...Object.entries(moment)]);
      const ids = (tensors: readonly Tensor[]) => nativeBackend(tf)!.getInputTensorIds(tensors);
      const stateIds = ids(state);
      const { learner } = subject;
      const recording = record(tf, [...given.values(), ...state], (idOf) =>
        mode === 'train' && learner !== null
          ? training(tf, { ...subject, learner }, batch, moment, stateIds, idOf)
          : evaluation(tf, subject, batch, idOf),
      );
      return {
        mode,
        batchSize,
        recording,
        ...recording.result,
        given: new Map([...given].map(([name, tensor]) => [name, ids([tensor])[0]!])),
        state: stateIds,
      };
    });
  } finally {
    state.forEach((variable, index) => variable.assign(before[index]!));
    tf.dispose(before);
  }
}

interface StepMoment extends Moment {
  /** int32 */
  readonly step: Scalar;
}

type IdOf = (tensor: Tensor) => number;
type Results = Pick<StepRecording, 'width' | 'numbers' | 'finite' | 'gradients' | 'changes'>;

function training(
  tf: TensorFlow,
  { network, objective, learner, classWeights, state, places, fused }: Subject & { readonly learner: Learner },
  batch: BatchTensors,
  { rate, step, stepNumber }: StepMoment,
  stateIds: readonly number[],
  idOf: IdOf,
): Results {
  const { numbers, gradients, total } = network.duringStep(step, () =>
    slopes(tf, network, objective, learner, batch, classWeights, { rate, stepNumber }),
  );
  const finite = idOf(tf.isFinite(total));
  const changes: { variable: number; value: number }[] = [];
  // Moving statistics and a rival's weights change while the network computes.
  state.forEach((variable, index) => {
    const now = idOf(variable);
    if (now !== stateIds[index]) changes.push({ variable: index, value: now });
  });
  if (fused === null) {
    places.forEach(({ of, weight, slots }, index) => {
      const next = learner.update(of, gradients[index]!, rate, stepNumber);
      changes.push({ variable: weight, value: idOf(next.weight) });
      for (const [name, value] of Object.entries(next.slots))
        changes.push({ variable: slots[name]!, value: idOf(value) });
    });
  }
  return {
    width: numbers.size,
    numbers: idOf(numbers),
    finite,
    gradients: fused === null ? [] : gradients.map(idOf),
    changes,
  };
}

function evaluation(
  tf: TensorFlow,
  { network, objective, withOutputs }: Subject,
  batch: BatchTensors,
  idOf: IdOf,
): Results {
  const { numbers, outputs } = measured(tf, network, objective, batch);
  const all = withOutputs
    ? tf.concat([numbers, ...network.plan.outputs.map(({ name }) => outputs[name]!.toFloat().flatten() as Tensor1D)])
    : numbers;
  return { width: all.size, numbers: idOf(all), finite: null, gradients: [], changes: [] };
}
