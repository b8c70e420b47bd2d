// What training and test have in common that they should not: samples that are equal in all that the network is given.
import type { DataConfig, SplitConfig } from '../../../shared/data/config';
import { count, dataProblem } from '../../../shared/data/kinds/kind';
import { checkTorn } from '../../../shared/data/sampleColumns';
import type { Parts, SplitKeys } from '../../../shared/data/split';
import { findTwins, keysOfParts } from '../../../shared/data/twins';
import type { Problem, Result } from '../../../shared/result';
import type { OpenedData } from './dataset';
import { type SamplePrints, printsOfContent } from './filePrints';
import { type Watch, settle } from './problem';

/** How the samples of a set are compared. */
export interface Comparable {
  /** What one is called: "row", "picture". */
  readonly word: string;
  /** In what they are compared, as the end of "… equals a row". */
  readonly by: string;
  /** Samples up to which they are compared; beyond, it would take too much memory or time. */
  readonly most: number;
  /** What a message calls this one. */
  name(sample: number): string;
  /** A key for each, equal where two of these samples are. */
  readonly keys: SamplePrints;
}

/** Numbers in memory: the set of so many keys is bearable. */
export const mostInMemory = 3_000_000;
/** Files that are opened once more to be compared. */
export const mostFiles = 100_000;
const mostExamples = 2;
/** Characters of a text that name it. */
const namedBy = 40;

/** Texts, which `text` gives whole, with all that belongs to them. */
export function textsAlike(word: string, text: (sample: number) => string): Comparable {
  return {
    word,
    by: '',
    most: mostInMemory,
    name: (sample) => {
      const own = text(sample).replace(/\s+/g, ' ');
      return `${word} ${sample + 1} "${own.length > namedBy ? `${own.slice(0, namedBy)}…` : own}"`;
    },
    keys: printsOfContent(text),
  };
}

/** Samples that are files, or bytes that are made here; `name` is what a message calls one. */
export function filesAlike(word: string, keys: SamplePrints, name: (sample: number) => string): Comparable {
  return { word, by: ' in size and in every byte that was compared', most: mostFiles, name, keys };
}

/** What keeps equal samples on one side of a split, where that is asked for. */
export async function equalGroups(
  split: SplitConfig,
  samples: Uint32Array,
  alike: Comparable | null,
  watch: Watch,
): Promise<Pick<SplitKeys, 'groups'>> {
  return split.together === true && alike !== null ? { groups: await alike.keys(samples, watch) } : {};
}

/** All that the parts of an opened set have in common that they should not: torn groups and equal samples. */
export function findShared(
  config: DataConfig,
  { owners, parts, leaks }: OpenedData,
  watch: Watch,
): Promise<Result<readonly Problem[]>> {
  return settle('The data set', async () => {
    const torn = owners === undefined ? [] : checkTorn(config, owners, parts);
    return [...torn, ...((await leaks?.(watch)) ?? [])];
  });
}

/** Samples of validation and test that are in training as well; of too many that they were not compared. */
export async function findLeaks(
  config: DataConfig,
  alike: Comparable | null,
  parts: Parts,
  watch: Watch,
): Promise<readonly Problem[]> {
  const judging = parts.validation.length + parts.test.length;
  if (judging === 0 || alike === null) return [];
  const { word, by, most, name } = alike;
  const total = parts.train.length + judging;
  if (total > most) {
    const message = `Whether ${word}s of the test part are in the training part as well was not looked for: ${count(total, word)} are more than the ${most.toLocaleString('en-US')} that are compared. To find out, take a part of the data.`;
    return [dataProblem('hint', 'data.split.notCompared', message, 'split')];
  }
  const { test, validation, examples } = findTwins(
    parts,
    await keysOfParts(parts, (samples) => alike.keys(samples, watch)),
    mostExamples,
  );
  if (test + validation === 0) return [];
  const where = [
    ...(test > 0 ? [`${count(test, word)} of the test part`] : []),
    ...(validation > 0 ? [`${count(validation, word)} of the validation part`] : []),
  ].join(' and ');
  const such = examples.map(([one, other]) => `${name(one)} (as ${name(other)})`).join(' and ');
  const canKeep = (config.split.method ?? 'random') === 'random' && config.split.together !== true;
  const advice = canKeep
    ? `Keep equal ${word}s on one side, or take the copies away.`
    : `Take the copies away, or split at random with equal ${word}s on one side.`;
  const problem = dataProblem(
    (test + validation) / judging >= 0.01 ? 'warning' : 'hint',
    'data.split.duplicates',
    `${where} ${test + validation === 1 ? 'equals' : 'equal'} a ${word} of the training part${by}, for example ${such}. The network may have learned them by heart, and its figures look better than they are. ${advice}`,
    'split',
  );
  if (!canKeep) return [problem];
  const title = `Keep equal ${word}s on one side`;
  return [{ ...problem, fixes: [{ type: 'setSplit', title, values: { together: true } }, ...(problem.fixes ?? [])] }];
}
