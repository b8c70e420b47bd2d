// What a network's numbers mean for a choice among classes: the class it decides for, and the probabilities it gives.
// The app, evaluation and every export decide alike.

export interface Decision {
  /** Index of the class decided for. */
  readonly index: number;
  /** One per class, adding up to 1. */
  readonly probabilities: readonly number[];
}

/**
 * One number answers for the second of two classes and decides for it above 0.5; several decide for the largest, the
 * first of equals. So do the metrics. Numbers that are no probabilities (a linear or tanh layer) are made so: one is
 * limited to 0..1, several go through a softmax.
 */
export function decide(given: ArrayLike<number>, classCount: number): Decision {
  const values = Array.from(given);
  if (values.length === 1 && classCount === 2) {
    const yes = Math.min(1, Math.max(0, values[0]!));
    return { index: values[0]! > 0.5 ? 1 : 0, probabilities: [1 - yes, yes] };
  }
  let index = 0;
  values.forEach((value, at) => {
    if (value > values[index]!) index = at;
  });
  return { index, probabilities: toProbabilities(values) };
}

function toProbabilities(values: readonly number[]): readonly number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  const sound = values.every((value) => value >= 0 && value <= 1 + 1e-6);
  if (sound && Math.abs(sum - 1) < 1e-3) return values;
  // Independent probabilities (a sigmoid for each class) only need a common scale.
  if (sound && sum > 0) return values.map((value) => value / sum);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
