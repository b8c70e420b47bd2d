// Samples of which each has one class, whatever they are: what the document says of them.
import type { DataConfig } from './config';

export interface SortedClasses {
  readonly classes: readonly string[];
  /** Samples of each class as the source gives them, in the order of `classes`. */
  readonly classCounts: readonly number[];
  /** All samples, those without a class included. */
  readonly count: number;
}

/** Undefined for data whose samples are no files or texts of a class each. */
export function sortedClasses({ images, text, audio, video }: DataConfig): SortedClasses | undefined {
  if (images !== undefined) return { ...images, count: images.imageCount };
  if (text !== undefined) return { ...text, count: text.textCount };
  if (audio !== undefined) return { ...audio, count: audio.clipCount };
  return video && { ...video, count: video.clipCount };
}
