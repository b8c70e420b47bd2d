// A model card: what the network is, what it learned from, how well it does on data it never saw, and what it is not
// made for. Filled from the run; sections after Mitchell et al., "Model Cards for Model Reporting", 2019.
import { findLoss } from '../choices/losses';
import { findOptimizer } from '../choices/optimizers';
import { labelFigures, labelThresholds, usualThreshold } from '../data/labels';
import { findLayer } from '../layers';
import { differencesOf, groupFigures, sharesOf } from '../data/groups';
import { flag } from '../params';
import { teachingOf } from '../recipes';
import type { Comparison } from '../run/exported';
import type { EvaluatedOutput, Evaluation } from '../run/evaluation';
import { findFigure } from '../run/figures';
import type { RunRecord } from '../run/record';
import { formatShape } from '../shape';
import { sizesNote, sizesTable } from './cardSizes';
import { figureOfPlan, writeFigure } from './figure';
import type { ExportFormat, ExportInput } from './format';
import { describeInputs, describeOutputs } from './readme';
import { exportedSettings } from './settings';
import { htmlText, markdownText } from './text';

/** A block of a card, written as Markdown and as HTML. */
type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'markdown'; readonly text: string }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'figure'; readonly svg: string; readonly file: string; readonly alt: string };

const number = (value: number): string =>
  Number.isInteger(value)
    ? value.toLocaleString('en')
    : Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4)
      ? value.toExponential(2)
      : String(Number(value.toPrecision(4)));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function figureName(name: string): string {
  const id = name.slice(name.lastIndexOf('/') + 1);
  const title = findFigure(id)?.title ?? id;
  return name.includes('/') ? `${name.slice(0, name.lastIndexOf('/'))}: ${title}` : title;
}

function figureValue(name: string, value: number): string {
  const id = name.slice(name.lastIndexOf('/') + 1);
  return findFigure(id)?.format === 'percent' ? percent(value) : number(value);
}

/** Most classes whose confusion is shown as a table. */
const mostClasses = 20;

function blocksOf(
  record: RunRecord,
  evaluation: Evaluation | null,
  sizes: { readonly measured: Comparison; readonly withSpeed: boolean } | null,
  note: string,
): readonly Block[] {
  const { plan } = record;
  const settings = exportedSettings(record);
  const { data, training } = plan;
  const best = record.epochs.find(({ epoch }) => epoch === record.bestEpoch) ?? record.epochs[record.epochs.length - 1];
  const split = data.split;
  const optimizer = findOptimizer(training.optimizer)?.title ?? training.optimizer;
  const source =
    data.source.type === 'file' || data.source.type === 'folder'
      ? `the ${data.source.type} "${data.source.name}"`
      : `the set "${data.source.id}" that comes with Layerloom`;
  const blocks: Block[] = [
    { type: 'heading', level: 1, text: record.name },
    {
      type: 'text',
      text: `A neural network of ${plan.layers.filter(({ kind }) => findLayer(kind)?.role === 'hidden').length} layers with ${number(record.parameters)} parameters, made with Layerloom on ${record.createdAt.slice(0, 10)}.`,
    },
    { type: 'heading', level: 2, text: 'What it does' },
    { type: 'heading', level: 3, text: 'What goes in' },
    { type: 'markdown', text: describeInputs(settings) },
    { type: 'heading', level: 3, text: 'What comes out' },
    { type: 'markdown', text: describeOutputs(settings) },
    { type: 'heading', level: 2, text: 'The network' },
    {
      type: 'figure',
      svg: writeFigure(figureOfPlan(plan, record.name)),
      file: 'network.svg',
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
    { type: 'heading', level: 2, text: 'Data' },
    {
      type: 'text',
      text: `It learned from ${source}: ${number(plan.spec.sampleCount)} samples, of which ${percent(split.train)} were used to train, ${percent(split.validation)} to choose the best epoch and ${percent(split.test)} only to measure it (seed ${split.seed}).`,
    },
  ];
  const counts = data.images;
  if (counts !== undefined && counts.classes.length <= 100)
    blocks.push({
      type: 'table',
      head: ['Class', 'Samples'],
      rows: counts.classes.map((name, i) => [name, number(counts.classCounts[i] ?? 0)]),
    });
  blocks.push(
    { type: 'heading', level: 2, text: 'Training' },
    {
      type: 'table',
      head: ['', ''],
      rows: [
        ['Optimizer', optimizer],
        ['Learning rate', String(training.optimizerParams['learningRate'] ?? '')],
        ['Loss', plan.outputs.map(({ loss }) => findLoss(loss)?.title ?? loss).join(', ')],
        ...teacherRows(record),
        [
          'Epochs',
          record.epochs.length === 0
            ? 'none here; the weights were learned elsewhere'
            : `${record.epochs.length} of ${training.epochs}; the weights are those of epoch ${record.bestEpoch}`,
        ],
        ['Samples per step', String(training.batchSize)],
        ['Seed', String(training.seed)],
        ['Engine', record.engine.title],
        ['Time', duration(record.elapsedMs)],
      ],
    },
    { type: 'heading', level: 2, text: 'How well it does' },
  );
  const columns = [
    ...(best === undefined ? [] : [['Training', best.train] as const]),
    ...(best?.validation == null ? [] : [['Validation', best.validation] as const]),
    ...(evaluation === null
      ? []
      : [[`Test (${number(evaluation.count)} samples never seen)`, evaluation.figures] as const]),
  ];
  const names = [...new Set(columns.flatMap(([, figures]) => Object.keys(figures)))];
  if (columns.length > 0)
    blocks.push({
      type: 'table',
      head: ['', ...columns.map(([title]) => title)],
      rows: names.map((name) => [
        figureName(name),
        ...columns.map(([, figures]) => (figures[name] === undefined ? '–' : figureValue(name, figures[name]))),
      ]),
    });
  if (note !== '') blocks.push({ type: 'text', text: note });
  for (const output of evaluation?.outputs ?? []) {
    if (evaluation!.outputs.length > 1) blocks.push({ type: 'heading', level: 3, text: output.name });
    if (output.perClass !== undefined && output.classes !== undefined)
      blocks.push({
        type: 'table',
        head: ['Class', 'Precision', 'Recall', 'F1', 'Samples'],
        rows: output.perClass
          .slice(0, 200)
          .map(({ precision, recall, f1, support }, i) => [
            output.classes![i] ?? '',
            percent(precision),
            percent(recall),
            percent(f1),
            number(support),
          ]),
      });
    if (output.labels !== undefined) blocks.push(labelTable(output.classes ?? [], output.labels, evaluation!.count));
    if (output.confusion !== undefined && output.classes !== undefined && output.classes.length <= mostClasses)
      blocks.push(
        { type: 'text', text: 'Which class was taken for which: rows are the truth, columns the answer.' },
        {
          type: 'table',
          head: ['', ...output.classes],
          rows: output.confusion.map((row, i) => [output.classes![i] ?? '', ...row.map(number)]),
        },
      );
    if (output.groups !== undefined) blocks.push(...groupBlocks(output, output.groups));
    if (output.errors !== undefined)
      blocks.push({
        type: 'table',
        head: ['Mean absolute error', 'Root mean squared error', 'R²'],
        rows: [[number(output.errors.mae), number(output.errors.rmse), number(output.errors.r2)]],
      });
    if (output.errors?.steps !== undefined) blocks.push(stepTable(output.errors.steps));
  }
  if (sizes !== null)
    blocks.push(
      { type: 'heading', level: 2, text: 'In smaller numbers' },
      { type: 'table', ...sizesTable(sizes.measured, sizes.withSpeed) },
      { type: 'text', text: sizesNote(sizes.measured, sizes.withSpeed) },
    );
  blocks.push({ type: 'heading', level: 2, text: 'Limits' }, { type: 'list', items: limitsOf(record, evaluation) });
  return blocks;
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

/** How each of several labels does at the usual threshold. */
function labelTable(names: readonly string[], { each }: NonNullable<EvaluatedOutput['labels']>, count: number): Block {
  const at = labelThresholds.indexOf(usualThreshold);
  return {
    type: 'table',
    head: ['Label', 'Accuracy', 'Precision', 'Recall', 'F1', 'AUC', 'Samples'],
    rows: each.slice(0, 200).map(({ counts, auc, support }, place) => {
      const { accuracy, precision, recall, f1 } = labelFigures(counts[at]!, count);
      return [
        names[place] ?? '',
        ...[accuracy, precision, recall, f1].map(percent),
        auc === null ? '–' : auc.toFixed(3),
        number(support),
      ];
    }),
  };
}

const groupTitles: { readonly [F in (typeof groupFigures)[number]]: string } = {
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  positiveRate: 'Positive rate',
  falsePositiveRate: 'False-positive rate',
};

/** More classes than this are not each held against all others. */
const mostPositives = 5;

/** A forecast's error at each step, beside saying that the last known value stays. */
function stepTable({ ahead, each }: NonNullable<NonNullable<EvaluatedOutput['errors']>['steps']>): Block {
  return {
    type: 'table',
    head: ['Rows ahead', 'Mean absolute error', 'Root mean squared error', 'R²', 'Error if the last value stays'],
    rows: each.map(({ mae, rmse, r2, naive }, step) => [
      number(ahead + step),
      ...[mae, rmse, r2].map(number),
      naive === undefined ? '–' : number(naive.mae),
    ]),
  };
}

/** How it does on each group of a column, and where groups differ. Yes-or-no targets: for the second class alone. */
function groupBlocks(
  { classes = [], task }: EvaluatedOutput,
  { column, rows }: NonNullable<EvaluatedOutput['groups']>,
): readonly Block[] {
  const title: Block = { type: 'heading', level: 3, text: `Groups of ${column}` };
  if (rows.every(({ confusion }) => confusion === undefined))
    return [
      title,
      {
        type: 'table',
        head: ['Group', 'Mean absolute error', 'Root mean squared error', 'Mean of predicted minus true', 'Samples'],
        rows: rows.map(({ name, errors, count }) => [
          name,
          ...[errors?.mae, errors?.rmse, errors?.bias].map((value) => (value === undefined ? '–' : number(value))),
          number(count),
        ]),
      },
    ];
  const positives = task === 'binary' ? [1] : classes.map((_, place) => place).slice(0, mostPositives);
  return [
    title,
    ...positives.flatMap((positive): Block[] => [
      { type: 'text', text: `With "${classes[positive] ?? positive}" as the positive answer:` },
      {
        type: 'table',
        head: ['Group', ...groupFigures.map((figure) => groupTitles[figure]), 'Samples'],
        rows: rows.map(({ name, confusion = [], count }) => {
          const shares = sharesOf(confusion, positive);
          return [
            name,
            ...groupFigures.map((figure) =>
              shares[figure].of === 0 ? '–' : percent(shares[figure].part / shares[figure].of),
            ),
            number(count),
          ];
        }),
      },
      {
        type: 'list',
        items: differencesOf(rows, positive).map(
          ({ figure, highest, lowest, beyondChance }) =>
            `${groupTitles[figure]}: ${percent(highest.value)} for ${highest.name}, ${percent(lowest.value)} for ${lowest.name}. ${beyondChance ? 'Chance alone hardly explains this.' : 'With so few samples this may be chance.'}`,
        ),
      },
    ]),
  ];
}

/** What a reader must know before they rely on it: from the run where it can be told, in general otherwise. */
function limitsOf(record: RunRecord, evaluation: Evaluation | null): readonly string[] {
  const { plan } = record;
  const items = [
    'It knows only what its data showed it. Samples that look different from those get an answer, too, which may be wrong with full confidence.',
    'A high figure on the test part speaks for data from the same source. Measure it anew where it is to be used.',
  ];
  if (plan.data.split.test === 0)
    items.push('There was no test part: no figure here comes from data that had no part in training.');
  if (evaluation !== null && evaluation.count < 100)
    items.push(`The test part has only ${evaluation.count} samples: its figures may be off by several points.`);
  for (const output of evaluation?.outputs ?? []) {
    const weak = (output.perClass ?? []).flatMap(({ recall, support }, i) =>
      support > 0 && recall < 0.6 ? [output.classes?.[i] ?? ''] : [],
    );
    if (weak.length > 0)
      items.push(
        `It misses more than four in ten of: ${weak.slice(0, 10).join(', ')}${weak.length > 10 ? ', …' : ''}.`,
      );
    const supports = (output.perClass ?? []).map(({ support }) => support).filter((support) => support > 0);
    if (supports.length > 1 && Math.max(...supports) > 5 * Math.min(...supports))
      items.push(
        'Some classes are far rarer than others in the data. Look at the figures of each class, not only at the total.',
      );
  }
  const best = record.epochs.find(({ epoch }) => epoch === record.bestEpoch);
  if (
    best?.validation != null &&
    best.validation['loss'] !== undefined &&
    best.train['loss'] !== undefined &&
    best.validation['loss'] > 1.5 * best.train['loss']
  )
    items.push(
      'It does clearly better on the samples it learned from than on others, a sign that it has learned some of them by heart.',
    );
  const compared = evaluation?.outputs.find(({ groups }) => groups !== undefined)?.groups?.column;
  items.push(
    compared === undefined
      ? 'If its answers touch people, check whether it does equally well for all groups of them before using it. It was not checked for that here.'
      : `If its answers touch people, check whether it does equally well for all groups of them before using it. Here only the groups of ${compared} were compared, on this data's test part.`,
  );
  return items;
}

function markdown(blocks: readonly Block[]): string {
  const cell = (text: string) => (text === '' ? ' ' : markdownText(text));
  return `${blocks
    .map((block) => {
      switch (block.type) {
        case 'heading':
          return `${'#'.repeat(block.level)} ${markdownText(block.text)}`;
        case 'text':
          return markdownText(block.text);
        case 'list':
          return block.items.map((item) => `- ${markdownText(item)}`).join('\n');
        case 'markdown':
          return block.text;
        case 'figure':
          return `![${markdownText(block.alt)}](${block.file})`;
        case 'table':
          return [
            `| ${block.head.map(cell).join(' | ')} |`,
            `|${block.head.map(() => '---').join('|')}|`,
            ...block.rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
          ].join('\n');
      }
    })
    .join('\n\n')}\n`;
}

const style = `body{font:15px/1.55 Inter,Helvetica,Arial,sans-serif;color:#1d1f24;max-width:60rem;margin:2rem auto;padding:0 1.25rem}
h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #e4e5e9;padding-bottom:.3rem}h3{font-size:1rem}
table{border-collapse:collapse;margin:.8rem 0;font-size:.92rem}th,td{border:1px solid #e4e5e9;padding:.3rem .6rem;text-align:left}th{background:#f6f6f7}
figure{margin:1rem 0;overflow-x:auto}svg{max-width:100%;height:auto}@media print{body{margin:0}h2{break-after:avoid}table,figure{break-inside:avoid}}`;

/** The program's own Markdown (lists of inputs and outputs) as HTML: items, bold, and texts with their escapes undone. */
function listHtml(text: string): string {
  const items = text.split('\n').map((line) => {
    const plain = line.replace(/^- /, '').split('**');
    return `<li>${plain
      .map((part, i) => {
        const clean = part.replace(/\\([\\`*_{}[\]()#+!|~$-])/g, '$1');
        return i % 2 === 1 ? `<strong>${clean}</strong>` : clean;
      })
      .join('')}</li>`;
  });
  return `<ul>\n${items.join('\n')}\n</ul>`;
}

function html(title: string, blocks: readonly Block[]): string {
  const body = blocks
    .map((block) => {
      switch (block.type) {
        case 'heading':
          return `<h${block.level}>${htmlText(block.text)}</h${block.level}>`;
        case 'text':
          return `<p>${htmlText(block.text)}</p>`;
        case 'list':
          return `<ul>\n${block.items.map((item) => `<li>${htmlText(item)}</li>`).join('\n')}\n</ul>`;
        case 'markdown':
          return listHtml(block.text);
        case 'figure':
          return `<figure>${block.svg.replace(/^<\?xml[^>]*\?>\s*/, '')}</figure>`;
        case 'table':
          return `<table>\n${block.head.some((one) => one !== '') ? `<thead><tr>${block.head.map((one) => `<th scope="col">${htmlText(one)}</th>`).join('')}</tr></thead>\n` : ''}<tbody>\n${block.rows.map((row) => `<tr>${row.map((one) => `<td>${htmlText(one)}</td>`).join('')}</tr>`).join('\n')}\n</tbody></table>`;
      }
    })
    .join('\n');
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${htmlText(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}

export const modelCard: ExportFormat = {
  id: 'model-card',
  title: 'Model card',
  summary:
    'A report on the network: data, training, figures on the test part, limits, and a drawing. As a page to print, as Markdown, and in the desktop app as a PDF.',
  icon: 'FileChartColumn',
  params: {
    speed: flag({
      title: 'Time for a sample',
      help: 'How long the files of 32, 16 and 8 bits take here for one sample. Times differ a little from card to card.',
      default: false,
    }),
  },
  needs: ['evaluation', 'sizes'],
  check: {
    by: 'none',
    reason: 'it is a document: there is nothing to run. Its figures were measured on the test part just now.',
  },
  opens: 'MODEL_CARD.html',
  prints: 'MODEL_CARD.html',
  files(input: ExportInput) {
    const { record, evaluation = null, sizes, options } = input;
    const blocks = blocksOf(
      record,
      evaluation,
      sizes === undefined ? null : { measured: sizes, withSpeed: options['speed'] === true },
      evaluation === null ? 'There are no figures of a test part: it is empty, or the data could not be read.' : '',
    );
    return [
      { path: 'MODEL_CARD.html', text: html(record.name, blocks) },
      { path: 'MODEL_CARD.md', text: markdown(blocks) },
      { path: 'network.svg', text: writeFigure(figureOfPlan(record.plan, record.name)) },
    ];
  },
};
