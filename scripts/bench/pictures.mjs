// `node scripts/run.mjs scripts/bench/pictures.mjs [COUNT] [--size N] [--mixed] [--keep FOLDER] [--think S]`: COUNT JPEG files made on the spot
// (50,000 unless told otherwise), a folder per class, through the engine's own process as the app runs it: time to the first
// pictures on the screen, to the whole inspection, from Start to the first batch; seconds, waiting and memory of each epoch of the
// benchmark's CNN on 28×28 (--mixed: pictures of three shapes, on the size that is suggested); the same again in another engine, which finds the pictures decoded on disk. --think SECONDS lie
// between the preview and Start, in which pictures are decoded ahead.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { option, words } from '../commandLine.mjs';
import { startEngine } from './engine.mjs';
import { table } from './figures.mjs';
import { chain, documentOf } from './projects.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { ensureNativeEngine } from '../setup/nativeEngine.mjs';

const count = Number(words.find((word) => /^\d+$/.test(word)) ?? 50_000);
const size = Number(option('--size', '64'));
const mixed = process.argv.includes('--mixed');
const epochs = 3;

await ensureNativeEngine();
await ensureBuild();
const scratch = mkdtempSync(join(tmpdir(), 'layerloom-pictures-'));
const pictures = option('--keep', join(scratch, 'pictures'));
if (!existsSync(pictures)) makePictures(pictures);

let peak = 0;
const environment = { LAYERLOOM_CACHE: join(scratch, 'cache') };

/** `use` of an engine's process of its own, whose largest memory is watched. */
async function withEngine(use) {
  const engine = startEngine(environment);
  const watch = setInterval(() => {
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${engine.pid}/status`, 'utf8'));
    peak = Math.max(peak, Number(resident?.[1]) / 1024);
  }, 100);
  try {
    return await use(engine);
  } finally {
    clearInterval(watch);
    engine.end();
  }
}

/** Trains, and answers seconds to the first batch and a row for each epoch. */
async function train(engine, data, name) {
  const conv = (filters) => ['conv2d', { filters, kernelSize: [3, 3], activation: 'relu' }];
  const layers = [['input'], conv(32), ['maxPooling2d'], conv(64), ['maxPooling2d'], ['flatten']];
  const head = [
    ['dense', { units: 128, activation: 'relu' }],
    ['dense', { units: 10, activation: 'softmax' }],
    ['output'],
  ];
  const document = documentOf('pictures', chain([...layers, ...head]), { data, batchSize: 64, epochs });
  const plan = await engine.planOf(document);
  const started = performance.now();
  let first = NaN;
  const rows = [];
  let last = started;
  await engine.follow(plan, join(scratch, name), (event, at) => {
    if (event.type === 'batch' && Number.isNaN(first)) first = (at - started) / 1000;
    if (event.type === 'epoch') {
      const seconds = ((at - last) / 1000).toFixed(1);
      rows.push([name, event.epoch, seconds, event.samplesPerSecond, `${(100 * event.dataWait).toFixed(1)} %`]);
      last = at;
    }
    return false;
  });
  return { first, rows };
}

try {
  const source = { type: 'folder', path: pictures, name: 'pictures' };
  const options = mixed ? {} : { width: 28, height: 28 };
  const figures = await withEngine(async (engine) => {
    const begin = performance.now();
    const seconds = () => (performance.now() - begin) / 1000;
    // As the window does, which shows nothing of what is read at once.
    const glanced = new Promise((resolve) => setTimeout(resolve, 300))
      .then(() => engine.ask('glanceData', { source, options }))
      .then(({ pictures: shown }) => {
        if (shown.length === 0) throw new Error('nothing is shown while the pictures are read');
        return seconds();
      });
    const data = await engine.ask('inspectData', { taskId: 'inspect', source, options });
    const inspected = seconds();
    const preview = await glanced;
    // What the window asks for next; from here on pictures are decoded ahead until Start is pressed.
    await engine.ask('previewData', { data, part: 'train', offset: 0, limit: 30 });
    const thinking = Number(option('--think', '0'));
    await new Promise((resolve) => setTimeout(resolve, 1000 * thinking));
    return { data, preview, inspected, run: await train(engine, data, 'first run') };
  });
  const later = await withEngine((engine) => train(engine, figures.data, 'app started anew'));
  console.log(
    `${count} JPEG files of ${size}×${size}${mixed ? ' and half as wide or high again' : ''}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`,
  );
  console.log(
    `first pictures shown after ${figures.preview.toFixed(1)} s, all looked through after ${figures.inspected.toFixed(1)} s; from Start to the first batch ${figures.run.first.toFixed(1)} s, in an app started anew ${later.first.toFixed(1)} s`,
  );
  console.log(`largest memory of the engine ${peak.toFixed(0)} MB`);
  console.log(
    table(['', 'epoch', 'seconds', 'samples a second', 'waiting for data'], [...figures.run.rows, ...later.rows]),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Ten classes of patterns that a network can tell apart, each picture with its own colours and place. */
function makePictures(folder) {
  let state = 7;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const long = Math.round(1.5 * size);
  const shapes = mixed
    ? [
        [size, size],
        [long, size],
        [size, long],
      ]
    : [[size, size]];
  const canvases = shapes.map(([width, height]) => createCanvas(width, height));
  for (let index = 0; index < count; index++) {
    const label = index % 10;
    const into = join(folder, `class ${label}`);
    if (index < 10) mkdirSync(into, { recursive: true });
    const canvas = canvases[Math.floor(index / 10) % canvases.length];
    const context = canvas.getContext('2d');
    context.fillStyle = `hsl(${Math.floor(360 * uniform())} 40% 30%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = `hsl(${Math.floor(360 * uniform())} 70% 70%)`;
    const radius = size * (0.1 + 0.03 * label);
    context.beginPath();
    context.ellipse(size * (0.35 + 0.3 * uniform()), size * (0.35 + 0.3 * uniform()), radius, size * 0.2, 0, 0, 7);
    context.fill();
    writeFileSync(join(into, `${index}.jpg`), canvas.toBuffer('image/jpeg', 85));
  }
}
