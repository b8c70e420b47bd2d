// Data for tests that lies in memory: real numbers through the same door as files, split and numbered alike.
import type { Batch, OpenedData } from '../../electron/engine/data/dataset';
import type { FittedTarget } from '../../shared/data/fitted';
import { toLearn } from '../../shared/data/preprocess';
import type { DataSpec } from '../../shared/data/spec';

export interface MemorySet {
  /** Row-major numbers of one sample each, by input. */
  readonly inputs: {
    readonly [name: string]: { readonly shape: readonly number[]; readonly rows: readonly (readonly number[])[] };
  };
  /** One number a sample; of a target with a shape all its numbers, sample after sample. */
  readonly targets: { readonly [name: string]: FittedTarget & { readonly values: readonly number[] } };
  /** Sizes of the parts, in the order of the rows. */
  readonly train: number;
  readonly validation?: number;
  readonly test?: number;
}

export function memorySpec(set: MemorySet): DataSpec {
  return {
    inputs: Object.fromEntries(
      Object.entries(set.inputs).map(([name, { shape }]) => [
        name,
        { title: name, modality: 'table', tensor: { shape, dtype: 'float32' } },
      ]),
    ),
    targets: Object.fromEntries(
      Object.entries(set.targets).map(([name, target]) => [
        name,
        {
          title: name,
          task: target.task,
          ...(target.task === 'regression' ? {} : { classes: target.classes }),
          ...(target.shape === undefined ? {} : { shape: target.shape }),
        },
      ]),
    ),
    sampleCount: set.train + (set.validation ?? 0) + (set.test ?? 0),
  };
}

/** `delayMs`: how long every batch takes to come. */
export function openMemory(set: MemorySet, delayMs = 0): OpenedData {
  const range = (from: number, count: number) => Uint32Array.from({ length: count }, (_, index) => from + index);
  const validation = set.validation ?? 0;
  const parts = {
    train: range(0, set.train),
    validation: range(set.train, validation),
    test: range(set.train + validation, set.test ?? 0),
  };
  const classCounts = Object.fromEntries(
    Object.entries(set.targets).flatMap(([name, target]) => {
      if (target.task === 'regression' || target.shape !== undefined) return [];
      const counts = target.classes.map(() => 0);
      for (const sample of parts.train) counts[target.values[sample]!]! += 1;
      return [[name, counts]];
    }),
  );
  const batch = (samples: Uint32Array): Batch => ({
    size: samples.length,
    inputs: Object.fromEntries(
      Object.entries(set.inputs).map(([name, { shape, rows }]) => [
        name,
        {
          shape: [samples.length, ...shape],
          values: Float32Array.from([...samples].flatMap((sample) => [...rows[sample]!])),
        },
      ]),
    ),
    targets: Object.fromEntries(
      Object.entries(set.targets).map(([name, target]) => {
        const scale = (value: number) => (target.task === 'regression' ? toLearn(target, value) : value);
        const width = (target.shape ?? []).reduce((product, size) => product * size, 1);
        const values = [...samples].flatMap((sample) => target.values.slice(sample * width, (sample + 1) * width));
        return [name, Float32Array.from(values, scale)];
      }),
    ),
  });
  return {
    spec: memorySpec(set),
    fitted: { inputs: {}, targets: set.targets },
    parts,
    classCounts,
    total: set.train + validation + (set.test ?? 0),
    labels: (target, samples) => Int32Array.from(samples, (sample) => set.targets[target]!.values[sample]!),
    batch: async (samples) => {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      return batch(samples);
    },
    show: async (samples) => [...samples].map((index) => ({ index, part: 'train' })),
    close: () => undefined,
  };
}
