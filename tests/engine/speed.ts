// Times training for reports and watches its memory: bundle it (bundle.ts), then `node <bundle> mlp|cnn [epochs]`. Not a test.
import { createRandom } from '../../shared/random';
import { type MemorySet, memorySpec, openMemory } from './memoryData';
import { planOf } from './plans';
import { complete, start } from './runs';
import { adam, pictures } from './sets';

const random = createRandom(1);
const mlpRows = Array.from({ length: 6400 }, () => Array.from({ length: 20 }, () => random.normal()));
const mlpSet: MemorySet = {
  inputs: { features: { shape: [20], rows: mlpRows } },
  targets: {
    yes: { task: 'binary', column: 'yes', classes: ['no', 'yes'], values: mlpRows.map((row) => (row[0]! > 0 ? 1 : 0)) },
  },
  train: 6400,
};

async function main() {
  if (process.argv[2] === 'mlp') {
    const plan = planOf(
      memorySpec(mlpSet),
      [
        ['in', 'input'],
        ['a', 'dense', { units: 64, activation: 'relu' }],
        ['b', 'dense', { units: 64, activation: 'relu' }],
        ['c', 'dense', { units: 1, activation: 'sigmoid' }],
        ['out', 'output'],
      ],
      { epochs: Number(process.argv[3] ?? 4), optimizerParams: adam(0.001) },
      { out: { metrics: ['accuracy'] } },
    );
    const { run, events } = start(plan, () => openMemory(mlpSet));
    // What was printed is let go, so that the memory seen is the engine's own.
    const print = () => {
      for (const event of events.splice(0)) {
        if (event.type === 'epoch')
          console.log(event.epoch, 'steps/s', event.samplesPerSecond / 32, event.train['loss']);
      }
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      console.log('MB', [rss, heapUsed, heapTotal, external].map((bytes) => Math.round(bytes / 2 ** 20)).join(' '));
    };
    setInterval(print, 10_000).unref();
    await run.done;
    print();
  } else {
    const set = pictures('mnist10k', 8000, 1000, 1000);
    const plan = planOf(
      memorySpec(set),
      [
        ['in', 'input'],
        ['conv', 'conv2d', { filters: 32, activation: 'relu' }],
        ['pool', 'maxPooling2d'],
        ['conv2', 'conv2d', { filters: 64, activation: 'relu' }],
        ['pool2', 'maxPooling2d'],
        ['flat', 'flatten'],
        ['a', 'dense', { units: 128, activation: 'relu' }],
        ['c', 'dense', { units: 10, activation: 'softmax' }],
        ['out', 'output'],
      ],
      { epochs: 3, batchSize: 64, optimizerParams: adam(0.001) },
    );
    const { events } = await complete(plan, () => openMemory(set));
    for (const event of events)
      if (event.type === 'epoch')
        console.log(
          's so far',
          event.elapsedMs / 1000,
          'steps/s',
          event.samplesPerSecond / 64,
          event.train,
          event.validation,
        );
  }
}
void main();
