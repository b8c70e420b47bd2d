// The data map: thousands of samples as points, those that are alike near each other, by what goes into the network or
// by what one of its layers says.
import { inUnits } from '../../shared/data/preprocess';
import type { InputSpec } from '../../shared/data/spec';
import type { MapMethod } from '../../shared/data/mapMethods';
import { partNames } from '../../shared/data/split';
import type { TensorFlow } from '../../shared/layers/layer';
import type { DataMap } from '../../shared/data/shown';
import type { BatchArray, OpenedData } from './data/dataset';
import { drawEvenly } from './drawEvenly';
import type { Network } from './network';
import { principalComponents, type Components } from './pca';
import { placeByNeighbours } from './umap';
import { throwProblem } from './problems';
import { inputTensors, tidied } from './training/stepTensors';
import { type Task, unlessCancelled } from '../tasks';
import { product } from '../../shared/shape';

/** Points that are drawn; of more samples so many are picked by lot. */
const mostPoints = 5000;
const atOnce = 100;
/** Numbers of a sample that are compared; larger ones are made smaller by averaging neighbours. */
const mostNumbers = 3072;
/** Different tokens that a text is compared by. */
const mostTokens = 1000;

/** Rows of numbers for a batch of samples: [size · width]. */
type Features = (inputs: { readonly [source: string]: BatchArray }, size: number) => Float32Array;

/** Means over squares of pixels, or over stretches of anything else, until few enough numbers are left. */
export function shrink({ shape, values }: BatchArray): Float32Array {
  const [size = 1, ...own] = shape;
  const width = product(own);
  if (width <= mostNumbers) return values;
  const picture = own.length === 3;
  const [height, across, channels] = picture ? (own as [number, number, number]) : [1, width, 1];
  const by = picture ? Math.ceil(Math.sqrt(width / mostNumbers)) : Math.ceil(width / mostNumbers);
  const [down, right] = [picture ? by : 1, by];
  const [rows, columns] = [Math.ceil(height / down), Math.ceil(across / right)];
  const made = new Float32Array(size * rows * columns * channels);
  const counts = new Float32Array(rows * columns);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < across; x++) counts[Math.floor(y / down) * columns + Math.floor(x / right)]!++;
  for (let sample = 0; sample < size; sample++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < across; x++) {
        const cell = Math.floor(y / down) * columns + Math.floor(x / right);
        for (let c = 0; c < channels; c++)
          made[(sample * rows * columns + cell) * channels + c]! +=
            values[((sample * height + y) * across + x) * channels + c]! / counts[cell]!;
      }
    }
  }
  return made;
}

/** How often each of the most frequent tokens comes, every text of length 1: their order does not count. */
export function countTokens({ shape, values }: BatchArray): Float32Array {
  const [size = 1, length = 0] = shape;
  const made = new Float32Array(size * mostTokens);
  for (let sample = 0; sample < size; sample++) {
    let squares = 0;
    for (let i = 0; i < length; i++) {
      // 0 is padding, 1 unknown.
      const token = values[sample * length + i]! - 2;
      if (token < 0 || token >= mostTokens) continue;
      const at = sample * mostTokens + token;
      squares += 2 * made[at]! + 1;
      made[at]!++;
    }
    if (squares > 0) {
      const by = 1 / Math.sqrt(squares);
      for (let at = sample * mostTokens; at < (sample + 1) * mostTokens; at++) made[at]! *= by;
    }
  }
  return made;
}

/** What goes into the network, all inputs side by side. */
export function rawFeatures(inputs: { readonly [name: string]: InputSpec }): Features {
  return (arrays, size) => {
    const pieces = Object.entries(arrays).map(([name, array]) =>
      inputs[name]?.modality === 'text' ? countTokens(array) : shrink(array),
    );
    return beside(pieces, size);
  };
}

function beside(pieces: readonly Float32Array[], size: number): Float32Array {
  if (pieces.length === 1) return pieces[0]!;
  const widths = pieces.map(({ length }) => length / size);
  const width = widths.reduce((a, b) => a + b, 0);
  const made = new Float32Array(size * width);
  let offset = 0;
  pieces.forEach((piece, place) => {
    for (let row = 0; row < size; row++)
      made.set(piece.subarray(row * widths[place]!, (row + 1) * widths[place]!), row * width + offset);
    offset += widths[place]!;
  });
  return made;
}

/** What a layer of a trained network says. Throws with a Problem where there is no such layer. */
export function learnedFeatures(tf: TensorFlow, network: Network, layer: string): Features {
  if (!network.plan.layers.some(({ id }) => id === layer)) {
    throwProblem('map.layer', 'This run’s network has no such layer. Choose another layer, or another run.');
  }
  return (inputs) =>
    tidied(tf, () => {
      let found: BatchArray | null = null;
      network.forward(inputTensors(tf, network, { inputs }), false, (entry, result) => {
        if (entry.plan.id === layer)
          found = { shape: result.shape, values: Float32Array.from(result.dataSync<'float32'>()) };
      });
      return shrink(found!);
    });
}

/** Numbers of a sample by which its neighbours are found: the first principal components of wider ones. */
const comparedNumbers = 30;
/** They need not be exact. */
const comparedRounds = 4;

async function places(
  values: Float32Array,
  rows: number,
  width: number,
  method: MapMethod,
  tick: (share: number) => Promise<void>,
): Promise<{ readonly x: Float64Array; readonly y: Float64Array; readonly explained?: Components['explained'] }> {
  if (method === 'pca') {
    const { scores, explained } = await principalComponents(values, rows, width, tick);
    return { x: scores[0]!, y: scores[1]!, explained };
  }
  const count = Math.max(2, Math.min(comparedNumbers, width));
  const half = (share: number) => tick(share / 2);
  const { scores } = await principalComponents(values, rows, width, half, count, comparedRounds);
  const points = Array.from({ length: rows }, (_, row) => Float64Array.from(scores, (own) => own[row]!));
  const [x, y] = [Float64Array.from(scores[0]!), Float64Array.from(scores[1]!)];
  await placeByNeighbours(points, x, y, (share) => tick((1 + share) / 2));
  return { x, y };
}

/** Throws with a Problem where there are too few samples. */
export async function mapSamples(
  data: OpenedData,
  features: Features,
  task: Task,
  method: MapMethod = 'pca',
): Promise<DataMap> {
  const all = partNames.flatMap((part, place) => Array.from(data.parts[part], (sample) => ({ sample, place })));
  if (all.length < 3) throwProblem('map.few', 'There are fewer than three samples, too few for a map.');
  const [name, target] = Object.entries(data.spec.targets)[0] ?? [];
  const labels =
    name === undefined
      ? null
      : data.labels(
          name,
          Uint32Array.from(all, ({ sample }) => sample),
        );
  const picked = Array.from(drawEvenly(labels ?? new Int32Array(all.length), mostPoints), (at) => all[at]!);
  const fitted = name === undefined ? undefined : data.fitted.targets[name];
  const targets: number[] = [];
  let values = new Float32Array(0);
  let width = 0;
  for (let from = 0; from < picked.length; from += atOnce) {
    const wanted = picked.slice(from, from + atOnce);
    const samples = Uint32Array.from(wanted, ({ sample }) => sample);
    const batch = await unlessCancelled(task.signal, data.batch(samples));
    const made = features(batch.inputs, batch.size);
    if (from === 0) {
      width = made.length / batch.size;
      values = new Float32Array(picked.length * width);
    }
    values.set(made, from * width);
    const truths = name === undefined ? [] : batch.targets[name]!;
    // What has many values for a sample has no single colour.
    if (truths.length === batch.size)
      for (const truth of truths) targets.push(fitted?.task === 'regression' ? inUnits(fitted, truth) : truth);
    task.progress(from + wanted.length, 2 * picked.length, 'Reading the samples');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { x, y, explained } = await places(values, picked.length, width, method, async (share) => {
    await new Promise((resolve) => setImmediate(resolve));
    task.progress(Math.round((1 + share) * picked.length), 2 * picked.length, 'Placing like samples together');
  });
  const names = await data.names?.(Uint32Array.from(picked, ({ sample }) => sample));
  return {
    samples: picked.map(({ sample }) => sample),
    ...(names === undefined ? {} : { names }),
    x: Array.from(x),
    y: Array.from(y),
    parts: picked.map(({ place }) => place),
    targets,
    ...(target?.classes === undefined || targets.length === 0 ? {} : { classes: target.classes }),
    ...(explained === undefined ? {} : { explained }),
    total: all.length,
  };
}
