// How large the numbers inside a network become on samples of its training part: what 8-bit files are scaled by.
import type { Program } from '../../../shared/export/program/program';
import type { Range } from '../../../shared/export/tflite/numbers';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { OpenedData } from '../data/dataset';
import { loadProgram } from './loadedProgram';
import { throwProblem } from '../problems';
import { inputTensors, tidied } from '../training/stepTensors';
import type { Trained } from '../answering/trained';

type Tensor = import('@tensorflow/tfjs').Tensor;
type GraphModel = Awaited<ReturnType<TensorFlow['loadGraphModel']>>;

/** Samples at a time: every number inside the network is kept for them. */
const batchSize = 8;

/** Widens as more batches are seen. */
export interface Ranges {
  /** Feeds by the names of the program's inputs; the caller tidies what it feeds. */
  see(feeds: { readonly [input: string]: Tensor }): void;
  /** By the tensor's name. */
  done(): ReadonlyMap<string, Range>;
}

/** Smallest and largest number of every float32 tensor of a loaded program. */
export function createRanges(tf: TensorFlow, model: GraphModel, program: Program): Ranges {
  const names = [...program.inputs.map(({ tensor }) => tensor), ...program.steps.map(({ output }) => output)]
    .filter(({ dtype }) => dtype === 'float32')
    .map(({ name }) => name);
  const least = new Float64Array(names.length).fill(Infinity);
  const most = new Float64Array(names.length).fill(-Infinity);
  return {
    see: (feeds) => {
      const bounds = tidied(tf, () => {
        const result = model.execute({ ...feeds }, names);
        const all = Array.isArray(result) ? result : [result];
        return tf.stack([...all.map((each) => tf.min(each)), ...all.map((each) => tf.max(each))]).dataSync();
      });
      for (let i = 0; i < names.length; i++) {
        least[i] = Math.min(least[i]!, bounds[i]!);
        most[i] = Math.max(most[i]!, bounds[names.length + i]!);
      }
    },
    done: () => new Map(names.map((name, i) => [name, [least[i]!, most[i]!]])),
  };
}

/** Share of its span by which an answer without bounds may go beyond what was seen, on either side. */
const room = 0.25;
const moving: ReadonlySet<string> = new Set(['reshape', 'squeeze', 'expandDims', 'slice', 'transpose']);

/**
 * Ranges with room for answers: a forecast of tomorrow may lie beyond every day of the training part, and 8 bits would cut
 * it off there. Softmax and the like have bounds of their own, whatever is said here.
 */
export function withRoom(
  { outputs, steps }: Pick<Program, 'outputs' | 'steps'>,
  ranges: ReadonlyMap<string, Range>,
): ReadonlyMap<string, Range> {
  const makers = new Map(steps.map((step) => [step.output.id, step]));
  const wider = new Map(ranges);
  for (const { tensor } of outputs) {
    let source = tensor;
    for (;;) {
      const range = ranges.get(source.name);
      if (range !== undefined) {
        const more = (range[1] - range[0]) * room;
        wider.set(source.name, [range[0] - more, range[1] + more]);
      }
      const maker = makers.get(source.id);
      if (maker === undefined || !moving.has(maker.operation.op)) break;
      source = maker.inputs[0]!;
    }
  }
  return wider;
}

/** Ranges on `count` samples spread over the training part, with room for answers. */
export async function calibrate(
  { engine: { tf }, network }: Trained,
  program: Program,
  data: OpenedData,
  count: number,
  onStep: () => void,
): Promise<ReadonlyMap<string, Range>> {
  const pool = data.parts.train;
  if (pool.length === 0)
    throwProblem('export.calibrate', 'The training part has no samples to measure the network with. Check the split.');
  const total = Math.min(count, pool.length);
  const chosen = Uint32Array.from({ length: total }, (_, i) => pool[Math.floor((i * pool.length) / total)]!);
  const model = await loadProgram(tf, program);
  const ranges = createRanges(tf, model, program);
  try {
    for (let from = 0; from < total; from += batchSize) {
      onStep();
      const batch = await data.batch(chosen.subarray(from, from + batchSize));
      tf.tidy(() => {
        const given = inputTensors(tf, network, batch);
        const feeds = network.plan.inputs.map(
          ({ source }, i) => [program.inputs[i]!.tensor.name, given[source]!] as const,
        );
        ranges.see(Object.fromEntries(feeds));
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    model.dispose();
  }
  return withRoom(program, ranges.done());
}
