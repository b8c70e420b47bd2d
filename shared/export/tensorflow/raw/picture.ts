// Pictures of any size inside the graph, and clips of any length: the same as shared/data/preprocess.ts (resizePixels) and
// video.ts, operation by operation in float64, so that no pixel is rounded the other way.
import type { FittedImage } from '../../../data/preprocess';
import type { FittedVideo } from '../../../data/video';
import type { Clip, Picture } from '../../rawSample';
import { dataTypes } from '../graphDef';
import { type RawGraph, type Wire, less, plus, scaled, times } from './graph';
import type { Preparation, RawArgument } from './preparation';

type Seen = Pick<FittedImage, 'width' | 'height' | 'channels' | 'framing' | 'subtract' | 'divide' | 'order'>;

interface Neighbours {
  readonly first: Wire;
  readonly second: Wire;
  /** How far each pixel is from the first to the second, float64. */
  readonly share: Wire;
}

/** Which two of `available` pixels each of `wanted` looks at: half-pixel centres, the edges repeated. */
function neighbours(g: RawGraph, available: Wire, wanted: number): Neighbours {
  const step = g.apply('RealDiv', g.cast(available, dataTypes.float64), g.double(wanted));
  const centres = g.doubles(Array.from({ length: wanted }, (_, i) => i + 0.5));
  const position = less(g, g.apply('Mul', centres, step), 0.5);
  const floor = g.apply('Floor', position);
  const place = (x: Wire) => g.cast(x, dataTypes.int32);
  return {
    first: g.apply('Maximum', place(floor), g.int(0)),
    second: g.apply('Minimum', place(g.apply('Ceil', position)), g.apply('Sub', available, g.int(1))),
    share: g.apply('Sub', position, floor),
  };
}

/** Places of a picture along one of its sides. */
interface Places extends Neighbours {
  /** 1 within the picture, 0 beyond it, where that is black: float64, for the first and for the second neighbour. */
  readonly seen?: { readonly first: Wire; readonly second: Wire };
}

/**
 * Neighbours within the window that `framing` lays over a side of `own` pixels (shared/data/framing.ts); `fitting` pixels of
 * it would have the network's shape.
 */
function framedNeighbours(g: RawGraph, own: Wire, fitting: Wire, wanted: number, framing: Seen['framing']): Places {
  if (framing === undefined) return neighbours(g, own, wanted);
  const isCrop = framing === 'crop';
  const size = isCrop
    ? g.apply('Maximum', g.apply('Minimum', own, fitting), g.int(1))
    : g.apply('Maximum', own, fitting);
  const half = (more: Wire, fewer: Wire) => g.apply('FloorDiv', g.apply('Sub', more, fewer), g.int(2));
  const start = isCrop ? half(own, size) : g.apply('Neg', half(size, own));
  const { first, second, share } = neighbours(g, size, wanted);
  const [from, to] = [g.apply('AddV2', first, start), g.apply('AddV2', second, start)];
  if (isCrop) return { first: from, second: to, share };
  const within = (place: Wire) =>
    g.apply('Minimum', g.apply('Maximum', place, g.int(0)), g.apply('Sub', own, g.int(1)));
  const places = { first: within(from), second: within(to), share };
  if (framing === 'padEdge') return places;
  const seen = (place: Wire, nearest: Wire) => g.cast(g.ask('Equal', place, nearest), dataTypes.float64);
  return { ...places, seen: { first: seen(from, places.first), second: seen(to, places.second) } };
}

/** What the number of channels of the given pixels means. */
interface Depth {
  /** Three of them are colours, not one grey. */
  readonly coloured: Wire;
  /** Places of red, green and blue. */
  readonly colours: Wire;
  /** The last one says how much is seen. */
  readonly hasAlpha: Wire;
  readonly last: Wire;
}

function depthOf(g: RawGraph, pixels: Wire): Depth {
  const channels = g.size(pixels, 3);
  const coloured = g.ask('GreaterEqual', channels, g.int(3));
  const even = g.ask('Equal', g.apply('FloorMod', channels, g.int(2)), g.int(0));
  const last = g.reshape(g.apply('Sub', channels, g.int(1)), [1]);
  return { coloured, colours: g.select(coloured, g.ints([0, 1, 2]), g.ints([0, 0, 0])), hasAlpha: even, last };
}

/** Red, green and blue of some pixels, laid over white: float64. */
function overWhite(g: RawGraph, pixels: Wire, { colours, hasAlpha, last }: Depth): Wire {
  const values = g.cast(pixels, dataTypes.float64);
  const colour = g.gather(values, colours, 3);
  const alpha = g.select(hasAlpha, g.gather(values, last, 3), g.double(255));
  const behind = times(g, g.apply('Sub', g.double(255), alpha), 255);
  const mixed = g.apply('RealDiv', g.apply('AddV2', g.apply('Mul', colour, alpha), behind), g.double(255));
  return g.select(g.ask('Equal', alpha, g.double(255)), colour, mixed);
}

/** a + (b - a) · share. */
const between = (g: RawGraph, a: Wire, b: Wire, share: Wire): Wire =>
  g.apply('AddV2', a, g.apply('Mul', g.apply('Sub', b, a), share));

/** 0.299 R + 0.587 G + 0.114 B of coloured pixels, the value itself of grey ones: [..., 1]. */
function greyOf(g: RawGraph, pixels: Wire, { coloured }: Depth): Wire {
  const channel = (at: number) => g.slice(pixels, [0, 0, 0, at], [-1, -1, -1, 1]);
  const [red, green, blue] = [channel(0), channel(1), channel(2)];
  const grey = g.apply('AddV2', g.apply('AddV2', times(g, red, 0.299), times(g, green, 0.587)), times(g, blue, 0.114));
  return g.select(coloured, grey, red);
}

/** uint8 pixels [batch, any height, any width, 1 to 4 channels] as the network's numbers. */
function pictureNodes(g: RawGraph, pixels: Wire, seen: Seen): Wire {
  const { width, height, channels, framing, subtract, divide, order } = seen;
  const depth = depthOf(g, pixels);
  const [high, wide] = [g.size(pixels, 1), g.size(pixels, 2)];
  /** Pixels along one side that have the network's shape beside all of the other. */
  const fitting = (other: Wire, own: number, by: number) =>
    g.apply('FloorDiv', g.apply('Mul', other, g.int(own)), g.int(by));
  const down = framedNeighbours(g, high, fitting(wide, height, width), height, framing);
  const across = framedNeighbours(g, wide, fitting(high, width, height), width, framing);
  const corner = (row: 'first' | 'second', column: 'first' | 'second') => {
    const colours = overWhite(g, g.gather(g.gather(pixels, down[row], 1), across[column], 2), depth);
    if (down.seen === undefined || across.seen === undefined) return colours;
    const rows = g.reshape(down.seen[row], [height, 1, 1]);
    return g.apply('Mul', colours, g.apply('Mul', rows, g.reshape(across.seen[column], [width, 1])));
  };
  const along = g.reshape(across.share, [width, 1]);
  const upper = between(g, corner('first', 'first'), corner('first', 'second'), along);
  const lower = between(g, corner('second', 'first'), corner('second', 'second'), along);
  const resized = between(g, upper, lower, g.reshape(down.share, [height, 1, 1]));
  const coloured = channels === 1 ? greyOf(g, resized, depth) : resized;
  const ordered = order === undefined ? coloured : g.gather(coloured, g.ints([2, 1, 0]), 3);
  return scaled(g, g.apply('Floor', plus(g, ordered, 0.5)), subtract, divide);
}

const rgba = ({ data, width, height }: Picture) => ({ shape: [height, width, 4], values: Array.from(data) });

const sizes = ({ width, height, channels }: Seen) =>
  `${width} by ${height} pixels, ${channels === 1 ? 'grey' : 'colour'}`;

/** The contents of a picture file: one, because pictures of different sizes do not fit into one tensor. */
const file: NonNullable<RawArgument['file']> = {
  type: dataTypes.string,
  shape: [1],
  takes: 'the contents of one JPEG, PNG or GIF file',
  example: 'tf.constant([Path("picture.png").read_bytes()])',
  given: (value) => ({
    type: dataTypes.string,
    shape: [1],
    values: [(value as Picture & { readonly png: Uint8Array }).png],
  }),
  // Any of these formats; the exact transform of JPEG is the one that the app's own decoder uses.
  decode: (g, given) =>
    g.expand(
      g.make('DecodeJpeg', [g.reshape(given, [])], dataTypes.uint8, {
        channels: { int: 0 },
        dct_method: { text: 'INTEGER_ACCURATE' },
      }),
      0,
    ),
};

export function prepareImage(input: FittedImage): Preparation {
  return {
    arguments: [
      {
        type: dataTypes.uint8,
        shape: [-1, -1, -1, -1],
        takes: `pixels of pictures of any size, from 0 to 255, with 1 (grey), 3 (red, green, blue) or 4 channels (transparency last, laid over white); they become ${sizes(input)}`,
        example: `tf.zeros([1, ${input.height}, ${input.width}, ${input.channels}], tf.uint8)`,
        given: (value) => {
          const { shape, values } = rgba(value as Picture);
          return { type: dataTypes.uint8, shape: [1, ...shape], values };
        },
        file,
      },
    ],
    nodes: (g, [pixels]) => pictureNodes(g, pixels!, input),
  };
}

export function prepareVideo(input: FittedVideo): Preparation {
  const { frames, width, height, channels } = input;
  return {
    arguments: [
      {
        type: dataTypes.uint8,
        shape: [-1, -1, -1, -1, -1],
        takes: `the pictures of clips, any number of any size: pixels from 0 to 255 as of single pictures. ${frames} of them are seen, evenly spread; each becomes ${sizes(input)}`,
        example: `tf.zeros([1, ${frames}, ${height}, ${width}, ${channels}], tf.uint8)`,
        given: (value) => {
          const pictures = (value as Clip).frames.map(rgba);
          return {
            type: dataTypes.uint8,
            shape: [1, pictures.length, ...(pictures[0]?.shape ?? [0, 0, 4])],
            values: pictures.flatMap(({ values }) => values),
          };
        },
      },
    ],
    nodes: (g, [clips]) => {
      const count = g.size(clips!, 1);
      const middles = g.doubles(Array.from({ length: frames }, (_, i) => i + 0.5));
      const place = g.apply('RealDiv', g.apply('Mul', middles, g.cast(count, dataTypes.float64)), g.double(frames));
      const last = g.apply('Sub', count, g.int(1));
      const picked = g.apply('Minimum', g.cast(g.apply('Floor', place), dataTypes.int32), last);
      const seen = g.gather(clips!, picked, 1);
      const each = g.pack([g.int(-1), g.size(clips!, 2), g.size(clips!, 3), g.size(clips!, 4)]);
      return g.reshape(pictureNodes(g, g.reshape(seen, each), input), [-1, frames, height, width, channels]);
    },
  };
}
