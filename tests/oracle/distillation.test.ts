// The distance to a teacher and its slopes, against TensorFlow from logits: what is computed here from probabilities is
// the same as softening logits, also where a probability is far below Keras' epsilon.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/random';
import { type Comparing, distanceToTeacher } from '../../shared/recipes/softened';
import { engines } from '../engine/runs';
import { difference, python } from './keras';

const program = `
import json, sys
import tensorflow as tf
answers = []
for case in json.load(sys.stdin):
    taught = tf.constant(case["teacher"], tf.float64)
    logits = tf.Variable(tf.constant(case["student"], tf.float64))
    t = case["temperature"]
    with tf.GradientTape() as tape:
        if case["comparing"] == "classes":
            soft = tf.nn.softmax(taught / t)
            distance = t**2 * tf.reduce_sum(soft * (tf.nn.log_softmax(taught / t) - tf.nn.log_softmax(logits / t)), -1)
        elif case["comparing"] == "labels":
            soft = tf.sigmoid(taught / t)
            cross = tf.nn.sigmoid_cross_entropy_with_logits
            distance = t**2 * tf.reduce_mean(cross(soft, logits / t) - cross(soft, taught / t), -1)
        else:
            distance = tf.reduce_mean((taught - logits) ** 2, -1)
        mean = tf.reduce_mean(distance)
    answers.append({"distance": distance.numpy().ravel().tolist(), "slopes": tape.gradient(mean, logits).numpy().ravel().tolist()})
print(json.dumps(answers))
`;

interface Answer {
  readonly distance: readonly number[];
  readonly slopes: readonly number[];
}

const random = createRandom(21);
const drawn = (rows: number, width: number, spread: number) =>
  Array.from({ length: rows }, () => Array.from({ length: width }, () => Math.fround(spread * random.normal())));
const rows = (
  [
    ['classes', 5, 1, 1],
    ['classes', 10, 4, 3],
    // Probabilities down to 1e-20.
    ['classes', 10, 4, 12],
    ['classes', 3, 20, 8],
    ['labels', 4, 1, 2],
    ['labels', 1, 4, 3],
    ['numbers', 3, 4, 2],
  ] as const
).map(([comparing, width, temperature, spread]) => ({
  comparing,
  temperature,
  teacher: drawn(16, width, spread),
  student: drawn(16, width, spread),
}));

const { tf } = await engines.current();
const answerOf: {
  readonly [C in Comparing]: (logits: import('@tensorflow/tfjs').Tensor2D) => import('@tensorflow/tfjs').Tensor2D;
} = {
  classes: (logits) => tf.softmax(logits),
  labels: (logits) => tf.sigmoid(logits),
  numbers: (logits) => logits,
};

describe.skipIf(python === undefined)('the distance to a teacher', () => {
  it('and its slopes are those of softened logits', () => {
    const { status, stdout, stderr } = spawnSync(python!, ['-c', program], {
      input: JSON.stringify(rows),
      encoding: 'utf8',
    });
    expect(status, stderr.slice(-2000)).toBe(0);
    const theirs = JSON.parse(stdout) as readonly Answer[];
    rows.forEach(({ comparing, temperature, teacher, student }, at) => {
      const answer = answerOf[comparing];
      tf.tidy(() => {
        const taught = answer(tf.tensor2d(teacher));
        const distance = (logits: import('@tensorflow/tfjs').Tensor2D) =>
          distanceToTeacher(tf, comparing, taught, answer(logits), temperature);
        const logits = tf.tensor2d(student);
        const name = `${comparing} ${at}`;
        expect(difference([...distance(logits).dataSync()], theirs[at]!.distance, 2e-4), name).toBeNull();
        const slopes = tf.grad((x) => distance(x as import('@tensorflow/tfjs').Tensor2D).mean())(logits);
        expect(difference([...slopes.dataSync()], theirs[at]!.slopes, 1e-5), `${name}, slopes`).toBeNull();
      });
    });
  });

  it('stays finite where both are sure of something else', () => {
    for (const comparing of ['classes', 'labels'] as const) {
      const [yes, no] = [tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]])];
      for (const temperature of [1, 4, 50]) {
        const distance = (x: import('@tensorflow/tfjs').Tensor) =>
          distanceToTeacher(tf, comparing, yes, x, temperature).mean();
        const all = [...distance(no).dataSync(), ...tf.grad(distance)(no).dataSync()];
        expect(all.every(Number.isFinite), `${comparing} at ${temperature}: ${all.join()}`).toBe(true);
      }
    }
  });
});
