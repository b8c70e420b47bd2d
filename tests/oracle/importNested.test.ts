// Models within models, normalizations whose numbers stand in the configuration, and layers that Keras' own networks have:
// they answer as Keras does, from both of its files. Oracle: Keras of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../electron/host/importing/readModel';
import { blocksOf } from '../../shared/network/blocks';
import { engines } from '../engine/runs';
import { answersOf } from './imported';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-nested-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Functions of the input, in Python; `S` makes a Sequential model. */
const models: { readonly [name: string]: string } = {
  mobile: `S(L.Conv2D(8, 3, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(6.0), L.DepthwiseConv2D(3, padding="same"), L.Conv2D(12, 1, activation="hard_silu"), L.GlobalAveragePooling2D(), L.Dense(10, activation="softmax"))(i)`,
  unscaled: `L.Dense(2)(L.GlobalAveragePooling2D(keepdims=True)(L.BatchNormalization(center=False)(L.BatchNormalization(scale=False)(L.Conv2D(3, 3)(i)))))`,
  nested: `(lambda base: L.Add()([base(i), base(L.Rescaling(0.5)(i))]))(S(L.Conv2D(4, 3, padding="same"), S(L.BatchNormalization(name="inner"), L.ReLU()), L.Conv2D(3, 1, name="conv2d")))`,
  frozen: `(lambda base: setattr(base, "trainable", False) or L.Dense(2)(base(i)))(S(L.Conv2D(4, 3), L.BatchNormalization(), L.GlobalMaxPooling2D()))`,
  measured: `L.Conv2D(6, 3, groups=3)(L.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.1, 0.2, 0.3])(L.Rescaling([1.0, 2.0, 3.0], offset=[0.1, 0.0, -0.1])(i)))`,
  adapted: `(lambda n: n.adapt(x * 3 + 1) or L.Dense(2)(n(i)))(L.Normalization())`,
  undone: `(lambda n: L.Normalization(axis=None, mean=0.3, variance=0.5)(n))(L.Normalization(axis=3, mean=[0.4, 0.5, 0.6], variance=[0.1, 0.2, 0.3], invert=True)(i))`,
  branches: `__import__("keras.src.applications.inception_resnet_v2", fromlist=["x"]).CustomScaleLayer(0.17)([i, L.Conv2D(3, 3, padding="same")(i)])`,
  scaled: `__import__("keras.src.applications.convnext", fromlist=["x"]).LayerScale(0.1, 3)(i)`,
};

const writer = `
import json, sys, keras, numpy as np
L = keras.layers
keras.utils.set_random_seed(1)
x = np.random.default_rng(1).normal(size=(1, 8, 8, 3)).astype("float32")
def S(*layers): return keras.Sequential(layers)
facts = {}
for name, source in json.loads(sys.argv[1]).items():
    i = keras.Input((8, 8, 3))
    model = keras.Model(i, eval(source))
    for w in model.weights:
        if name != "adapted": w.assign(np.random.uniform(0.5, 1.5, w.shape))
    model.save(name + ".keras"); model.save(name + ".h5")
    facts[name] = np.asarray(model(x, training=False)).ravel().tolist()
json.dump({"x": x.ravel().tolist(), "answers": facts}, open("facts.json", "w"))
`;

describe.skipIf(python === '')('models of Keras', () => {
  let facts: { readonly x: number[]; readonly answers: { readonly [name: string]: number[] } };
  beforeAll(() => {
    execFileSync(python, ['-B', '-c', writer, JSON.stringify(models)], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    facts = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')) as typeof facts;
  }, 120_000);

  const read = async (file: string) => {
    const result = await importFile(join(folder, file));
    if (!result.ok) throw new Error(result.problem.message);
    return result.value;
  };

  it.each(Object.keys(models).flatMap((name) => [`${name}.keras`, `${name}.h5`]))(
    '%s answers the same',
    async (file) => {
      const model = await read(file);
      const { tf } = await engines.current();
      const [answer] = answersOf(tf, model, [{ shape: [8, 8, 3], values: facts.x }]);
      const expected = facts.answers[file.split('.')[0]!]!;
      expect(answer!.values).toHaveLength(expected.length);
      expected.forEach((value, i) =>
        expect(Math.abs(value - answer!.values[i]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))),
      );
    },
  );

  it('a model within the model is a block, and used twice it has one set of weights', async () => {
    const { network } = await read('nested.keras');
    const blocks = blocksOf(network);
    expect(blocks).toHaveLength(4);
    expect(blocks.filter(({ parent }) => parent !== undefined)).toHaveLength(2);
    const shared = network.nodes.filter(({ shares }) => shares !== undefined);
    expect(shared.map(({ kind }) => kind).sort()).toEqual(['batchNormalization', 'conv2d', 'conv2d']);
  });

  it('layers that do not learn come in frozen', async () => {
    const { network } = await read('frozen.keras');
    expect(network.nodes.filter(({ frozen }) => frozen === true).map(({ kind }) => kind)).toEqual([
      'conv2d',
      'batchNormalization',
    ]);
  });
});
