// Training of batch normalization. tfjs spells it and its slopes out in some sixty operations, which makes deep networks
// slow to compile; these are twenty, with the slopes in closed form. Predicting is left to tfjs.
import type { TensorFlow, TfLayer } from '../layer';

type Tensor = import('@tensorflow/tfjs').Tensor;

/**
 * gamma · (x - mean) / √(variance + epsilon) + beta over all axes but the last, with the mean and the (biased) variance
 * of the batch handed to `use`.
 */
export type NormalizeBatch = (
  tf: TensorFlow,
  given: readonly [x: Tensor, gamma: Tensor, beta: Tensor],
  epsilon: number,
  use: (mean: Tensor, variance: Tensor) => void,
) => Tensor;

/** A layer whose training an engine may compute in its own way. */
interface TrainedByBatch {
  normalizeBatch: NormalizeBatch;
}

/**
 * Lets a layer that `trainBatchNormalization` made train by an engine's own operations; others stay as they are. `make` is
 * given the layer's present way, to go back to.
 */
export function normalizeBatchesBy(layer: TfLayer, make: (usual: NormalizeBatch) => NormalizeBatch): void {
  if (!('normalizeBatch' in layer)) return;
  const trained = layer as unknown as TrainedByBatch;
  trained.normalizeBatch = make(trained.normalizeBatch);
}

/**
 * In tfjs' operations. Slopes, N numbers per channel and x̂ the evened out x: dβ = Σ dy, dγ = Σ dy x̂,
 * dx = γ / √(variance + epsilon) · (dy - dβ / N - x̂ dγ / N). Ioffe and Szegedy, "Batch normalization", 2015, section 3.
 */
const batchNormalized: NormalizeBatch = (tf, [x, gamma, beta], epsilon, use) => {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const count = x.size / x.shape[x.shape.length - 1]!;
  const operation = tf.customGrad((...given) => {
    const [input, factor, shift, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const mean = tf.mean(input, axes);
    const centred = tf.sub(input, mean);
    const variance = tf.mean(tf.square(centred), axes);
    use(mean, variance);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const even = tf.mul(centred, inverse);
    save([even, tf.mul(inverse, factor)]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [hat, scale] = saved as [Tensor, Tensor];
      const dBeta = tf.sum(dy, axes);
      const dGamma = tf.sum(tf.mul(dy, hat), axes);
      const mixed = tf.add(tf.mul(hat, tf.mul(dGamma, 1 / count)), tf.mul(dBeta, 1 / count));
      return [tf.mul(scale, tf.sub(dy, mixed)), dGamma, dBeta];
    };
    return { value: tf.add(tf.mul(even, factor), shift), gradFunc };
  });
  return operation(x, gamma, beta);
};

/** What tfjs' types keep to themselves. */
interface Moving {
  /** Absent or null where the layer goes without. */
  readonly gamma?: LayerVariable | null;
  readonly beta?: LayerVariable | null;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}
interface LayerVariable {
  read(): Tensor;
  write(value: Tensor): void;
}

/** Lets a BatchNormalization layer train by `normalizeBatch`; its averages move as tfjs and Keras move them. */
export function trainBatchNormalization(tf: TensorFlow, layer: TfLayer, momentum: number, epsilon: number): TfLayer {
  const predict = layer.call.bind(layer);
  const own: TrainedByBatch = Object.assign(layer, { normalizeBatch: batchNormalized });
  layer.call = (inputs, kwargs) => {
    const { gamma, beta, movingMean, movingVariance } = layer as unknown as Moving;
    const training = kwargs['training'] === true;
    if (!training && gamma && beta) return predict(inputs, kwargs);
    const follow = (average: LayerVariable, value: Tensor): void => {
      const old = average.read();
      average.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - momentum)));
    };
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const [mean, variance] = [movingMean.read(), movingVariance.read()];
      const factors = gamma?.read() ?? tf.onesLike(mean);
      const offsets = beta?.read() ?? tf.zerosLike(mean);
      // tfjs' own has no slopes where one of the two is not there.
      if (!training) return tf.batchNorm(x, mean, variance, offsets, factors, epsilon);
      return own.normalizeBatch(tf, [x, factors, offsets], epsilon, (batchMean, batchVariance) => {
        follow(movingMean, batchMean);
        follow(movingVariance, batchVariance);
      });
    });
  };
  return layer;
}
