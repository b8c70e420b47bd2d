// A sound inside the graph: silence cut off, cut or padded to one length, a mel spectrogram: the same as shared/data/audio.ts,
// in float64. Rates other than the network's are not turned into it: that takes a filter of its own for each.
import {
  type FittedAudio,
  framesOf,
  leastPower,
  longestSound,
  silenceKept,
  melFilters,
  quietShare,
} from '../../../data/audio';
import type { Heard } from '../../rawSample';
import { dataTypes } from '../graphDef';
import { type RawGraph, type Wire, scaled, times } from './graph';
import type { Preparation } from './preparation';

/** trimSilence, then `length` samples: [batch, length], zeros behind the sound's end. */
function trimmedNodes(g: RawGraph, given: Wire, { rate, length }: FittedAudio): Wire {
  const most = g.apply('Minimum', g.size(given, 1), g.int(Math.floor(longestSound * rate)));
  const samples = g.slice(given, [0, 0], g.pack([g.int(-1), most]));
  const loudness = g.cast(g.apply('Abs', samples), dataTypes.float64);
  const loud = g.ask('Greater', loudness, times(g, g.reduce('Max', loudness, 1, true), quietShare));
  const places = g.make('Range', [g.int(0), most, g.int(1)], dataTypes.int32, { Tidx: { type: dataTypes.int32 } });
  const kept = g.int(Math.floor(silenceKept * rate));
  const first = g.apply('Sub', g.reduce('Min', g.select(loud, places, most), 1, true), kept);
  const last = g.apply('AddV2', g.reduce('Max', g.select(loud, places, g.int(-1)), 1, true), kept);
  const some = g.whether('Any', loud, 1, true);
  const start = g.select(some, g.apply('Maximum', first, g.int(0)), g.int(0));
  const end = g.select(some, g.apply('Minimum', g.apply('AddV2', last, g.int(1)), most), most);
  const wanted = g.apply(
    'AddV2',
    start,
    g.ints(
      Array.from({ length }, (_, i) => i),
      [1, length],
    ),
  );
  const padded = g.pad(
    samples,
    [
      [0, 0],
      [0, 1],
    ],
    g.cast(g.double(0), dataTypes.float32),
  );
  return g.gather(padded, g.select(g.ask('Less', wanted, end), wanted, most), 1, 1);
}

/** Log mel powers of [batch, length] samples: [batch, frames, mels], rounded to float32 as they are kept. */
function spectrogramNodes(g: RawGraph, samples: Wire, input: FittedAudio): Wire {
  const { length, fft, hop, mels } = input;
  const frames = framesOf(input);
  const reach = (frames - 1) * hop + fft;
  const zero = g.cast(g.double(0), dataTypes.float32);
  const long =
    reach > length
      ? g.pad(
          samples,
          [
            [0, 0],
            [0, reach - length],
          ],
          zero,
        )
      : samples;
  const places = Array.from({ length: frames * fft }, (_, i) => Math.floor(i / fft) * hop + (i % fft));
  const cut = g.reshape(g.gather(long, g.ints(places), 1), [-1, frames, fft]);
  const window = Array.from({ length: fft }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fft));
  const windowed = g.apply('Mul', g.cast(cut, dataTypes.float64), g.doubles(window));
  const spectrum = g.make('RFFT', [windowed, g.ints([fft])], dataTypes.complex128, {
    Treal: { type: dataTypes.float64 },
    Tcomplex: { type: dataTypes.complex128 },
  });
  const squareOf = (part: 'Real' | 'Imag') =>
    g.apply(
      'Square',
      g.make(part, [spectrum], dataTypes.float64, {
        T: { type: dataTypes.complex128 },
        Tout: { type: dataTypes.float64 },
      }),
    );
  const filters = melFilters(input);
  const bins = fft / 2 + 1;
  const turned = Float64Array.from({ length: bins * mels }, (_, i) => filters[i % mels]![Math.floor(i / mels)]!);
  const power = g.reshape(g.apply('AddV2', squareOf('Real'), squareOf('Imag')), [-1, bins]);
  const bands = g.make('MatMul', [power, g.doubles(turned, [bins, mels])], dataTypes.float64, {
    T: { type: dataTypes.float64 },
    transpose_a: { bool: false },
    transpose_b: { bool: false },
  });
  const heard = g.apply('Log', g.apply('Maximum', bands, g.double(leastPower)));
  return g.reshape(g.cast(heard, dataTypes.float32), [-1, frames, mels]);
}

export function prepareSound(input: FittedAudio): Preparation {
  const { rate, length, trim } = input;
  return {
    arguments: [
      {
        type: dataTypes.float32,
        shape: [-1, -1],
        takes: `samples of sounds, one channel from -1 to 1, ${rate} a second; the first ${length}${trim ? ' without the silence before them' : ''} are heard, and zeros come behind a shorter sound`,
        example: `tf.zeros([1, ${length}], tf.float32)`,
        given: (value) => {
          const { samples } = value as Heard;
          return { type: dataTypes.float32, shape: [1, samples.length], values: samples };
        },
      },
    ],
    nodes: (g, [given]) => {
      const zero = g.cast(g.double(0), dataTypes.float32);
      const heard = trim
        ? trimmedNodes(g, given!, input)
        : g.slice(
            g.pad(
              given!,
              [
                [0, 0],
                [0, length],
              ],
              zero,
            ),
            [0, 0],
            [-1, length],
          );
      const values = g.cast(spectrogramNodes(g, heard, input), dataTypes.float64);
      return g.expand(scaled(g, values, [input.subtract], [input.divide]), 3);
    },
  };
}
