// Every example of every layer, built in tfjs: shapes and weights are as its definition says, and it can be trained.
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { native } from '../../electron/engine/backends/native';
import { createStepRandom } from '../../electron/engine/stepRandom';
import { findLayer, layers } from '../../shared/layers';
import type { BuildContext } from '../../shared/layers/layer';
import { defaultsOf } from '../../shared/params';
import type { ParamSchema, ValuesOf } from '../../shared/params';
import type { TensorSpec } from '../../shared/shape';
import { hash32, createRandom } from '../../shared/random';

const tf = loadTensorFlow();
const engines = ['cpu', ...(native.find({ report: null }).available ? ['tensorflow'] : [])];

const context: BuildContext = { data: null, layer: findLayer, random: createStepRandom(tf, 1).random };
const batch = 3;

/** Sizes that differ from sample to sample are 5 here. */
function sizes(spec: TensorSpec): number[] {
  return spec.shape.map((size) => size ?? 5);
}

function example(spec: TensorSpec, seed: string, codes: number): tfjs.Tensor {
  const random = createRandom(hash32(seed));
  const shape = [batch, ...sizes(spec)];
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length: count }, () => (codes > 0 ? random.integer(codes) : random.normal()));
  return tf.tensor(values, shape, codes > 0 ? spec.dtype : 'float32');
}

const cases = layers
  .filter(({ role }) => role === 'hidden')
  .flatMap((layer) =>
    layer.examples.map((one, index) => [`${layer.title}: ${one.title ?? `example ${index + 1}`}`, layer, one] as const),
  );

describe.each(engines)('in tfjs on %s', (engine) => {
  beforeAll(async () => {
    await tf.setBackend(engine);
  });

  it.each(cases)('%s', (title, layer, one) => {
    const params = { ...defaultsOf(layer.params), ...one.params } as ValuesOf<ParamSchema>;
    const before = tf.memory().numTensors;
    const built = layer.build(tf, params, 'layer_1', context, one.inputs)!;
    expect(built.name).toBe('layer_1');

    const inputs = one.inputs.map((input, index) =>
      example(input, `${title}/${index}`, 'inputDim' in layer.params ? Number(params['inputDim']) : 0),
    );
    const given = inputs.length === 1 && !layer.inputs[0]!.many ? inputs[0]! : inputs;
    // As the engine does it: symbols first, then weights, then numbers.
    const symbols = one.inputs.map((input) => tf.input({ shape: [...input.shape], dtype: input.dtype }));
    const symbol = built.apply(
      symbols.length === 1 && !layer.inputs[0]!.many ? symbols[0]! : symbols,
    ) as tfjs.SymbolicTensor;
    expect(symbol.shape.slice(1)).toEqual(one.output.shape);

    const specs = layer.weights(one.inputs, params, context);
    expect(built.getWeights().map(({ shape }) => shape)).toEqual(specs.map(({ shape }) => shape));
    expect(built.trainableWeights.length).toBe(specs.filter(({ trainable }) => trainable).length);

    const random = createRandom(hash32(title));
    const values = specs.map((spec) => {
      const count = spec.shape.reduce((product, size) => product * size, 1);
      return tf.tensor(
        Float32Array.from({ length: count }, () => 0.5 + 0.1 * random.normal()),
        [...spec.shape],
      );
    });
    built.setWeights(values);
    const output = built.apply(given) as tfjs.Tensor;
    expect(output.shape).toEqual([batch, ...sizes(one.output)]);
    expect(output.dtype).toBe('float32');

    // Training reaches every trainable weight with finite slopes.
    if (specs.length > 0) {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(built.apply(given, { training: true }) as tfjs.Tensor)) as tfjs.Scalar,
      );
      const own = built.trainableWeights.map((weight) => (weight as unknown as { val: tfjs.Variable }).val.name);
      for (const name of own) {
        const slope = grads[name];
        expect(slope, name).toBeDefined();
        expect(slope!.dataSync().every(Number.isFinite), name).toBe(true);
      }
      tf.dispose([value, ...Object.values(grads)]);
    }
    // Masking hangs its mask on what it gives.
    const { kerasMask } = output as { kerasMask?: tfjs.Tensor };
    tf.dispose([output, ...inputs, ...values, ...(kerasMask === undefined ? [] : [kerasMask])]);
    built.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
