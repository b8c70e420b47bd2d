// A program as TensorFlow's own operations. The names are those that TensorFlow, the TFLite converter and TF.js all read.
import type { Operation, Port, Program, Step, Tensor } from '../program/program';
import { type Attribute, type Attributes, type TensorValue, dataTypes } from './graphDef';

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

export interface GraphPort {
  /** The network's own name for it, whatever it holds. */
  readonly name: string;
  readonly node: string;
  readonly tensor: Tensor;
}

export interface TensorFlowGraph {
  /** Every node after those it reads. Constants are nodes of the operation Const with an attribute `value`. */
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
}

/** Adds nodes that make an input's numbers of something else, and gives the last one's name; undefined where there are none. */
export type Prepare = (input: Port, nodes: GraphNode[]) => string | undefined;

const float32: Attribute = { type: dataTypes.float32 };
const int32: Attribute = { type: dataTypes.int32 };
const typeOf = ({ dtype }: Tensor): Attribute => (dtype === 'int32' ? int32 : float32);
export const sizesOf = (shape: Tensor['shape']): readonly number[] => shape.map((size) => size ?? -1);

/** A tensor's numbers as its bytes. */
function content(data: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

const unaries: { readonly [op: string]: string } = {
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  elu: 'Elu',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  rsqrt: 'Rsqrt',
  abs: 'Abs',
  neg: 'Neg',
  square: 'Square',
  sin: 'Sin',
  cos: 'Cos',
  round: 'Round',
  softmax: 'Softmax',
  logSoftmax: 'LogSoftmax',
  add: 'AddV2',
  sub: 'Sub',
  mul: 'Mul',
  div: 'RealDiv',
  maximum: 'Maximum',
  minimum: 'Minimum',
  pow: 'Pow',
};
const reductions = { mean: 'Mean', sum: 'Sum', max: 'Max' } as const;
const pools = { maxPool: 'MaxPool', averagePool: 'AvgPool' } as const;

class Lowering {
  readonly nodes: GraphNode[] = [];
  /** Node of each tensor, by the tensor's id. */
  private readonly names = new Map<number, string>();
  private readonly lists = new Map<string, string>();

  node(name: string, op: string, inputs: readonly string[], attributes: Attributes): string {
    this.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  constant(name: string, value: TensorValue): string {
    return this.node(name, 'Const', [], { dtype: { type: value.dataType }, value: { tensor: value } });
  }

  place(tensor: Tensor, node: string): void {
    this.names.set(tensor.id, node);
  }

  of(tensor: Tensor): string {
    const known = this.names.get(tensor.id);
    if (known !== undefined) return known;
    if (tensor.data === undefined) throw new RangeError(`${tensor.name} is used before it is there.`);
    const dataType = tensor.dtype === 'int32' ? dataTypes.int32 : dataTypes.float32;
    const shape = tensor.shape as readonly number[];
    const name = this.constant(tensor.name, { dataType, shape, content: content(tensor.data) });
    this.place(tensor, name);
    return name;
  }

  /** Whole numbers, the same ones once. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const key = `${shape.join()}:${values.join()}`;
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const value = { dataType: dataTypes.int32, shape, content: content(Int32Array.from(values)) };
    const name = this.constant(`sizes/${this.lists.size}`, value);
    this.lists.set(key, name);
    return name;
  }

  lower(step: Step): void {
    this.place(step.output, this.express(step.operation, step));
  }

  private express(operation: Operation, { inputs, output }: Step): string {
    const { name } = output;
    const [x] = inputs as [Tensor];
    const given = () => inputs.map((input) => this.of(input));
    const T = typeOf(x);
    switch (operation.op) {
      case 'gelu':
        return this.gelu(name, this.of(x));
      case 'leakyRelu':
        return this.node(name, 'LeakyRelu', given(), { T, alpha: { float: operation.alpha } });
      case 'dense':
        return this.finished(operation.fused, name, inputs[2], (each) => this.product(each, inputs, output));
      case 'matmul': {
        const [left, right] = operation.adjoint;
        return this.node(name, 'BatchMatMulV2', given(), { T, adj_x: { bool: left }, adj_y: { bool: right } });
      }
      case 'conv2d':
      case 'depthwise':
        return this.finished(operation.fused, name, inputs[2], (each) =>
          this.node(each, operation.op === 'conv2d' ? 'Conv2D' : 'DepthwiseConv2dNative', given().slice(0, 2), {
            T,
            data_format: { text: 'NHWC' },
            dilations: { ints: [1, ...operation.dilations, 1] },
            explicit_paddings: { ints: [] },
            padding: { text: operation.padding },
            strides: { ints: [1, ...operation.strides, 1] },
          }),
        );
      case 'conv3d':
        return this.node(name, 'Conv3D', given(), {
          T,
          data_format: { text: 'NDHWC' },
          dilations: { ints: [1, ...operation.dilations, 1] },
          padding: { text: operation.padding },
          strides: { ints: [1, ...operation.strides, 1] },
        });
      case 'transposedConv2d': {
        const sizes = this.withBatch(name, this.of(x), sizesOf(output.shape).slice(1));
        return this.node(name, 'Conv2DBackpropInput', [sizes, this.of(inputs[1]!), this.of(x)], {
          T,
          data_format: { text: 'NHWC' },
          dilations: { ints: [1, 1, 1, 1] },
          explicit_paddings: { ints: [] },
          padding: { text: operation.padding },
          strides: { ints: [1, ...operation.strides, 1] },
        });
      }
      case 'maxPool':
      case 'averagePool':
        return this.node(name, pools[operation.op], given(), {
          T,
          data_format: { text: 'NHWC' },
          ksize: { ints: [1, ...operation.window, 1] },
          padding: { text: operation.padding },
          strides: { ints: [1, ...operation.strides, 1] },
        });
      case 'mean':
      case 'sum':
      case 'max':
        return this.node(name, reductions[operation.op], [this.of(x), this.ints(operation.axes)], {
          T,
          Tidx: int32,
          keep_dims: { bool: operation.keep },
        });
      case 'reshape':
        return this.node(name, 'Reshape', [this.of(x), this.ints(operation.to)], { T, Tshape: int32 });
      case 'transpose':
        return this.node(name, 'Transpose', [this.of(x), this.ints(operation.order)], { T, Tperm: int32 });
      case 'concat':
        return this.node(name, 'ConcatV2', [...given(), this.ints([operation.axis], [])], {
          N: { int: inputs.length },
          T,
          Tidx: int32,
        });
      case 'slice':
        return this.node(name, 'Slice', [this.of(x), this.ints(operation.begin), this.ints(operation.size)], {
          Index: int32,
          T,
        });
      case 'reverse':
        return this.node(name, 'ReverseV2', [this.of(x), this.ints([operation.axis])], { T, Tidx: int32 });
      case 'pad': {
        const sides = this.ints(operation.sides.flat(), [operation.sides.length, 2]);
        return this.node(name, 'Pad', [this.of(x), sides], { T, Tpaddings: int32 });
      }
      case 'tile':
        return this.node(name, 'Tile', [this.of(x), this.ints(operation.times)], { T, Tmultiples: int32 });
      case 'resize':
        return this.node(
          name,
          operation.method === 'nearest' ? 'ResizeNearestNeighbor' : 'ResizeBilinear',
          [this.of(x), this.ints(operation.to)],
          { T, align_corners: { bool: false }, half_pixel_centers: { bool: true } },
        );
      case 'gather':
        return this.node(name, 'GatherV2', [...given(), this.ints([0], [])], {
          Taxis: int32,
          Tindices: int32,
          Tparams: T,
          batch_dims: { int: 0 },
        });
      case 'cast':
        return this.node(name, 'Cast', given(), { DstT: typeOf(output), SrcT: T, Truncate: { bool: false } });
      case 'expandDims':
        return this.node(name, 'ExpandDims', [this.of(x), this.ints([operation.axis], [])], { T, Tdim: int32 });
      case 'squeeze':
        return this.node(name, 'Squeeze', given(), { T, squeeze_dims: { ints: [operation.axis] } });
      default:
        return this.node(name, unaries[operation.op]!, given(), { T });
    }
  }

  /** Sums, then the bias and what is done with them at once; the last one has the tensor's name. */
  private finished(fused: string, name: string, bias: Tensor | undefined, sums: (name: string) => string): string {
    const act = fused === 'none' ? undefined : unaries[fused];
    let result = sums(bias === undefined && act === undefined ? name : `${name}/sums`);
    if (bias !== undefined)
      result = this.node(act === undefined ? name : `${name}/bias`, 'BiasAdd', [result, this.of(bias)], {
        T: float32,
        data_format: { text: 'NHWC' },
      });
    return act === undefined ? result : this.node(name, act, [result], { T: float32 });
  }

  /** Rows in one matrix product where only the batch is unknown, which every runtime does fastest. */
  private product(name: string, [x, kernel]: readonly Tensor[], output: Tensor): string {
    const T = float32;
    const given = [this.of(x!), this.of(kernel!)];
    const plain = { T, transpose_a: { bool: false }, transpose_b: { bool: false } };
    if (x!.shape.length === 2) return this.node(name, 'MatMul', given, plain);
    const between = x!.shape.slice(1);
    if (between.includes(null))
      return this.node(name, 'BatchMatMulV2', given, { T, adj_x: { bool: false }, adj_y: { bool: false } });
    const rows = this.node(`${name}/rows`, 'Reshape', [given[0]!, this.ints([-1, kernel!.shape[0]!])], {
      T,
      Tshape: int32,
    });
    const sums = this.node(`${name}/product`, 'MatMul', [rows, given[1]!], plain);
    const back = this.ints([-1, ...sizesOf(output.shape).slice(1)]);
    return this.node(name, 'Reshape', [sums, back], { T, Tshape: int32 });
  }

  /** x/2 · (1 + erf(x / √2)). */
  private gelu(name: string, x: string): string {
    const number = (value: number, key: string) =>
      this.lists.get(key) ??
      (() => {
        const made = this.constant(`numbers/${key}`, {
          dataType: dataTypes.float32,
          shape: [],
          content: content(Float32Array.of(value)),
        });
        this.lists.set(key, made);
        return made;
      })();
    const T = float32;
    const turned = this.node(`${name}/scaled`, 'Mul', [x, number(Math.SQRT1_2, 'root_half')], { T });
    const erf = this.node(`${name}/erf`, 'Erf', [turned], { T });
    const share = this.node(`${name}/share`, 'AddV2', [erf, number(1, 'one')], { T });
    const half = this.node(`${name}/half`, 'Mul', [x, number(0.5, 'half')], { T });
    return this.node(name, 'Mul', [half, share], { T });
  }

  /** [batch of x, …sizes] as whole numbers. */
  private withBatch(name: string, x: string, sizes: readonly number[]): string {
    const shape = this.node(`${name}/shape`, 'Shape', [x], { T: float32, out_type: int32 });
    const batch = this.node(`${name}/batch`, 'StridedSlice', [shape, this.ints([0]), this.ints([1]), this.ints([1])], {
      Index: int32,
      T: int32,
      begin_mask: { int: 0 },
      ellipsis_mask: { int: 0 },
      end_mask: { int: 0 },
      new_axis_mask: { int: 0 },
      shrink_axis_mask: { int: 1 },
    });
    return this.node(`${name}/sizes`, 'Pack', [batch, ...sizes.map((size) => this.ints([size], []))], {
      N: { int: sizes.length + 1 },
      T: int32,
      axis: { int: 0 },
    });
  }
}

/** The program's nodes; weights are constants. What is prepared within the graph may be fed in its place as well. */
export function toTensorFlow(program: Program, prepare: Prepare = () => undefined): TensorFlowGraph {
  const lowering = new Lowering();
  const port = ({ name, tensor }: Port, node: string): GraphPort => ({ name, node, tensor });
  const inputs = program.inputs.map((input) => {
    const { tensor } = input;
    const attributes = { dtype: typeOf(tensor), shape: { shape: sizesOf(tensor.shape) } };
    const prepared = prepare(input, lowering.nodes);
    if (prepared === undefined) lowering.node(tensor.name, 'Placeholder', [], attributes);
    else lowering.node(tensor.name, 'PlaceholderWithDefault', [prepared], attributes);
    lowering.place(tensor, tensor.name);
    return port(input, tensor.name);
  });
  for (const step of program.steps) lowering.lower(step);
  const outputs = program.outputs.map((output, i) => {
    const T = typeOf(output.tensor);
    return port(output, lowering.node(`outputs/${i}`, 'Identity', [lowering.of(output.tensor)], { T }));
  });
  return { nodes: lowering.nodes, inputs, outputs };
}
