// Layers of our own beyond what Keras checks: training changes what only training may change, and masks reach recurrent
// layers. That engines agree on their numbers: layersInTfjs.test.ts.
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { createStepRandom } from '../../electron/engine/training/stepRandom';
import { findLayer } from '../../shared/layers';
import { defaultsOf } from '../../shared/params';
import type { ParamSchema, ValuesOf } from '../../shared/params';
import { createRandom, hash32 } from '../../shared/random';
import { spec } from '../../shared/shape';
import type { TensorSpec } from '../../shared/shape';

const tf = loadTensorFlow();
function build(kind: string, given: object, inputs: readonly TensorSpec[], source = createStepRandom(tf, 5)) {
  const layer = findLayer(kind)!;
  const params = { ...defaultsOf(layer.params), ...given } as ValuesOf<ParamSchema>;
  return layer.build(tf, params, `${kind}_1`, { data: null, layer: findLayer, random: source.random }, inputs)!;
}

function drawn(seed: string, shape: readonly number[]): Float32Array {
  const random = createRandom(hash32(seed));
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
}

describe('pictures varied at random', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  /** A picture whose pixel (row, column) holds 10 · row + column. */
  const height = 4;
  const width = 6;
  const batch = 64;
  const picture = Array.from({ length: height * width }, (_, at) => 10 * Math.floor(at / width) + (at % width));
  const mirrored = (across: boolean, down: boolean) =>
    picture.map((_, at) => {
      const [row, column] = [Math.floor(at / width), at % width];
      return 10 * (down ? height - 1 - row : row) + (across ? width - 1 - column : column);
    });

  function vary(kind: string, params: object, values: readonly number[] = picture, training = true): number[][] {
    const source = createStepRandom(tf, 11);
    return tf.tidy(() =>
      source.during(1, () => {
        const channels = values.length / picture.length;
        const layer = build(kind, params, [spec([height, width, channels])], source);
        const x = tf.tensor(Array.from({ length: batch }, () => values).flat(), [batch, height, width, channels]);
        const flat = [...(layer.apply(x, { training }) as tfjs.Tensor).dataSync()];
        const size = flat.length / batch;
        return Array.from({ length: batch }, (_, at) => flat.slice(at * size, (at + 1) * size));
      }),
    );
  }

  const kinds = [
    'randomFlip',
    'randomRotation',
    'randomTranslation',
    'randomZoom',
    'randomContrast',
    'randomBrightness',
    'randomHue',
    'randomSaturation',
  ];
  it.each(kinds)('%s does nothing when predicting, and something else to each sample when training', (kind) => {
    const light = picture.flatMap((value) => [value / 40, value / 80, 0.3]);
    expect(vary(kind, {}, light, false)[5]!.every((value, at) => Math.abs(value - light[at]!) < 1e-6)).toBe(true);
    const seen = new Set(vary(kind, {}, light).map((each) => each.map((value) => value.toFixed(5)).join()));
    expect(seen.size).toBeGreaterThanOrEqual(kind === 'randomFlip' ? 2 : batch - 2);
  });

  it.each([
    ['horizontal', [mirrored(false, false), mirrored(true, false)]],
    ['vertical', [mirrored(false, false), mirrored(false, true)]],
    ['both', [mirrored(false, false), mirrored(true, false), mirrored(false, true), mirrored(true, true)]],
  ] as const)('flips %s', (mode, possible) => {
    const seen = new Set(vary('randomFlip', { mode }).map((each) => each.join()));
    expect([...seen].sort()).toEqual(possible.map((each) => each.join()).sort());
  });

  it('cuts whole pixels out at every place, and from the middle when predicting', () => {
    const seen = new Set(vary('randomCrop', { height: 3, width: 4 }).map((each) => each.join()));
    const at = (top: number, left: number) =>
      Array.from({ length: 12 }, (_, place) => 10 * (top + Math.floor(place / 4)) + left + (place % 4)).join();
    const places = [0, 1].flatMap((top) => [0, 1, 2].map((left) => at(top, left)));
    expect([...seen].sort()).toEqual(places.sort());
    // The largest window as wide as high leaves out a column on either side; half of its rows and columns are mixed of two.
    const [middle] = vary('randomCrop', { height: 2, width: 2 }, picture, false);
    [6.5, 8.5, 26.5, 28.5].forEach((value, place) => expect(middle![place]).toBeCloseTo(value, 5));
  });

  it('a flat picture stays flat wherever it is moved, unless black comes in', () => {
    const flat = picture.map(() => 0.7);
    for (const kind of ['randomRotation', 'randomTranslation', 'randomZoom']) {
      const strong =
        kind === 'randomRotation'
          ? { degrees: 180 }
          : kind === 'randomZoom'
            ? { factor: 0.9 }
            : { height: 1, width: 1 };
      for (const fill of ['reflect', 'nearest', 'wrap']) {
        // Between the last pixel and the first, wrapping looks at the last one only.
        for (const value of vary(kind, { ...strong, fill }, flat).flat()) expect(value).toBeCloseTo(0.7, 5);
      }
      expect(Math.min(...vary(kind, { ...strong, fill: 'constant' }, flat).flat())).toBeLessThan(0.1);
    }
  });

  it('no turn, move or zoom leaves the picture as it is', () => {
    for (const [kind, params] of [
      ['randomRotation', { degrees: 0 }],
      ['randomTranslation', { height: 0, width: 0 }],
      ['randomZoom', { factor: 0 }],
    ] as const) {
      vary(kind, params)[3]!.forEach((value, at) => expect(value).toBeCloseTo(picture[at]!, 4));
    }
  });

  it('a move is the same for every row and a turn keeps the centre', () => {
    const moved = vary('randomTranslation', { height: 0, width: 0.5, fill: 'nearest' });
    for (const each of moved) {
      for (let row = 1; row < height; row++) {
        for (let column = 0; column < width; column++) {
          expect(each[row * width + column]! - each[column]!).toBeCloseTo(10 * row, 3);
        }
      }
    }
    // The middle of the picture is the mean of its four middle pixels, which a turn moves among themselves.
    const middle = (each: readonly number[]) => [8, 9, 14, 15].reduce((sum, at) => sum + each[at]!, 0) / 4;
    for (const each of vary('randomRotation', { degrees: 30 })) expect(middle(each)).toBeCloseTo(middle(picture), 3);
  });

  it('light stays within its range, and contrast keeps the mean where nothing is cut off', () => {
    const light = picture.map((value) => 0.4 + value / 400);
    const mean = (each: readonly number[]) => each.reduce((sum, value) => sum + value, 0) / each.length;
    for (const each of vary('randomContrast', { factor: 0.5 }, light)) expect(mean(each)).toBeCloseTo(mean(light), 4);
    const shifts = vary('randomBrightness', { factor: 0.2 }, light).map((each) => mean(each) - mean(light));
    expect(Math.max(...shifts)).toBeLessThanOrEqual(0.2001);
    expect(Math.max(...shifts) - Math.min(...shifts)).toBeGreaterThan(0.25);
    for (const kind of ['randomContrast', 'randomBrightness']) {
      for (const value of vary(kind, { factor: 1 }, light).flat()) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('drawing and dropping', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  function apply(kind: string, params: object, inputs: readonly tfjs.Tensor[], training: boolean): Float32Array {
    const source = createStepRandom(tf, 2);
    return tf.tidy(() =>
      source.during(4, () => {
        const specs = inputs.map(({ shape }) => spec(shape.slice(1)));
        const layer = build(kind, params, specs, source);
        return (layer.apply([...inputs], { training }) as tfjs.Tensor).dataSync<'float32'>().slice();
      }),
    );
  }

  it('Sampling draws around the mean as widely as the variance says, and gives the mean when predicting', () => {
    const mean = tf.fill([200, 50], 3);
    const logVariance = tf.fill([200, 50], Math.log(4));
    const values = [...apply('sampling', {}, [mean, logVariance], true)];
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
    expect(average).toBeCloseTo(3, 1);
    expect(Math.abs(variance - 4)).toBeLessThan(0.15);
    expect(new Set(apply('sampling', {}, [mean, logVariance], false))).toEqual(new Set([3]));
  });

  it.each([
    ['spatialDropout2d', [3, 4, 5, 8]],
    ['spatialDropout3d', [3, 2, 3, 2, 8]],
  ] as const)('%s silences a channel of a sample everywhere', (kind, shape) => {
    const values = apply(kind, { rate: 0.5 }, [tf.ones([...shape])], true);
    const places = shape.slice(1, -1).reduce((a, b) => a * b, 1);
    for (let sample = 0; sample < 3; sample++) {
      for (let channel = 0; channel < 8; channel++) {
        const seen = Array.from({ length: places }, (_, place) => values[(sample * places + place) * 8 + channel]);
        expect(new Set(seen).size).toBe(1);
      }
    }
    expect(new Set(values)).toEqual(new Set([0, 2]));
  });

  it('a causal look does not see what comes later', () => {
    for (const [kind, params] of [
      ['multiHeadAttention', { numHeads: 2, keyDim: 3, causal: true }],
      ['conv1d', { filters: 2, padding: 'causal', dilationRate: [2] }],
    ] as const) {
      const layer = build(kind, params, [spec([6, 4])]);
      const values = drawn('causal', [1, 6, 4]);
      const first = tf.tensor(values, [1, 6, 4]);
      layer.apply(first);
      layer.setWeights(
        layer.getWeights().map((weight, at) => tf.tensor(drawn(`${kind}${at}`, weight.shape), weight.shape)),
      );
      const before = (layer.apply(first) as tfjs.Tensor).dataSync();
      const changed = tf.tensor(
        values.map((value, at) => (at >= 16 ? value + 1 : value)),
        [1, 6, 4],
      );
      const after = (layer.apply(changed) as tfjs.Tensor).dataSync();
      const width = before.length / 6;
      expect([...after.slice(0, 4 * width)]).toEqual([...before.slice(0, 4 * width)]);
      expect([...after.slice(4 * width)]).not.toEqual([...before.slice(4 * width)]);
    }
  });

  it('Masking lets an LSTM skip empty steps', () => {
    const full = drawn('steps', [1, 3, 2]);
    const padded = Float32Array.from([0, 0, ...full.slice(0, 4), 0, 0, ...full.slice(4)]);
    const lstm = build('lstm', { units: 3 }, [spec([null, 2])]);
    lstm.apply(tf.tensor(full, [1, 3, 2]));
    lstm.setWeights(lstm.getWeights().map((weight, at) => tf.tensor(drawn(`lstm${at}`, weight.shape), weight.shape)));
    const masking = build('masking', {}, [spec([null, 2])]);
    const expected = (lstm.apply(tf.tensor(full, [1, 3, 2])) as tfjs.Tensor).dataSync();
    // As the engine and tfjs' own executor hand masks on.
    const given = tf.tensor(padded, [1, 5, 2]);
    const mask = masking.computeMask(given) as tfjs.Tensor;
    expect([...mask.dataSync()]).toEqual([0, 1, 1, 0, 1]);
    const found = (lstm.apply(masking.apply(given), { mask }) as tfjs.Tensor).dataSync();
    found.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
  });
});
