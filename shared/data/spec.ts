// What a data set gives to a network, whatever its kind: named inputs and named targets.
import type { TensorSpec } from '../shape';

/**
 * Labels: a yes or no for each of several labels. Detection: boxes around things, as the grid that shared/data/boxes.ts
 * describes.
 */
export type Task = 'binary' | 'classification' | 'labels' | 'regression' | 'detection';

export interface InputSpec {
  readonly title: string;
  /** What it is a picture, row or sequence of: chooses previews, forms and suggested networks. */
  readonly modality: 'table' | 'image' | 'text' | 'series' | 'audio' | 'video';
  readonly tensor: TensorSpec;
  /** Of whole numbers that are codes: how many different ones there are at most (an Embedding's rows). */
  readonly codes?: number;
}

export interface TargetSpec {
  readonly title: string;
  readonly task: Task;
  /** Class names in index order, for binary, classification and detection; the labels, for labels. */
  readonly classes?: readonly string[];
  /**
   * Shape of one sample's target where that is more than one value. Classification: a class at every position, [length]
   * for tokens, [height, width] for a mask. Labels: 1 or 0 for each, [labels]. Regression: these numbers.
   */
  readonly shape?: readonly number[];
  /**
   * A forecast of several steps: the target is one column's value in [steps] rows that follow each other, the first of
   * them so many rows after the last one that the network sees; below 1 those are rows that it sees.
   */
  readonly ahead?: number;
  /** Classification: the input of which every place, a token or a row, has a class of its own. */
  readonly places?: string;
  /** The code of positions that count in neither loss nor metrics: padding, or what nobody labelled. */
  readonly ignores?: number;
}

export interface DataSpec {
  readonly inputs: { readonly [name: string]: InputSpec };
  readonly targets: { readonly [name: string]: TargetSpec };
  readonly sampleCount: number;
}

/** The name and the classes of the first target that gives every sample one class, `but` aside; null where none does. */
export function classTarget(
  { targets }: Pick<DataSpec, 'targets'>,
  but?: string,
): { readonly name: string; readonly classes: readonly string[] } | null {
  for (const [name, { classes, shape }] of Object.entries(targets))
    if (classes !== undefined && shape === undefined && name !== but) return { name, classes };
  return null;
}
