// What every walk from a file to the network is given and gives.
import type { DataConfig } from '../../../../shared/data/config';
import type { FittedInput } from '../../../../shared/data/fitted';
import type { Spread, StageView } from '../../../../shared/data/stages/stage';
import type { OpenedData } from '../dataset';

export interface Way<I extends FittedInput> {
  readonly config: DataConfig;
  readonly data: OpenedData;
  /** Name of the input. */
  readonly source: string;
  readonly input: I;
  readonly sample: number;
  /** Another number draws anew what is drawn. */
  readonly draw: number;
}

export interface Walked {
  /** By stage; stages that act while training alone are no part of the way of the others. */
  readonly views: { readonly [stage: string]: StageView };
  /** Behind the last stage: what a batch holds of the sample. */
  readonly numbers: Float32Array;
}

/** Walks a sample through its stages by the functions that training uses. */
export type Walker<M extends FittedInput['modality']> = (
  way: Way<Extract<FittedInput, { readonly modality: M }>>,
) => Promise<Walked>;

/** Draws that are shown of a stage that draws at random. */
const draws = 3;

/** Each `make` is given a number of its own, as an epoch is. */
export async function drawn(draw: number, make: (epoch: number) => Promise<StageView>): Promise<StageView> {
  const epochs = Array.from({ length: draws }, (_, i) => draw * draws + i);
  return { form: 'draws', draws: await Promise.all(epochs.map(make)) };
}

const bins = 32;

export function spreadOf(values: ArrayLike<number>): Spread {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  const counts = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const place = high > low ? Math.floor(((values[i]! - low) / (high - low)) * bins) : 0;
    counts[Math.min(bins - 1, place)]!++;
  }
  return values.length === 0 ? { low: 0, high: 0, counts } : { low, high, counts };
}
