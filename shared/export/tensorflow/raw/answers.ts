// What a network's numbers mean, inside the graph: the class that is decided for by its name, probabilities that add up to 1,
// the names in their order, a number in the data's own unit. The same as shared/data/decide.ts and decodeTarget.
import type { ExportedOutput } from '../../settings';
import { dataTypes } from '../graphDef';
import { type RawGraph, type Wire, plus } from './graph';
import { inUnitsNodes } from './steps';

export interface Answer {
  /** "label": the output's name goes before it. */
  readonly suffix: string;
  readonly wire: Wire;
  /** The batch first. */
  readonly shape: readonly number[];
  /** For the README. */
  readonly gives: string;
}

/** Names of all classes, the same for every sample, because a server wants a row for each. */
function classNames(g: RawGraph, classes: readonly string[], numbers: Wire): Answer {
  const sizes = g.pack([g.size(numbers, 0), g.int(classes.length)]);
  const wire = g.make('BroadcastTo', [g.texts(classes), sizes], dataTypes.string, {
    T: { type: dataTypes.string },
    Tidx: { type: dataTypes.int32 },
  });
  return {
    suffix: 'classes',
    wire,
    shape: [-1, classes.length],
    gives: 'the names of the classes in the order of the numbers',
  };
}

/** toProbabilities of decide.ts for rows of float64 numbers. */
function probabilityNodes(g: RawGraph, values: Wire): Wire {
  const sum = g.reduce('Sum', values, 1, true);
  const within = g.logical(
    'LogicalAnd',
    g.ask('GreaterEqual', values, g.double(0)),
    g.ask('LessEqual', values, g.double(1 + 1e-6)),
  );
  const sound = g.whether('All', within, 1, true);
  const away = g.apply('Abs', plus(g, sum, -1));
  const complete = g.logical('LogicalAnd', sound, g.ask('Less', away, g.double(1e-3)));
  const positive = g.logical('LogicalAnd', sound, g.ask('Greater', sum, g.double(0)));
  const shares = g.apply('RealDiv', values, g.select(positive, sum, g.double(1)));
  const otherwise = g.select(positive, shares, g.apply('Softmax', values));
  return g.select(complete, values, otherwise);
}

/** One class of several: its name and the probabilities of all. */
function oneClass(
  g: RawGraph,
  { classes, size }: { classes: readonly string[]; size: number },
  values: Wire,
): readonly Answer[] {
  const single = size === 1 && classes.length === 2;
  const limited = (x: Wire) => g.apply('Minimum', g.apply('Maximum', x, g.double(0)), g.double(1));
  const yes = single ? limited(values) : values;
  const probabilities = single ? g.concat([g.apply('Sub', g.double(1), yes), yes], 1) : probabilityNodes(g, values);
  const index = single
    ? g.reshape(g.cast(g.ask('Greater', values, g.double(0.5)), dataTypes.int32), [-1])
    : g.largest(values, 1);
  // A network may have more places than there are classes.
  const width = Math.max(size, classes.length);
  const names = g.texts(Array.from({ length: width }, (_, i) => classes[i] ?? ''));
  return [
    { suffix: 'label', wire: g.gather(names, index, 0), shape: [-1], gives: 'the name of the class' },
    {
      suffix: 'probabilities',
      wire: g.cast(probabilities, dataTypes.float32),
      shape: [-1, single ? 2 : size],
      gives: 'a probability for each class; they add up to 1',
    },
  ];
}

/** What is told of an output beside its numbers; nothing where they are told as they are. */
export function answersOf(g: RawGraph, output: ExportedOutput, numbers: Wire): readonly Answer[] {
  const rows = () => g.cast(g.reshape(numbers, [-1, output.size]), dataTypes.float64);
  if (output.task === 'regression') {
    if (output.shape !== undefined && output.ahead === undefined) return [];
    const values = g.cast(inUnitsNodes(g, rows(), output), dataTypes.float32);
    const one = output.ahead === undefined;
    return [
      {
        suffix: 'value',
        wire: one ? g.reshape(g.slice(values, [0, 0], [-1, 1]), [-1]) : values,
        shape: one ? [-1] : [-1, output.size],
        gives: one ? 'the number in the unit of the data' : 'the steps of the forecast in the unit of the data',
      },
    ];
  }
  const { classes, shape, task } = output;
  if (classes.length === 0) return [];
  const names = classNames(g, classes, numbers);
  if (task === 'labels' || shape !== undefined) return [names];
  return [names, ...oneClass(g, output, rows())];
}
