// Losses: what training makes small. Each gives the loss of every sample; the engine weighs and averages them.
// Formulas and clipping are those of keras/src/losses/losses.py; tests/oracle compares the numbers with Keras.
// Not here: triplet loss, which compares samples of a batch with each other instead of each with its target, and CTC, for
// which no kind of data has targets.
import type { TensorFlow } from '../layers/layer';
import { boxLoss } from './boxLoss';
import type { LossDefinition } from './choice';

type Tensor = import('@tensorflow/tfjs').Tensor;

/** Keras' backend.epsilon(): keeps logarithms finite. */
const epsilon = 1e-7;

/** How much of a smoothed target is spread over all classes. */
const smoothing = 0.1;

/** All axes but the batch, as Python. */
function axes(rank: number): string {
  return `(${Array.from({ length: rank - 1 }, (_, axis) => `${axis + 1},`).join(' ')})`;
}

/** Mean over all axes but the first: [batch, …] → [batch]. */
function meanPerSample(tf: TensorFlow, values: Tensor): Tensor {
  return values.rank <= 1 ? values : tf.mean(tf.reshape(values, [values.shape[0]!, -1]), 1);
}

function clip(tf: TensorFlow, probabilities: Tensor): Tensor {
  return tf.clipByValue(probabilities, epsilon, 1 - epsilon);
}

/** Keras' hinge losses take targets of -1 and 1 and turn 0 and 1 into them; ours are always 0 and 1. */
function signs(tf: TensorFlow, target: Tensor): Tensor {
  return tf.sub(tf.mul(target, 2), 1);
}

/** ln(cosh(x)), written so that large differences do not overflow. */
function logCosh(tf: TensorFlow, x: Tensor): Tensor {
  return tf.sub(tf.add(x, tf.softplus(tf.mul(x, -2))), Math.log(2));
}

/** Probabilities that add up to 1 along the last axis, clipped away from 0 and 1. */
function normalized(tf: TensorFlow, prediction: Tensor): Tensor {
  return clip(tf, tf.div(prediction, tf.sum(prediction, -1, true)));
}

export const losses: readonly LossDefinition[] = [
  {
    id: 'categoricalCrossentropy',
    title: 'Categorical cross-entropy',
    summary: 'For picking one of several classes: punishes a low probability for the right class.',
    formula: '-Σ target · ln(prediction)',
    tasks: ['classification', 'binary'],
    keras: 'categorical_crossentropy',
    target: 'onehot',
    expects: 'softmax',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => meanPerSample(tf, tf.neg(tf.sum(tf.mul(target, tf.log(normalized(tf, prediction))), -1)))),
  },
  {
    id: 'smoothedCategoricalCrossentropy',
    title: 'Categorical cross-entropy, smoothed',
    summary:
      'Cross-entropy that wants 90 % certainty, not 100 %: less sure of itself, and often better on new samples.',
    formula: 'cross-entropy with the target 0.9 · target + 0.1 / classes',
    tasks: ['classification', 'binary'],
    keras: 'categorical_crossentropy',
    kerasSource: () => `keras.losses.CategoricalCrossentropy(label_smoothing=${smoothing})`,
    target: 'onehot',
    expects: 'softmax',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const classes = target.shape[target.rank - 1]!;
        const soft = tf.add(tf.mul(target, 1 - smoothing), smoothing / classes);
        return meanPerSample(tf, tf.neg(tf.sum(tf.mul(soft, tf.log(normalized(tf, prediction))), -1)));
      }),
  },
  {
    id: 'categoricalFocalCrossentropy',
    title: 'Categorical focal cross-entropy',
    summary: 'Cross-entropy that cares less about samples it already gets right. Helps when some classes are rare.',
    formula: '-0.25 Σ (1 - prediction)² · target · ln(prediction)',
    tasks: ['classification', 'binary'],
    keras: 'categorical_focal_crossentropy',
    target: 'onehot',
    expects: 'softmax',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const p = normalized(tf, prediction);
        const weight = tf.mul(0.25, tf.square(tf.sub(1, p)));
        return meanPerSample(tf, tf.neg(tf.sum(tf.mul(weight, tf.mul(target, tf.log(p))), -1)));
      }),
  },
  {
    id: 'kullbackLeiblerDivergence',
    title: 'Kullback-Leibler divergence',
    summary: 'How far the predicted probabilities are from the true distribution.',
    formula: 'Σ target · ln(target / prediction)',
    tasks: ['classification', 'binary'],
    keras: 'kl_divergence',
    target: 'onehot',
    expects: 'softmax',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const t = tf.clipByValue(target, epsilon, 1);
        const p = tf.clipByValue(prediction, epsilon, 1);
        return meanPerSample(tf, tf.sum(tf.mul(t, tf.log(tf.div(t, p))), -1));
      }),
  },
  {
    id: 'categoricalHinge',
    title: 'Categorical hinge',
    summary:
      'Wants the right class to score at least 1 more than the best wrong one, as a support vector machine does.',
    formula: 'max(0, 1 + max of wrong - right)',
    tasks: ['classification', 'binary'],
    keras: 'categorical_hinge',
    target: 'onehot',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const right = tf.sum(tf.mul(target, prediction), -1);
        const wrong = tf.max(tf.mul(tf.sub(1, target), prediction), -1);
        return meanPerSample(tf, tf.relu(tf.add(tf.sub(wrong, right), 1)));
      }),
  },
  {
    id: 'dice',
    whole: true,
    title: 'Dice',
    summary:
      'One minus the overlap of prediction and truth. For picking out regions, where most of a picture is background.',
    formula: '1 - 2 Σ target · p / (Σ target + Σ p)',
    tasks: ['classification', 'binary'],
    keras: 'dice',
    kerasSource: (rank) => `keras.losses.Dice(axis=${axes(rank)})`,
    target: 'onehot',
    expects: 'softmax',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const sum = (values: Tensor) => tf.sum(tf.reshape(values, [values.shape[0]!, -1]), 1);
        const overlap = tf.mul(2, sum(tf.mul(target, prediction)));
        return tf.sub(1, tf.div(overlap, tf.add(tf.add(sum(target), sum(prediction)), epsilon)));
      }),
  },
  {
    id: 'tversky',
    whole: true,
    title: 'Tversky',
    summary: 'Dice that minds what is missed more than what is picked out too much. For small regions.',
    formula: '1 - Σ target · p / (Σ target · p + 0.7 · missed + 0.3 · too much)',
    tasks: ['classification', 'binary'],
    keras: 'tversky',
    kerasSource: (rank) => `keras.losses.Tversky(alpha=0.7, beta=0.3, axis=${axes(rank)})`,
    target: 'onehot',
    expects: 'softmax',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const sum = (values: Tensor) => tf.sum(tf.reshape(values, [values.shape[0]!, -1]), 1);
        const overlap = sum(tf.mul(target, prediction));
        const missed = sum(tf.mul(target, tf.sub(1, prediction)));
        const extra = sum(tf.mul(tf.sub(1, target), prediction));
        const whole = tf.add(tf.add(tf.add(overlap, tf.mul(missed, 0.7)), tf.mul(extra, 0.3)), epsilon);
        return tf.sub(1, tf.div(overlap, whole));
      }),
  },
  {
    id: 'binaryCrossentropy',
    title: 'Binary cross-entropy',
    summary: 'For yes-or-no questions: punishes a probability far from the truth.',
    formula: '-(target · ln p + (1 - target) · ln(1 - p))',
    tasks: ['binary', 'labels'],
    keras: 'binary_crossentropy',
    target: 'values',
    expects: 'sigmoid',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const p = clip(tf, prediction);
        const yes = tf.mul(target, tf.log(p));
        const no = tf.mul(tf.sub(1, target), tf.log(tf.sub(1, p)));
        return meanPerSample(tf, tf.neg(tf.add(yes, no)));
      }),
  },
  {
    id: 'smoothedBinaryCrossentropy',
    title: 'Binary cross-entropy, smoothed',
    summary: 'Binary cross-entropy that wants 95 % certainty, not 100 %: forgiving where labels may be wrong.',
    formula: 'binary cross-entropy with the target 0.9 · target + 0.05',
    tasks: ['binary', 'labels'],
    keras: 'binary_crossentropy',
    kerasSource: () => `keras.losses.BinaryCrossentropy(label_smoothing=${smoothing})`,
    target: 'values',
    expects: 'sigmoid',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const p = clip(tf, prediction);
        const soft = tf.add(tf.mul(target, 1 - smoothing), smoothing / 2);
        const yes = tf.mul(soft, tf.log(p));
        const no = tf.mul(tf.sub(1, soft), tf.log(tf.sub(1, p)));
        return meanPerSample(tf, tf.neg(tf.add(yes, no)));
      }),
  },
  {
    id: 'binaryFocalCrossentropy',
    title: 'Binary focal cross-entropy',
    summary: 'Binary cross-entropy that cares less about easy samples. Helps when "yes" is rare.',
    formula: '-(1 - pₜ)² · ln pₜ, pₜ the probability of the truth',
    tasks: ['binary', 'labels'],
    keras: 'binary_focal_crossentropy',
    target: 'values',
    expects: 'sigmoid',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const p = clip(tf, prediction);
        const yes = tf.mul(target, tf.mul(tf.square(tf.sub(1, p)), tf.log(p)));
        const no = tf.mul(tf.sub(1, target), tf.mul(tf.square(p), tf.log(tf.sub(1, p))));
        return meanPerSample(tf, tf.neg(tf.add(yes, no)));
      }),
  },
  {
    id: 'hinge',
    title: 'Hinge',
    summary: 'For yes-or-no questions answered with a score: wants "yes" above 1 and "no" below -1.',
    formula: 'max(0, 1 - sign · prediction), sign = ±1',
    tasks: ['binary', 'labels'],
    keras: 'hinge',
    target: 'values',
    expects: 'tanh',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => meanPerSample(tf, tf.relu(tf.sub(1, tf.mul(signs(tf, target), prediction))))),
  },
  {
    id: 'squaredHinge',
    title: 'Squared hinge',
    summary: 'Hinge, squared: clear mistakes count for more.',
    formula: 'max(0, 1 - sign · prediction)², sign = ±1',
    tasks: ['binary', 'labels'],
    keras: 'squared_hinge',
    target: 'values',
    expects: 'tanh',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => meanPerSample(tf, tf.square(tf.relu(tf.sub(1, tf.mul(signs(tf, target), prediction)))))),
  },
  {
    id: 'contrastive',
    title: 'Contrastive',
    summary:
      'For pairs that are the same ("yes") or not: pulls the same together and pushes others apart until they are unrelated. The last layer gives their cosine similarity.',
    formula: 'target · (1 - s)² + (1 - target) · max(0, s)²',
    tasks: ['binary'],
    keras: 'contrastive_loss',
    python: `@keras.saving.register_keras_serializable(package="layerloom")
def contrastive_loss(y_true, y_pred):
    """Hadsell, Chopra and LeCun (2006), with 1 - similarity as the distance and a margin of 1."""
    distance = 1 - y_pred
    apart = keras.ops.maximum(1 - distance, 0)
    return keras.ops.mean(y_true * keras.ops.square(distance) + (1 - y_true) * keras.ops.square(apart), axis=-1)
`,
    target: 'values',
    expects: 'linear',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const same = tf.mul(target, tf.square(tf.sub(1, prediction)));
        const other = tf.mul(tf.sub(1, target), tf.square(tf.relu(prediction)));
        return meanPerSample(tf, tf.add(same, other));
      }),
  },
  {
    id: 'meanSquaredError',
    title: 'Mean squared error',
    summary:
      'The squared distance from the truth. The usual choice for predicting a quantity; large mistakes count most.',
    formula: 'mean (target - prediction)²',
    tasks: ['regression', 'binary'],
    keras: 'mean_squared_error',
    target: 'values',
    perSample: (tf, target, prediction) => tf.tidy(() => meanPerSample(tf, tf.squaredDifference(target, prediction))),
  },
  {
    id: 'meanAbsoluteError',
    title: 'Mean absolute error',
    summary: 'The plain distance from the truth. Less upset by outliers than the squared error.',
    formula: 'mean |target - prediction|',
    tasks: ['regression'],
    keras: 'mean_absolute_error',
    target: 'values',
    perSample: (tf, target, prediction) => tf.tidy(() => meanPerSample(tf, tf.abs(tf.sub(target, prediction)))),
  },
  {
    id: 'huber',
    title: 'Huber',
    summary: 'Squared for small mistakes, plain for large ones: smooth and steady with outliers.',
    formula: 'd²/2 if |d| ≤ 1, else |d| - 1/2',
    tasks: ['regression'],
    keras: 'huber',
    target: 'values',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        // With q = min(|d|, 1) both branches are q²/2 + (|d| - q), and the gradient is smooth everywhere.
        const distance = tf.abs(tf.sub(prediction, target));
        const quadratic = tf.minimum(distance, 1);
        return meanPerSample(tf, tf.add(tf.mul(0.5, tf.square(quadratic)), tf.sub(distance, quadratic)));
      }),
  },
  {
    id: 'logCosh',
    title: 'Log cosh',
    summary: 'Much like Huber, but smooth everywhere.',
    formula: 'mean ln(cosh(prediction - target))',
    tasks: ['regression'],
    keras: 'log_cosh',
    target: 'values',
    perSample: (tf, target, prediction) => tf.tidy(() => meanPerSample(tf, logCosh(tf, tf.sub(prediction, target)))),
  },
  {
    id: 'meanAbsolutePercentageError',
    title: 'Mean absolute percentage error',
    summary: 'The distance as a percentage of the truth. Not for targets near 0.',
    formula: '100 · mean |(target - prediction) / target|',
    tasks: ['regression'],
    keras: 'mean_absolute_percentage_error',
    target: 'values',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const share = tf.div(tf.sub(target, prediction), tf.maximum(tf.abs(target), epsilon));
        return tf.mul(100, meanPerSample(tf, tf.abs(share)));
      }),
  },
  {
    id: 'meanSquaredLogarithmicError',
    title: 'Mean squared logarithmic error',
    summary: 'Compares orders of magnitude. For quantities of 0 and more that range widely, such as prices.',
    formula: 'mean (ln(1 + target) - ln(1 + prediction))²',
    tasks: ['regression'],
    keras: 'mean_squared_logarithmic_error',
    target: 'values',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        const log = (values: Tensor) => tf.log(tf.add(tf.maximum(values, epsilon), 1));
        return meanPerSample(tf, tf.squaredDifference(log(target), log(prediction)));
      }),
  },
  {
    id: 'poisson',
    title: 'Poisson',
    summary: 'For predicting counts, such as visitors an hour. The last layer should give numbers above 0 (softplus).',
    formula: 'mean (prediction - target · ln prediction)',
    tasks: ['regression'],
    keras: 'poisson',
    target: 'values',
    expects: 'softplus',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => meanPerSample(tf, tf.sub(prediction, tf.mul(target, tf.log(tf.add(prediction, epsilon)))))),
  },
  {
    id: 'cosineSimilarity',
    title: 'Cosine similarity',
    summary: 'Compares directions only, not lengths: -1 is the same direction, 1 the opposite.',
    formula: '-Σ target · prediction / (|target| · |prediction|)',
    tasks: ['regression'],
    keras: 'cosine_similarity',
    target: 'values',
    perSample: (tf, target, prediction) =>
      tf.tidy(() => {
        // tf.math.l2_normalize: x / sqrt(max(sum x², 1e-12)).
        const unit = (values: Tensor) =>
          tf.div(values, tf.sqrt(tf.maximum(tf.sum(tf.square(values), -1, true), 1e-12)));
        return meanPerSample(tf, tf.neg(tf.sum(tf.mul(unit(target), unit(prediction)), -1)));
      }),
  },
  boxLoss,
];

export function findLoss(id: string): LossDefinition | undefined {
  return losses.find((loss) => loss.id === id);
}
