// What a data configuration gives to a network, and what is wrong with it, whatever its kind.
import type { Problem } from '../result';
import type { DataConfig } from './config';
import { counted, hasNoClasses, isUnlabelled } from './corrections';
import { findDataKind } from './kinds';
import { hasForeignClasses } from './kinds/images';
import { count, dataProblem } from './kinds/kind';
import { checkOwners, sampleColumn } from './sampleColumns';
import type { DataSpec } from './spec';
import { partOfCell, partOfFolder, splitCounts, splitMethodOf } from './split';

/** Fewer samples than this cannot train, validate and test anything. */
const fewestSamples = 10;

/** Inputs, targets and the number of samples. Pure: from the document alone, without reading the source. */
export function describeData(config: DataConfig): DataSpec {
  return findDataKind(config.kind)?.spec(counted(config)) ?? { inputs: {}, targets: {}, sampleCount: 0 };
}

/** Objections to the method of the split: a column that is not there, or says nothing. */
function checkMethod(config: DataConfig): readonly Problem[] {
  const { split } = config;
  const method = splitMethodOf(split);
  if (method.column === 'none') return [];
  const say = (severity: Problem['severity'], code: string, message: string) => [
    dataProblem(severity, code, message, 'split'),
  ];
  if (split.column === undefined) {
    if (method.column === 'optional') return [];
    return say(
      'error',
      'data.split.column',
      `The split "${method.title.toLowerCase()}" needs a column to go by. Choose it under "Split".`,
    );
  }
  const column = sampleColumn(config, split.column);
  if (column === undefined) {
    return say(
      'error',
      'data.split.column',
      `The split goes by the column "${split.column.slice(0, 60)}", which is not in this data. Choose another column, or another way to split.`,
    );
  }
  const { facts, name } = column;
  if (method.id === 'column') {
    const named = (facts.categories ?? []).map((value) => partOfCell(value, split));
    if (facts.categories === undefined || !named.includes('train')) {
      return say(
        'error',
        'data.split.noTrain',
        `No value of "${name}" stands for training. Say below what its values mean, or choose another column.`,
      );
    }
    const silent = facts.categories.filter((_, i) => named[i] === 'none');
    if (silent.length > 0 && split.parts === undefined) {
      return say(
        'warning',
        'data.split.silent',
        `Samples with ${silent
          .slice(0, 3)
          .map((value) => `"${value.slice(0, 40)}"`)
          .join(', ')}${silent.length > 3 ? ', …' : ''} in "${name}" are left out, as it names no part.`,
      );
    }
    return [];
  }
  if (method.id === 'order') {
    const looks = column.type === 'number' || /dates or times/i.test(column.reason) || facts.mean !== undefined;
    return looks
      ? []
      : say(
          'warning',
          'data.split.noTime',
          `"${name}" does not look like times or numbers. Samples whose time cannot be read are left out.`,
        );
  }
  if (facts.unique < 3) {
    return say(
      'warning',
      'data.split.fewGroups',
      `"${name}" has only ${count(facts.unique, 'different value')}, so whole parts stay empty. Choose a column with more groups.`,
    );
  }
  return [];
}

/** Objections to folders as the split: none to train with, or none to test with. */
function checkFolders({ partFolders = [] }: DataConfig): readonly Problem[] {
  const parts = partFolders.map(partOfFolder);
  if (!parts.includes('train')) {
    return [
      dataProblem(
        'error',
        'data.split.train',
        'No folder is named after the training part. Choose another split, such as at random.',
        'split',
      ),
    ];
  }
  return parts.includes('test') ? [] : [emptyTest];
}

const emptyTest = dataProblem(
  'warning',
  'data.split.test',
  'The test part is empty. Without it there is no honest figure of how well the network does on samples it never saw.',
  'split',
);

function checkSplit(config: DataConfig, samples: number): readonly Problem[] {
  const { train, validation, test } = config.split;
  const method = checkMethod(config);
  // What the shares say does not hold where a column names the parts.
  if (config.split.method === 'folders') return [...method, ...checkFolders(config)];
  if (config.split.method === 'column' || method.some(({ severity }) => severity === 'error')) return method;
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  const sum = train + validation + test;
  if (Math.abs(sum - 1) > 1e-6) {
    return [
      dataProblem(
        'error',
        'data.split.sum',
        `Training (${percent(train)}), validation (${percent(validation)}) and test (${percent(test)}) must add up to 100 %. They add up to ${percent(sum)}. Move the borders of the split.`,
        'split',
      ),
    ];
  }
  const counts = splitCounts(samples, config.split);
  if (counts.train === 0) {
    return [
      dataProblem(
        'error',
        'data.split.train',
        'The training part is empty. Give it a larger share of the samples.',
        'split',
      ),
    ];
  }
  const problems: Problem[] = [...method];
  if (counts.validation === 0) {
    problems.push(
      dataProblem(
        'warning',
        'data.split.validation',
        'The validation part is empty. Without it you cannot see while training whether the network learns or memorizes, and early stopping has nothing to go by.',
        'split',
      ),
    );
  }
  if (counts.test === 0) {
    problems.push(emptyTest);
  }
  return problems;
}

/** Everything wrong with a data set before training, errors first. Empty when all is well. */
export function checkData(given: DataConfig): readonly Problem[] {
  const config = counted(given);
  const kind = findDataKind(config.kind);
  if (kind === undefined) {
    return [
      dataProblem(
        'error',
        'data.kind',
        `This project uses data of the kind "${config.kind}", which this version does not know. Choose other data or update Layerloom.`,
      ),
    ];
  }
  const { sampleCount, targets } = kind.spec(config);
  const unnamed = hasNoClasses(given);
  if (isUnlabelled(given) && !unnamed && sampleCount < fewestSamples) {
    return [
      dataProblem(
        'error',
        'data.labels.few',
        `${sampleCount === 0 ? 'No sample has a class yet.' : `${count(sampleCount, 'sample has', 'samples have')} a class so far.`} Under "Label", name at least two classes and give samples theirs; ${fewestSamples} are the least to train with, and some dozens of each class a good start.`,
      ),
    ];
  }
  const problems = [...kind.check(config)];
  if (unnamed) {
    problems.push(
      dataProblem(
        'error',
        'data.unlabelled',
        `No sample has a class yet, so there is nothing to tell apart. Under "Label", name at least two classes and give samples theirs; ${fewestSamples} are the least to train with. Or choose a training recipe that learns from the samples alone.`,
      ),
    );
  }
  // Where there is nothing at all the kind has said so in its own words.
  const blocked = sampleCount === 0 && problems.some((problem) => problem.severity === 'error');
  // Samples for a network that was trained elsewhere are not there to be learned.
  if (config.images !== undefined && config.split.train === 0 && hasForeignClasses(config.images)) return problems;
  if (!blocked && sampleCount < fewestSamples) {
    problems.push(
      dataProblem(
        'error',
        'data.samples.few',
        `There are only ${count(sampleCount, 'sample')} to use. At least ${fewestSamples} are needed, and a few hundred are a good start.`,
      ),
    );
  } else if (!blocked && sampleCount < 50) {
    problems.push(
      dataProblem(
        'warning',
        'data.samples.few',
        `There are only ${count(sampleCount, 'sample')}. Results will depend on luck: another seed of the split may give quite different figures.`,
      ),
    );
  }
  const perClass = Object.values(targets).flatMap((target) => {
    // Of a class at every position there are many in each sample.
    if (target.shape !== undefined) return [];
    return [sampleCount / (target.classes?.length ?? 1)];
  });
  if (!blocked && sampleCount >= 50 && perClass.some((samples) => samples < 5)) {
    problems.push(
      dataProblem(
        'warning',
        'data.samples.perClass',
        'There are fewer than 5 samples per class on average. Add samples, or merge classes.',
      ),
    );
  }
  if (sampleCount > 0) problems.push(...checkSplit(config, sampleCount), ...checkOwners(config, sampleCount));
  for (const note of config.notes ?? []) problems.push(dataProblem('hint', 'data.note', note));
  const order = { error: 0, warning: 1, hint: 2 };
  return problems.sort((a, b) => order[a.severity] - order[b.severity]);
}
