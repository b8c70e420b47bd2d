// Random numbers for layers while they train. Each is a function of the run's seed, the step and the layer's own key:
// the native engine draws them inside TensorFlow, the others by the same algorithm in TypeScript.
import { hash32 } from '../../../shared/random';
import { statelessNormal, statelessUniform } from '../../../shared/philox';
import type { StepRandom, TensorFlow } from '../../../shared/layers/layer';
import { dataTypes } from '../../../shared/export/tensorflow/graphDef';
import { nativeBackend } from '../graph/record';
import { product } from '../../../shared/shape';

type Tensor = import('@tensorflow/tfjs').Tensor;
type Scalar = import('@tensorflow/tfjs').Scalar;

export interface StepRandomSource {
  readonly random: StepRandom;
  /**
   * Runs `body` with the numbers of this step, counted from 1: a number, or on the native engine an int32 scalar, so
   * that a recorded step draws anew each time it runs. Layers that ask outside of it get the numbers of step 0.
   */
  during<T>(step: number | Scalar, body: () => T): T;
}

export function createStepRandom(tf: TensorFlow, seed: number): StepRandomSource {
  let current: number | Scalar = 0;

  const draw = (kind: 'Uniform' | 'Normal', key: string, shape: readonly number[]): Tensor => {
    const stream = hash32(`${seed >>> 0}/${key}`) | 0;
    const native = nativeBackend(tf);
    if (native === null) {
      const step = typeof current === 'number' ? current : current.dataSync()[0]!;
      const fill = kind === 'Uniform' ? statelessUniform : statelessNormal;
      const count = product(shape);
      return tf.tensor(fill([stream, step], count), [...shape], 'float32');
    }
    return tf.tidy(() => {
      const step = typeof current === 'number' ? tf.scalar(current, 'int32') : current;
      const { TF_ATTR_TYPE: type } = native.binding;
      const attributes = [
        { name: 'dtype', type, value: dataTypes.float32 },
        { name: 'T', type, value: dataTypes.int32 },
        { name: 'Tseed', type, value: dataTypes.int32 },
      ];
      const inputs = [tf.tensor1d([...shape], 'int32'), tf.stack([tf.scalar(stream, 'int32'), step])];
      return native.executeSingleOutput(`StatelessRandom${kind}`, attributes, inputs);
    });
  };

  return {
    random: {
      uniform: (key, shape) => draw('Uniform', key, shape),
      normal: (key, shape) => draw('Normal', key, shape),
    },
    during: (step, body) => {
      const before = current;
      current = step;
      try {
        return body();
      } finally {
        current = before;
      }
    },
  };
}
