// What a layer's composition of Keras' own layers and operations is given, and what several of them share.
import type { ParamValues } from '../../result';
import type { Shape, TensorSpec } from '../../shape';
import { CannotExport, type ExportWeight } from '../format';
import type { KerasPiece, KerasPlace } from '../kerasNodes';

export interface KerasGiven {
  readonly inputs: readonly KerasPlace[];
  readonly specs: readonly TensorSpec[];
  readonly params: ParamValues;
  readonly weights: ReadonlyMap<string, ExportWeight>;
  readonly output: TensorSpec;
  /** The layer's name, for messages. */
  readonly name: string;
  readonly id: string;
  /** Writes a node; the part '' is the result. */
  put(part: string, piece: KerasPiece): KerasPlace;
}

/** One layer as nodes: the place of its result. */
export type Compose = (given: KerasGiven) => KerasPlace;
type Piece = Omit<KerasPiece, 'className' | 'module' | 'inputs'>;

export function cannot({ name, id }: KerasGiven, what: string): never {
  throw new CannotExport(
    `${name}: ${what} Change the layer, or export the Keras Python project, which holds it as a class of its own.`,
    id,
  );
}

export const shapeOf = (given: KerasGiven): Shape => given.specs[0]!.shape;

/** A node of `keras.src.ops.numpy` or another file of operations; the other arguments go into `piece`. */
export function operation(
  given: KerasGiven,
  part: string,
  className: string,
  inputs: readonly KerasPlace[],
  { module = 'numpy', ...piece }: Piece & { readonly module?: string } = {},
): KerasPlace {
  return given.put(part, { className, module: `keras.src.ops.${module}`, inputs, ...piece });
}

export function layer(
  given: KerasGiven,
  part: string,
  className: string,
  inputs: readonly KerasPlace[],
  piece: Piece = {},
): KerasPlace {
  return given.put(part, { className, inputs, ...piece });
}

/** Kernel and bias of a layer from the run's weights. */
export function weights(given: KerasGiven, ...names: readonly string[]): NonNullable<KerasPiece['weights']> {
  return names.map((name) => ({ ...given.weights.get(name)!, name }));
}

export const fixedWeight = (
  name: string,
  shape: readonly number[],
  values: Float32Array,
): NonNullable<KerasPiece['weights']> => [{ name, shape, values }];

export function fixedSteps(given: KerasGiven): readonly [steps: number, features: number] {
  const [steps, features] = shapeOf(given);
  if (steps === null || features === null) cannot(given, 'Keras files need a fixed number of steps here.');
  return [steps!, features!];
}
