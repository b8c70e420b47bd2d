// Every example of every hidden layer as a network of its own, with drawn weights and one drawn sample.
import { type Network, buildNetwork } from '../../../electron/engine/network';
import { layers } from '../../../shared/layers';
import type { LayerDefinition, LayerExample, TensorFlow } from '../../../shared/layers/layer';
import { defaultsOf } from '../../../shared/params';
import { createRandom } from '../../../shared/random';
import type { Plan } from '../../../shared/run/plan';
import { defaultTraining } from '../../../shared/run/training';
import { drawWeights } from './cases';

export interface ExampleRow {
  readonly kind: string;
  readonly title: string;
  readonly layer: LayerDefinition;
  readonly example: LayerExample;
}

/** Also with sizes that differ from sample to sample. */
export const allExampleRows: readonly ExampleRow[] = layers
  .filter((layer) => layer.role === 'hidden')
  .flatMap((layer) =>
    layer.examples.map((example) => ({ kind: layer.kind, title: example.title ?? '', layer, example })),
  );

export const exampleRows = allExampleRows.filter(({ example }) =>
  example.inputs.every(({ shape }) => shape.every((size) => size !== null)),
);

export interface OpenExample {
  readonly network: Network;
  readonly inputs: readonly {
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32';
    readonly values: readonly number[];
  }[];
  /** The network's numbers for that sample. */
  readonly own: readonly number[];
}

/** The example between its inputs and an output, called "layer". */
export function planOfExample({ kind, layer, example }: ExampleRow): Plan {
  return {
    layers: [
      ...example.inputs.map((output, i) => ({
        id: `in${i}`,
        kind: 'input',
        name: `in${i}`,
        params: {},
        inputs: [],
        output,
      })),
      {
        id: 'layer',
        kind,
        name: 'layer',
        params: { ...defaultsOf(layer.params), ...example.params },
        inputs: example.inputs.map((_, i) => `in${i}`),
        output: example.output,
      },
    ],
    inputs: example.inputs.map((_, i) => ({ layer: `in${i}`, source: `in${i}` })),
    outputs: [{ layer: 'layer', name: 'layer', target: 't', loss: 'meanSquaredError', lossWeight: 1, metrics: [] }],
    spec: { inputs: {}, targets: {}, sampleCount: 0 },
    data: { split: { train: 1 } },
    training: defaultTraining,
  } as unknown as Plan;
}

/** A plan with inputs in0, in1, … of these kinds and an output "layer"; `codes` are small whole numbers as floats. */
export function openPlan(tf: TensorFlow, plan: Plan, specs: LayerExample['inputs'], codes = false): OpenExample {
  const network = buildNetwork(tf, plan);
  drawWeights(network, tf);
  const random = createRandom(5);
  const inputs = specs.map(({ shape, dtype }) => ({
    shape: shape as readonly number[],
    dtype,
    values: Array.from({ length: (shape as number[]).reduce((a, b) => a * b, 1) }, () =>
      dtype === 'int32' || codes ? random.integer(5) : Math.fround(random.normal()),
    ),
  }));
  const own = tf.tidy(() => {
    const given = Object.fromEntries(
      inputs.map(({ shape, dtype, values }, i) => [`in${i}`, tf.tensor([...values], [1, ...shape], dtype)]),
    );
    return Array.from(network.forward(given, false)['layer']!.dataSync());
  });
  return { network, inputs, own };
}

export function openExample(tf: TensorFlow, row: ExampleRow): OpenExample {
  return openPlan(tf, planOfExample(row), row.example.inputs, row.kind === 'embedding');
}
