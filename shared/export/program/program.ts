// A network as a list of plain tensor operations, channels last and batch first: what the TensorFlow graph, the TF.js
// graph model and the TFLite file are written from. Every operation here exists in all three.
import { untaken } from '../../names';
import type { ExportWeight } from '../format';

export type ElementType = 'float32' | 'int32';
export type Dimension = number | null;

/** A tensor of a program. Sizes that are known only when it runs (the batch) are null; constants carry their numbers. */
export interface Tensor {
  readonly id: number;
  readonly name: string;
  readonly shape: readonly Dimension[];
  readonly dtype: ElementType;
  readonly data?: Float32Array | Int32Array;
}

const unaryOperations = [
  'relu',
  'relu6',
  'sigmoid',
  'tanh',
  'elu',
  'gelu',
  'exp',
  'log',
  'sqrt',
  'rsqrt',
  'abs',
  'neg',
  'square',
  'sin',
  'cos',
  'round',
  'softmax',
  'logSoftmax',
] as const;
export type Unary = (typeof unaryOperations)[number];
const binaryOperations = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'pow'] as const;
export type Binary = (typeof binaryOperations)[number];

/** What a product of weights may do with its sums at once. */
export type Fused = 'none' | 'relu' | 'relu6';
export type Padding = 'SAME' | 'VALID';
type Pair = readonly [number, number];

export type Operation =
  | { readonly op: Unary | Binary }
  | { readonly op: 'leakyRelu'; readonly alpha: number }
  /** Inputs: x [..., k], kernel [k, n], bias [n] where there is one. */
  | { readonly op: 'dense'; readonly fused: Fused }
  /** Products of matrices, all other axes side by side. */
  | { readonly op: 'matmul'; readonly adjoint: readonly [boolean, boolean] }
  /** Inputs: x [b, h, w, c], kernel [kh, kw, c, n] (depthwise: [kh, kw, c, m]), bias where there is one. */
  | {
      readonly op: 'conv2d' | 'depthwise';
      readonly strides: Pair;
      readonly dilations: Pair;
      readonly padding: Padding;
      readonly fused: Fused;
    }
  | {
      readonly op: 'conv3d';
      readonly strides: readonly number[];
      readonly dilations: readonly number[];
      readonly padding: Padding;
    }
  /** Inputs: x [b, h, w, c], kernel [kh, kw, n, c]; the output's size is in its shape. */
  | { readonly op: 'transposedConv2d'; readonly strides: Pair; readonly padding: Padding }
  | { readonly op: 'maxPool' | 'averagePool'; readonly window: Pair; readonly strides: Pair; readonly padding: Padding }
  | { readonly op: 'mean' | 'sum' | 'max'; readonly axes: readonly number[]; readonly keep: boolean }
  /** -1 at most once. */
  | { readonly op: 'reshape'; readonly to: readonly number[] }
  | { readonly op: 'transpose'; readonly order: readonly number[] }
  | { readonly op: 'concat'; readonly axis: number }
  /** A size of -1: to the end. */
  | { readonly op: 'slice'; readonly begin: readonly number[]; readonly size: readonly number[] }
  | { readonly op: 'reverse'; readonly axis: number }
  | { readonly op: 'pad'; readonly sides: readonly Pair[] }
  | { readonly op: 'tile'; readonly times: readonly number[] }
  /** Centres of pixels at halves. */
  | { readonly op: 'resize'; readonly method: 'bilinear' | 'nearest'; readonly to: Pair }
  /** Inputs: table [rows, width], whole numbers. */
  | { readonly op: 'gather' }
  /** Fractions are cut off. */
  | { readonly op: 'cast' }
  | { readonly op: 'expandDims'; readonly axis: number }
  | { readonly op: 'squeeze'; readonly axis: number };

export interface Step {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** Id and kind of the layer it is part of. */
  readonly layer: string;
  readonly kind: string;
}

/** Names here are the network's own, whatever they hold; names of tensors begin with a layer's identifier and a slash. */
export interface Port {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface Program {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** In an order in which they can run. */
  readonly steps: readonly Step[];
  /** Exact names of layers by their identifiers, where they are not the same. */
  readonly names: ReadonlyMap<string, string>;
}

/** TensorFlow's rule for the length of what a window gives. */
function windowed(length: Dimension, window: number, stride: number, padding: Padding, dilation = 1): Dimension {
  if (length === null) return null;
  const reach = dilation * (window - 1) + 1;
  return padding === 'SAME' ? Math.ceil(length / stride) : Math.floor((length - reach) / stride) + 1;
}

function broadcast(a: readonly Dimension[], b: readonly Dimension[]): readonly Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = i - (rank - a.length) < 0 ? 1 : a[i - (rank - a.length)]!;
    const y = i - (rank - b.length) < 0 ? 1 : b[i - (rank - b.length)]!;
    if (x === 1) return y;
    if (y === 1 || y === null) return x;
    return y;
  });
}

/** Grows a program operation by operation; every method works out the shape of its result. */
export class ProgramBuilder {
  readonly steps: Step[] = [];
  private readonly taken = new Set<string>();
  private readonly constants = new Map<string, Tensor>();
  private count = 0;
  private scope = 'network';
  private layer = '';
  private kind = '';

  /** What follows belongs to this layer, and is named after its identifier. */
  enter(id: string, identifier: string, kind: string): void {
    this.layer = id;
    this.kind = kind;
    this.scope = identifier;
  }

  private tensor(name: string, shape: readonly Dimension[], dtype: ElementType, data?: Tensor['data']): Tensor {
    const base = `${this.scope}/${name}`;
    // TensorFlow's names differ in more than upper and lower case on some systems' files.
    const free = untaken(base, { has: (tried) => this.taken.has(tried.toLowerCase()) });
    this.taken.add(free.toLowerCase());
    return { id: this.count++, name: free, shape, dtype, ...(data === undefined ? {} : { data }) };
  }

  input(shape: readonly Dimension[], dtype: ElementType): Tensor {
    return this.tensor('input', [null, ...shape], dtype);
  }

  step(
    operation: Operation,
    inputs: readonly Tensor[],
    shape: readonly Dimension[],
    dtype: ElementType = 'float32',
  ): Tensor {
    const output = this.tensor(operation.op, shape, dtype);
    this.steps.push({ operation, inputs, output, layer: this.layer, kind: this.kind });
    return output;
  }

  weight(name: string, { shape, values }: ExportWeight): Tensor {
    return this.tensor(name.replace(/[^A-Za-z0-9_.-]+/g, '_'), shape, 'float32', values);
  }

  /** Numbers of the program's own, the same ones once. */
  numbers(values: readonly number[], shape: readonly number[] = [values.length]): Tensor {
    const key = `${shape.join()}:${values.join()}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const made = this.tensor('numbers', shape, 'float32', Float32Array.from(values));
    this.constants.set(key, made);
    return made;
  }

  scalar(value: number): Tensor {
    return this.numbers([value], []);
  }

  unary(op: Unary, x: Tensor): Tensor {
    return this.step({ op }, [x], x.shape);
  }
  binary(op: Binary, a: Tensor, b: Tensor): Tensor {
    return this.step({ op }, [a, b], broadcast(a.shape, b.shape));
  }
  add = (a: Tensor, b: Tensor): Tensor => this.binary('add', a, b);
  sub = (a: Tensor, b: Tensor): Tensor => this.binary('sub', a, b);
  mul = (a: Tensor, b: Tensor): Tensor => this.binary('mul', a, b);
  /** Shapes that do not depend on the program's numbers: x · factor, x + summand. */
  times = (x: Tensor, factor: number): Tensor => this.mul(x, this.scalar(factor));
  plus = (x: Tensor, summand: number): Tensor => this.add(x, this.scalar(summand));
  /** No number below, none above. */
  atLeast = (x: Tensor, least: number): Tensor => this.binary('maximum', x, this.scalar(least));
  atMost = (x: Tensor, most: number): Tensor => this.binary('minimum', x, this.scalar(most));

  leakyRelu(x: Tensor, alpha: number): Tensor {
    return this.step({ op: 'leakyRelu', alpha }, [x], x.shape);
  }

  /** x [..., k] · kernel [k, n] (+ bias). */
  dense(x: Tensor, kernel: Tensor, bias: Tensor | null = null): Tensor {
    const shape = [...x.shape.slice(0, -1), kernel.shape[1]!];
    return this.step({ op: 'dense', fused: 'none' }, bias === null ? [x, kernel] : [x, kernel, bias], shape);
  }

  matmul(a: Tensor, b: Tensor, adjoint: readonly [boolean, boolean] = [false, false]): Tensor {
    const [rank, other] = [a.shape.length, b.shape.length];
    const rows = a.shape[adjoint[0] ? rank - 1 : rank - 2]!;
    const columns = b.shape[adjoint[1] ? other - 2 : other - 1]!;
    const shape = [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
    return this.step({ op: 'matmul', adjoint }, [a, b], shape);
  }

  convolution(
    op: 'conv2d' | 'depthwise',
    x: Tensor,
    kernel: Tensor,
    bias: Tensor | null,
    window: { readonly strides: Pair; readonly dilations: Pair; readonly padding: Padding },
  ): Tensor {
    const [kh, kw, c, n] = kernel.shape as readonly [number, number, number, number];
    const { strides, dilations, padding } = window;
    const shape = [
      x.shape[0]!,
      windowed(x.shape[1]!, kh, strides[0], padding, dilations[0]),
      windowed(x.shape[2]!, kw, strides[1], padding, dilations[1]),
      op === 'conv2d' ? n : c * n,
    ];
    return this.step({ op, ...window, fused: 'none' }, bias === null ? [x, kernel] : [x, kernel, bias], shape);
  }

  pool(
    op: 'maxPool' | 'averagePool',
    x: Tensor,
    window: { readonly window: Pair; readonly strides: Pair; readonly padding: Padding },
  ): Tensor {
    const size = (axis: 0 | 1) =>
      windowed(x.shape[axis + 1]!, window.window[axis], window.strides[axis], window.padding);
    return this.step({ op, ...window }, [x], [x.shape[0]!, size(0), size(1), x.shape[3]!]);
  }

  reduce(op: 'mean' | 'sum' | 'max', x: Tensor, axes: readonly number[], keep: boolean): Tensor {
    const places = axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
    const shape = x.shape.flatMap((size, axis) => (places.includes(axis) ? (keep ? [1] : []) : [size]));
    return this.step({ op, axes: places, keep }, [x], shape);
  }

  /** All sizes but one must be known; the batch is what is worked out where it is first. */
  reshape(x: Tensor, to: readonly Dimension[]): Tensor {
    return this.step({ op: 'reshape', to: to.map((size) => size ?? -1) }, [x], to, x.dtype);
  }

  transpose(x: Tensor, order: readonly number[]): Tensor {
    return this.step(
      { op: 'transpose', order },
      [x],
      order.map((axis) => x.shape[axis]!),
      x.dtype,
    );
  }

  concat(parts: readonly Tensor[], axis: number): Tensor {
    const sizes: readonly Dimension[] = parts.map((part) => part.shape[axis]!);
    const total = sizes.includes(null) ? null : (sizes as number[]).reduce((sum, size) => sum + size, 0);
    const shape = parts[0]!.shape.map((size, i) => (i === axis ? total : size));
    return this.step({ op: 'concat', axis }, parts, shape);
  }

  /** Places [start, start + length) of an axis; to the end where no length is given. */
  slice(x: Tensor, axis: number, start: number, length?: number): Tensor {
    const whole = x.shape[axis]!;
    const size = length ?? (whole === null ? null : whole - start);
    const shape = x.shape.map((each, i) => (i === axis ? size : each));
    return this.step(
      {
        op: 'slice',
        begin: x.shape.map((_, i) => (i === axis ? start : 0)),
        size: x.shape.map((_, i) => (i === axis ? (size ?? -1) : -1)),
      },
      [x],
      shape,
      x.dtype,
    );
  }

  reverse(x: Tensor, axis: number): Tensor {
    return this.step({ op: 'reverse', axis }, [x], x.shape);
  }

  pad(x: Tensor, sides: readonly Pair[]): Tensor {
    const shape = x.shape.map((size, axis) => (size === null ? null : size + sides[axis]![0] + sides[axis]![1]));
    return this.step({ op: 'pad', sides }, [x], shape);
  }

  tile(x: Tensor, times: readonly number[]): Tensor {
    return this.step(
      { op: 'tile', times },
      [x],
      x.shape.map((size, axis) => (size === null ? null : size * times[axis]!)),
    );
  }

  resize(x: Tensor, method: 'bilinear' | 'nearest', to: Pair): Tensor {
    return this.step({ op: 'resize', method, to }, [x], [x.shape[0]!, ...to, x.shape[3]!]);
  }

  gather(table: Tensor, indices: Tensor): Tensor {
    const whole = indices.dtype === 'int32' ? indices : this.step({ op: 'cast' }, [indices], indices.shape, 'int32');
    return this.step({ op: 'gather' }, [table, whole], [...indices.shape, table.shape[1]!]);
  }

  /** As float32. */
  real(x: Tensor): Tensor {
    return x.dtype === 'float32' ? x : this.step({ op: 'cast' }, [x], x.shape, 'float32');
  }

  expandDims(x: Tensor, axis: number): Tensor {
    return this.step({ op: 'expandDims', axis }, [x], [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], x.dtype);
  }

  squeeze(x: Tensor, axis: number): Tensor {
    return this.step(
      { op: 'squeeze', axis },
      [x],
      x.shape.filter((_, i) => i !== axis),
      x.dtype,
    );
  }
}
