// A program that answers as its TFLite file of fewer bits will, in float32: what the precision costs can be measured on
// every engine, before a file is written and without TFLite.
import { fromHalf, half, largestHalf } from '../../half';
import type { Program, Step, Tensor } from '../program/program';
import { kernelOf } from './builtin';
import { type Precision, leastWeights, products } from './lower';
import type { Quantization } from './model';
import { type Range, asymmetric, rangeOf, symmetric } from './numbers';
import { wantedScale, wholeResult } from './quantize';

/** x rounded to the numbers that the scale has. */
const onGrid = (values: Float32Array, { scales, zeros }: Quantization): Float32Array =>
  values.map((value) => {
    const place = Math.round(value / scales[0]!) + zeros[0]!;
    return (Math.max(-128, Math.min(127, place)) - zeros[0]!) * scales[0]!;
  });

class Simulation {
  readonly steps: Step[] = [];
  /** What stands for a tensor in float32 steps, and in steps of whole numbers. */
  private readonly reals = new Map<number, Tensor>();
  private readonly wholes = new Map<number, { readonly tensor: Tensor; readonly quantization: Quantization }>();
  private readonly constants = new Map<string, Tensor>();
  private next: number;

  constructor(
    program: Program,
    private readonly precision: Precision,
  ) {
    const ids = program.steps.flatMap(({ inputs, output }) => [output.id, ...inputs.map(({ id }) => id)]);
    this.next = 1 + Math.max(0, ...program.inputs.map(({ tensor }) => tensor.id), ...ids);
  }

  private fresh(like: Tensor, data?: Float32Array): Tensor {
    const { data: _old, ...rest } = like;
    const id = this.next++;
    return { ...rest, id, name: `${like.name}/simulated_${id}`, ...(data === undefined ? {} : { data }) };
  }

  private constant(key: string, like: Tensor, data: () => Float32Array): Tensor {
    const made = this.constants.get(key) ?? this.fresh(like, data());
    this.constants.set(key, made);
    return made;
  }

  private scalar(value: number): Tensor {
    const like: Tensor = { id: 0, name: 'simulated', shape: [], dtype: 'float32' };
    return this.constant(`scalar ${value}`, like, () => Float32Array.of(value));
  }

  /** A weight as the file keeps it, widened again. */
  private narrowed(tensor: Tensor): Tensor {
    const { data, shape } = tensor;
    if (!(data instanceof Float32Array) || data.length < leastWeights || shape.length < 2) return tensor;
    if (this.precision.type === 'int8')
      return this.constant(`${tensor.id}`, tensor, () => {
        const { data: places, quantization } = symmetric(data, shape as number[], null);
        return Float32Array.from(new Int8Array(places.buffer), (place) => place * quantization.scales[0]!);
      });
    const [least, most] = rangeOf(data);
    if (Math.max(-least, most) > largestHalf) return tensor;
    return this.constant(`${tensor.id}`, tensor, () => data.map((value) => fromHalf(half(value))));
  }

  real(tensor: Tensor): Tensor {
    const known = this.reals.get(tensor.id) ?? this.wholes.get(tensor.id)?.tensor;
    return known ?? (tensor.data === undefined ? tensor : this.narrowed(tensor));
  }

  private range(tensor: Tensor): Range {
    return this.precision.type === 'int8' ? (this.precision.ranges.get(tensor.name) ?? [-1, 1]) : [0, 0];
  }

  /** Steps that round x to the scale's numbers. */
  private rounded(x: Tensor, { scales, zeros }: Quantization, layer: Pick<Step, 'layer' | 'kind'>): Tensor {
    const say = (op: 'mul' | 'maximum' | 'minimum', input: Tensor, value: number): Tensor => {
      const output = this.fresh(x);
      this.steps.push({ operation: { op }, inputs: [input, this.scalar(value)], output, ...layer });
      return output;
    };
    const places = this.fresh(x);
    const small = say('mul', x, 1 / scales[0]!);
    this.steps.push({ operation: { op: 'round' }, inputs: [small], output: places, ...layer });
    const kept = say('minimum', say('maximum', places, -128 - zeros[0]!), 127 - zeros[0]!);
    return say('mul', kept, scales[0]!);
  }

  private whole(tensor: Tensor, layer: Pick<Step, 'layer' | 'kind'>): Tensor {
    const known = this.wholes.get(tensor.id);
    if (known !== undefined) return known.tensor;
    const { data } = tensor;
    if (data instanceof Float32Array)
      return this.constant(`${tensor.id} grid`, tensor, () => onGrid(data, asymmetric(rangeOf(data))));
    const quantization = asymmetric(this.range(tensor));
    const made = this.rounded(this.real(tensor), quantization, layer);
    // The float32 original stays at hand, as in the file.
    this.reals.set(tensor.id, this.real(tensor));
    this.wholes.set(tensor.id, { tensor: made, quantization });
    return made;
  }

  /** A kernel with the places that the file gives it; sums keep their 32 bits. */
  private kernel({ operation }: Step, tensor: Tensor): Tensor {
    return this.constant(`${tensor.id} ${operation.op}`, tensor, () => {
      const kernel = kernelOf(operation, tensor)!;
      const axis = operation.op === 'dense' ? null : kernel.axis;
      const { scales } = symmetric(kernel.values, kernel.shape, axis).quantization;
      return (tensor.data as Float32Array).map((value, i) => {
        const scale = scales[i % scales.length]!;
        return Math.max(-127, Math.min(127, Math.round(value / scale))) * scale;
      });
    });
  }

  take(step: Step): void {
    const { operation, inputs, output, layer, kind } = step;
    const quantization =
      this.precision.type === 'int8'
        ? wholeResult(
            step,
            ({ id }) => this.wholes.get(id)?.quantization,
            (tensor) => this.range(tensor),
          )
        : null;
    if (quantization === null) {
      this.steps.push({ ...step, inputs: inputs.map((input) => this.real(input)) });
      return;
    }
    const at = { layer, kind };
    const given = inputs.map((input, i) => {
      if (input.dtype === 'int32') return this.real(input);
      if (!products.has(operation.op)) {
        const wanted = wantedScale(step, i, quantization, (tensor) => this.range(tensor));
        return wanted === null ? this.whole(input, at) : this.rounded(this.whole(input, at), wanted, at);
      }
      return i === 0 ? this.whole(input, at) : i === 1 ? this.kernel(step, input) : input;
    });
    this.steps.push({ ...step, inputs: given });
    this.wholes.set(output.id, { tensor: this.rounded(output, quantization, at), quantization });
  }
}

/** The program with everything rounded as the file of this precision rounds it. Inputs and names of outputs stay. */
export function simulated(program: Program, precision: Precision): Program {
  if (precision.type === 'float32') return program;
  const simulation = new Simulation(program, precision);
  for (const step of program.steps) simulation.take(step);
  return {
    ...program,
    outputs: program.outputs.map(({ name, tensor }) => ({ name, tensor: simulation.real(tensor) })),
    steps: simulation.steps,
  };
}
