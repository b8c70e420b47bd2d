// A layers model run layer by layer, so that every layer is given the marks of empty steps of all its inputs. tfjs' own
// executor (4.22) hands over the first input's alone, and attention between two branches needs the second's.

type TensorFlow = typeof import('@tensorflow/tfjs');
type Tensor = import('@tensorflow/tfjs').Tensor;
type Model = import('@tensorflow/tfjs').LayersModel;
type Symbolic = import('@tensorflow/tfjs').SymbolicTensor;

interface Known {
  readonly value: Tensor;
  readonly mask: Tensor | null;
}

/** Layers that begin to mark empty steps, in a saved model. */
const marks = /"mask_zero":true|"class_name":"Masking"/;

export function marksSteps(modelTopology: object): boolean {
  return marks.test(JSON.stringify(modelTopology));
}

const firstOf = <T>(given: T | readonly T[]): T => (Array.isArray(given) ? (given as readonly T[])[0]! : (given as T));

/** Outputs in the model's order, for inputs in the model's order. */
export function predictMasked(tf: TensorFlow, model: Model, inputs: readonly Tensor[]): Tensor[] {
  return tf.tidy(() => {
    const known = new Map<number, Known>(model.inputs.map(({ id }, i) => [id, { value: inputs[i]!, mask: null }]));
    const find = (tensor: Symbolic): Known => {
      const found = known.get(tensor.id) ?? apply(tensor, find);
      known.set(tensor.id, found);
      return found;
    };
    // Sound: of these models every tensor stays until the tidy ends.
    return model.outputs.map((output) => tf.clone(find(output).value));
  });
}

function apply({ sourceLayer, nodeIndex }: Symbolic, find: (tensor: Symbolic) => Known): Known {
  const given = sourceLayer.inboundNodes[nodeIndex]!.inputTensors.map(find);
  const values = given.map(({ value }) => value);
  const masks = given.map(({ mask }) => mask);
  const isMasked = masks.some((mask) => mask !== null);
  const value = firstOf(sourceLayer.apply(values, isMasked ? { mask: masks[0], masks } : {})) as Tensor;
  if (!sourceLayer.supportsMasking) return { value, mask: null };
  // Sound: tfjs takes null for "nothing is masked", and gives it; its types leave it out.
  const mask = firstOf(sourceLayer.computeMask(values, masks as Tensor[])) as Tensor | null | undefined;
  return { value, mask: mask ?? null };
}
