// A loop inside a graph, so that many steps run in one call: one row of numbers is kept of every turn. Built from
// TensorFlow's own control flow operations (Abadi et al., "Dynamic control flow in large-scale machine learning", 2018).
import { type GraphBuilder, type Output, dataTypes, ints } from '../../../shared/export/tensorflow/graphDef';
import type { Place } from './emit';

export interface Turn {
  /** Numbers to be kept of this turn: float32 [width]. */
  readonly row: Output;
  /** Truth value; the loop ends after a turn that gives false. Null: it goes on to its end. */
  readonly goOn: Output | null;
  /** Operations that must have run before the next turn begins. */
  readonly effects: readonly string[];
}

export interface LoopPlace extends Place {
  /** Number of this turn from 0: int32 scalar. */
  readonly turn: Output;
}

export interface Loop {
  /** float32 [turns, width]; rows of turns that did not happen are 0. */
  readonly rows: Output;
  /** Turns that happened: int32 scalar. */
  readonly count: Output;
}

const int32 = { type: dataTypes.int32 };
const float32 = { type: dataTypes.float32 };
const truth = { type: dataTypes.bool };

/** `name`: unique in the graph. `turns`: int32 scalar. `width`: numbers in a row. */
export function addLoop(
  graph: GraphBuilder,
  {
    name,
    turns,
    width,
  }: {
    readonly name: string;
    readonly turns: Output;
    readonly width: number;
  },
  body: (place: LoopPlace) => Turn,
): Loop {
  const zero = graph.constant(ints([0], []));
  const one = graph.constant(ints([1], []));
  const enterAs = (output: Output, type: number, isConstant: boolean): Output =>
    `${graph.add('Enter', [output], {
      T: { type },
      frame_name: { text: name },
      is_constant: { bool: isConstant },
      parallel_iterations: { int: 1 },
    })}:0`;
  const entered = new Map<Output, Output>();
  const enter = (output: Output, type: number): Output => {
    let inside = entered.get(output);
    if (inside === undefined) entered.set(output, (inside = enterAs(output, type, true)));
    return inside;
  };

  const shape = `${graph.add('Pack', [turns, graph.constant(ints([width], []))], { N: { int: 2 }, T: int32, axis: { int: 0 } })}:0`;
  const empty = `${graph.add(
    'Fill',
    [shape, graph.constant({ dataType: dataTypes.float32, shape: [], content: new Uint8Array(4) })],
    { T: float32, index_type: int32 },
  )}:0`;
  const yes = graph.constant({ dataType: dataTypes.bool, shape: [], content: Uint8Array.of(1) });

  // What goes round: a merge takes the first value from outside and every other from the end of a turn. The second
  // input of a merge is a node that comes later, so its name is fixed now.
  const carried = (label: string, first: Output, type: number) => {
    const next = `${name}/${label}/next`;
    const merge = graph.add('Merge', [enterAs(first, type, false), `${next}:0`], { T: { type }, N: { int: 2 } });
    return { value: `${merge}:0`, next, type };
  };
  const turn = carried('turn', zero, dataTypes.int32);
  const rows = carried('rows', empty, dataTypes.float32);
  const goOn = carried('goOn', yes, dataTypes.bool);
  const less = `${graph.add('Less', [turn.value, enter(turns, dataTypes.int32)], { T: int32 })}:0`;
  const both = `${graph.add('LogicalAnd', [less, goOn.value])}:0`;
  const condition = `${graph.add('LoopCond', [both])}:0`;
  const split = ({ value, type }: { readonly value: Output; readonly type: number }) => {
    const node = graph.add('Switch', [value, condition], { T: { type } });
    return { after: `${node}:0`, inside: `${node}:1` };
  };
  const turnParts = split(turn);
  const rowParts = split(rows);
  const goOnParts = split(goOn);
  const index = `${graph.add('Identity', [turnParts.inside], { T: int32 })}:0`;
  const pivot = `^${index.slice(0, -2)}`;

  const { row, goOn: wanted, effects } = body({ graph, enter, pivot, turn: index });

  const held = effects.map((effect) => `^${effect}`);
  const place = `${graph.add('ExpandDims', [`${graph.add('ExpandDims', [index, enter(zero, dataTypes.int32)], { T: int32, Tdim: int32 })}:0`, enter(zero, dataTypes.int32)], { T: int32, Tdim: int32 })}:0`;
  const rowOf = `${graph.add('ExpandDims', [row, enter(zero, dataTypes.int32)], { T: float32, Tdim: int32 })}:0`;
  const kept = `${graph.add('TensorScatterUpdate', [rowParts.inside, place, rowOf], { T: float32, Tindices: int32 })}:0`;
  const increased = `${graph.add('AddV2', [index, enter(one, dataTypes.int32), ...held], { T: int32 })}:0`;
  graph.add('NextIteration', [increased], { T: int32 }, turn.next);
  graph.add('NextIteration', [kept], { T: float32 }, rows.next);
  graph.add('NextIteration', [wanted ?? goOnParts.inside], { T: truth }, goOn.next);
  const exit = (value: Output, type: number) => `${graph.add('Exit', [value], { T: { type } })}:0`;
  const result = { rows: exit(rowParts.after, dataTypes.float32), count: exit(turnParts.after, dataTypes.int32) };
  exit(goOnParts.after, dataTypes.bool);
  return result;
}
