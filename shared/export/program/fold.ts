// Makes a program shorter without changing what it computes: factors and summands behind a product of weights become
// part of the weights, and ReLU is done at once. Batch normalization disappears this way.
import type { Fused, Program, Step, Tensor } from './program';

type Product = 'dense' | 'conv2d' | 'depthwise';

const isProduct = (step: Step | undefined): boolean =>
  step !== undefined && ['dense', 'conv2d', 'depthwise'].includes(step.operation.op);

/** Numbers of one value per output channel, or of one for all of them. */
function perChannel(tensor: Tensor, channels: number): Float32Array | null {
  if (!(tensor.data instanceof Float32Array)) return null;
  const { data, shape } = tensor;
  if (shape.slice(0, -1).some((size) => size !== 1)) return null;
  if (data.length === 1) return new Float32Array(channels).fill(data[0]!);
  return data.length === channels && shape[shape.length - 1] === channels ? data : null;
}

/** Weights and bias made anew; their ids are the program's next ones. */
interface Fresh {
  tensor(like: string, shape: readonly number[], data: Float32Array): Tensor;
}

/** `step` with what `next` does to its result, or null where that cannot be a part of it. */
function joined(step: Step, next: Step, fresh: Fresh): Step | null {
  const operation = step.operation as { readonly op: Product; readonly fused: Fused };
  if (operation.fused !== 'none') return null;
  const [x, kernel, bias] = step.inputs as readonly [Tensor, Tensor, Tensor | undefined];
  const { op } = next.operation;
  if (op === 'relu' || op === 'relu6')
    return { ...step, operation: { ...step.operation, fused: op } as Step['operation'], output: next.output };
  if (op !== 'add' && op !== 'sub' && op !== 'mul') return null;
  const first = next.inputs[0]!.id === step.output.id;
  if (op === 'sub' && !first) return null;
  const channels = step.output.shape[step.output.shape.length - 1]!;
  const numbers = perChannel(next.inputs[first ? 1 : 0]!, channels);
  // A constant of more axes than the product would make the result wider.
  if (numbers === null || next.output.shape.length !== step.output.shape.length) return null;
  const before = bias === undefined ? new Float32Array(channels) : (bias.data as Float32Array);
  const after = before.map((value, i) =>
    op === 'mul' ? value * numbers[i]! : op === 'add' ? value + numbers[i]! : value - numbers[i]!,
  );
  const scaled =
    op === 'mul'
      ? fresh.tensor(
          kernel.name,
          kernel.shape as readonly number[],
          (kernel.data as Float32Array).map((value, i) => value * numbers[i % channels]!),
        )
      : kernel;
  return {
    ...step,
    inputs: [x, scaled, fresh.tensor(`${step.output.name}/bias`, [channels], after)],
    output: next.output,
  };
}

/** The same program with fewer steps; names of what is computed stay. */
export function fold(program: Program): Program {
  const uses = new Map<number, number>();
  for (const { inputs } of program.steps) for (const { id } of inputs) uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const { tensor } of program.outputs) uses.set(tensor.id, (uses.get(tensor.id) ?? 0) + 1);
  let next =
    1 + Math.max(0, ...program.steps.map(({ inputs, output }) => Math.max(output.id, ...inputs.map(({ id }) => id))));
  const fresh: Fresh = {
    tensor: (like, shape, data) => ({ id: next, name: `${like}/folded_${next++}`, shape, dtype: 'float32', data }),
  };
  const steps: Step[] = [];
  const madeBy = new Map<number, number>();
  for (const step of program.steps) {
    const source = step.inputs.find(({ id }) => isProduct(steps[madeBy.get(id) ?? -1]) && uses.get(id) === 1);
    const place = source === undefined ? undefined : madeBy.get(source.id);
    const both = place === undefined ? null : joined(steps[place]!, step, fresh);
    if (both === null || place === undefined) {
      madeBy.set(step.output.id, steps.length);
      steps.push(step);
      continue;
    }
    steps[place] = both;
    madeBy.set(both.output.id, place);
  }
  return { ...program, steps };
}
