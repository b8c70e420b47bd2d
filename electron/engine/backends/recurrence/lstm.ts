// An LSTM as one operation of TensorFlow's for all steps.
import { type NativeBackend, typeAttribute } from '../../graph/record';
import { loadPackage } from '../backend';
import { type Forward, type Tensor, type Tensor3D, biasOf } from './cell';

/** tfjs has no tensors of 64-bit integers but this one. */
function whole(value: number): Tensor {
  const { Int64Scalar } = loadPackage<{ readonly Int64Scalar: new (value: number) => Tensor }>(
    '@tensorflow/tfjs-node-gpu/dist/int64_tensors',
  );
  return new Int64Scalar(value);
}

/** TensorFlow's number of the data type. */
const int64 = 9;

function asInt64(backend: NativeBackend, value: Tensor): Tensor {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL } = backend.binding;
  const [made] = backend.binding.executeOp(
    'Cast',
    [
      typeAttribute(backend, 'int32', 'SrcT'),
      { name: 'DstT', type: TF_ATTR_TYPE, value: int64 },
      { name: 'Truncate', type: TF_ATTR_BOOL, value: false },
    ],
    backend.getInputTensorIds([value]),
    1,
  );
  // tfjs warns of numbers that it cannot read; nobody reads these.
  return backend.createOutputTensor({ ...made!, dtype: backend.getDTypeInteger('int32') });
}

/** Gates in Keras' order: input, forget, cell, output. */
export const lstm: Forward = (backend, tf, sequence, cell, longest) => {
  const { units } = cell;
  const [count, batch] = sequence.shape;
  const weights = tf.concat([cell.kernel.read(), cell.recurrentKernel.read()], 0);
  const { TF_ATTR_BOOL, TF_ATTR_FLOAT } = backend.binding;
  const type = typeAttribute(backend, 'float32');
  const peephole = { name: 'use_peephole', type: TF_ATTR_BOOL, value: false };
  const stepsOf = (known: Tensor | undefined) => (known === undefined ? whole(count) : asInt64(backend, known));
  const run = tf.customGrad((...given) => {
    const [x, w, b, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const state = tf.zeros([batch, units]);
    const unused = tf.zeros([units]);
    const common = [stepsOf(longest ?? undefined), x, state, state, w, unused, unused, unused, b];
    const outs = backend.executeMultipleOutputs(
      'BlockLSTMV2',
      [type, peephole, { name: 'cell_clip', type: TF_ATTR_FLOAT, value: 0 }],
      common,
      7,
    );
    save([x, w, b, state, unused, ...outs, ...(longest === null ? [] : [longest])]);
    return {
      value: outs[6]!,
      gradFunc: (slope: Tensor, saved: Tensor[]) => {
        const [x_, w_, b_, state_, unused_] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
        const values = saved.slice(5, 5 + outs.length);
        const longest_ = saved[5 + outs.length];
        const inputs = [stepsOf(longest_), x_, state_, state_, w_, unused_, unused_, unused_, b_, ...values];
        const slopes = backend.executeMultipleOutputs(
          'BlockLSTMGradV2',
          [type, peephole],
          [...inputs, tf.zeros([count, batch, units]), slope],
          8,
        );
        return [slopes[0]!, slopes[3]!, slopes[7]!];
      },
    };
  });
  return run(sequence, weights, biasOf(tf, cell, 4 * units)) as Tensor3D;
};
