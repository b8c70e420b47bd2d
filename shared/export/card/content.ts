// What a model card says of a run, from top to bottom.
import { findLoss } from '../../choices/losses';
import type { SetOrigin } from '../../data/bundled';
import { findOptimizer } from '../../choices/optimizers';
import { findLayer } from '../../layers';
import { teachingOf } from '../../recipes';
import type { Evaluation } from '../../run/evaluation';
import type { Comparison } from '../../run/exported';
import type { RunRecord } from '../../run/record';
import { formatShape } from '../../shape';
import { describeInputs, describeOutputs } from '../readme';
import { exportedSettings } from '../settings';
import type { Block } from './blocks';
import { limitsOf } from './limits';
import { resultBlocks } from './results';
import { sizesNote, sizesTable } from './sizes';
import { duration, energyWords, figureName, figureValue, number, percent, splitWords } from './words';

/** The drawing of the network lies beside the card under this name. */
export const drawingFile = 'network.svg';

export interface CardSizes {
  readonly measured: Comparison;
  readonly withSpeed: boolean;
}

/** `drawing`: an SVG of the network. `origin`: of data that comes with the app. `evaluation`: null where nothing was measured, and `unmeasured` says why. */
export function blocksOf(
  record: RunRecord,
  drawing: string,
  evaluation: Evaluation | null,
  sizes: CardSizes | null,
  origin: SetOrigin | undefined,
  unmeasured = 'There are no figures of a test part: it is empty, or the data could not be read.',
): readonly Block[] {
  return [
    ...networkBlocks(record, drawing),
    ...dataBlocks(record, origin),
    ...trainingBlocks(record),
    { type: 'heading', level: 2, text: 'How well it does' },
    ...figureBlocks(record, evaluation, unmeasured),
    ...(evaluation === null ? [] : resultBlocks(evaluation)),
    ...(sizes === null ? [] : sizeBlocks(sizes)),
    { type: 'heading', level: 2, text: 'Limits' },
    { type: 'list', items: limitsOf(record, evaluation) },
  ];
}

function networkBlocks(record: RunRecord, drawing: string): readonly Block[] {
  const { plan } = record;
  const settings = exportedSettings(record);
  const hidden = plan.layers.filter(({ kind }) => findLayer(kind)?.role === 'hidden');
  return [
    { type: 'heading', level: 1, text: record.name },
    {
      type: 'text',
      text: `A neural network of ${hidden.length} layers with ${number(record.parameters)} parameters, made with Layerloom on ${record.createdAt.slice(0, 10)}.`,
    },
    { type: 'heading', level: 2, text: 'What it does' },
    { type: 'heading', level: 3, text: 'What goes in' },
    { type: 'described', items: describeInputs(settings) },
    { type: 'heading', level: 3, text: 'What comes out' },
    { type: 'described', items: describeOutputs(settings) },
    { type: 'heading', level: 2, text: 'The network' },
    {
      type: 'figure',
      svg: drawing,
      file: drawingFile,
      alt: 'The layers of the network and the wires between them',
    },
    {
      type: 'table',
      head: ['Layer', 'Kind', 'Settings', 'Output'],
      rows: plan.layers.map(({ name, kind, params, output }) => {
        const definition = findLayer(kind);
        return [name, definition?.title ?? kind, definition?.words(params as never) ?? '', formatShape(output.shape)];
      }),
    },
  ];
}

function dataBlocks({ plan: { data, spec } }: RunRecord, origin: SetOrigin | undefined): readonly Block[] {
  const { source, split, images } = data;
  const from =
    source.type === 'file' || source.type === 'folder'
      ? `the ${source.type} "${source.name}"`
      : `the set "${origin?.title ?? source.id}" that comes with Layerloom`;
  const blocks: Block[] = [
    { type: 'heading', level: 2, text: 'Data' },
    {
      type: 'text',
      text: `It learned from ${from}: ${number(spec.sampleCount)} samples. ${splitWords(split)}`,
    },
  ];
  if (origin !== undefined)
    blocks.push({
      type: 'table',
      head: ['', ''],
      rows: [
        ['Licence', origin.licence],
        ...(origin.attribution === undefined ? [] : [['Made by', origin.attribution]]),
        ['To cite', origin.citation],
        ...(origin.notes === undefined ? [] : [['Notes', origin.notes]]),
      ],
    });
  if (images !== undefined && images.classes.length <= 100)
    blocks.push({
      type: 'table',
      head: ['Class', 'Samples'],
      rows: images.classes.map((name, i) => [name, number(images.classCounts[i] ?? 0)]),
    });
  return blocks;
}

function trainingBlocks(record: RunRecord): readonly Block[] {
  const { plan, epochs, bestEpoch, engine, elapsedMs } = record;
  const { training } = plan;
  return [
    { type: 'heading', level: 2, text: 'Training' },
    {
      type: 'table',
      head: ['', ''],
      rows: [
        ['Optimizer', findOptimizer(training.optimizer)?.title ?? training.optimizer],
        ['Learning rate', String(training.optimizerParams['learningRate'] ?? '')],
        ['Loss', plan.outputs.map(({ loss }) => findLoss(loss)?.title ?? loss).join(', ')],
        ...teacherRows(record),
        [
          'Epochs',
          epochs.length === 0
            ? 'none here; the weights were learned elsewhere'
            : `${epochs.length} of ${training.epochs}; the weights are those of epoch ${bestEpoch}`,
        ],
        ['Samples per step', String(training.batchSize)],
        ['Seed', String(training.seed)],
        ['Engine', engine.title],
        ['Time', duration(elapsedMs)],
        ['Energy', energyWords(elapsedMs)],
      ],
    },
  ];
}

/** The network whose answers this one learned, beside what the data says. */
function teacherRows({ teacher, plan }: RunRecord): readonly (readonly string[])[] {
  const teaching = teachingOf(plan.training);
  if (teacher === undefined || teaching === null) return [];
  const { temperature, alpha } = teaching;
  return [
    ['Teacher', `${teacher.name}, ${number(teacher.parameters)} parameters; weights sha256 ${teacher.sha256}`],
    ['Teacher’s share of the loss', `${percent(alpha)}, at a temperature of ${temperature}`],
  ];
}

/** The figures of the best epoch and of the test part side by side. */
function figureBlocks(
  { epochs, bestEpoch }: RunRecord,
  evaluation: Evaluation | null,
  unmeasured: string,
): readonly Block[] {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch) ?? epochs[epochs.length - 1];
  const columns = [
    ...(best === undefined ? [] : [['Training', best.train] as const]),
    ...(best?.validation == null ? [] : [['Validation', best.validation] as const]),
    ...(evaluation === null
      ? []
      : [[`Test (${number(evaluation.count)} samples never seen)`, evaluation.figures] as const]),
  ];
  const names = [...new Set(columns.flatMap(([, figures]) => Object.keys(figures)))];
  const blocks: Block[] = [];
  if (columns.length > 0)
    blocks.push({
      type: 'table',
      head: ['', ...columns.map(([title]) => title)],
      rows: names.map((name) => [
        figureName(name),
        ...columns.map(([, figures]) => (figures[name] === undefined ? '–' : figureValue(name, figures[name]))),
      ]),
    });
  if (evaluation === null) blocks.push({ type: 'text', text: unmeasured });
  return blocks;
}

function sizeBlocks({ measured, withSpeed }: CardSizes): readonly Block[] {
  return [
    { type: 'heading', level: 2, text: 'In smaller numbers' },
    { type: 'table', ...sizesTable(measured, withSpeed) },
    { type: 'text', text: sizesNote(measured, withSpeed) },
  ];
}
