// Frozen layers in exports: each framework's own way to keep a layer as it is.
import { describe, expect, it } from 'vitest';
import { kerasSource } from '../../../shared/export/source/keras';
import { kerasConfig, kerasNetwork } from '../../../shared/export/kerasConfig';
import { writeTorchModel } from '../../../shared/export/torch/model';
import type { ExportWeight } from '../../../shared/export/format';
import { allExampleRows, planOfExample } from '../../engine/export/examples';
import { findLayer } from '../../../shared/layers';
import type { Plan } from '../../../shared/run/plan';
import { memorySpec } from '../../engine/memoryData';
import { planOf } from '../../engine/plans';

const whole = planOf(
  memorySpec({
    inputs: { x: { shape: [4, 4, 1], rows: [] } },
    targets: { y: { task: 'binary', column: 'y', classes: ['no', 'yes'], values: [] } },
    train: 0,
  }),
  [
    ['in', 'input'],
    ['conv', 'conv2d', { filters: 2, l2: 0.1 }],
    ['norm', 'batchNormalization'],
    ['flat', 'flatten'],
    ['end', 'dense', { units: 1, activation: 'sigmoid', l2: 0.1 }],
    ['out', 'output'],
  ],
);
const frozen = ['conv', 'norm'];
const plan: Plan = {
  ...whole,
  layers: whole.layers.map((layer) => (frozen.includes(layer.name) ? { ...layer, frozen: true } : layer)),
};
const weights = new Map(
  plan.layers.flatMap((layer) => {
    const specs = layer.inputs.map((id) => plan.layers.find((other) => other.id === id)!.output);
    const own = findLayer(layer.kind)!.weights(specs, layer.params as never, { data: null, layer: findLayer });
    return own.map(({ name, shape }): [string, ExportWeight] => [
      `${layer.name}/${name}`,
      { shape, values: new Float32Array(shape.reduce((product, size) => product * size, 1)) },
    ]);
  }),
);

describe('frozen layers', () => {
  it('are not trainable in Keras’ source', () => {
    const { text, lines } = kerasSource(plan, 'p');
    const all = text.split('\n');
    const said = lines.filter(({ from, to }) => all.slice(from, to).join().includes('trainable=False'));
    expect(said.map(({ layer }) => layer)).toEqual(frozen);
  });

  it('are not trainable in Keras’ file', () => {
    const { config } = kerasConfig(kerasNetwork(plan, weights)) as {
      config: { layers: { name: string; config: { trainable?: boolean } }[] };
    };
    expect(config.layers.filter((layer) => layer.config.trainable === false).map(({ name }) => name)).toEqual(frozen);
  });

  it('of several pieces have none that learns in Keras’ file', () => {
    const row = allExampleRows.find(({ kind }) => kind === 'squeezeAndExcite')!;
    const { layers, ...rest } = planOfExample(row);
    const own = row.layer.weights(row.example.inputs, row.example.params as never, { data: null, layer: findLayer });
    const { nodes } = kerasNetwork(
      { ...rest, layers: layers.map((layer) => (layer.id === 'layer' ? { ...layer, frozen: true } : layer)) },
      new Map(own.map(({ name, shape }) => [`layer/${name}`, { shape, values: new Float32Array(1) }])),
    );
    const learn = nodes.filter(({ weights: kept }) => kept.length > 0).map(({ config }) => config['trainable']);
    expect(learn).toEqual([false, false]);
  });

  it('need no gradient in PyTorch, are not drawn anew nor penalized, and keep their statistics', () => {
    const { text: source } = writeTorchModel(plan, 'p', null);
    expect(source.match(/self\.(\w+)\.requires_grad_\(False\)/g)).toEqual([
      'self.conv.requires_grad_(False)',
      'self.norm.requires_grad_(False)',
    ]);
    expect(source).toContain('FROZEN = ["conv", "norm"]');
    expect(source).toMatch(
      /def train\(self, mode=True\):[^]*super\(\)\.train\(mode\)\n {8}self\.norm\.eval\(\)\n {8}return self/,
    );
    const between = (from: string, to: string) => source.slice(source.indexOf(from), source.indexOf(to));
    expect(between('INITIAL', 'FROZEN')).not.toMatch(/conv|norm/);
    expect(between('PENALTIES', 'FROZEN')).toContain('end.weight');
  });

  it('leave a network without them as it was', () => {
    expect(kerasSource(whole, 'p').text).not.toContain('trainable');
    expect(writeTorchModel(whole, 'p', null).text).not.toMatch(/requires_grad|def train/);
  });
});
