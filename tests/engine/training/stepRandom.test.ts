// Random numbers of a step: TensorFlow's own where it is there, and the same from TypeScript.
import { describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { createStepRandom } from '../../../electron/engine/training/stepRandom';
import { philox, statelessNormal, statelessUniform } from '../../../shared/philox';

const tf = loadTensorFlow();
const engines = ['cpu', ...(native.find({ report: null }).available ? ['tensorflow'] : [])];

describe('philox', () => {
  // Known answers published with the authors' Random123 library.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [Array(4).fill(0xffffffff), Array(2).fill(0xffffffff), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('%j under %j', (counter, key, expected) => {
    expect(philox(counter as number[], key as number[])).toEqual(expected);
  });
});

describe.each(engines)('on %s', (engine) => {
  const seeds = [0, 1, 2 ** 31, 2 ** 32 - 1];

  it.each(seeds)('seed %i draws the same numbers as in TypeScript', async (seed) => {
    await tf.setBackend(engine);
    const source = createStepRandom(tf, seed);
    const drawn = tf.tidy(() =>
      source.during(7, () => [
        source.random.uniform('dropout_1', [3, 7]).dataSync(),
        source.random.normal('noise', [11]).dataSync(),
      ]),
    );
    const stream = (key: string) => hashOf(seed, key);
    expect([...drawn[0]!]).toEqual([...statelessUniform([stream('dropout_1'), 7], 21)]);
    const expected = statelessNormal([stream('noise'), 7], 11);
    drawn[1]!.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
  });

  it('draws otherwise at another step, under another key and from another seed, and again the same', async () => {
    await tf.setBackend(engine);
    const draw = (seed: number, key: string, step: number) =>
      tf.tidy(() => {
        const source = createStepRandom(tf, seed);
        return source.during(step, () => source.random.uniform(key, [8]).dataSync().join());
      });
    expect(draw(0, 'a', 1)).toBe(draw(0, 'a', 1));
    expect(new Set([draw(0, 'a', 1), draw(0, 'a', 2), draw(0, 'b', 1), draw(1, 'a', 1)]).size).toBe(4);
  });

  it('is uniform and normal', async () => {
    await tf.setBackend(engine);
    const { random } = createStepRandom(tf, 3);
    const count = 100_000;
    const [mean, normalMean, variance] = tf.tidy(() => {
      const normal = random.normal('n', [count]);
      const moments = tf.moments(normal);
      const { mean: middle, variance: spread } = moments;
      return [random.uniform('u', [count]).mean(), middle, spread].map((tensor) => tensor.dataSync()[0]!);
    });
    // Five standard errors.
    expect(Math.abs(mean! - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(count));
    expect(Math.abs(normalMean!)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(variance! - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(count));
  });
});

function hashOf(seed: number, key: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${seed}/${key}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash | 0;
}
