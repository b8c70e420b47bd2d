// Conv1D that sees the past only. tfjs' own refuses padding 'causal', so this class pads the start of the sequence and
// lets tfjs' Conv1D do the rest; weights and saved settings are Conv1D's.
import type { TensorFlow, TfLayer } from '../layer';
import { registeredClass } from './registeredClass';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Conv1dArgs = Parameters<TensorFlow['layers']['conv1d']>[0];
type TfShape = (number | null)[];
type CausalClass = new (args: Conv1dArgs) => TfLayer;

/** What tfjs' types keep to themselves. */
interface Window {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[] | number;
}

/** As many steps of zeros before the first as the window reaches back. */
function padded(tf: TensorFlow, layer: unknown, inputs: Tensor | Tensor[]): Tensor {
  const { kernelSize, dilationRate } = layer as Window;
  const dilation = typeof dilationRate === 'number' ? dilationRate : (dilationRate[0] ?? 1);
  const x = Array.isArray(inputs) ? inputs[0]! : inputs;
  return tf.pad(x, [
    [0, 0],
    [dilation * (kernelSize[0]! - 1), 0],
    [0, 0],
  ]);
}

const causalClass = registeredClass((tf): CausalClass => {
  const Conv1D = tf.layers.conv1d({ filters: 1, kernelSize: 1 }).constructor as new (args: Conv1dArgs) => TfLayer;
  class CausalConv1D extends Conv1D {
    static readonly className = 'LayerloomCausalConv1D';
    override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
      return tf.tidy(() => super.call(padded(tf, this, inputs), kwargs));
    }
    override computeOutputShape(inputShape: TfShape | TfShape[]): TfShape {
      const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as TfShape;
      const [stride] = (this as unknown as Window).strides;
      const filters = (super.computeOutputShape(shape) as TfShape)[2] ?? null;
      return [shape[0] ?? null, shape[1] == null ? null : Math.ceil(shape[1] / stride!), filters];
    }
  }
  return CausalConv1D;
});

export function registerCausalConv1d(tf: TensorFlow): void {
  causalClass(tf);
}

/** A fresh layer with these settings of tf.layers.conv1d, padding left at 'valid'. */
export function causalConv1d(tf: TensorFlow, args: Conv1dArgs): TfLayer {
  return new (causalClass(tf))(args);
}

/** Puts the zeros before what a call of its own (dilated.ts) computes. */
export function padBefore(tf: TensorFlow, layer: TfLayer): TfLayer {
  const compute = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => tf.tidy(() => compute(padded(tf, layer, inputs), kwargs));
  return layer;
}
