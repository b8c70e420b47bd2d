// The sample project “Digits out of noise”: a generator and a discriminator learn against each other, on one canvas.
import type { Network } from '../../network/document';
import type { DataSpec } from '../../data/spec';
import { laneStep } from '../../network/layout';
import { judgedTarget, madeTarget, noiseInput } from '../../recipes/adversarial';
import { layersBehind } from '../../run/plan';
import { sizeOf } from '../../shape';
import { createBuilder } from '../architectures/builder';
import { adam, bundled, type Sample } from '../sample';

export const madeDigits: Sample = {
  id: 'made-digits',
  title: 'Digits out of noise',
  group: 'vision',
  synonyms: ['GAN', 'adversarial', 'generative', 'generator', 'discriminator', 'generate'],
  icon: 'WandSparkles',
  seconds: 50,
  figure: { metric: 'variety', atLeast: 0.7, beside: 'A generator that makes one and the same digit gives about 0.1.' },
  summary:
    'Two networks play against each other: one makes digits of noise, the other tells them from real ones, and both get better.',
  source: bundled('digits8x8'),
  options: {},
  training: {
    recipe: { id: 'adversarial', params: { noise: 32, rate: 0.0005, optimizer: 'same', smoothing: 0.1 } },
    epochs: 150,
    batchSize: 32,
    optimizerParams: { ...adam(0.0005), beta1: 0.5 },
  },
  network,
};

function network(data: DataSpec): Network {
  const { shape } = Object.values(data.inputs)[0]!.tensor;
  const { add, within, network: build } = createBuilder();
  const noise = add('input', 'noise', [], { source: noiseInput });
  const picture = add('input', 'picture', []);
  const made = within('Generator', () => {
    const first = add('dense', 'imagine', noise, { units: 128, activation: 'relu' });
    const even = add('batchNormalization', 'even', first);
    const second = add('dense', 'draw', even, { units: 128, activation: 'relu' });
    const pixels = add('dense', 'pixels', second, { units: sizeOf(shape)!, activation: 'sigmoid' });
    return add('reshape', 'as_picture', pixels, { targetShape: [...shape] });
  });
  const real = within('Discriminator', () => {
    const flat = add('flatten', 'flatten', picture);
    const look = add('leakyReLU', 'look_leaky', add('dense', 'look', flat, { units: 128, activation: 'linear' }));
    const doubt = add('dropout', 'doubt', look, { rate: 0.3 });
    const think = add('leakyReLU', 'think_leaky', add('dense', 'think', doubt, { units: 64, activation: 'linear' }));
    return add('dense', 'verdict', think, { units: 1, activation: 'sigmoid' });
  });
  add('output', 'generator', made, { target: madeTarget });
  const end = add('output', 'discriminator', real, { target: judgedTarget });
  const { nodes, edges, ...rest } = build();
  // Each network in a lane of its own, with room for the frame around it.
  const lower = layersBehind(
    nodes.map(({ id }) => ({ id, inputs: edges.filter(({ target }) => target === id).map(({ source }) => source) })),
    end,
  );
  const placed = nodes.map((node) => ({
    ...node,
    position: { ...node.position, y: lower.has(node.id) ? 2 * laneStep : 0 },
  }));
  return { nodes: placed, edges, ...rest };
}
