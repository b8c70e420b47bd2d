// What a network's numbers mean, inside the graph: the class that is decided for by its name, probabilities that add up to 1,
// the names in their order, a number in the data's own unit. The same as shared/data/decide.ts and decodeTarget.
import type { ExportedOutput } from '../../settings';
import { product } from '../../../shape';
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

/** Rows of numbers, [rows, width] in float64, of which each decides for one class: its name, and probabilities of all. */
function decided(g: RawGraph, classes: readonly string[], width: number, values: Wire) {
  // One number speaks of the second of two classes.
  const single = width === 1 && classes.length === 2;
  // A network may have more places than there are classes.
  const names = g.texts(Array.from({ length: Math.max(width, classes.length) }, (_, i) => classes[i] ?? ''));
  const index = single
    ? g.reshape(g.cast(g.ask('Greater', values, g.double(0.5)), dataTypes.int32), [-1])
    : g.largest(values, 1);
  const label = g.gather(names, index, 0);
  if (!single) return { label, count: width, probabilities: () => probabilityNodes(g, values) };
  const yes = g.apply('Minimum', g.apply('Maximum', values, g.double(0)), g.double(1));
  return { label, count: 2, probabilities: () => g.concat([g.apply('Sub', g.double(1), yes), yes], 1) };
}

/** A quantity in its own unit; nothing of an input that is rebuilt. */
function quantity(g: RawGraph, output: Extract<ExportedOutput, { task: 'regression' }>, rows: Wire): readonly Answer[] {
  const { shape, ahead, size } = output;
  if (shape !== undefined && ahead === undefined) return [];
  const values = g.cast(inUnitsNodes(g, rows, output), dataTypes.float32);
  if (ahead !== undefined)
    return [
      { suffix: 'value', wire: values, shape: [-1, size], gives: 'the steps of the forecast in the unit of the data' },
    ];
  const first = g.reshape(g.slice(values, [0, 0], [-1, 1]), [-1]);
  return [{ suffix: 'value', wire: first, shape: [-1], gives: 'the number in the unit of the data' }];
}

/** What is told of an output beside its numbers; nothing where they are told as they are. */
export function answersOf(g: RawGraph, output: ExportedOutput, numbers: Wire): readonly Answer[] {
  const rowsOf = (width: number) => g.cast(g.reshape(numbers, [-1, width]), dataTypes.float64);
  if (output.task === 'regression') return quantity(g, output, rowsOf(output.size));
  const { classes, shape, task, size } = output;
  if (classes.length === 0) return [];
  const names = classNames(g, classes, numbers);
  if (task === 'labels' || task === 'detection') return [names];
  const places = product(shape ?? []);
  if (size % places !== 0) return [names];
  const width = size / places;
  const { label, count, probabilities } = decided(g, classes, width, rowsOf(width));
  if (shape !== undefined) {
    const wire = g.reshape(label, [-1, ...shape]);
    return [names, { suffix: 'label', wire, shape: [-1, ...shape], gives: 'the name of the class at each place' }];
  }
  return [
    names,
    { suffix: 'label', wire: label, shape: [-1], gives: 'the name of the class' },
    {
      suffix: 'probabilities',
      wire: g.cast(probabilities(), dataTypes.float32),
      shape: [-1, count],
      gives: 'a probability for each class; they add up to 1',
    },
  ];
}
