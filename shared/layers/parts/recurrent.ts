// What SimpleRNN, LSTM and GRU share: they differ in their cells only.
import { flag, int } from '../../params';
import type { ParamSchema, ValuesOf } from '../../params';
import type { Result } from '../../result';
import type { TensorSpec } from '../../shape';
import type { KerasCall, WeightSpec } from '../layer';
import { expectRank, give, size } from './expect';
import { kerasActivation, kerasInitializer, kerasRegularizer, unless } from './keras';
import { activationParam, initializerParam, l1Param, l2Param, useBiasParam } from './params';
import { tfActivation, unset } from './tfjs';
import { kernel } from './weights';
import { activationWord, line, plural } from './words';

export const recurrentParams = {
  units: int({
    title: 'Units',
    help: 'How many numbers the layer remembers from step to step, and gives as its result.',
    default: 32,
    min: 1,
    max: 8192,
  }),
  returnSequences: flag({
    title: 'Answer at every step',
    help: 'On: one result for every step, as the next recurrent layer needs. Off: only the result after the last step, as a Dense layer at the end needs.',
    default: false,
  }),
  activation: activationParam('tanh'),
  goBackwards: flag({
    title: 'Read backwards',
    help: 'Reads the sequence from its end. Answers of every step then come in that order, too.',
    default: false,
    advanced: true,
  }),
  useBias: useBiasParam(),
  kernelInitializer: initializerParam('Input weights start as', 'glorotUniform', undefined, 'matrix'),
  recurrentInitializer: initializerParam(
    'Recurrent weights start as',
    'orthogonal',
    'How the weights from one step to the next start out. Orthogonal neither swells nor shrinks what is remembered.',
    'matrix',
  ),
  l1: l1Param(),
  l2: l2Param(),
} satisfies ParamSchema;

type Recurrent = ValuesOf<typeof recurrentParams>;

/** The activation of the gates, for LSTM and GRU. */
export function gateParam() {
  return {
    ...activationParam('sigmoid'),
    title: 'Gate activation',
    help: 'The function that opens and closes the gates; sigmoid gives 0 for closed to 1 for open.',
    advanced: true,
  };
}

export function recurrentWords(params: Recurrent): string {
  return line(
    plural(params.units, 'unit'),
    params.returnSequences && 'every step',
    params.goBackwards && 'backwards',
    params.activation !== 'tanh' && (activationWord(params.activation) ?? 'no activation'),
  );
}

/** [steps, features] → [units], or [steps, units] with an answer at every step. */
export function recurrentShape(title: string, input: TensorSpec | undefined, params: Recurrent): Result<TensorSpec> {
  const shape = expectRank(title, input, 2);
  if (!shape.ok) return shape;
  return give(title, params.returnSequences ? [shape.value[0]!, params.units] : [params.units]);
}

/** Input weights, recurrent weights and bias, `gates` of each side by side as Keras lays them out. */
export function recurrentWeights(
  input: TensorSpec,
  params: Recurrent,
  gates: number,
  biasInitializer = 'zeros',
): readonly WeightSpec[] {
  const width = gates * params.units;
  return [
    kernel('kernel', [size(input.shape[1]), width], params.kernelInitializer, params),
    kernel('recurrent_kernel', [params.units, width], params.recurrentInitializer, { l1: 0, l2: 0 }),
    ...(params.useBias ? [{ name: 'bias', shape: [width], trainable: true, initializer: biasInitializer }] : []),
  ];
}

/** The arguments that all three tfjs factories take. */
export function recurrentArgs(params: Recurrent, name: string) {
  return {
    units: params.units,
    activation: tfActivation(params.activation),
    useBias: params.useBias,
    returnSequences: params.returnSequences,
    goBackwards: params.goBackwards,
    kernelInitializer: unset,
    recurrentInitializer: unset,
    biasInitializer: unset,
    name,
  };
}

export function recurrentKeras(params: Recurrent): KerasCall['args'] {
  return {
    units: params.units,
    ...kerasActivation(params.activation, 'tanh'),
    ...unless('return_sequences', params.returnSequences, false),
    ...unless('go_backwards', params.goBackwards, false),
    ...unless('use_bias', params.useBias, true),
    ...kerasInitializer('kernel_initializer', params.kernelInitializer),
    ...kerasInitializer('recurrent_initializer', params.recurrentInitializer, 'orthogonal'),
    ...kerasRegularizer('kernel_regularizer', params.l1, params.l2),
  };
}
