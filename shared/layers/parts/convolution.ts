// What the convolution layers share: their common parameters and how Keras and one line of words say them.
import type { KerasCall } from '../layer';
import { kerasActivation, kerasInitializer, kerasRegularizer, sizes, sizesUnless, unless } from './keras';
import {
  activationParam,
  filtersParam,
  initializerParam,
  kernelSizeParam,
  l1Param,
  l2Param,
  paddingParam,
  stridesParam,
  useBiasParam,
} from './params';
import { tfActivation, unset } from './tfjs';
import { activationWord, dilationWord, line, paddingWord, plural, strideWord, times } from './words';

export interface Convolution {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilationRate?: readonly number[];
  readonly activation: string;
  readonly useBias: boolean;
  readonly kernelInitializer: string;
  readonly l1: number;
  readonly l2: number;
}

export function convolutionParams(axes: 1 | 2 | 3) {
  return {
    filters: filtersParam(),
    kernelSize: kernelSizeParam(axes),
    activation: activationParam(),
    padding: paddingParam(),
    strides: stridesParam(axes),
    useBias: useBiasParam(),
    kernelInitializer: initializerParam('Weights start as', 'glorotUniform'),
    l1: l1Param(),
    l2: l2Param(),
  };
}

export function convolutionWords(params: Convolution): string {
  return line(
    plural(params.filters, 'filter'),
    times(params.kernelSize),
    strideWord(params.strides),
    dilationWord(params.dilationRate ?? []),
    paddingWord(params.padding),
    activationWord(params.activation),
  );
}

export function tfPadding(padding: string): 'same' | 'valid' {
  return padding === 'same' ? 'same' : 'valid';
}

/** The arguments of tfjs' factories whose types do not depend on the number of axes. */
export function convolutionArgs(params: Convolution, name: string) {
  return {
    filters: params.filters,
    kernelSize: [...params.kernelSize],
    padding: tfPadding(params.padding),
    activation: tfActivation(params.activation),
    useBias: params.useBias,
    kernelInitializer: unset,
    biasInitializer: unset,
    name,
  };
}

export function convolutionKeras(className: string, params: Convolution): KerasCall {
  return {
    className,
    args: {
      filters: params.filters,
      kernel_size: sizes(params.kernelSize),
      ...sizesUnless('strides', params.strides, 1),
      ...unless('padding', params.padding, 'valid'),
      ...sizesUnless('dilation_rate', params.dilationRate ?? [1], 1),
      ...kerasActivation(params.activation),
      ...unless('use_bias', params.useBias, true),
      ...kerasInitializer('kernel_initializer', params.kernelInitializer),
      ...kerasRegularizer('kernel_regularizer', params.l1, params.l2),
    },
  };
}
