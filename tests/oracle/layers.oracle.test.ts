// Every example of every layer against Keras, with the same inputs and the same weights: shapes, parameter counts and
// weights' names, results, and slopes of the results in inference mode. Oracle: Keras 3 on TensorFlow.
import fc from 'fast-check';
import type * as tfjs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../electron/engine/backends/backend';
import { native } from '../../electron/engine/backends/native';
import { createStepRandom } from '../../electron/engine/training/stepRandom';
import { findLayer, layers } from '../../shared/layers';
import type { BuildContext, LayerDefinition, LayerExample, WeightSpec } from '../../shared/layers/layer';
import { defaultsOf } from '../../shared/params';
import type { ParamSchema, ValuesOf } from '../../shared/params';
import { createRandom, hash32 } from '../../shared/random';
import { sizeOf } from '../../shared/shape';
import type { Shape, TensorSpec } from '../../shared/shape';
import { arbitraryParams } from '../shared/layers/arbitrary';
import { askKeras, difference, python } from './keras';
import type { Numbers } from './keras';

const tf = loadTensorFlow();
/** Plain JS, and the native engine where it is there: each has kernels and gradients of its own. */
const engines = ['cpu', ...(native.find({ report: null }).available ? ['tensorflow'] : [])];

const context: BuildContext = { data: null, layer: findLayer, random: createStepRandom(tf, 1).random };
const batch = 2;
const tolerance = 1e-5;

interface Case {
  readonly title: string;
  readonly layer: LayerDefinition;
  readonly example: LayerExample;
  readonly params: ValuesOf<ParamSchema>;
  readonly weights: readonly WeightSpec[];
}

interface Answer {
  readonly error?: string;
  readonly symbolic: readonly (number | null)[];
  readonly names: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  readonly trainable: readonly boolean[];
  readonly count: number;
  readonly output: Numbers;
  readonly slopes: readonly Numbers[];
}

interface Ours {
  readonly inputs: readonly Numbers[];
  readonly weights: readonly Numbers[];
  readonly direction: Numbers;
  readonly output: Numbers;
  readonly slopes: readonly Numbers[];
}

const cases: readonly Case[] = layers
  .filter(({ role }) => role === 'hidden')
  .flatMap((layer) =>
    layer.examples.map((example, index) => {
      const params = { ...defaultsOf(layer.params), ...example.params } as ValuesOf<ParamSchema>;
      const weights = layer.weights(example.inputs, params, context);
      return { title: `${layer.title}: ${example.title ?? `example ${index + 1}`}`, layer, example, params, weights };
    }),
  );

function draw(seed: string, shape: readonly number[], number: (normal: number, uniform: number) => number): Numbers {
  const random = createRandom(hash32(seed));
  return {
    shape,
    data: Array.from({ length: sizeOf(shape)! }, () => Math.fround(number(random.normal(), random.uniform()))),
  };
}

function tensor({ shape, data }: Numbers, dtype: 'float32' | 'int32' = 'float32'): tfjs.Tensor {
  return tf.tensor(data as number[], shape as number[], dtype);
}

function numbers(value: tfjs.Tensor): Numbers {
  return { shape: value.shape, data: [...value.dataSync()] };
}

/** Our numbers: forward, and slopes of sum(output * direction) in all trainable weights and fractional inputs. */
function compute({ title, layer, example, params, weights }: Case): Ours {
  const codes = 'inputDim' in layer.params ? Number(params['inputDim']) : 0;
  const inputs = example.inputs.map((input, index) =>
    draw(`${title}/input ${index}`, [batch, ...input.shape.map((size) => size ?? 5)], (normal, uniform) =>
      codes > 0 ? Math.floor(uniform * codes) : normal,
    ),
  );
  const values = weights.map((weight) =>
    // A variance is never negative.
    draw(`${title}/${weight.name}`, weight.shape, (normal, uniform) =>
      weight.name.endsWith('variance') ? 0.5 + uniform : 0.4 * normal,
    ),
  );
  const direction = draw(
    `${title}/direction`,
    [batch, ...example.output.shape.map((size) => size ?? 5)],
    (normal) => normal,
  );
  tf.engine().startScope();
  try {
    const built = layer.build(tf, params, 'layer_1', context, example.inputs)!;
    const many = isMany(layer, example);
    const given = inputs.map((input, index) => tensor(input, example.inputs[index]!.dtype));
    const apply = (xs: tfjs.Tensor[]) => built.apply(many ? xs : xs[0]!, { training: false }) as tfjs.Tensor;
    apply(given);
    built.setWeights(values.map((value) => tensor(value)));
    const output = apply(given);
    const variables = built.trainableWeights.map((weight) => (weight as unknown as { val: tfjs.Variable }).val);
    const slope = (xs: tfjs.Tensor[]) => tf.sum(tf.mul(apply(xs), tensor(direction))) as tfjs.Scalar;
    const byWeight = variables.length === 0 ? {} : tf.variableGrads(() => slope(given), variables).grads;
    const byInput =
      codes > 0
        ? given[0]!.dtype === 'float32'
          ? [tf.zerosLike(given[0]!)]
          : []
        : // Keras, too, counts the slope of what does not reach the result as 0.
          tf
            .engine()
            .gradients(() => slope(given), given, undefined, true)
            .grads.map((found, index) => (found as tfjs.Tensor | null) ?? tf.zerosLike(given[index]!));
    return {
      inputs,
      weights: values,
      direction,
      output: numbers(output),
      slopes: [...variables.map(({ name }) => byWeight[name]!), ...byInput].map(numbers),
    };
  } finally {
    tf.engine().endScope();
  }
}

function isMany(layer: LayerDefinition, example: LayerExample): boolean {
  return example.inputs.length > 1 || layer.inputs[0]?.many !== undefined;
}

/** Names of wrapped weights carry their wrapper's word in ours and a path in Keras'. */
function bare(name: string): string {
  return name.replace(/^(forward|backward|query|key|value|attention_output)_/u, '');
}

interface Drawn {
  readonly title: string;
  readonly layer: LayerDefinition;
  readonly inputs: readonly TensorSpec[];
  readonly params: ValuesOf<ParamSchema>;
  readonly shape: Shape;
}

/** Random settings on the inputs of random examples, of which the definition says that they work. */
function drawCases(layer: LayerDefinition, count: number): readonly Drawn[] {
  const random = createRandom(hash32(layer.kind));
  const drawn: Drawn[] = [];
  for (const params of fc.sample(arbitraryParams(layer.params, 12), { numRuns: count, seed: 11 })) {
    const { inputs } = layer.examples[random.integer(layer.examples.length)]!;
    const result = layer.inferShape(inputs, params, context);
    if (result.ok)
      drawn.push({
        title: `${layer.title} ${JSON.stringify(params)}`,
        layer,
        inputs,
        params,
        shape: result.value.shape,
      });
  }
  return drawn;
}

describe.skipIf(python === undefined)('Keras with random settings', () => {
  const hidden = layers.filter(({ role }) => role === 'hidden');
  const drawn = hidden.map((layer) => drawCases(layer, Object.keys(layer.params).length === 0 ? 1 : 10));
  let answers: readonly { readonly error?: string; readonly shape: Shape; readonly count: number }[] = [];

  beforeAll(() => {
    const questions = drawn.flat().map(({ layer, inputs, params }) => ({
      call: layer.keras(params, context, inputs),
      many: inputs.length > 1 || layer.inputs[0]?.many !== undefined,
      inputs,
    }));
    answers = askKeras({ shapes: questions }).shapes as typeof answers;
  }, 120_000);

  it('has settings to compare', () => {
    expect(drawn.flat().length).toBeGreaterThan(150);
  });

  it.each(hidden.map((layer, index) => [layer.title, index] as const))(
    '%s has the same shapes and counts',
    (_title, index) => {
      const first = drawn.slice(0, index).flat().length;
      drawn[index]!.forEach(({ title, layer, inputs, params, shape }, place) => {
        const count = layer.weights(inputs, params, context).reduce((sum, weight) => sum + sizeOf(weight.shape)!, 0);
        expect({ title, ...answers[first + place] }).toEqual({ title, shape, count });
      });
    },
  );
});

describe.skipIf(python === undefined)('Keras', () => {
  const ours = new Map<string, Ours>();
  const theirs = new Map<string, Answer>();

  beforeAll(async () => {
    for (const engine of engines) {
      await tf.setBackend(engine);
      for (const one of cases) ours.set(`${engine}/${one.title}`, compute(one));
    }
    const questions = cases.map(({ layer, example, params, title }) => {
      const computed = ours.get(`${engines[0]}/${title}`)!;
      return {
        call: layer.keras(params, context, example.inputs),
        many: isMany(layer, example),
        inputs: computed.inputs.map((input, index) => ({
          ...input,
          dtype: example.inputs[index]!.dtype,
          symbol: example.inputs[index]!.shape,
        })),
        weights: computed.weights,
        direction: computed.direction,
      };
    });
    const { layers: answers } = askKeras({ layers: questions });
    cases.forEach(({ title }, index) => theirs.set(title, answers[index] as Answer));
  }, 120_000);

  it('has a case for every hidden layer', () => {
    expect(new Set(cases.map(({ layer }) => layer.kind)).size).toBe(
      layers.filter(({ role }) => role === 'hidden').length,
    );
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });

  it.each(cases.map((one) => [one.title, one] as const))(
    '%s has the same shapes and weights',
    (title, { example, weights }) => {
      const keras = theirs.get(title)!;
      expect(keras.error).toBeUndefined();
      expect(keras.symbolic).toEqual(example.output.shape);
      expect(keras.count).toBe(example.weightCount);
      expect(keras.shapes).toEqual(weights.map(({ shape }) => shape));
      expect(keras.trainable).toEqual(weights.map(({ trainable }) => trainable));
      expect(keras.names).toEqual(weights.map(({ name }) => bare(name)));
    },
  );

  describe.each(engines)('and the same numbers on %s', (engine) => {
    it.each(cases.map(({ title }) => title))('%s', (title) => {
      const [we, keras] = [ours.get(`${engine}/${title}`)!, theirs.get(title)!];
      expect(we.output.shape).toEqual(keras.output.shape);
      expect(difference(we.output.data, keras.output.data, tolerance)).toBeNull();
      expect(we.slopes.map(({ shape }) => shape)).toEqual(keras.slopes.map(({ shape }) => shape));
      // Slopes add up many products, so rounding reaches a little further.
      const differences = we.slopes.map(({ data }, index) =>
        difference(data, keras.slopes[index]!.data, 5 * tolerance),
      );
      expect(differences).toEqual(we.slopes.map(() => null));
    });
  });

  it('would notice a wrong number', () => {
    const title = 'Dense: Without bias';
    const wrong = ours
      .get(`${engines[0]}/${title}`)!
      .output.data.map((value, index) => value + (index === 3 ? 3e-5 : 0));
    expect(difference(wrong, theirs.get(title)!.output.data, tolerance)).not.toBeNull();
  });
});
