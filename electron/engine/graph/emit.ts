// Puts a recording into a graph: only what its results need, each operation once, and inside a loop only what changes
// from one turn to the next.
import type { GraphBuilder, Output } from '../../../shared/export/tensorflow/graphDef';
import type { Recording } from './record';

/** Where a recording's operations go. */
export interface Place {
  readonly graph: GraphBuilder;
  /** What a value of this data type from outside is called here; itself where there is no loop. */
  enter(outside: Output, dataType: number): Output;
  /** A control input that holds an operation without inputs back until this turn; null where there is no loop. */
  readonly pivot: Output | null;
}

/** The graph itself, without a loop. */
export const outside = (graph: GraphBuilder): Place => ({ graph, enter: (output) => output, pivot: null });

/**
 * Adds what `results` (tensor ids) need. `known`: outputs in this place for the tensors that were known before. Gives the
 * output of each result, in this place.
 */
export function emit(
  place: Place,
  recording: Recording<unknown>,
  known: ReadonlyMap<number, Output>,
  results: readonly number[],
): readonly Output[] {
  const { graph } = place;
  const { operations, constants } = recording;
  const needed = new Set<number>(results);
  const wanted = new Set<number>();
  for (let index = operations.length - 1; index >= 0; index--) {
    const { outputs, inputs } = operations[index]!;
    if (!outputs.some((id) => needed.has(id) && !known.has(id))) continue;
    wanted.add(index);
    for (const id of inputs) needed.add(id);
  }

  const inPlace = new Map<number, Output>(known);
  /** What never changes lives outside of the loop, under these names. */
  const steady = new Map<number, { readonly output: Output; readonly dataType: number }>();
  for (const [id, { dataType, shape, content }] of constants) {
    if (needed.has(id) && !known.has(id)) {
      steady.set(id, { output: graph.constant({ dataType, shape, content }), dataType });
    }
  }
  const here = (id: number): Output => {
    let output = inPlace.get(id);
    if (output === undefined) {
      const outer = steady.get(id);
      if (outer === undefined) throw new Error(`Tensor ${id} is not in the recording.`);
      output = place.enter(outer.output, outer.dataType);
      inPlace.set(id, output);
    }
    return output;
  };
  operations.forEach(({ name, attributes, inputs, outputs, outputTypes }, index) => {
    if (!wanted.has(index)) return;
    const isSteady = inputs.length > 0 && inputs.every((id) => steady.has(id));
    const given = inputs.map((id) => (isSteady ? steady.get(id)!.output : here(id)));
    if (given.length === 0 && place.pivot !== null) given.push(place.pivot);
    const node = graph.add(name, given, attributes);
    outputs.forEach((id, index_) => {
      const output = `${node}:${index_}`;
      if (isSteady) steady.set(id, { output, dataType: outputTypes[index_]! });
      else inPlace.set(id, output);
    });
  });
  return results.map(here);
}
