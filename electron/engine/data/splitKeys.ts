// What a split goes by where samples are no rows of a table.
import type { DataConfig } from '../../../shared/data/config';
import { type SplitKeys, folderKeys } from '../../../shared/data/split';
import { type Comparable, equalGroups } from './leaks';
import type { Watch } from './problem';
import type { ColumnReader } from './sampleColumns';

interface Known {
  /** How samples are told to be equal. */
  readonly alike: Comparable;
  /** The columns beside them. */
  readonly beside: ColumnReader;
  /** Of samples that are files, where each lies. */
  readonly path?: ((sample: number) => string) | undefined;
}

/** The keys of these samples: their folders, which of them are equal, and what their columns say, which counts most. */
export async function keysOfSplit(
  { split }: DataConfig,
  samples: Uint32Array,
  { alike, beside, path }: Known,
  watch: Watch,
): Promise<SplitKeys> {
  return {
    ...(path === undefined ? {} : folderKeys(split, samples, path)),
    ...(await equalGroups(split, samples, alike, watch)),
    ...beside.splitKeys(samples),
  };
}
