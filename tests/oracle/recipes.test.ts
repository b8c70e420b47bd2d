// Recipes against real Keras: twenty steps of an autoencoder, a variational autoencoder (with the same draws), two
// networks against each other (with the same noise) and a language model from the same weights, the divergence's closed form, and targets as numpy shifts them.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBlock } from '../../electron/engine/training/block';
import { likeness } from '../../electron/engine/answering/likeness';
import { buildNetwork, initializeWeights, layerContext, takeWeights } from '../../electron/engine/network';
import { createObjective } from '../../electron/engine/training/objective';
import { learnedBy } from '../../electron/engine/training/recipe';
import { createTrainingStep } from '../../electron/engine/training/step';
import { createStepRandom } from '../../electron/engine/training/stepRandom';
import { findOptimizer } from '../../shared/choices/optimizers';
import { findLayer } from '../../shared/layers';
import { createRandom } from '../../shared/random';
import { rivalsOf } from '../../shared/recipes';
import { nextTokens } from '../../shared/recipes/languageModel';
import type { Plan } from '../../shared/run/plan';
import { type Case, adversarial, autoencoder, recurrent, variational } from '../engine/recipeCases';
import { engines } from '../engine/runs';
import { type Numbers, difference, python } from './keras';

const neighbours = `
import json, sys
import numpy as np
from sklearn.neighbors import NearestNeighbors
given = json.load(sys.stdin)
real, made = (np.array(given[name]).reshape(-1, given["width"]) for name in ("real", "made"))
reach = NearestNeighbors(n_neighbors=6).fit(real).kneighbors(real)[0][:, 5]
far = np.linalg.norm(made[:, None] - real[None], axis=2)
near = far <= reach[None] * (1 + 1e-12)
print(json.dumps({"lifelike": near.any(axis=1).mean(), "variety": near.any(axis=0).mean(), "nearest": far.argmin(axis=1).tolist()}))
`;

const steps = 20;
const size = 8;

/** Without noise, so that nothing is drawn but what Keras is given, too. */
function quiet({ plan, data, title }: Case): Case {
  const recipe = { ...plan.training.recipe!, params: { ...plan.training.recipe!.params, noise: 0 } };
  return { title, data, plan: { ...plan, training: { ...plan.training, recipe } } };
}

interface Answer {
  readonly losses: readonly number[];
  readonly divergences: readonly number[];
  readonly targets: Numbers | null;
  readonly weights: { readonly [layer: string]: readonly Numbers[] };
}

async function ours(recipe: string, { plan, data }: Case) {
  const { tf } = await engines.current();
  const opened = learnedBy(data(), plan.training);
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 11);
  const layers = network.layers.filter(({ weights }) => weights.length > 0);
  const tensors = () => {
    const all = takeWeights(network);
    return Object.fromEntries(
      layers.map(({ plan: { name }, weights }) => [
        name,
        weights.map((weight) => ({ shape: weight.variable.shape, data: [...all.get(weight.name)!.data] })),
      ]),
    );
  };
  const start = tensors();
  const source = Object.keys(opened.spec.inputs)[0]!;
  const sample = await opened.batch(opened.parts.train.slice(0, size));
  const objective = createObjective(tf, network, opened.fitted);
  const step = createTrainingStep(tf, network, objective, null, { sample, train: [size], evaluate: [] });
  step.push();
  const random = createStepRandom(tf, plan.training.seed);
  const rate = Number(step.learner.values['learningRate']);
  const losses: number[] = [];
  const divergences: number[] = [];
  const batches: Numbers[] = [];
  const draws: Numbers[] = [];
  for (let at = 0; at < steps; at++) {
    const first = (at * size) % (opened.parts.train.length - size);
    const batch = await opened.batch(opened.parts.train.slice(first, first + size));
    const { shape, values } = batch.inputs[source]!;
    batches.push({ shape, data: [...values] });
    const noise = batch.inputs['noise'];
    if (noise !== undefined) draws.push({ shape: noise.shape, data: [...noise.values] });
    if (recipe === 'variational') {
      const drawn = random.during(at + 1, () => random.random.normal('draw/draw', [size, 2]).dataSync());
      draws.push({ shape: [size, 2], data: [...drawn] });
    }
    const [result] = step.train(createBlock(batch, size), at + 1, Float32Array.of(rate));
    losses.push(result!.loss);
    if (recipe === 'variational') divergences.push(objective.figures(result!.sums)['kl']!);
  }
  step.pull();
  const end = tensors();
  const context = layerContext(plan);
  const rivals = rivalsOf(plan.training);
  const question = {
    recipe,
    layers: Object.fromEntries(
      layers.map(({ plan: layer }) => [
        layer.name,
        findLayer(layer.kind)!.keras(layer.params as never, context, inputsOf(plan, layer.id)),
      ]),
    ),
    weights: start,
    optimizer: findOptimizer(plan.training.optimizer)!.keras(step.learner.values as never),
    rival: rivals === null ? null : findOptimizer(rivals.optimizer)!.keras(rivals.optimizerParams as never),
    smoothing: rivals?.smoothing ?? 0,
    batches,
    draws,
    weight: Number(plan.training.recipe!.params['weight'] ?? 0),
  };
  step.dispose();
  network.dispose();
  return { question, losses, divergences, end };
}

function inputsOf(plan: Plan, id: string) {
  const layer = plan.layers.find((other) => other.id === id)!;
  return layer.inputs.map((from) => plan.layers.find((other) => other.id === from)!.output);
}

describe.skipIf(python === undefined)('recipes equal Keras', () => {
  it('over twenty steps: losses, divergences, weights; and targets equal numpy’s', async () => {
    const cases = [
      ['autoencoder', quiet(autoencoder)],
      ['variational', variational],
      ['languageModel', recurrent],
      ['adversarial', adversarial],
    ] as const;
    const mine: Awaited<ReturnType<typeof ours>>[] = [];
    for (const [recipe, one] of cases) mine.push(await ours(recipe, one));
    const { status, stdout, stderr } = spawnSync(python!, [resolve(import.meta.dirname, 'recipes_oracle.py')], {
      input: JSON.stringify(mine.map(({ question }) => question)),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(status, stderr.slice(-2000)).toBe(0);
    const theirs = JSON.parse(stdout) as readonly Answer[];
    mine.forEach(({ question, losses, divergences, end }, at) => {
      const answer = theirs[at]!;
      const { recipe } = question;
      expect(difference(losses, answer.losses, 1e-5), `${recipe}: losses`).toBeNull();
      expect(difference(divergences, answer.divergences, 1e-5), `${recipe}: divergences`).toBeNull();
      for (const [name, weights] of Object.entries(end)) {
        weights.forEach(({ data }, place) => {
          const close = difference(data, answer.weights[name]![place]!.data, 5e-5);
          expect(close, `${recipe}: weight ${place} of ${name}`).toBeNull();
        });
      }
    });
    const { shape, data } = mine[2]!.question.batches[0]!;
    expect([...nextTokens(data, shape[0]!, shape[1]!)]).toEqual(theirs[2]!.targets!.data);
  });
});

describe.skipIf(python === undefined)('how much made samples are like real ones', () => {
  it('equals what scikit-learn’s neighbours say', () => {
    const random = createRandom(7);
    const width = 4;
    const draw = (count: number, spread: number) =>
      Float32Array.from({ length: count * width }, () => spread * random.normal());
    const [real, made] = [draw(60, 1), draw(50, 0.7)];
    const { status, stdout, stderr } = spawnSync(python!, ['-c', neighbours], {
      input: JSON.stringify({ real: [...real], made: [...made], width }),
      encoding: 'utf8',
    });
    expect(status, stderr.slice(-2000)).toBe(0);
    const { nearest, ...shares } = likeness(real, made, width);
    expect({ ...shares, nearest: [...nearest] }).toEqual(JSON.parse(stdout));
  });
});

describe('the next token', () => {
  it.each([
    ['padding after', [2, 3, 4, 0, 0], [3, 4, 0, -1, -1]],
    ['padding before', [0, 0, 2, 3, 4], [-1, -1, 3, 4, 0]],
    ['a text that may have been cut', [2, 3, 4, 2, 3], [3, 4, 2, 3, -1]],
    ['an empty text', [0, 0, 0, 0, 0], [-1, -1, -1, -1, -1]],
  ])('with %s', (_, ids, next) => {
    expect([...nextTokens(ids, 1, 5)]).toEqual(next);
  });
});
