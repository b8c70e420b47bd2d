// All that an optimizer remembers, exactly. tfjs' own getWeights/setWeights leave out running products (Adam's powers of
// beta) and do not exist for Adamax, so the state is read from the object itself: its numbers, variables and slots.
import type { TensorFlow } from '../../shared/layers/layer';
import type { SafeTensor } from '../../shared/run/safetensors';
import { throwProblem } from './problems';

type Optimizer = import('@tensorflow/tfjs').Optimizer;
type Variable = import('@tensorflow/tfjs').Variable;

export interface OptimizerState {
  /** Own numbers, such as the count of updates. */
  readonly numbers: { readonly [name: string]: number };
  /** "<property>" for a variable, "<property>/<place>" for the slot of the weight at that place. */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

interface Slot {
  readonly originalName: string;
  readonly variable: Variable;
}

const isSlots = (value: unknown): value is Slot[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null && 'variable' in entry);

function isVariable(tf: TensorFlow, value: unknown): value is Variable {
  return value instanceof tf.Variable;
}

function copy(variable: Variable): SafeTensor {
  return { dtype: 'F32', shape: variable.shape, data: Float32Array.from(variable.dataSync()) };
}

/** A copy of the state as it is now. */
export function takeOptimizerState(tf: TensorFlow, optimizer: Optimizer): OptimizerState {
  const numbers: Record<string, number> = {};
  const tensors = new Map<string, SafeTensor>();
  for (const [name, value] of Object.entries(optimizer)) {
    if (typeof value === 'number') numbers[name] = value;
    else if (isVariable(tf, value)) tensors.set(name, copy(value));
    else if (isSlots(value)) value.forEach((slot, place) => tensors.set(`${name}/${place}`, copy(slot.variable)));
  }
  return { numbers, tensors };
}

/** Puts a fresh optimizer of the same kind and settings where the saved one was. Throws with a Problem if it is another kind. */
export function putOptimizerState(tf: TensorFlow, optimizer: Optimizer, state: OptimizerState): void {
  const fields = optimizer as unknown as Record<string, unknown>;
  Object.assign(fields, state.numbers);
  // Places in ascending order, so that slot lists grow without holes.
  const entries = [...state.tensors].map(([path, tensor]) => {
    const [name = '', place] = path.split('/');
    return { name, place: place === undefined ? -1 : Number(place), tensor };
  });
  for (const { name, place, tensor } of entries.sort((a, b) => a.place - b.place)) {
    const field = fields[name];
    tf.tidy(() => {
      const values = tf.tensor(tensor.data, [...tensor.shape], 'float32');
      if (place < 0 && isVariable(tf, field)) field.assign(values);
      else if (place >= 0 && isSlots(field)) {
        const known = field[place];
        if (known === undefined)
          field[place] = { originalName: `${name}/${place}`, variable: tf.variable(values, false) };
        else known.variable.assign(values);
      } else {
        throwProblem(
          'checkpoint.optimizer',
          'The checkpoint was made with another optimizer. Start the training anew.',
        );
      }
    });
  }
}
