// A program as a TFLite model: float32, weights in half precision, or whole numbers of 8 bits wherever TFLite has them.
import { halves, largestHalf } from '../../half';
import type { Program, Step, Tensor } from '../program/program';
import { addition, builtinOf, codes, kernelOf } from './builtin';
import { i32, i8 } from './flatbuffer';
import { type Options, type Quantization, TfliteModel } from './model';
import { type Range, asymmetric, quantized, rangeOf, symmetric } from './numbers';
import { wantedScale, wholeResult } from './quantize';

export type Precision =
  | { readonly type: 'float32' | 'float16' }
  /** Smallest and largest number that each tensor took on samples, by the tensor's name. */
  | { readonly type: 'int8'; readonly ranges: ReadonlyMap<string, Range> };

/** Weights smaller than this keep their form: turning them costs more than it saves. */
export const leastWeights = 64;

/** Products that have 8-bit kernels. */
export const products: ReadonlySet<string> = new Set(['conv2d', 'depthwise', 'dense']);

class Lowering {
  readonly model: TfliteModel;
  /** A tensor as float32 (or int32), by its id. */
  private readonly reals = new Map<number, number>();
  /** The same as int8, with its scale. */
  private readonly wholes = new Map<number, { readonly index: number; readonly quantization: Quantization }>();
  private readonly constants = new Map<string, number>();

  constructor(
    private readonly precision: Precision,
    names: Program['names'],
  ) {
    this.model = new TfliteModel(names);
  }

  input(tensor: Tensor): number {
    const index = this.model.tensor(tensor.name, tensor.shape, tensor.dtype);
    this.reals.set(tensor.id, index);
    return index;
  }

  private once(key: string, make: () => number): number {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.constants.set(key, made);
    return made;
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): number {
    return this.once(`ints ${shape.join()}:${values.join()}`, () =>
      this.model.tensor('sizes', shape, 'int32', { data: new Uint8Array(Int32Array.from(values).buffer) }),
    );
  }

  private floats(name: string, shape: readonly number[], values: Float32Array): number {
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.model.tensor(name, shape, 'float32', { data });
  }

  /** Numbers of the program as float32; large weights are kept smaller and widened when the model is loaded. */
  private constant(key: string, name: string, shape: readonly number[], values: Float32Array): number {
    return this.once(key, () => {
      const small = values.length < leastWeights || shape.length < 2;
      if (this.precision.type === 'float32' || small) return this.floats(name, shape, values);
      const wide = (narrow: number, version: number) => {
        const index = this.model.tensor(`${name}/wide`, shape, 'float32');
        this.model.operator(codes.dequantize, version, [narrow], [index], [38]);
        return index;
      };
      if (this.precision.type === 'int8') {
        const { data, quantization } = symmetric(values, shape, null);
        return wide(this.model.tensor(name, shape, 'int8', { data, quantization }), 2);
      }
      const [least, most] = rangeOf(values);
      if (Math.max(-least, most) > largestHalf) return this.floats(name, shape, values);
      return wide(this.model.tensor(name, shape, 'float16', { data: halves(values) }), 3);
    });
  }

  /** As float32 or int32. */
  real(tensor: Tensor): number {
    const known = this.reals.get(tensor.id);
    if (known !== undefined) return known;
    if (tensor.data !== undefined)
      return this.constant(`${tensor.id}`, tensor.name, tensor.shape as number[], tensor.data as Float32Array);
    const whole = this.wholes.get(tensor.id);
    if (whole === undefined) throw new RangeError(`${tensor.name} is used before it is there.`);
    const index = this.model.tensor(tensor.name, tensor.shape, 'float32');
    this.model.operator(codes.dequantize, 2, [whole.index], [index], [38]);
    this.reals.set(tensor.id, index);
    return index;
  }

  /**
   * An output of the file. LiteRT leaves an output empty that is an input or a piece of a tensor (2.5.3, where it lends
   * memory to the caller): nothing is added to such numbers, which makes them a result.
   */
  answer(tensor: Tensor, maker: Step | undefined): number {
    const index = this.real(tensor);
    if (tensor.dtype !== 'float32' || (maker !== undefined && maker.operation.op !== 'slice')) return index;
    const output = this.model.tensor(`${tensor.name}/output`, tensor.shape, 'float32');
    const { code, versions, options } = addition;
    const nothing = this.once('nothing', () => this.floats('nothing', [1], new Float32Array(1)));
    this.model.operator(code, versions[0], [index, nothing], [output], options);
    return output;
  }

  private range(tensor: Tensor): Range {
    if (this.precision.type !== 'int8') throw new RangeError('Only 8-bit files have ranges.');
    return this.precision.ranges.get(tensor.name) ?? [-1, 1];
  }

  /** As int8. */
  private whole(tensor: Tensor): { readonly index: number; readonly quantization: Quantization } {
    const known = this.wholes.get(tensor.id);
    if (known !== undefined) return known;
    const { data, name, shape } = tensor;
    const quantization = asymmetric(data instanceof Float32Array ? rangeOf(data) : this.range(tensor));
    const stored = data instanceof Float32Array ? { data: quantized(data, quantization) } : {};
    const index = this.model.tensor(`${name}/int8`, shape, 'int8', { quantization, ...stored });
    if (data === undefined) this.model.operator(codes.quantize, 1, [this.real(tensor)], [index], [89]);
    const made = { index, quantization };
    this.wholes.set(tensor.id, made);
    return made;
  }

  /** The same int8 tensor with another scale. */
  private rescaled(tensor: Tensor, quantization: Quantization): number {
    const { index, quantization: own } = this.whole(tensor);
    if (own.scales[0] === quantization.scales[0] && own.zeros[0] === quantization.zeros[0]) return index;
    const other = this.model.tensor(`${tensor.name}/rescaled`, tensor.shape, 'int8', { quantization });
    this.model.operator(codes.quantize, 2, [index], [other], [89]);
    return other;
  }

  lower(step: Step): void {
    if (this.precision.type === 'int8' && this.lowerWhole(step)) return;
    const { operation, inputs, output } = step;
    const builtin = builtinOf(operation, step);
    const product = ['conv2d', 'depthwise', 'dense', 'transposedConv2d'].includes(operation.op);
    const given = inputs.map((input, i) => {
      const kernel = product && i === 1 ? kernelOf(operation, input) : null;
      if (kernel === null) return this.real(input);
      return this.constant(`${input.id} ${operation.op}`, input.name, kernel.shape, kernel.values);
    });
    if (given.length === 2 && (operation.op === 'conv2d' || operation.op === 'depthwise' || operation.op === 'dense')) {
      const channels = output.shape[output.shape.length - 1]!;
      given.push(this.once(`zeros ${channels}`, () => this.floats('zeros', [channels], new Float32Array(channels))));
    }
    // A transposed convolution wants the size of its result, then weights, then what goes in.
    const ordered = operation.op === 'transposedConv2d' ? [this.sizes(step), given[1]!, given[0]!] : given;
    const index = this.model.tensor(output.name, output.shape, output.dtype);
    const lists = (builtin.lists ?? []).map(({ values, shape }) => this.ints(values, shape));
    this.model.operator(builtin.code, builtin.versions[0], [...ordered, ...lists], [index], builtin.options);
    this.reals.set(output.id, index);
  }

  /** [batch, height, width, channels] of a result, the batch asked of the first input. */
  private sizes({ inputs, output }: Step): number {
    const { model } = this;
    const shape = model.tensor(`${output.name}/shape`, [inputs[0]!.shape.length], 'int32');
    model.operator(codes.shape, 1, [this.real(inputs[0]!)], [shape], [55, i8(0, 2)]);
    const batch = model.tensor(`${output.name}/batch`, [], 'int32');
    const slice: Options = [32, i32(0, 0), i32(1, 0), i32(2, 0), i32(3, 0), i32(4, 1)];
    const [zero, one] = [this.ints([0]), this.ints([1])];
    model.operator(codes.stridedSlice, 1, [shape, zero, one, one], [batch], slice);
    const packed = model.tensor(`${output.name}/sizes`, [4], 'int32');
    const rest = output.shape.slice(1).map((size) => this.ints([size!], []));
    model.operator(codes.pack, 1, [batch, ...rest], [packed], [59, i32(0, 4), i32(1, 0)]);
    return packed;
  }

  /** The step on whole numbers, where TFLite has it and the result's range is known; false where not. */
  private lowerWhole(step: Step): boolean {
    const { operation, inputs, output } = step;
    const quantization = wholeResult(
      step,
      ({ id }) => this.wholes.get(id)?.quantization,
      (tensor) => this.range(tensor),
    );
    if (quantization === null) return false;
    const builtin = builtinOf(operation, step);
    const lists = (builtin.lists ?? []).map(({ values, shape }) => this.ints(values, shape));
    const given = products.has(operation.op)
      ? this.product(step)
      : inputs.map((input, place) => {
          if (input.dtype === 'int32') return this.real(input);
          const wanted = wantedScale(step, place, quantization, (tensor) => this.range(tensor));
          return wanted === null ? this.whole(input).index : this.rescaled(input, wanted);
        });
    const index = this.model.tensor(`${output.name}/int8`, output.shape, 'int8', { quantization });
    this.model.operator(builtin.code, builtin.versions[1], [...given, ...lists], [index], builtin.options);
    this.wholes.set(output.id, { index, quantization });
    return true;
  }

  /** Input, kernel and bias of a product of weights: sums are of 32 bits with the scale of input times kernel. */
  private product({ operation, inputs, output }: Step): readonly number[] {
    const [x, kernelTensor, biasTensor] = inputs as readonly [Tensor, Tensor, Tensor | undefined];
    const whole = this.whole(x);
    const kernel = kernelOf(operation, kernelTensor)!;
    const channels = output.shape[output.shape.length - 1]!;
    const bias = (biasTensor?.data as Float32Array | undefined) ?? new Float32Array(channels);
    const scale = whole.quantization.scales[0]!;
    // Dense layers have one scale for all: older runtimes know no others.
    const axis = operation.op === 'dense' ? null : kernel.axis;
    const largestBias = rangeOf(bias.map(Math.abs))[1];
    const least = (place: number) => (axis === null ? largestBias : Math.abs(bias[place]!)) / (scale * 2 ** 30);
    const { data, quantization } = symmetric(kernel.values, kernel.shape, axis, least);
    const scales = quantization.scales.map((each) => each * scale);
    const sums = Int32Array.from(bias, (value, i) => Math.round(value / scales[axis === null ? 0 : i]!));
    return [
      whole.index,
      this.model.tensor(kernelTensor.name, kernel.shape, 'int8', { data, quantization }),
      this.model.tensor(`${output.name}/bias`, [channels], 'int32', {
        data: new Uint8Array(sums.buffer),
        quantization: { scales, zeros: scales.map(() => 0), ...(axis === null ? {} : { axis: 0 }) },
      }),
    ];
  }
}

/** The bytes of a .tflite file with the signature "serving_default", batch of any size once the inputs are resized. */
export function encodeTflite(
  program: Program,
  precision: Precision,
  metadata: readonly (readonly [name: string, value: string])[] = [],
): Uint8Array<ArrayBuffer> {
  const lowering = new Lowering(precision, program.names);
  const inputs = program.inputs.map(({ name, tensor }) => ({ name, tensor: lowering.input(tensor) }));
  for (const step of program.steps) lowering.lower(step);
  const makers = new Map(program.steps.map((step) => [step.output.id, step]));
  const outputs = program.outputs.map(({ name, tensor }) => ({
    name,
    tensor: lowering.answer(tensor, makers.get(tensor.id)),
  }));
  return lowering.model.encode(inputs, outputs, [['min_runtime_version', '2.11.0\0\0\0\0\0\0\0\0\0\0'], ...metadata]);
}
