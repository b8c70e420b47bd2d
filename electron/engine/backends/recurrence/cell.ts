// What tfjs' recurrent layers are made of, as far as the fused operations use it.
import type { TensorFlow } from '../../../../shared/layers/layer';
import type { NativeBackend } from '../../graph/record';

export type Tensor = import('@tensorflow/tfjs').Tensor;
export type Tensor2D = import('@tensorflow/tfjs').Tensor2D;
export type Tensor3D = import('@tensorflow/tfjs').Tensor3D;

interface Weight {
  read(): Tensor;
}

export interface Cell {
  readonly units: number;
  readonly useBias: boolean;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias: Weight | null;
  readonly activation: { getClassName(): string };
  readonly recurrentActivation: { getClassName(): string };
  readonly dropout: number;
  readonly recurrentDropout: number;
}

/**
 * Every step's output [steps, batch, units] for inputs [steps, batch, features]. `longest`: how many steps matter, an
 * int32 scalar; what is said about later ones is of no use to anybody. Null: all.
 */
export type Forward = (
  backend: NativeBackend,
  tf: TensorFlow,
  sequence: Tensor3D,
  cell: Cell,
  longest: Tensor | null,
) => Tensor3D;

export const biasOf = (tf: TensorFlow, { bias, useBias }: Cell, size: number): Tensor =>
  useBias && bias !== null ? bias.read() : tf.zeros([size]);
