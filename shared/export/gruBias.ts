// The two biases of a GRU that resets after its product, for formats that write its steps out.
import type { ExportWeight } from './format';

export interface GruBias {
  /** Added to the products of the inputs: for the gates, both biases at once. */
  readonly inputs: ExportWeight;
  /** Added to the memory's product that the reset gate scales; null where there is one bias only. */
  readonly candidate: ExportWeight | null;
}

/** `bias` is [3 · units], or [2, 3 · units] with the inputs' before the memory's; gates in Keras' order: update, reset, candidate. */
export function gruBias({ shape, values }: ExportWeight): GruBias {
  const width = shape[shape.length - 1]!;
  const gates = (2 * width) / 3;
  if (values.length === width) return { inputs: { shape: [width], values }, candidate: null };
  const inputs = values.slice(0, width);
  for (let i = 0; i < gates; i++) inputs[i] = inputs[i]! + values[width + i]!;
  return {
    inputs: { shape: [width], values: inputs },
    candidate: { shape: [width - gates], values: values.slice(width + gates) },
  };
}
