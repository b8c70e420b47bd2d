// A window of a series inside the graph: gaps filled, each channel scaled. The same as encodeWindow of shared/data/series.ts.
import type { FittedSeries } from '../../../data/series';
import type { SeriesWindow } from '../../rawSample';
import { pythonNumber } from '../../python';
import { markdownText } from '../../text';
import { dataTypes } from '../graphDef';
import { type RawGraph, type Wire, scaled } from './graph';
import type { Preparation } from './preparation';

/** The value of the last step up to each one that has any, NaN where none has: [batch, window, channels]. */
function carried(g: RawGraph, x: Wire, window: number): Wire {
  const steps = g.ints(
    Array.from({ length: window }, (_, i) => i),
    [1, window, 1],
  );
  let place = g.select(g.ask('IsNan', x), g.int(-1), steps);
  // The largest place so far, by shifts of 1, 2, 4, …
  for (let shift = 1; shift < window; shift *= 2) {
    const sides = [
      [0, 0],
      [shift, 0],
      [0, 0],
    ] as const;
    const before = g.slice(g.pad(place, sides, g.int(-1)), [0, 0, 0], [-1, window, -1]);
    place = g.apply('Maximum', place, before);
  }
  const turn = (y: Wire) =>
    g.make('Transpose', [y, g.ints([0, 2, 1])], y.type, {
      T: { type: y.type },
      Tperm: { type: dataTypes.int32 },
    });
  return turn(g.gather(turn(x), turn(g.apply('Maximum', place, g.int(0))), 2, 2));
}

export function prepareSeries({ window, channels, carry }: FittedSeries): Preparation {
  const fills = channels.map(({ fill }) => fill);
  const shape = [-1, window, channels.length];
  return {
    arguments: [
      {
        type: dataTypes.float64,
        shape,
        takes: `the last ${window} rows, oldest first, each with ${channels.map(({ name }) => markdownText(name)).join(', ')}; NaN where there is no value`,
        example: `tf.tile(tf.constant([[[${fills.map(pythonNumber).join(', ')}]]], tf.float64), [1, ${window}, 1])`,
        given: (value) => ({
          type: dataTypes.float64,
          shape: [1, window, channels.length],
          values: Array.from({ length: window }, (_, step) =>
            channels.map((_channel, place) => (value as SeriesWindow).values[step]?.[place] ?? NaN),
          ).flat(),
        }),
      },
    ],
    nodes: (g, [given]) => {
      const known = carry ? carried(g, given!, window) : given!;
      const whole = g.select(g.ask('IsNan', known), g.doubles(fills), known);
      return scaled(
        g,
        whole,
        channels.map(({ subtract }) => subtract),
        channels.map(({ divide }) => divide),
      );
    },
  };
}
