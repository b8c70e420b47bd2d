// A few of many samples to look at, drawn by lot so that rare classes are seen as well.
import { createRandom, permutation } from '../../shared/random';

/**
 * Places of at most `most` of these samples, in ascending order; all of them where they are no more. Classes (samples
 * without one, -1, are one as well) give as many samples each as far as they have them, and the others what is left over.
 * Always the same for the same classes.
 */
export function drawEvenly(labels: ArrayLike<number>, most: number): Uint32Array {
  const n = labels.length;
  if (n <= most) return Uint32Array.from({ length: n }, (_, at) => at);
  const members = new Map<number, number[]>();
  for (const at of permutation(n, createRandom(1).fork('map'))) {
    const own = members.get(labels[at]!);
    if (own === undefined) members.set(labels[at]!, [at]);
    else own.push(at);
  }
  const drawn: number[] = [];
  // The smallest class first: what it lacks of its share goes to those behind it.
  const classes = [...members].sort(([a, ownA], [b, ownB]) => ownA.length - ownB.length || a - b);
  classes.forEach(([, own], place) => {
    const share = Math.ceil((most - drawn.length) / (classes.length - place));
    for (const at of own.slice(0, share)) drawn.push(at);
  });
  return Uint32Array.from(drawn).sort();
}
