// Every example of every layer, built in tfjs on every engine: shapes and weights are as its definition says, it can be
// trained, its numbers and slopes are those of the native engine, and training changes what it computes only where it should.
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/backends/backend';
import { native } from '../../../electron/engine/backends/native';
import { wasm } from '../../../electron/engine/backends/wasm';
import { createStepRandom } from '../../../electron/engine/training/stepRandom';
import { findLayer, layers } from '../../../shared/layers';
import { defaultsOf } from '../../../shared/params';
import type { ParamSchema, ValuesOf } from '../../../shared/params';
import type { TensorSpec } from '../../../shared/shape';
import { hash32, createRandom } from '../../../shared/random';
import { allOnWebGpu, findWebGpu } from '../webgpuHere';

const tf = loadTensorFlow();
// The first is what the others are held against.
const engines = [native, wasm].flatMap((backend) =>
  backend.find({ report: null }).available ? [backend.tfjsName] : [],
);
if ((await findWebGpu()).available) engines.push('webgpu');
engines.push('cpu');

const batch = 3;
/** Of the largest number in the same array, or of 1; and as a share of the largest slope, for what cancels out to zero. */
const tolerance = 1e-4;
const cancelled = 1e-6;

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

/** Without a GPU WebGPU is slow: the first example of each layer is enough but for the nightly run. */
const casesOn = (engine: string) =>
  engine === 'webgpu' && !allOnWebGpu ? cases.filter(([, layer, one]) => one === layer.examples[0]) : cases;

/** What works while training alone (but one that changes slopes only), draws at random or looks at its batch meanwhile. */
const otherwiseInTraining = [
  ...layers
    .filter(({ kind, trainingOnly }) => trainingOnly === true && kind !== 'stopGradient')
    .map(({ kind }) => kind),
  ...['attention', 'batchNormalization', 'multiHeadAttention', 'randomCrop', 'sampling'],
].sort();

/** Of one case: what it gives when predicting and when training, and the slopes of its squares, by name. */
type Numbers = ReadonlyMap<string, Float32Array>;
const expected = new Map<string, Numbers>();

function compare(found: Numbers, right: Numbers) {
  expect([...found.keys()]).toEqual([...right.keys()]);
  const most = (values: Float32Array) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const steepest = Math.max(...[...right.values()].map(most));
  for (const [name, values] of found) {
    const wanted = right.get(name)!;
    expect(values.length, name).toBe(wanted.length);
    const largest = Math.max(1, most(wanted));
    const allowed = tolerance * largest + cancelled * steepest;
    values.forEach((value, at) => {
      if (!(Math.abs(value - wanted[at]!) <= allowed)) {
        expect.fail(`${name}[${at}] is ${value}, natively ${wanted[at]}; the largest is ${largest}`);
      }
    });
  }
}

describe.each(engines)('in tfjs on %s', (engine) => {
  const foundOtherwise = new Set<string>();
  beforeAll(async () => {
    await tf.setBackend(engine);
  });

  it.each(casesOn(engine))('%s', (title, layer, one) => {
    const { random, during } = createStepRandom(tf, 1);
    const context = { data: null, layer: findLayer, random };
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

    const normal = createRandom(hash32(title));
    const values = specs.map((spec) => {
      const count = spec.shape.reduce((product, size) => product * size, 1);
      return tf.tensor(
        Float32Array.from({ length: count }, () => 0.5 + 0.1 * normal.normal()),
        [...spec.shape],
      );
    });
    built.setWeights(values);
    const numbers = new Map<string, Float32Array>();
    const output = built.apply(given) as tfjs.Tensor;
    expect(output.shape).toEqual([batch, ...sizes(one.output)]);
    expect(output.dtype).toBe('float32');
    numbers.set('output', Float32Array.from(output.dataSync()));

    // Training reaches every trainable weight with finite slopes, and every input of real numbers.
    const own = built.trainableWeights.map((weight) => (weight as unknown as { val: tfjs.Variable }).val);
    const floats = inputs.filter(({ dtype }) => dtype === 'float32' && !('inputDim' in layer.params));
    let training: Float32Array = new Float32Array();
    const slopes = tf.tidy(
      () =>
        during(2, () => {
          const { grads } = tf.engine().gradients(
            () => {
              const trained = built.apply(given, { training: true }) as tfjs.Tensor;
              training = Float32Array.from(trained.dataSync());
              return tf.sum(tf.square(trained));
            },
            [...own, ...floats],
            undefined,
            true,
          );
          return (grads as (tfjs.Tensor | null)[]).map((grad) =>
            grad === null ? null : Float32Array.from(grad.dataSync()),
          );
        }) as never,
    ) as unknown as (Float32Array | null)[];
    numbers.set('output while training', training);
    const predicted = numbers.get('output')!;
    if (training.some((value, at) => Math.abs(value - predicted[at]!) > 1e-3)) foundOtherwise.add(layer.kind);
    own.forEach(({ name }, index) => {
      expect(slopes[index], name).not.toBeNull();
      expect(slopes[index]!.every(Number.isFinite), name).toBe(true);
      numbers.set(`slope of weight ${index}`, slopes[index]!);
    });
    floats.forEach((_, index) => {
      numbers.set(`slope of input ${index}`, slopes[own.length + index] ?? new Float32Array());
    });
    built.weights.forEach((weight, index) => {
      if (!specs[index]!.trainable) numbers.set(`moved weight ${index}`, Float32Array.from(weight.read().dataSync()));
    });
    if (engine === engines[0]) expected.set(title, numbers);
    else compare(numbers, expected.get(title)!);

    // Masking hangs its mask on what it gives.
    const { kerasMask } = output as { kerasMask?: tfjs.Tensor };
    tf.dispose([output, ...inputs, ...values, ...(kerasMask === undefined ? [] : [kerasMask])]);
    built.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.runIf(casesOn(engine) === cases)('training changes what these layers compute, and no others', () => {
    expect([...foundOtherwise].sort()).toEqual(otherwiseInTraining);
  });
});
