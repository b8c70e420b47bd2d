// Networks whose training is watched through the whole engine, and real data for them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dense = (units, activation) => ['dense', { units, activation }];
const conv = (filters) => ['conv2d', { filters, kernelSize: [3, 3], padding: 'valid', activation: 'relu' }];

export const networks = {
  mlp: {
    title: 'MLP 20-64-64-1, batch 32',
    samples: 6400,
    batch: 32,
    layers: [['input'], dense(64, 'relu'), dense(64, 'relu'), dense(1, 'sigmoid'), ['output']],
    data: (folder) => tableOf(folder, 20, 6400),
  },
  cnn: {
    title: 'CNN 28×28, 2 convolutions, batch 64',
    samples: 6400,
    batch: 64,
    layers: [
      ['input'],
      conv(32),
      ['maxPooling2d'],
      conv(64),
      ['maxPooling2d'],
      ['flatten'],
      dense(128, 'relu'),
      dense(10, 'softmax'),
      ['output'],
    ],
    // The bundled digits; 6,400 of them for training.
    data: () => ({ type: 'bundled', id: 'mnist10k' }),
    trainShare: 0.64,
  },
  lstm: {
    title: 'LSTM 50×16, 64 units, batch 32',
    samples: 640,
    batch: 32,
    layers: [
      ['input'],
      ['reshape', { targetShape: [50, 16] }],
      ['lstm', { units: 64 }],
      dense(1, 'sigmoid'),
      ['output'],
    ],
    data: (folder) => tableOf(folder, 800, 640),
  },
  transformer: {
    title: 'Transformer 64×64, 2 blocks, batch 32',
    samples: 640,
    batch: 32,
    layers: [
      ['input'],
      ['reshape', { targetShape: [64, 64] }],
      ...encoder(),
      ...encoder(),
      ['globalAveragePooling1d'],
      dense(1, 'sigmoid'),
      ['output'],
    ],
    data: (folder) => tableOf(folder, 4096, 640),
  },
};

/** Attention and a small network at every place; for its memory the ways around them do not matter. */
function encoder() {
  const attention = ['multiHeadAttention', { numHeads: 4, keyDim: 16 }];
  return [attention, ['layerNormalization'], dense(256, 'relu'), dense(64, 'linear'), ['layerNormalization']];
}

/** A CSV of standard normal features and a yes-or-no target that follows the first. */
function tableOf(folder, features, rows) {
  let state = 1;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const names = Array.from({ length: features }, (_, place) => `x${place}`);
  const lines = [[...names, 'target'].join(',')];
  for (let row = 0; row < rows; row++) {
    const values = names.map(() => normal().toFixed(5));
    lines.push([...values, Number(values[0]) > 0 ? 'yes' : 'no'].join(','));
  }
  const path = join(folder, `${features}.csv`);
  writeFileSync(path, lines.join('\n'));
  return { type: 'file', path, name: `${features}.csv` };
}
