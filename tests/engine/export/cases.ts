// Runs to export, one per kind of data and network: real bundled data, every weight drawn at random so that a weight
// in the wrong place shows in the answers.
import { type Network, buildNetwork } from '../../../electron/engine/network';
import { openData, inspectData } from '../../../electron/engine/data';
import type { OpenedData } from '../../../electron/engine/data/dataset';
import type { ExportServices } from '../../../electron/engine/export';
import type { Trained } from '../../../electron/engine/answering/trained';
import type { ColumnConfig, DataConfig, DataSource } from '../../../shared/data/config';
import { describeData } from '../../../shared/data/describe';
import { createRandom } from '../../../shared/random';
import { type ParamValues, type Result, ok } from '../../../shared/result';
import type { Plan, PlanOutput } from '../../../shared/run/plan';
import type { TrainingConfig } from '../../../shared/run/training';
import type { RunRecord } from '../../../shared/run/record';
import { type Sample, documentOfSample } from '../../../shared/samples';
import { compile } from '../../../shared/network/compile';
import { openForPlan } from '../../../electron/engine/training/recipe';
import { type LayerRow, planOf } from '../plans';
import { engines } from '../runs';

export interface ExportCase {
  readonly title: string;
  readonly source: DataSource;
  readonly name?: string;
  /** Reading options that differ from the defaults. */
  readonly options?: ParamValues;
  /** Changes to what was guessed about the data. */
  readonly data?: (config: DataConfig) => DataConfig;
  readonly layers: readonly LayerRow[];
  readonly outputs?: { readonly [layer: string]: Partial<PlanOutput> };
  readonly training?: Partial<TrainingConfig>;
}

const bundled = (id: string): DataSource => ({ type: 'bundled', id });

/** A name that would break out of HTML, scripts, Python, Markdown and paths if it could. */
export const hostileName =
  '</script><script>alert("x")</script> """\n\'; import os # ../../{{name}} \u2028\u202e 猫 $& `';

export const exportCases: readonly ExportCase[] = [
  {
    title: 'a table with categories and gaps, two classes',
    source: bundled('titanic'),
    name: hostileName,
    layers: [
      ['back\\slash "in" \'1\'', 'input'],
      ['a-b', 'dense', { units: 12, activation: 'hardSigmoid' }],
      ['a b', 'batchNormalization'],
      ['a/b', 'dense', { units: 6, activation: 'geluTanh', l2: 0.01 }],
      ['__proto__', 'dropout', { rate: 0.3 }],
      ['lambda', 'dense', { units: 1, activation: 'sigmoid' }],
      ['*/ """ </script> ${x}', 'output'],
    ],
  },
  {
    title: 'a number to predict, by every step of preparation',
    source: bundled('auto-mpg'),
    data: prepareInSteps,
    layers: [
      ['in', 'input'],
      ['hidden', 'dense', { units: 16, activation: 'mish' }],
      ['keras', 'layerNormalization'],
      ['last', 'dense', { units: 1, activation: 'linear' }],
      ['out', 'output'],
    ],
  },
  {
    title: 'pictures of digits',
    source: bundled('digits8x8'),
    layers: [
      ['image', 'input'],
      ['conv', 'conv2d', { filters: 6, activation: 'relu', padding: 'same' }],
      ['separable', 'separableConv2d', { filters: 5, activation: 'swish' }],
      ['pool', 'maxPooling2d'],
      ['flat', 'flatten'],
      ['answer', 'dense', { units: 10, activation: 'softmax' }],
      ['digit', 'output'],
    ],
  },
  {
    title: 'two inputs, skip and merge, two outputs',
    source: bundled('penguins'),
    data: splitColumns,
    layers: [
      ['入力 1', 'input', { source: 'features' }],
      ['入力 2', 'input', { source: 'second' }],
      ['wide', 'dense', { units: 5, activation: 'tanh' }, ['入力 1']],
      ['deep', 'dense', { units: 5, activation: 'selu' }, ['入力 2']],
      ['طبقة\u200f 2', 'add', {}, ['wide', 'deep']],
      ['both', 'concatenate', {}, ['طبقة\u200f 2', '入力 1', 'wide']],
      ['class', 'dense', { units: 3, activation: 'softmax' }, ['both']],
      ['体重/g', 'output', {}, ['class']],
      ['👩\u200d👧', 'dense', { units: 1, activation: 'linear' }, ['طبقة\u200f 2']],
      ['体重/g_label', 'output', { target: 'second' }, ['👩\u200d👧']],
    ],
    outputs: { '体重/g_label': { target: '#number', lossWeight: 0.25 } },
  },
  {
    title: 'a sequence read both ways',
    source: bundled('digits8x8'),
    layers: [
      ['rows', 'input'],
      ['steps', 'reshape', { targetShape: [8, 8] }],
      ['both', 'bidirectional', { layer: { kind: 'gru', params: { units: 4, returnSequences: true } } }],
      ['each', 'timeDistributed', { layer: { kind: 'dense', params: { units: 5, activation: 'relu' } } }],
      ['lstm', 'lstm', { units: 6 }],
      ['answer', 'dense', { units: 10, activation: 'softmax' }],
      ['digit', 'output'],
    ],
  },
  {
    title: 'word pieces',
    source: { type: 'generated', id: 'topics', params: { count: 300 } },
    options: { level: 'subword', vocabulary: 200, padding: 'before' },
    layers: [
      ['words', 'input'],
      ['vectors', 'embedding', { inputDim: 202, outputDim: 6 }],
      ['window', 'conv1d', { filters: 5, kernelSize: [3], activation: 'relu' }],
      ['mean', 'globalAveragePooling1d'],
      ['answer', 'dense', { units: 4, activation: 'softmax' }],
      ['topic', 'output'],
    ],
  },
  {
    title: 'sounds',
    source: bundled('spoken-digits'),
    options: { mels: 16, rate: '16000', shift: 0.1, gain: 6, noise: 0.1 },
    layers: [
      ['sound', 'input'],
      ['conv', 'conv2d', { filters: 4, activation: 'relu' }],
      ['pool', 'maxPooling2d'],
      ['flat', 'flatten'],
      ['answer', 'dense', { units: 10, activation: 'softmax' }],
      ['digit', 'output'],
    ],
  },
  {
    title: 'several labels',
    source: { type: 'generated', id: 'chords', params: { count: 200 } },
    training: { classWeights: 'balanced' },
    layers: [
      ['bands', 'input'],
      ['hidden', 'dense', { units: 8, activation: 'relu' }],
      ['notes', 'dense', { units: 12, activation: 'sigmoid' }],
      ['sounding', 'output'],
    ],
  },
  {
    title: 'windows of a series, a forecast of several steps',
    source: { type: 'generated', id: 'sales', params: { count: 400 } },
    options: { window: 14, horizon: 2, steps: 3, stride: 2 },
    layers: [
      ['past', 'input'],
      ['memory', 'gru', { units: 5 }],
      ['last', 'dense', { units: 3, activation: 'linear' }],
      ['sold', 'output'],
    ],
  },
];

/** Those whose layers have names that most files cannot hold. What else a whole network is as a file: tests/oracle/matrix. */
export const hostileCases = exportCases.filter(({ layers }) => layers.some(([name]) => !/^[\w-]+$/.test(name)));

/** A target on a logarithmic scale, every step of a number column, and categories of which the rare ones share a place. */
function prepareInSteps(config: DataConfig): DataConfig {
  const changes: { readonly [column: string]: Partial<ColumnConfig> } = {
    mpg: { steps: [{ type: 'log', params: {} }], encoding: 'minmax' },
    cylinders: { steps: [{ type: 'root', params: {} }], encoding: 'robust' },
    displacement: { steps: [{ type: 'ranks', params: {} }], encoding: 'none' },
    horsepower: { steps: [{ type: 'clipTails', params: { below: 2, above: 5 } }] },
    acceleration: { steps: [{ type: 'clip', params: { low: 10, high: 20 } }], encoding: 'minmax' },
    origin: { keep: 1 },
  };
  const columns = config.table!.columns.map((column) => ({ ...column, ...changes[column.name] }));
  return { ...config, table: { ...config.table!, columns } };
}

/** Every other feature goes to an input "second", and one number column becomes a second target. */
function splitColumns(config: DataConfig): DataConfig {
  const columns = [...config.table!.columns];
  const number = columns.findIndex((column) => column.role === 'feature' && column.type === 'number');
  const changed = columns.map((column, index) =>
    index === number
      ? { ...column, role: 'target' as const }
      : column.role === 'feature' && index % 2 === 0
        ? { ...column, input: 'second' }
        : column,
  );
  return { ...config, table: { ...config.table!, columns: changed } };
}

export interface OpenCase {
  readonly trained: Trained;
  readonly data: OpenedData;
  readonly services: ExportServices;
  close(): void;
}

/** How far from 0: sums of many products stay as large as what went in, or deep networks would be all rounding. */
function spreadOf(name: string, shape: readonly number[], size: number): number {
  return /kernel/i.test(name) ? Math.min(0.4, Math.sqrt((2 * shape[shape.length - 1]!) / size)) : 0.4;
}

/** Draws every weight: small, and positive where it is a variance. */
export function drawWeights(network: Network, tf: Trained['engine']['tf']): void {
  const random = createRandom(11);
  for (const { name, variable } of network.weights) {
    const spread = spreadOf(name, variable.shape, variable.size);
    const values = Float32Array.from({ length: variable.size }, () =>
      /variance/i.test(name) ? 0.5 + random.uniform() : spread * random.normal(),
    );
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

export async function openCase(given: ExportCase): Promise<OpenCase> {
  const inspected = must(await inspectData(given.source, given.options ?? {}));
  const config = given.data?.(inspected) ?? inspected;
  const data = must(await openData(config));
  const spec = describeData(config);
  const number = Object.keys(spec.targets).find((name) => spec.targets[name]!.task === 'regression');
  const classes = Object.keys(spec.targets).find((name) => spec.targets[name]!.task !== 'regression');
  const outputs = Object.fromEntries(
    given.layers
      .filter(([, kind]) => kind === 'output')
      .map(([name]) => {
        const more = given.outputs?.[name] ?? {};
        const target = more.target === '#number' ? number! : (more.target ?? classes ?? number!);
        return [name, { ...more, target }];
      }),
  );
  const rows = given.layers.map(([name, kind, params, inputs]): LayerRow =>
    kind === 'output'
      ? ([name, kind, { ...params, target: outputs[name]!.target }, ...(inputs ? [inputs] : [])] as unknown as LayerRow)
      : ([name, kind, params, inputs] as unknown as LayerRow),
  );
  const plan = { ...planOf(spec, rows, { epochs: 2, ...given.training }, outputs), data: config };
  return openDrawn(given.name ?? given.title, plan, data, data.fitted);
}

/** A run of this plan that was never trained: every weight is drawn. */
async function openDrawn(
  name: string,
  plan: Plan,
  data: OpenedData,
  preprocessing: RunRecord['preprocessing'],
): Promise<OpenCase> {
  const engine = await engines.current();
  const network = buildNetwork(engine.tf, plan);
  drawWeights(network, engine.tf);
  const record: RunRecord = {
    id: 'run',
    name,
    createdAt: '2026-01-01T00:00:00.000Z',
    status: 'completed',
    plan,
    preprocessing,
    engine: engine.info,
    parameters: network.parameters,
    epochs: [],
    bestEpoch: 1,
    elapsedMs: 1,
  };
  const trained: Trained = { engine, record, network, release: () => undefined };
  return {
    trained,
    data,
    services: { load: async () => trained, openData: async () => ok({ ...data, close: () => undefined }) },
    close: () => {
      data.close();
      network.dispose();
    },
  };
}

/** A sample project as it opens, its network with drawn weights. */
export async function openSample(sample: Sample): Promise<OpenCase> {
  const config = must(await inspectData(sample.source, sample.options));
  const plan = must(compile(documentOfSample(sample, sample.id, config)));
  const data = must(await openData(plan.data));
  const learned = must(await openForPlan(() => Promise.resolve(ok(data)), plan, undefined, undefined));
  return openDrawn(sample.title, plan, data, learned.fitted);
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
