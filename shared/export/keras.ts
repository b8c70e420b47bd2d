// Keras: a Python project that rebuilds the network, loads its weights, predicts from raw values and trains anew.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { SetOrigin } from '../data/bundled';
import { textInput } from '../data/kinds/text';
import { writtenBy } from './drawn';
import type { RunRecord } from '../run/record';
import type { ExportedRun, ExportFile, ExportFormat, ExportInput } from './format';
import { compileSettings } from './kerasCompile';
import { writeKerasModel } from './kerasModel';
import { type NumpyArray, writeNpz } from './npz';
import checkpointSource from './project/checkpoint.py?raw';
import configSource from './project/config.py?raw';
import dataSource from './project/data.py?raw';
import evaluateSource from './project/evaluate.py?raw';
import exportSource from './project/export.py?raw';
import metricsSource from './project/metrics.py?raw';
import historySource from './project/history.py?raw';
import picturesSource from './project/pictures.py?raw';
import { csvCell } from '../csv';
import preprocessingSource from './project/preprocessing.py?raw';
import readmeTemplate from './project/README.md?raw';
import rivalsSource from './project/rivals.py?raw';
import soundsSource from './project/sounds.py?raw';
import splitsSource from './project/splits.py?raw';
import tablesSource from './project/tables.py?raw';
import targetsSource from './project/targets.py?raw';
import testSource from './project/test_smoke.py?raw';
import togetherSource from './project/together.py?raw';
import trainSource from './project/train.py?raw';
import writeSource from './project/write.py?raw';
import { jobFiles } from './jobs';
import { type Requirements, modules, packaging } from './packaging';
import { projectCard } from './modelCard';
import { configFile } from './projectConfig';
import { askSource, exampleCall } from './pythonFolder';
import { describeInputs, describeNames, describeOutputs, describedMarkdown } from './readme';
import { judgeSettings, withRivals } from './rivals';
import { type ExportedSettings, exportedSettings, identifiedWeights } from './settings';
import { fillTemplate, markdownText, stableJson, utf8 } from './text';
import { trainingConfig, trainingSettings } from './trainingSettings';

/** What the project was tested with; all four are on the Python package index. */
const requirements: Requirements = {
  pins: ['keras==3.15.1', 'numpy==2.4.6', 'pillow==13.0.0'],
  framework: 'tensorflow==2.21.0',
  cpu: 'tensorflow-cpu==2.21.0',
  cuda: 'tensorflow[and-cuda]==2.21.0',
};

/** Everything that a project which trains reads: preprocessing.json; `names` as `exportedSettings` takes them. */
export function projectSettings(input: ExportInput, names?: 'identifiers'): object {
  const settings = exportedSettings(input.record, names);
  const training = trainingSettings(input.record) as {
    outputs: readonly object[];
    table?: object;
    series?: { readonly timeOrder: string | null };
    tags?: object;
  };
  // The copy writes its dates the year first, and sentences with their tags in a row each.
  const { series, tags } = training;
  const order =
    series === undefined || series.timeOrder === null || series.timeOrder === 'number' ? {} : { timeOrder: 'ymd' };
  // The copy in data/ is written by dataFiles, whatever the source looked like.
  const asWritten = { delimiter: ',', decimal: 'point', header: 'yes', encoding: 'utf-8', missing: [], ragged: 'stop' };
  return {
    ...training,
    ...(input.data?.type === 'table'
      ? {
          table: { ...training.table, columns: input.data.columns, ...asWritten },
          ...(series === undefined ? {} : { series: { ...series, ...order } }),
          ...(tags === undefined ? {} : { tags: { ...tags, layout: 'sentences', sentence: null } }),
        }
      : {}),
    ...settings,
    made: { run: input.record.id, ...input.made },
    ...judgeSettings(input, names),
    outputs: settings.outputs.map((output, index) => ({ ...output, ...training.outputs[index] })),
  };
}

/** What must stand beside copies of a set. */
function originText({ title, licence, citation, attribution, notes, source }: SetOrigin): string {
  const lines = [
    `# ${title}`,
    `Licence: ${licence}`,
    ...(attribution === undefined ? [] : [attribution]),
    `To cite: ${citation}`,
    `Taken from ${source.package} ${source.version} (${source.registry}).`,
    ...(notes === undefined ? [] : [notes]),
  ];
  return `${lines.join('\n\n')}\n`;
}

/** The data set and its split, for data that travels along. */
export function dataFiles(input: ExportInput): readonly ExportFile[] {
  const { data, parts, origin } = input;
  const files: ExportFile[] = [];
  if (data !== undefined && origin !== undefined) files.push({ path: 'data/LICENCE.md', text: originText(origin) });
  if (data?.type === 'table') {
    const lines = [data.columns, ...data.rows].map(
      (cells) => `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\n`,
    );
    files.push({ path: 'data/data.csv', text: lines.join('') });
  } else if (data?.type === 'files') {
    for (const { path, bytes } of data.files) files.push({ path: `data/files/${path}`, bytes });
  } else if (data?.type === 'images') {
    const { width, height, channels, pixels, labels } = data;
    const arrays = new Map<string, NumpyArray>([
      ['images', { shape: [labels.length, height, width, channels], data: pixels }],
      ['labels', { shape: [labels.length], data: labels }],
    ]);
    files.push({ path: 'data/images.npz', bytes: writeNpz(arrays) });
  }
  if (parts !== undefined) {
    const arrays = new Map<string, NumpyArray>(
      (['train', 'validation', 'test'] as const).map((part) => [
        part,
        { shape: [parts[part].length], data: parts[part] },
      ]),
    );
    files.push({ path: 'split.npz', bytes: writeNpz(arrays) });
  }
  return files;
}

/** Whether an output is the next token, so that the network can write. */
function writesTexts({ preprocessing }: ExportInput['record']): boolean {
  return Object.values(preprocessing.targets).some((target) => writtenBy(target) !== null);
}

/** What both frameworks read data by, decide what is learned of them, and measure answers by; the weights are in a file of that name. */
export function dataSources({ record }: ExportInput, weights: string): readonly ExportFile[] {
  return [
    { path: 'predict.py', text: askSource(weights) },
    ...modules({
      config: configSource,
      history: historySource,
      pictures: picturesSource,
      preprocessing: preprocessingSource,
      sounds: soundsSource,
      splits: splitsSource,
      tables: tablesSource,
      targets: targetsSource,
    }),
    ...(writesTexts(record) ? [{ path: 'write.py', text: writeSource.replace(/weights\.npz/g, weights) }] : []),
  ];
}

/** Where the project's data is, or what `--data` names. */
function dataWords(
  first: ExportedSettings['inputs'][number] | undefined,
  shipped: boolean,
  data: ExportInput['record']['plan']['data'],
): string {
  if (shipped) return 'The data set is in `data/`. `--data` names another one of the same kind.';
  if (data.masks !== undefined)
    return '`--data` names a folder with a folder `images` and a folder `masks`, whose files have the same names, or a CSV file with a column of each.';
  if (data.boxes !== undefined)
    return '`--data` names a folder with the pictures and, in it, a COCO file (`.json`) or a CSV file with the columns file, label, x, y, width and height.';
  if (data.tags?.layout === 'lines')
    return '`--data` names a file with a token and its tag on every line, and blank lines between sentences (CoNLL).';
  if (data.tags !== undefined)
    return data.tags.layout === 'rows'
      ? '`--data` names a CSV file with a token on each row and columns of tags and of the sentences that tokens belong to.'
      : '`--data` names a CSV file with a column of sentences and one of their tags, as many as there are words.';
  if (data.pairs !== undefined) return '`--data` names a CSV file with a column of sources and a column of targets.';
  switch (first?.modality) {
    case 'table':
      return '`--data` names the CSV file with the columns above and the targets.';
    case 'audio':
      return '`--data` names a folder with one folder of WAV files per class.';
    case 'series':
      return '`--data` names a CSV file whose rows follow each other in time.';
    case 'text':
      return data.text?.classes.length === 0
        ? `\`--data\` names a CSV file with the column ${markdownText(data.text.textColumn ?? textInput)}, a text on each row.`
        : '`--data` names a CSV file with a column of texts and a column of classes, or a folder with one folder of .txt files per class.';
    case 'video':
      return '`--data` names a folder with one folder per class, and in it one folder of images per clip.';
    default:
      return '`--data` names a folder with one folder of images per class.';
  }
}

function teacherWords({ teacher }: ExportInput['record']): string {
  return teacher === undefined
    ? ''
    : ` In Layerloom it also learned from the answers of ${markdownText(teacher.name)} (distillation); here it trains from the data alone.`;
}

/** Where a project comes from. */
function madeWords({ record, made }: ExportInput): string {
  const by = made === undefined ? 'Layerloom' : made.app;
  const hash =
    made === undefined
      ? ''
      : ` SHA-256 of the run's network, data and settings (its plan as JSON): \`${made.sha256}\`.`;
  return `Written by ${by} from the run ${markdownText(record.name)} (\`${record.id}\`) of ${record.createdAt.slice(0, 10)}.${hash}`;
}

/** The places of a project's README: how to ask the network and how to train it. */
export function projectReadme(template: string, input: ExportInput): string {
  const settings = exportedSettings(input.record);
  // Of two networks that learned against each other one alone reads the data.
  const first = exportedSettings((input.judge ?? input).record).inputs[0];
  const isTable = first?.modality === 'table';
  const shipped = input.data !== undefined;
  return fillTemplate(template, {
    name: markdownText(input.record.name),
    made: madeWords(input),
    example: input.judge === undefined ? exampleCall(settings) : 'python make.py',
    inputs: describedMarkdown(describeInputs(settings)),
    outputs: describedMarkdown(describeOutputs(settings)),
    train: shipped
      ? 'python train.py'
      : isTable || first?.modality === 'series'
        ? 'python train.py --data table.csv'
        : 'python train.py --data folder',
    write: writesTexts(input.record)
      ? '\n\n`python write.py "a text"` has the network write: `python write.py --help`.'
      : input.judge === undefined
        ? ''
        : '\n\n`python make.py` makes samples of noise (`python make.py --help`). `src/network/judge.py` is the network that learned to tell them from real ones, `src/network/rivals.py` a step of both.',
    data: `${dataWords(first, shipped, input.record.plan.data)}${teacherWords(input.record)}`,
  });
}

function weightsFile(path: string, { record, weights }: ExportedRun): ExportFile {
  const arrays = new Map<string, NumpyArray>(
    [...identifiedWeights(record.plan, weights)].map(([name, { shape, values }]) => [name, { shape, data: values }]),
  );
  return { path, bytes: writeNpz(arrays) };
}

/** With a learning rate that nothing bends: the judge's follows the other network's. */
function unbent(record: RunRecord): RunRecord {
  const training = { ...record.plan.training, schedule: { id: 'constant', params: {} } };
  return { ...record, plan: { ...record.plan, training } };
}

/** The settings of config.yaml. */
function config({ record, judge }: ExportInput): { readonly [setting: string]: unknown } {
  const shared = trainingConfig(record);
  const { optimizer, schedule } = compileSettings(record);
  const judging =
    judge === undefined
      ? {}
      : { judge: { ...(shared['judge'] as object), optimizer: compileSettings(judge.record).optimizer } };
  return { ...shared, ...judging, optimizer, schedule, workers: 1, devices: 1 };
}

export const keras: ExportFormat = {
  id: 'keras',
  title: 'Keras Python project',
  summary: 'Python source that rebuilds the network with Keras, predicts with your weights, and can train it again.',
  icon: 'FileCode2',
  params: {},
  needs: ['data', 'judge'],
  check: {
    by: 'python',
    title: 'Keras',
    module: 'keras',
    modules: ['keras', 'numpy'],
    anyOf: ['tensorflow', 'jax', 'torch'],
  },
  opens: 'README.md',
  files(input) {
    const { record, judge } = input;
    const files: readonly ExportFile[] = [
      ...packaging(requirements),
      ...projectCard(input),
      { path: 'README.md', text: `${projectReadme(readmeTemplate, input)}${describeNames(record.plan)}` },
      configFile(
        config(input),
        'which losses, metrics and kind of schedule the network has stands in compile_model of src/network/model.py',
      ),
      { path: 'evaluate.py', text: evaluateSource },
      ...jobFiles('keras', input.data !== undefined),
      { path: 'preprocessing.json', bytes: utf8(`${stableJson(projectSettings(input, 'identifiers'))}\n`) },
      ...dataSources(input, 'weights.npz'),
      ...modules({
        checkpoint: checkpointSource,
        data: dataSource,
        export: exportSource,
        metrics: metricsSource,
        model: writeKerasModel(input),
        together: togetherSource,
      }),
      { path: 'tests/test_smoke.py', text: testSource },
      { path: 'train.py', text: trainSource },
      weightsFile('weights.npz', input),
      ...dataFiles(input),
    ];
    if (judge === undefined) return files;
    return withRivals(files, 'weights.npz', {
      rivals: rivalsSource,
      judge: writeKerasModel({ ...judge, record: unbent(judge.record) }),
      weights: weightsFile('judge.npz', judge),
    });
  },
};
