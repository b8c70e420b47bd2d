// Graph nodes that stand before and behind a network, wire by wire: each wire knows its type, so that TensorFlow's
// attributes are worked out here and what is prepared reads as arithmetic.
import { type Attribute, type Attributes, type TensorValue, dataTypes } from '../graphDef';
import type { GraphNode } from '../nodes';

/** One output of a node. */
export interface Wire {
  readonly output: string;
  /** Of `dataTypes`. */
  readonly type: number;
}

const whole: Attribute = { type: dataTypes.int32 };

/** Numbers as little-endian bytes of a tensor. */
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Adds nodes below one name. The arithmetic is TensorFlow's: operations broadcast, a scalar has the shape []. */
export class RawGraph {
  private count = 0;
  private readonly constants = new Map<string, Wire>();

  constructor(
    private readonly nodes: GraphNode[],
    private readonly scope: string,
  ) {}

  /** A node of any operation; `at`: which of its outputs. */
  make(op: string, inputs: readonly Wire[], type: number, attributes: Attributes = {}, at = 0): Wire {
    const name = `${this.scope}/${op}_${this.count++}`;
    this.nodes.push({ name, op, inputs: inputs.map(({ output }) => output), attributes });
    return { output: at === 0 ? name : `${name}:${at}`, type };
  }

  /** Where values go in; the node's name is said. Sizes of -1 are known only when the graph runs. */
  placeholder(name: string, type: number, shape: readonly number[], otherwise?: Wire): Wire {
    const attributes = { dtype: { type }, shape: { shape } };
    if (otherwise === undefined) this.nodes.push({ name, op: 'Placeholder', inputs: [], attributes });
    else this.nodes.push({ name, op: 'PlaceholderWithDefault', inputs: [otherwise.output], attributes });
    return { output: name, type };
  }

  /** Short ones once, however often they are asked for. */
  private constant(value: TensorValue): Wire {
    const { dataType, shape, content, texts = [] } = value;
    const key = content.length + texts.length > 64 ? null : [dataType, shape, content, JSON.stringify(texts)].join('|');
    const known = key === null ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const made = this.make('Const', [], dataType, { dtype: { type: dataType }, value: { tensor: value } });
    if (key !== null) this.constants.set(key, made);
    return made;
  }

  /** float64. */
  doubles(values: readonly number[] | Float64Array, shape: readonly number[] = [values.length]): Wire {
    return this.constant({ dataType: dataTypes.float64, shape, content: bytesOf(Float64Array.from(values)) });
  }

  double(value: number): Wire {
    return this.doubles([value], []);
  }

  /** int32. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): Wire {
    return this.constant({ dataType: dataTypes.int32, shape, content: bytesOf(Int32Array.from(values)) });
  }

  int(value: number): Wire {
    return this.ints([value], []);
  }

  /** int64, of whole numbers that a double holds. */
  longs(values: readonly number[], shape: readonly number[] = [values.length]): Wire {
    const content = bytesOf(BigInt64Array.from(values, BigInt));
    return this.constant({ dataType: dataTypes.int64, shape, content });
  }

  texts(values: readonly string[], shape: readonly number[] = [values.length]): Wire {
    return this.constant({ dataType: dataTypes.string, shape, content: new Uint8Array(0), texts: values });
  }

  text(value: string): Wire {
    return this.texts([value], []);
  }

  cast(x: Wire, type: number): Wire {
    if (x.type === type) return x;
    return this.make('Cast', [x], type, { SrcT: { type: x.type }, DstT: { type }, Truncate: { bool: false } });
  }

  /** An operation on one tensor, or on two of one type, that gives that type. */
  apply(op: string, ...inputs: readonly [Wire, Wire?]): Wire {
    const given = inputs.filter((input) => input !== undefined);
    return this.make(op, given, inputs[0].type, { T: { type: inputs[0].type } });
  }

  /** The same with yes or no as its answer. */
  ask(op: string, ...inputs: readonly [Wire, Wire?]): Wire {
    return { ...this.apply(op, ...inputs), type: dataTypes.bool };
  }

  /** An operation on yes or no. */
  logical(op: 'LogicalAnd' | 'LogicalNot', ...inputs: readonly Wire[]): Wire {
    return this.make(op, inputs, dataTypes.bool);
  }

  /** `yes` where the condition holds, else `no`. */
  select(condition: Wire, yes: Wire, no: Wire): Wire {
    return this.make('SelectV2', [condition, yes, no], yes.type, { T: { type: yes.type } });
  }

  gather(x: Wire, indices: Wire, axis: number, batchAxes = 0): Wire {
    return this.make('GatherV2', [x, indices, this.int(axis)], x.type, {
      Taxis: whole,
      Tindices: { type: indices.type },
      Tparams: { type: x.type },
      batch_dims: { int: batchAxes },
    });
  }

  /** -1 at most once. */
  reshape(x: Wire, to: readonly number[] | Wire): Wire {
    const sizes = 'output' in to ? to : this.ints(to);
    return this.make('Reshape', [x, sizes], x.type, { T: { type: x.type }, Tshape: whole });
  }

  expand(x: Wire, axis: number): Wire {
    return this.make('ExpandDims', [x, this.int(axis)], x.type, { T: { type: x.type }, Tdim: whole });
  }

  concat(parts: readonly Wire[], axis: number): Wire {
    if (parts.length === 1) return parts[0]!;
    const { type } = parts[0]!;
    const attributes = { N: { int: parts.length }, T: { type }, Tidx: whole };
    return this.make('ConcatV2', [...parts, this.int(axis)], type, attributes);
  }

  /** Scalars, or tensors of one shape, side by side along a new axis. */
  pack(parts: readonly Wire[], axis = 0): Wire {
    const { type } = parts[0]!;
    return this.make('Pack', parts, type, { N: { int: parts.length }, T: { type }, axis: { int: axis } });
  }

  reduce(op: 'Sum' | 'Max' | 'Min', x: Wire, axis: number, keep = false): Wire {
    const attributes = { T: { type: x.type }, Tidx: whole, keep_dims: { bool: keep } };
    return this.make(op, [x, this.int(axis)], x.type, attributes);
  }

  /** Whether any, or all, along an axis. */
  whether(op: 'Any' | 'All', x: Wire, axis: number, keep = false): Wire {
    return this.make(op, [x, this.int(axis)], dataTypes.bool, { Tidx: whole, keep_dims: { bool: keep } });
  }

  /** Place of the largest number along an axis. */
  largest(x: Wire, axis: number): Wire {
    return this.make('ArgMax', [x, this.int(axis)], dataTypes.int32, {
      T: { type: x.type },
      Tidx: whole,
      output_type: whole,
    });
  }

  pad(x: Wire, sides: readonly (readonly [number, number])[], value: Wire): Wire {
    const paddings = this.ints(sides.flat(), [sides.length, 2]);
    return this.make('PadV2', [x, paddings, value], x.type, { T: { type: x.type }, Tpaddings: whole });
  }

  /** Places [begin, begin + size) of every axis; a size of -1 goes to the end. */
  slice(x: Wire, begin: readonly number[], size: readonly number[] | Wire): Wire {
    const sizes = 'output' in size ? size : this.ints(size);
    return this.make('Slice', [x, this.ints(begin), sizes], x.type, { Index: whole, T: { type: x.type } });
  }

  /** A size of a tensor as a scalar. */
  size(x: Wire, axis: number): Wire {
    const shape = this.make('Shape', [x], dataTypes.int32, { T: { type: x.type }, out_type: whole });
    return this.gather(shape, this.int(axis), 0);
  }

  /** Every match of a pattern (RE2) replaced; `\1` is the first group. */
  replace(x: Wire, pattern: string, by: string): Wire {
    return this.make('StaticRegexReplace', [x], x.type, {
      pattern: { text: pattern },
      rewrite: { text: by },
      replace_global: { bool: true },
    });
  }
}

/** Arithmetic of float64, operation by operation in the order that the app's own code has. */
export const times = (g: RawGraph, x: Wire, factor: number): Wire => g.apply('Mul', x, g.double(factor));
export const plus = (g: RawGraph, x: Wire, summand: number): Wire => g.apply('AddV2', x, g.double(summand));
export const less = (g: RawGraph, x: Wire, subtrahend: number): Wire => g.apply('Sub', x, g.double(subtrahend));

/** (x - subtract) / divide, in float64; what is stored is float32. */
export function scaled(g: RawGraph, x: Wire, subtract: readonly number[], divide: readonly number[]): Wire {
  const shape = subtract.length === 1 ? [] : [subtract.length];
  const centred = g.apply('Sub', x, g.doubles(subtract, shape));
  return g.cast(g.apply('RealDiv', centred, g.doubles(divide, shape)), dataTypes.float32);
}
