// Every layer's definition: complete, true to its own examples, and deaf to bad input.
import fc from 'fast-check';
import * as lucide from 'lucide-react';
import { describe, expect, it } from 'vitest';
import type { DataSpec } from '../../../shared/data/spec';
import { findInitializer } from '../../../shared/choices/initializers';
import { families, findLayer, layers } from '../../../shared/layers';
import type { LayerContext, LayerDefinition } from '../../../shared/layers/layer';
import { checkParams, defaultsOf } from '../../../shared/params';
import type { Param } from '../../../shared/params';
import type { Fix, Problem } from '../../../shared/result';
import { sizeOf, spec } from '../../../shared/shape';
import type { TensorSpec } from '../../../shared/shape';
import { arbitraryParams, arbitraryTensor } from './arbitrary';

const context: LayerContext = { data: null, layer: findLayer };

function paramsOf(layer: LayerDefinition, params = {}) {
  return { ...defaultsOf(layer.params), ...params };
}

function infer(layer: LayerDefinition, inputs: readonly TensorSpec[], params = {}, data: DataSpec | null = null) {
  return layer.inferShape(inputs, paramsOf(layer, params), { ...context, data });
}

/** The problem that arises; fails the test where there is none. */
function problemOf(kind: string, inputs: readonly TensorSpec[], params = {}, data: DataSpec | null = null): Problem {
  const result = infer(findLayer(kind)!, inputs, params, data);
  if (result.ok) throw new Error(`${kind} took ${JSON.stringify(inputs)}`);
  return result.problem;
}

/** A fix names things that exist and gives values that may stand. */
function expectSound(fix: Fix, layer: LayerDefinition): void {
  expect(fix.title.length).toBeGreaterThan(3);
  if (fix.type === 'insertBefore' || fix.type === 'addLayer') {
    const other = findLayer(fix.kind);
    expect(other, fix.kind).toBeDefined();
    expect(checkParams(other!.params, paramsOf(other!, fix.params))).toBeNull();
    for (const name of Object.keys(fix.params ?? {})) expect(Object.keys(other!.params)).toContain(name);
  }
  if (fix.type === 'setParams') {
    for (const name of Object.keys(fix.params)) expect(Object.keys(layer.params)).toContain(name);
    expect(checkParams(layer.params, paramsOf(layer, fix.params))).toBeNull();
  }
}

describe('the list', () => {
  it('has every kind once, at least eighty of them', () => {
    expect(new Set(layers.map(({ kind }) => kind)).size).toBe(layers.length);
    expect(layers.length).toBeGreaterThanOrEqual(80);
  });

  it('groups layers by family in the order of the palette', () => {
    const order = families.map(({ id }) => id);
    const places = layers.map(({ family }) => order.indexOf(family));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const family of families) expect(family.summary).toMatch(/^[A-Z].*\.$/u);
  });

  it('finds by kind, and nothing for an unknown one', () => {
    for (const layer of layers) expect(findLayer(layer.kind)).toBe(layer);
    expect(findLayer('__proto__')).toBeUndefined();
    expect(findLayer('')).toBeUndefined();
  });
});

describe.each(layers.map((layer) => [layer.title, layer] as const))('%s', (_title, layer) => {
  it('says what it is', () => {
    expect(layer.kind).toMatch(/^[a-z][A-Za-z0-9]*$/u);
    expect(layer.summary).toMatch(/^[A-Z].*\.$/u);
    expect(layer.help.length).toBeGreaterThan(60);
    expect(layer.help).toMatch(/\.$/u);
    expect(layer.formula).not.toMatch(/^\s*$|\n/u);
    expect(layer.synonyms.length).toBeGreaterThan(0);
    expect(new Set(layer.synonyms).size).toBe(layer.synonyms.length);
    expect(layer.examples.length).toBeGreaterThanOrEqual(2);
    // The window draws from this list; old names are in the package, but not in it.
    expect(lucide.icons).toHaveProperty(layer.icon);
  });

  it('explains every parameter, and its defaults may stand', () => {
    expect(checkParams(layer.params, defaultsOf(layer.params))).toBeNull();
    for (const param of Object.values<Param>(layer.params)) {
      expect(param.title).toMatch(/^[A-Z]/u);
      expect(param.help).toMatch(/^[A-Z].{15,}\.$/u);
      if (param.type === 'choice') {
        for (const option of param.options) expect(option.help).toMatch(/\.$/u);
      }
    }
  });

  it('has ports with names of their own, or none for an input', () => {
    expect(layer.inputs.length === 0).toBe(layer.role === 'input');
    expect(new Set(layer.inputs.map(({ name }) => name)).size).toBe(layer.inputs.length);
  });

  it('keeps its name and summary words short enough for a node', () => {
    for (const example of layer.examples) {
      const words = layer.words(paramsOf(layer, example.params));
      expect(words.length).toBeLessThan(80);
      expect(words).not.toMatch(/undefined|null|NaN|\[object/u);
    }
  });

  it.each(layer.examples.map((example, index) => [example.title ?? `example ${index + 1}`, example] as const))(
    'holds for %s',
    (_name, example) => {
      const params = paramsOf(layer, example.params);
      for (const name of Object.keys(example.params ?? {})) expect(Object.keys(layer.params)).toContain(name);
      expect(checkParams(layer.params, params)).toBeNull();
      expect(layer.inferShape(example.inputs, params, context)).toEqual({ ok: true, value: example.output });
      const weights = layer.weights(example.inputs, params, context);
      expect(weights.reduce((count, weight) => count + sizeOf(weight.shape)!, 0)).toBe(example.weightCount);
      expect(new Set(weights.map(({ name }) => name)).size).toBe(weights.length);
      for (const weight of weights) expect(findInitializer(weight.initializer), weight.initializer).toBeDefined();
      // Trainable weights come first, as in Keras.
      const trainable = weights.map((weight) => weight.trainable);
      expect(trainable).toEqual([...trainable].sort((a, b) => Number(b) - Number(a)));
    },
  );
});

describe('bad input', () => {
  it.each(layers.map((layer) => [layer.title, layer] as const))(
    '%s gives a shape with weights that fit, or a problem with sound fixes, and never throws',
    (_title, layer) => {
      const params = arbitraryParams(layer.params, 40);
      fc.assert(
        fc.property(fc.array(arbitraryTensor, { maxLength: 3 }), params, (inputs, values) => {
          const result = layer.inferShape(inputs, values, context);
          layer.words(values);
          if (!result.ok) {
            expect(result.problem.code).toMatch(/^[a-z]+(\.[A-Za-z]+)+$/u);
            expect(result.problem.message).toMatch(/^[A-Z].*\.$/u);
            expect(result.problem.message).not.toMatch(/undefined|NaN|\[object/u);
            for (const fix of result.problem.fixes ?? []) expectSound(fix, layer);
            return;
          }
          expect(result.value.shape.every((one) => one === null || (Number.isInteger(one) && one >= 1))).toBe(true);
          for (const weight of layer.weights(inputs, values, context)) {
            expect(weight.shape.every((one) => Number.isInteger(one) && one >= 1)).toBe(true);
          }
          layer.keras(values, context, inputs);
        }),
        { numRuns: 150, seed: 7 },
      );
    },
  );
});

describe('messages and their fixes', () => {
  const image = spec([28, 28, 1]);
  const rows: readonly (readonly [string, readonly TensorSpec[], object, RegExp, readonly Partial<Fix>[]])[] = [
    [
      'conv2d',
      [spec([784])],
      {},
      /Conv2D needs a picture.*received \[784\].*Reshape/u,
      [{ type: 'insertBefore', kind: 'reshape', params: { targetShape: [28, 28, 1] } }],
    ],
    ['conv2d', [spec([13])], {}, /received \[13\].*Dense/u, [{ type: 'removeNode' }]],
    [
      'conv2d',
      [spec([28, 28])],
      {},
      /received \[28, 28\]/u,
      [{ type: 'insertBefore', params: { targetShape: [28, 28, 1] } }],
    ],
    [
      'conv2d',
      [spec([2, 28, 1])],
      {},
      /covers 3×3, but only 2×28/u,
      [
        { type: 'setParams', params: { padding: 'same' } },
        { type: 'setParams', params: { kernelSize: [2, 3] } },
      ],
    ],
    [
      'conv2d',
      [spec([9, 9, 1])],
      { strides: [2, 2], dilationRate: [2, 2] },
      /strides or dilation above 1, not both/u,
      [
        { type: 'setParams', params: { strides: [1, 1] } },
        { type: 'setParams', params: { dilationRate: [1, 1] } },
      ],
    ],
    [
      'maxPooling2d',
      [spec([1, 5, 3])],
      {},
      /window of MaxPooling2D covers 2×2/u,
      [
        { type: 'setParams', params: { padding: 'same' } },
        { type: 'setParams', params: { poolSize: [1, 2] } },
      ],
    ],
    [
      'lstm',
      [image],
      {},
      /LSTM needs a sequence/u,
      [{ type: 'insertBefore', kind: 'reshape', params: { targetShape: [28, 28] } }],
    ],
    ['lstm', [spec([7])], {}, /received \[7\]/u, [{ type: 'insertBefore', params: { targetShape: [7, 1] } }]],
    [
      'repeatVector',
      [image],
      {},
      /Flatten/u,
      [
        { type: 'insertBefore', kind: 'flatten' },
        { type: 'insertBefore', kind: 'globalAveragePooling2d' },
      ],
    ],
    ['dense', [spec([5], 'int32')], {}, /Embedding/u, [{ type: 'insertBefore', kind: 'embedding' }]],
    [
      'reshape',
      [spec([12])],
      { targetShape: [4, 4] },
      /has 12, but \[4, 4\] has 16/u,
      [{ type: 'setParams', params: { targetShape: [4, -1] } }],
    ],
    ['permute', [image], {}, /every axis from 1 to 3 once/u, [{ type: 'setParams', params: { dims: [2, 1, 3] } }]],
    ['add', [spec([3])], {}, /at least 2 branches\. It has 1/u, []],
    ['add', [spec([3]), spec([4])], {}, /Branch 1 gives \[3\], branch 2 gives \[4\]/u, []],
    [
      'concatenate',
      [spec([3]), spec([4])],
      { axis: '2' },
      /axis 2, but they have only 1/u,
      [{ type: 'setParams', params: { axis: '-1' } }],
    ],
    ['dot', [spec([5, 3]), spec([4, 3])], {}, /axis 1 of \[5, 3\]/u, [{ type: 'setParams', params: { axes: [2, 2] } }]],
    ['input', [], {}, /Choose data/u, [{ type: 'goTo', step: 'data' }]],
    ['upSampling2d', [spec([40_000, 40_000, 64])], {}, /409,600,000,000 numbers/u, []],
    ['embedding', [spec([2, 2, 2, 2])], {}, /5 axes; at most 4/u, [{ type: 'insertBefore', kind: 'flatten' }]],
    [
      'bidirectional',
      [spec([4, 2])],
      { layer: { kind: 'lstm', params: { units: 0 } } },
      /LSTM inside Bidirectional: Units must be/u,
      [],
    ],
    ['bidirectional', [spec([4, 2])], { layer: { kind: 'lstm', params: { units: 'many' } } }, /Units must be/u, []],
  ];
  it.each(rows)('%s given %j with %j', (kind, inputs, params, message, fixes) => {
    const problem = problemOf(kind, inputs, params);
    expect(problem.message).toMatch(message);
    expect(problem.fixes ?? []).toMatchObject(fixes);
    for (const fix of problem.fixes ?? []) expectSound(fix, findLayer(kind)!);
  });
});

const digits: DataSpec = {
  inputs: {
    image: { title: 'Image', modality: 'image', tensor: spec([28, 28, 1]) },
    side: { title: 'Side', modality: 'table', tensor: spec([3]) },
  },
  targets: {
    digit: { title: 'Digit', task: 'classification', classes: [...'0123456789'] },
    price: { title: 'Price', task: 'regression' },
    even: { title: 'Even', task: 'binary', classes: ['no', 'yes'] },
  },
  sampleCount: 100,
};

describe('Input with data', () => {
  const input = findLayer('input')!;
  it('takes the first input, or the one that is named', () => {
    expect(infer(input, [], {}, digits)).toMatchObject({ ok: true, value: spec([28, 28, 1]) });
    expect(infer(input, [], { source: 'side' }, digits)).toMatchObject({ ok: true, value: spec([3]) });
    expect(infer(input, [], { shape: [28, 28, 1] }, digits)).toMatchObject({ ok: true });
  });
  it('objects to a name or a shape that the data does not have', () => {
    expect(problemOf('input', [], { source: 'sound' }, digits)).toMatchObject({
      code: 'input.source',
      fixes: [{ params: { source: 'image' } }, { params: { source: 'side' } }],
    });
    expect(problemOf('input', [], { source: 'toString' }, digits).code).toBe('input.source');
    expect(problemOf('input', [], { shape: [32, 32, 3] }, digits)).toMatchObject({
      message: expect.stringMatching(/\[32, 32, 3\].*\[28, 28, 1\]/u),
      fixes: [{ params: { shape: [] } }, { type: 'goTo' }],
    });
  });
});

describe('Output with data', () => {
  const output = findLayer('output')!;
  it.each([
    ['digit', [10]],
    ['price', [1]],
    ['even', [1]],
    ['even', [2]],
  ] as const)('%s accepts %j', (target, shape) => {
    expect(infer(output, [spec(shape)], { target }, digits)).toMatchObject({ ok: true, value: spec(shape) });
  });
  it.each([
    [
      'digit',
      [128],
      /has 10 classes, so the layer before Output must give 10 numbers.*It receives 128/u,
      { units: 10, activation: 'softmax' },
    ],
    ['price', [3], /quantity.*1 number\. It receives 3/u, { units: 1, activation: 'linear' }],
    ['even', [10], /yes-or-no.*It receives 10/u, { units: 1, activation: 'sigmoid' }],
  ] as const)('%s refuses %j and offers a Dense layer', (target, shape, message, params) => {
    const problem = problemOf('output', [spec(shape)], { target }, digits);
    expect(problem.message).toMatch(message);
    expect(problem.fixes).toMatchObject([{ type: 'insertBefore', kind: 'dense', params }]);
  });
  it('asks for a row of numbers', () => {
    expect(problemOf('output', [spec([7, 7, 10])], {}, digits).fixes).toMatchObject([
      { kind: 'flatten' },
      { kind: 'globalAveragePooling2d' },
    ]);
    expect(problemOf('output', [spec([null, 10])], {}, digits).fixes).toMatchObject([
      { kind: 'globalAveragePooling1d' },
    ]);
  });
  it('objects to a target that the data does not have', () => {
    expect(problemOf('output', [spec([10])], { target: 'colour' }, digits).code).toBe('output.target');
    expect(problemOf('output', [spec([10])], {}, { ...digits, targets: {} }).fixes).toMatchObject([
      { type: 'goTo', step: 'data' },
    ]);
  });
});
