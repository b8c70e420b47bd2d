// A GRU whose reset gate scales the memory's product instead of the memory, with a bias for each of the two products: what
// Keras does by default. tfjs' own refuses it, so this class is tfjs' GRU with another cell; the saved settings are a GRU's.
import type { TensorFlow, TfLayer } from '../layer';
import { registeredClass } from './registeredClass';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Tensor2D = import('@tensorflow/tfjs').Tensor2D;
type GruArgs = Parameters<TensorFlow['layers']['gru']>[0];
type Config = import('@tensorflow/tfjs').serialization.ConfigDict;
type GruClass = new (args: GruArgs) => TfLayer;

/** What tfjs' types keep to themselves. */
interface Cell {
  readonly units: number;
  readonly kernel: { read(): Tensor2D };
  readonly recurrentKernel: { read(): Tensor2D };
  readonly bias: { read(): Tensor2D } | null;
  readonly activation: { apply(x: Tensor): Tensor };
  readonly recurrentActivation: { apply(x: Tensor): Tensor };
  addWeight(name: string, shape: readonly number[], ...rest: readonly unknown[]): unknown;
  call(inputs: readonly Tensor[], kwargs: object): Tensor[];
}

const className = 'LayerloomGRU';
/** The cell's next output for one step's input [batch, features] and its last output [batch, units]. */
function next(tf: TensorFlow, cell: Cell, x: Tensor2D, before: Tensor2D): Tensor {
  const [forInput, forMemory] = cell.bias === null ? [null, null] : (tf.split(cell.bias.read(), 2, 0) as Tensor[]);
  const product = (given: Tensor2D, kernel: Tensor2D, bias: Tensor | null | undefined): Tensor[] => {
    const scores = tf.matMul(given, kernel);
    return tf.split(bias ? tf.add(scores, bias) : scores, 3, 1);
  };
  const [xz, xr, xc] = product(x, cell.kernel.read(), forInput) as [Tensor, Tensor, Tensor];
  const [hz, hr, hc] = product(before, cell.recurrentKernel.read(), forMemory) as [Tensor, Tensor, Tensor];
  const update = cell.recurrentActivation.apply(tf.add(xz, hz));
  const reset = cell.recurrentActivation.apply(tf.add(xr, hr));
  const candidate = cell.activation.apply(tf.add(xc, tf.mul(reset, hc)));
  return tf.add(tf.mul(update, before), tf.mul(tf.sub(1, update), candidate));
}

const gruClass = registeredClass((tf): GruClass => {
  const GRU = tf.layers.gru({ units: 1 }).constructor as GruClass;
  class ResetAfterGRU extends GRU {
    static readonly className = className;
    constructor(args: GruArgs) {
      super({ ...args, resetAfter: false } as GruArgs);
      const { cell } = this as unknown as { readonly cell: Cell };
      const addWeight = cell.addWeight.bind(cell);
      cell.addWeight = (name, shape, ...rest) => addWeight(name, name === 'bias' ? [2, ...shape] : shape, ...rest);
      cell.call = ([x, before]) =>
        tf.tidy(() => {
          const output = next(tf, cell, x as Tensor2D, before as Tensor2D);
          return [output, output];
        });
    }
    override getConfig(): Config {
      return { ...super.getConfig(), resetAfter: true };
    }
  }
  return ResetAfterGRU;
});

export function registerResetAfterGru(tf: TensorFlow): void {
  gruClass(tf);
}

/** A fresh layer with these settings of tf.layers.gru. */
export function resetAfterGru(tf: TensorFlow, args: GruArgs): TfLayer {
  return new (gruClass(tf))(args);
}

/** Whether a tfjs layer is one of these. */
export function isResetAfterGru(layer: TfLayer): boolean {
  return layer.getClassName() === className;
}
