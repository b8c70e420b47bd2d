// A training part in which every class is as frequent as the others, by repeating rare samples or leaving out common ones.
import { createRandom, permutation } from '../../../shared/random';
import type { TrainingConfig } from '../../../shared/run/training';
import type { OpenedData } from '../data/dataset';
import { countLabels } from '../data/opened';

/**
 * `samples` with as many of each class that is there as of the most frequent one (`over`: all of a class as often as it
 * fits, then some drawn once more) or of the rarest (`under`: drawn without putting back), in ascending order. Samples
 * without a class (-1) stay as they are. The same seed gives the same samples.
 */
export function resample(
  samples: Uint32Array,
  labels: ArrayLike<number>,
  how: 'over' | 'under',
  seed: number,
): Uint32Array {
  const members = new Map<number, number[]>();
  samples.forEach((sample, i) => {
    const own = members.get(labels[i]!) ?? [];
    own.push(sample);
    members.set(labels[i]!, own);
  });
  const sizes = [...members].flatMap(([label, own]) => (label < 0 ? [] : [own.length]));
  // Not Math.max(...sizes): there may be a hundred thousand classes.
  const aim = sizes.reduce((a, b) => (how === 'over' ? Math.max(a, b) : Math.min(a, b)), sizes[0] ?? 0);
  const random = createRandom(seed).fork('resample');
  const taken = [...members].flatMap(([label, own]) => {
    if (label < 0) return own;
    const whole = Array.from({ length: Math.floor(aim / own.length) }, () => own).flat();
    const drawn = permutation(own.length, random.fork(String(label))).subarray(0, aim % own.length);
    return [...whole, ...Array.from(drawn, (place) => own[place]!)];
  });
  return Uint32Array.from(taken).sort();
}

/**
 * The data with its training part resampled as the settings say, by its first target of classes; preprocessing stays as
 * it was fitted, and the other parts are left alone.
 */
export function withResampling(
  data: OpenedData,
  { resampling, seed }: Pick<TrainingConfig, 'resampling' | 'seed'>,
): OpenedData {
  const [target] = Object.keys(data.classCounts);
  if (resampling === 'none' || target === undefined) return data;
  const train = resample(data.parts.train, data.labels(target, data.parts.train), resampling, seed);
  const classCounts = Object.entries(data.classCounts).map(
    ([name, before]) => [name, countLabels(before.length, data.labels(name, train))] as const,
  );
  return { ...data, parts: { ...data.parts, train }, classCounts: Object.fromEntries(classCounts) };
}
