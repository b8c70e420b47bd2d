// Layers that vary pictures, with draws that are known: what they make of a picture is what Keras makes of it.
import { beforeAll, describe, expect, it } from 'vitest';
import type * as tfjs from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { findLayer } from '../../shared/layers';
import type { BuildContext } from '../../shared/layers/layer';
import { createRandom } from '../../shared/random';
import { spec } from '../../shared/shape';
import { type Numbers, askKeras, difference, python } from './keras';

const tf = loadTensorFlow();
const [height, width, channels] = [5, 6, 3];
/** The even draw of each sample, from 0 to 1. */
const draws = [0, 0.03, 0.3, 0.5, 0.62, 0.999];

interface Row {
  readonly kind: string;
  readonly params: { readonly [name: string]: number | string };
  readonly draws: readonly number[];
  /** What Keras draws for the same. */
  readonly transformation: { readonly factor: readonly number[] } | readonly number[];
}

const hue = (degrees: number, range: string): Row => ({
  kind: 'randomHue',
  params: { degrees, range },
  draws,
  transformation: { factor: draws.map((draw) => ((2 * draw - 1) * degrees) / 360) },
});
const saturation = (factor: number, range: string): Row => ({
  kind: 'randomSaturation',
  params: { factor, range },
  draws,
  transformation: {
    factor: draws.map((draw) => {
      const f = (1 + (2 * draw - 1) * factor) / 2;
      return f / (1 - f + 1e-7);
    }),
  },
});
/** Keras draws one place for a whole batch. */
const crop = (high: number, wide: number, draw: number): Row => ({
  kind: 'randomCrop',
  params: { height: high, width: wide },
  draws: draws.map(() => draw),
  transformation: [Math.floor(draw * (height - high + 1)), Math.floor(draw * (width - wide + 1))],
});
const rows: readonly Row[] = [
  hue(180, 'zeroToOne'),
  hue(40, 'minusOneToOne'),
  hue(90, 'zeroTo255'),
  saturation(0.9, 'zeroToOne'),
  saturation(0.3, 'minusOneToOne'),
  saturation(0.6, 'zeroTo255'),
  crop(3, 4, 0),
  crop(2, 5, 0.4),
  crop(4, 3, 0.999),
];
const ends: { readonly [range: string]: readonly [number, number] } = {
  minusOneToOne: [-1, 1],
  zeroTo255: [0, 255],
};

/** Pictures of every tint, with gray, black and white among their pixels. */
function pictures({ params }: Row): Numbers {
  const [lowest, highest] = ends[String(params['range'])] ?? [0, 1];
  const random = createRandom(7);
  const data = Array.from({ length: draws.length * height * width }, (_, at) => {
    const gray = at % 7 === 0 ? random.uniform() : at % 11 === 0 ? at % 2 : null;
    return Array.from({ length: channels }, () => lowest + (gray ?? random.uniform()) * (highest - lowest));
  }).flat();
  return { shape: [draws.length, height, width, channels], data: data.map(Math.fround) };
}

function varied(row: Row): number[] {
  const uniform = (_key: string, shape: readonly number[]) => tf.tensor([...row.draws], [...shape]);
  const context: BuildContext = { data: null, layer: findLayer, random: { uniform, normal: uniform } };
  const layer = findLayer(row.kind)!.build(tf, row.params as never, 'layer', context, [
    spec([height, width, channels]),
  ])!;
  const { shape, data } = pictures(row);
  return tf.tidy(() => [
    ...(layer.apply(tf.tensor([...data], [...shape]), { training: true }) as tfjs.Tensor).dataSync(),
  ]);
}

describe.skipIf(python === undefined)('pictures varied by known draws', () => {
  let answers: readonly Numbers[] = [];
  beforeAll(async () => {
    await tf.setBackend('cpu');
    const variations = rows.map((row) => ({
      call: findLayer(row.kind)!.keras(row.params as never, { data: null, layer: findLayer }, []),
      images: pictures(row),
      transformation: row.transformation,
    }));
    answers = askKeras({ variations }).variations as readonly Numbers[];
  }, 120_000);

  it.each(rows.map((row, at) => [`${row.kind} ${JSON.stringify(row.params)}`, row, at] as const))(
    '%s',
    (_title, row, at) => {
      const scale = row.params['range'] === 'zeroTo255' ? 255 : 1;
      const [ours, theirs] = [varied(row), answers[at]!.data].map((all) => all.map((value) => value / scale));
      expect(difference(ours!, theirs!, 1e-5)).toBeNull();
      expect(difference(ours!, pictures(row).data.slice(0, ours!.length), 1e-3)).not.toBeNull();
    },
  );
});
