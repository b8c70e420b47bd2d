// Slopes for which TensorFlow has one operation and tfjs writes several: fewer passes over the numbers in every step. On
// the other engines tfjs' own go on. Registered once, beside the kernels.
import type { TensorFlow } from '../../../shared/layers/layer';
import { type NativeBackend, nativeBackend, typeAttribute } from '../graph/record';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Attributes = import('@tensorflow/tfjs').NamedAttrMap;

/** The slope of an operation of one input, x → y. */
interface UnarySlope {
  readonly kernel: string;
  readonly slope: (call: Call, dy: Tensor, x: Tensor, y: Tensor, attributes: Attributes) => Tensor;
}

/** Runs an operation of TensorFlow's on float32 numbers. */
type Call = (operation: string, inputs: readonly Tensor[], numbers?: { readonly [name: string]: number }) => Tensor;

/**
 * TensorFlow's own slopes (nn_grad.cc, math_grad.cc). Relu's takes x where y would do as well: were x needed by nothing
 * else, TensorFlow would join the operation with the product before it, and that makes 0 of what is not a number.
 */
const unarySlopes: readonly UnarySlope[] = [
  { kernel: 'Relu', slope: (call, dy, x) => call('ReluGrad', [dy, x]) },
  { kernel: 'Relu6', slope: (call, dy, x) => call('Relu6Grad', [dy, x]) },
  { kernel: 'Selu', slope: (call, dy, _x, y) => call('SeluGrad', [dy, y]) },
  {
    kernel: 'LeakyRelu',
    slope: (call, dy, x, _y, { alpha }) => call('LeakyReluGrad', [dy, x], { alpha: alpha as number }),
  },
  { kernel: 'Sigmoid', slope: (call, dy, _x, y) => call('SigmoidGrad', [y, dy]) },
  { kernel: 'Tanh', slope: (call, dy, _x, y) => call('TanhGrad', [y, dy]) },
  { kernel: 'Sqrt', slope: (call, dy, _x, y) => call('SqrtGrad', [y, dy]) },
  { kernel: 'Rsqrt', slope: (call, dy, _x, y) => call('RsqrtGrad', [y, dy]) },
  { kernel: 'Softplus', slope: (call, dy, x) => call('SoftplusGrad', [dy, x]) },
];

const callOn =
  (backend: NativeBackend): Call =>
  (operation, inputs, numbers = {}) => {
    const { TF_ATTR_FLOAT } = backend.binding;
    const attributes = [
      typeAttribute(backend, 'float32'),
      ...Object.entries(numbers).map(([name, value]) => ({ name, type: TF_ATTR_FLOAT, value })),
    ];
    return backend.executeSingleOutput(operation, attributes, inputs);
  };

/** Replaces them. tfjs keeps one gradient for all engines: on others, and for other numbers, it does what it did. */
export function registerNativeGradients(tf: TensorFlow): void {
  for (const { kernel, slope } of unarySlopes) {
    const usual = tf.getGradient(kernel);
    const givesInput = (usual.inputsToSave ?? []).length > 0;
    tf.registerGradient({
      kernelName: kernel,
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, saved, attributes) => {
        const [x, y] = saved as [Tensor, Tensor];
        const backend = nativeBackend(tf);
        if (backend === null || x.dtype !== 'float32') return usual.gradFunc(dy, givesInput ? [x] : [y], attributes);
        return { x: () => slope(callOn(backend), dy as Tensor, x, y, attributes) };
      },
    });
  }
}
