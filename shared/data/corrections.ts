// What a person corrected in the samples: some left out, some of another class. Part of the document; the files stay as
// they are.
import type { Correction, DataConfig } from './config';
import { sortedClasses } from './sortedClasses';

/** The corrections with these in place of earlier ones for the same samples. A class as it was is no correction. */
export function withCorrections(before: readonly Correction[], made: readonly Correction[]): readonly Correction[] {
  const earlier = new Map(before.map((correction) => [correction.sample, correction]));
  for (const correction of made) {
    const was = earlier.get(correction.sample)?.was ?? correction.was;
    if (correction.label !== null && correction.label === was) earlier.delete(correction.sample);
    else earlier.set(correction.sample, { ...correction, ...(was === undefined ? {} : { was }) });
  }
  return [...earlier.values()];
}

/** Samples per class once the corrections are made, in the order of `classes`; at least 0. */
export function correctedCounts(
  classes: readonly string[],
  counts: readonly number[],
  corrections: readonly Correction[] = [],
): readonly number[] {
  const corrected = [...counts];
  const add = (name: string | null | undefined, by: number) => {
    const place = name === null || name === undefined ? -1 : classes.indexOf(name);
    if (place >= 0) corrected[place] = Math.max(0, (corrected[place] ?? 0) + by);
  };
  for (const { label, was } of corrections) {
    add(was, -1);
    add(label, 1);
  }
  return corrected;
}

/** The data without any corrections. */
export function withoutCorrections({ corrections: _made, ...data }: DataConfig): DataConfig {
  return data;
}

const sumOf = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

/** Whether the files say nothing of classes: all of them come from the person. */
export function isUnlabelled(data: DataConfig): boolean {
  const sorted = sortedClasses(data);
  return sorted !== undefined && sorted.count > 0 && sumOf(sorted.classCounts) === 0;
}

/** Whether no class has a name yet: then every sample counts, for whoever needs no classes. */
export function hasNoClasses(data: DataConfig): boolean {
  return isUnlabelled(data) && sortedClasses(data)?.classes.length === 0;
}

/** The data with its counts as the corrections leave them; beside samples with a class those without do not count. */
export function counted(config: DataConfig): DataConfig {
  const { corrections = [], images, audio, video, text } = config;
  if (corrections.length === 0 && !isUnlabelled(config)) return config;
  const removed = corrections.filter(({ label }) => label === null).length;
  const counts = ({ classes, classCounts }: { classes: readonly string[]; classCounts: readonly number[] }) => {
    const classCountsNow = correctedCounts(classes, classCounts, corrections);
    const all = hasNoClasses(config) ? Math.max(0, sortedClasses(config)!.count - removed) : sumOf(classCountsNow);
    return { classCounts: classCountsNow, sum: all };
  };
  if (images !== undefined) {
    const { classCounts, sum } = counts(images);
    return { ...config, images: { ...images, classCounts, imageCount: sum } };
  }
  if (audio !== undefined) {
    const { classCounts, sum } = counts(audio);
    return { ...config, audio: { ...audio, classCounts, clipCount: sum } };
  }
  if (video !== undefined) {
    const { classCounts, sum } = counts(video);
    return { ...config, video: { ...video, classCounts, clipCount: sum } };
  }
  if (text !== undefined) {
    const { classCounts, sum } = counts(text);
    return { ...config, text: { ...text, classCounts, textCount: sum } };
  }
  const { table } = config;
  return table === undefined
    ? config
    : { ...config, table: { ...table, rowCount: Math.max(0, table.rowCount - removed) } };
}
