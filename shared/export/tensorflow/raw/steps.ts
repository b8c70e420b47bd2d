// Every step of a number column as graph nodes, there and back. The types demand one for each step that applyStep.ts has.
import type { FittedStep, ReversibleStep } from '../../../data/fitted';
import { dataTypes } from '../graphDef';
import { type RawGraph, type Wire, plus, times } from './graph';

type Types = FittedStep['type'];
type Forth = { readonly [T in Types]: (g: RawGraph, x: Wire, step: Extract<FittedStep, { readonly type: T }>) => Wire };
type Back = { readonly [T in ReversibleStep['type']]: (g: RawGraph, y: Wire) => Wire };

/** sign(x) · f(|x|). */
const mirrored = (g: RawGraph, x: Wire, f: (size: Wire) => Wire): Wire =>
  g.apply('Mul', g.apply('Sign', x), f(g.apply('Abs', x)));

/** rankOf of applyStep.ts: the points not above x, and those below it, are counted. */
function rank(g: RawGraph, x: Wire, points: readonly number[]): Wire {
  const last = points.length - 1;
  const line = g.doubles(points);
  const count = (op: 'LessEqual' | 'Less') =>
    g.reduce('Sum', g.cast(g.ask(op, line, g.expand(x, -1)), dataTypes.int32), -1);
  const within = (place: Wire) => g.apply('Minimum', g.apply('Maximum', place, g.int(0)), g.int(last));
  const below = within(g.apply('Sub', count('LessEqual'), g.int(1)));
  const above = within(count('Less'));
  const [from, to] = [g.gather(line, below, 0), g.gather(line, above, 0)];
  const place = g.cast(below, dataTypes.float64);
  const middle = times(g, g.apply('AddV2', place, g.cast(above, dataTypes.float64)), 0.5);
  const share = g.apply('RealDiv', g.apply('Sub', x, from), g.apply('Sub', to, from));
  const between = g.select(g.ask('Equal', from, x), middle, g.apply('AddV2', place, share));
  const inside = g.apply('RealDiv', between, g.double(last));
  const upper = g.select(g.ask('GreaterEqual', x, g.double(points[last]!)), g.double(1), inside);
  return g.select(g.ask('LessEqual', x, g.double(points[0]!)), g.double(0), upper);
}

const forth: Forth = {
  clip: (g, x, { low, high }) => g.apply('Minimum', g.apply('Maximum', x, g.double(low)), g.double(high)),
  log: (g, x) => mirrored(g, x, (size) => g.apply('Log1p', size)),
  root: (g, x) => mirrored(g, x, (size) => g.apply('Sqrt', size)),
  ranks: (g, x, { points }) => rank(g, x, points),
};

const back: Back = {
  log: (g, y) => mirrored(g, y, (size) => g.apply('Expm1', size)),
  root: (g, y) => g.apply('Mul', y, g.apply('Abs', y)),
};

/** One fitted step carried out on float64 numbers of any shape. */
export function stepNodes(g: RawGraph, x: Wire, step: FittedStep): Wire {
  return (forth[step.type] as Forth['clip'])(g, x, step as Extract<FittedStep, { readonly type: 'clip' }>);
}

/** A number that the network learned or gave, in the data's own unit: inUnits of preprocess.ts. */
export function inUnitsNodes(
  g: RawGraph,
  y: Wire,
  { steps = [], subtract, divide }: { readonly steps?: readonly ReversibleStep[]; subtract: number; divide: number },
): Wire {
  const scaledBack = plus(g, times(g, y, divide), subtract);
  return steps.reduceRight((value, { type }) => back[type](g, value), scaledBack);
}
