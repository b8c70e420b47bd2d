// Every operation of a program as one of TFLite's builtin operators. Numbers are those of the schema's enums
// BuiltinOperator and BuiltinOptions; versions those of tensorflow/compiler/mlir/lite/tools/versioning/op_version.cc.
import type { ExportWeight } from '../format';
import type { Fused, Operation, Step, Tensor } from '../program/program';
import { transposed } from '../transposed';
import { bool, f32, i32, i8, ints as intItems, ref } from './flatbuffer';
import type { Options } from './model';

export interface Builtin {
  readonly code: number;
  /** Of float32 and of int8. */
  readonly versions: readonly [number, number];
  readonly options?: Options;
  /** Lists of whole numbers that stand behind the tensors as inputs. */
  readonly lists?: readonly { readonly values: readonly number[]; readonly shape?: readonly number[] }[];
}

export const codes = { shape: 77, stridedSlice: 45, pack: 83, quantize: 114, dequantize: 6 } as const;

export const addition: Builtin = { code: 0, versions: [1, 2], options: [11, i8(0, 0)] };

const unaries: { readonly [op: string]: Builtin } = {
  relu: { code: 19, versions: [1, 2] },
  relu6: { code: 21, versions: [1, 2] },
  sigmoid: { code: 14, versions: [1, 2] },
  tanh: { code: 28, versions: [1, 2] },
  elu: { code: 111, versions: [1, 1] },
  gelu: { code: 150, versions: [1, 1], options: [116, bool(0, false)] },
  exp: { code: 47, versions: [1, 1], options: [33] },
  log: { code: 73, versions: [1, 1] },
  sqrt: { code: 75, versions: [1, 1] },
  rsqrt: { code: 76, versions: [1, 2] },
  abs: { code: 101, versions: [1, 2], options: [78] },
  neg: { code: 59, versions: [1, 1], options: [42] },
  square: { code: 92, versions: [1, 1], options: [66] },
  sin: { code: 66, versions: [1, 1] },
  cos: { code: 108, versions: [1, 1], options: [83] },
  round: { code: 116, versions: [1, 1] },
  softmax: { code: 25, versions: [1, 2], options: [9, f32(0, 1)] },
  logSoftmax: { code: 50, versions: [1, 2], options: [36] },
  add: addition,
  sub: { code: 41, versions: [1, 2], options: [28, i8(0, 0)] },
  mul: { code: 18, versions: [1, 2], options: [21, i8(0, 0)] },
  div: { code: 42, versions: [1, 1], options: [29, i8(0, 0)] },
  maximum: { code: 55, versions: [1, 2], options: [39] },
  minimum: { code: 57, versions: [1, 2], options: [39] },
  pow: { code: 78, versions: [1, 1], options: [56] },
};

const fusions: { readonly [F in Fused]: number } = { none: 0, relu: 1, relu6: 3 };
const paddings = { SAME: 0, VALID: 1 } as const;
const reducers = { mean: 40, sum: 74, max: 82 } as const;

/** Operators whose result depends on the operation and the step's shapes alone. */
export function builtinOf(operation: Operation, { inputs, output }: Step): Builtin {
  switch (operation.op) {
    case 'leakyRelu':
      return { code: 98, versions: [1, 2], options: [75, f32(0, operation.alpha)] };
    case 'dense':
      return {
        code: 9,
        versions: [output.shape.length === 2 ? 1 : 5, output.shape.length === 2 ? 4 : 5],
        options: [8, i8(0, fusions[operation.fused]), i8(1, 0), bool(2, output.shape.length !== 2)],
      };
    case 'matmul': {
      const [left, right] = operation.adjoint;
      return { code: 126, versions: [1, 2], options: [101, bool(0, left), bool(1, right)] };
    }
    case 'conv2d':
      return {
        code: 3,
        versions: [operation.dilations.some((rate) => rate !== 1) ? 2 : 1, 3],
        options: [
          1,
          i8(0, paddings[operation.padding]),
          i32(1, operation.strides[1]),
          i32(2, operation.strides[0]),
          i8(3, fusions[operation.fused]),
          i32(4, operation.dilations[1]),
          i32(5, operation.dilations[0]),
        ],
      };
    case 'depthwise':
      return {
        code: 4,
        versions: [1, 3],
        options: [
          2,
          i8(0, paddings[operation.padding]),
          i32(1, operation.strides[1]),
          i32(2, operation.strides[0]),
          i32(3, inputs[1]!.shape[3]!),
          i8(4, fusions[operation.fused]),
          i32(5, operation.dilations[1]),
          i32(6, operation.dilations[0]),
        ],
      };
    case 'conv3d':
      return {
        code: 132,
        versions: [1, 1],
        options: [
          106,
          i8(0, paddings[operation.padding]),
          i32(1, operation.strides[0]!),
          i32(2, operation.strides[2]!),
          i32(3, operation.strides[1]!),
          i8(4, 0),
          i32(5, operation.dilations[0]!),
          i32(6, operation.dilations[2]!),
          i32(7, operation.dilations[1]!),
        ],
      };
    case 'transposedConv2d':
      return {
        code: 67,
        versions: [1, 2],
        options: [49, i8(0, paddings[operation.padding]), i32(1, operation.strides[1]), i32(2, operation.strides[0])],
      };
    case 'maxPool':
    case 'averagePool':
      return {
        code: operation.op === 'maxPool' ? 17 : 1,
        versions: [1, 2],
        options: [
          5,
          i8(0, paddings[operation.padding]),
          i32(1, operation.strides[1]),
          i32(2, operation.strides[0]),
          i32(3, operation.window[1]),
          i32(4, operation.window[0]),
          i8(5, 0),
        ],
      };
    case 'mean':
    case 'sum':
    case 'max':
      return {
        code: reducers[operation.op],
        versions: [1, 2],
        options: [27, bool(0, operation.keep)],
        lists: [{ values: operation.axes }],
      };
    case 'reshape':
      return {
        code: 22,
        versions: [1, 1],
        options: [17, ref(0, intItems(operation.to))],
        lists: [{ values: operation.to }],
      };
    case 'transpose':
      return { code: 39, versions: [1, 2], options: [26], lists: [{ values: operation.order }] };
    case 'concat':
      return { code: 2, versions: [1, 2], options: [10, i32(0, operation.axis), i8(1, 0)] };
    case 'slice':
      return {
        code: 65,
        versions: [1, 2],
        options: [48],
        lists: [{ values: operation.begin }, { values: operation.size }],
      };
    case 'reverse':
      return { code: 105, versions: [1, 2], options: [81], lists: [{ values: [operation.axis] }] };
    case 'pad':
      return {
        code: 34,
        versions: [1, 2],
        options: [22],
        lists: [{ values: operation.sides.flat(), shape: [operation.sides.length, 2] }],
      };
    case 'tile':
      return { code: 69, versions: [1, 2], options: [51], lists: [{ values: operation.times }] };
    case 'resize':
      return operation.method === 'nearest'
        ? {
            code: 97,
            versions: [3, 3],
            options: [74, bool(0, false), bool(1, true)],
            lists: [{ values: operation.to }],
          }
        : {
            code: 23,
            versions: [3, 3],
            options: [15, bool(2, false), bool(3, true)],
            lists: [{ values: operation.to }],
          };
    case 'gather':
      return { code: 36, versions: [1, 2], options: [23, i32(0, 0), i32(1, 0)] };
    case 'cast':
      return {
        code: 53,
        versions: [1, 1],
        options: [37, i8(0, inputs[0]!.dtype === 'int32' ? 2 : 0), i8(1, output.dtype === 'int32' ? 2 : 0)],
      };
    case 'expandDims':
      return { code: 70, versions: [1, 1], options: [52], lists: [{ values: [operation.axis], shape: [] }] };
    case 'squeeze':
      return { code: 43, versions: [1, 1], options: [30, ref(0, intItems([operation.axis]))] };
    default:
      return unaries[operation.op]!;
  }
}

/** A weight in TFLite's order of axes, and the axis of its output channels. */
export interface Kernel extends ExportWeight {
  readonly axis: number;
}

/** The kernel of a product of weights as TFLite has it; null for operations without one. */
export function kernelOf(operation: Operation, tensor: Tensor): Kernel | null {
  const weight = { shape: tensor.shape as readonly number[], values: tensor.data as Float32Array };
  switch (operation.op) {
    case 'conv2d':
      return { ...transposed(weight, [3, 0, 1, 2]), axis: 0 };
    case 'depthwise': {
      const [height, width, channels, times] = weight.shape as [number, number, number, number];
      return { shape: [1, height, width, channels * times], values: weight.values, axis: 3 };
    }
    case 'dense':
      return { ...transposed(weight, [1, 0]), axis: 0 };
    case 'transposedConv2d':
      return { ...transposed(weight, [2, 0, 1, 3]), axis: 0 };
    default:
      return null;
  }
}
