// What a preparation inside the graph is: the arguments that take raw values, and the nodes that make the network's
// numbers of them. One for each kind of input; index.ts has the list.
import type { Value } from '../../rawSample';
import type { RawGraph, Wire } from './graph';

/** A tensor as it is given to a signature. */
export interface RawTensor {
  /** Of `dataTypes`. */
  readonly type: number;
  readonly shape: readonly number[];
  /** Texts for strings; bytes for the contents of files. */
  readonly values: ArrayLike<number> | readonly (string | Uint8Array)[];
}

interface Takes {
  /** Of `dataTypes`. */
  readonly type: number;
  /** The batch first; -1 for a size that is known only when the graph runs. */
  readonly shape: readonly number[];
  /** For the README, a line of Markdown: what it takes. */
  readonly takes: string;
  /** A value of one sample as this argument takes it. */
  given(value: Value): RawTensor;
  /** A value to try it with, as a Python expression. */
  readonly example: string;
}

export interface RawArgument extends Takes {
  /** A table's column; absent: the argument has the name of the input layer. */
  readonly column?: string;
  /** What the signature "raw_file" takes in its place: the contents of a file, one sample at a time. */
  readonly file?: Takes & { decode(g: RawGraph, file: Wire): Wire };
}

export interface Preparation {
  readonly arguments: readonly RawArgument[];
  /** The network's numbers, batch first, from the arguments in their order. */
  nodes(g: RawGraph, given: readonly Wire[]): Wire;
}

/** Why a graph cannot prepare an input, and what to do: the end of a sentence, and a sentence. */
export interface Refusal {
  readonly because: string;
  readonly next: string;
}
