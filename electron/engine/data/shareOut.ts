// How samples that are no rows of a table are shared out among the parts, and what is known of them besides what they hold.
import type { DataConfig } from '../../../shared/data/config';
import { type Parts, type SplitKeys, folderKeys, splitSamples } from '../../../shared/data/split';
import type { OpenedData } from './dataset';
import { type Comparable, equalGroups, findLeaks } from './leaks';
import type { Watch } from './problem';
import { type ColumnListener, ColumnReader } from './sampleColumns';

interface Known {
  /** How samples are told to be equal. */
  readonly alike: Comparable;
  /** The columns beside them, heard already. */
  readonly beside: ColumnReader;
  /** The class of each sample, where it has one. */
  readonly labels?: Int32Array | undefined;
  /** Of samples that are files, where each lies. */
  readonly path?: ((sample: number) => string) | undefined;
}

interface SharedOut {
  readonly parts: Parts;
  /** What the opened data tell of them. */
  readonly told: Pick<OpenedData, 'groups' | 'owners' | 'leaks'>;
}

/** The keys of these samples: their folders, which of them are equal, and what their columns say, which counts most. */
async function keysOfSplit(
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

/** Throws a DataError where the split's column was not heard. */
export async function shareOut(
  config: DataConfig,
  samples: Uint32Array,
  known: Known,
  watch: Watch,
): Promise<SharedOut> {
  const keys = await keysOfSplit(config, samples, known, watch);
  const parts = splitSamples(samples, config.split, known.labels, keys);
  return {
    parts,
    told: { ...known.beside.told(), leaks: (asked = {}) => findLeaks(config, known.alike, parts, asked) },
  };
}

/** A source that tells what stands beside its samples when it is asked. */
interface Telling {
  columns?(listener: ColumnListener): Promise<void>;
  close(): void;
}

/** The same for such a source, which is closed where it fails or is cancelled. */
export async function shareOutOf(
  source: Telling,
  config: DataConfig,
  samples: Uint32Array,
  known: Omit<Known, 'beside'>,
  watch: Watch,
): Promise<SharedOut> {
  try {
    const beside = new ColumnReader(config);
    await beside.hear(source);
    return await shareOut(config, samples, { ...known, beside }, watch);
  } catch (error) {
    source.close();
    throw error;
  }
}
