// Every lint rule by a document that it speaks up about and one, as like it as can be, that it is silent on. The first
// fix of each must silence it.
import { describe, expect, it } from 'vitest';
import type { ColumnConfig, DataConfig } from '../../../shared/data/config';
import type { PictureScaling } from '../../../shared/data/pictureScalings';
import { defaultsOf } from '../../../shared/params';
import { createRandom, hash32 } from '../../../shared/random';
import { findSchedule } from '../../../shared/choices/schedules';
import { analyze } from '../../../shared/network/analyze';
import type { ProjectDocument } from '../../../shared/network/document';
import { addNode, connect, removeEdges, removeNodes } from '../../../shared/network/edits';
import { applyFix } from '../../../shared/network/fixes';
import { lintRules } from '../../../shared/network/lint';
import type { Step } from '../../../shared/network/chain';
import type { ParamValue, ParamValues } from '../../../shared/result';
import { defaultTraining, type TrainingConfig } from '../../../shared/run/training';
import {
  aNumber,
  classColumn,
  documentOf,
  numberColumn,
  pictures,
  row,
  table,
  texts,
  threeFlowers,
  yesOrNo,
} from './documents';

const dense = (units: number, activation = 'relu', more: ParamValues = {}): Step => [
  'dense',
  { units, activation, ...more },
];
const flowers = (...body: readonly Step[]) => row(threeFlowers, ['input'], ...body, dense(3, 'softmax'), ['output']);
const sound = flowers(dense(8));
const digits = (...body: readonly Step[]) => row(pictures(10), ['input'], ...body, dense(10, 'softmax'), ['output']);
const price = (end: Step, loss: ParamValues = {}) => row(aNumber, ['input'], dense(8), end, ['output', loss]);
const yes = (end: Step, loss: ParamValues = {}, data = yesOrNo) =>
  row(data, ['input'], dense(8), end, ['output', loss]);
const conv = (more: ParamValues = {}): Step => [
  'conv2d',
  { filters: 4, kernelSize: [3, 3], activation: 'relu', ...more },
];

const trained = (document: ProjectDocument, training: Partial<TrainingConfig>): ProjectDocument => ({
  ...document,
  training: { ...document.training, ...training },
});
const optimized = (document: ProjectDocument, optimizer: string, optimizerParams: ParamValues) =>
  trained(document, { optimizer, optimizerParams });
const stopping = (patience: number) => ({ earlyStopping: { enabled: true, patience, minDelta: 0 } });
const split = (document: ProjectDocument, train: number, validation: number) => ({
  ...document,
  data: { ...document.data!, split: { ...document.data!.split, train, validation, test: 1 - train - validation } },
});
const withColumn = (column: Partial<ColumnConfig>, base: ColumnConfig = numberColumn('x')): DataConfig =>
  table([{ ...base, ...column } as ColumnConfig, numberColumn('y'), classColumn('answer', ['no', 'yes'])]);
const oneSided = (most: number, least: number): DataConfig => {
  const target = classColumn('answer', ['no', 'yes']);
  return table([numberColumn('x'), { ...target, facts: { ...target.facts, histogram: [most, least] } }], most + least);
};
const twoParts = table([
  numberColumn('a'),
  numberColumn('b', 'feature', 'second'),
  classColumn('answer', ['no', 'yes']),
  numberColumn('price', 'target'),
]);
/** Both inputs read and joined, both targets predicted. */
function whole(): ProjectDocument {
  let network = row(twoParts, ['input', { source: 'features' }], dense(4)).network;
  const second = addNode(network, 'input', { x: 0, y: 200 }, { source: 'second' });
  const join = addNode(second.network, 'concatenate', { x: 400, y: 0 });
  network = connect(connect(join.network, 'n2', join.id, 'inputs'), second.id, join.id, 'inputs');
  for (const [target, activation] of [
    ['answer', 'sigmoid'],
    ['price', 'linear'],
  ] as const) {
    const end = addNode(network, 'dense', { x: 600, y: 0 }, { units: 1, activation });
    const output = addNode(end.network, 'output', { x: 800, y: 0 }, { target });
    network = connect(connect(output.network, join.id, end.id, 'input'), end.id, output.id, 'input');
  }
  return documentOf(network, twoParts);
}
const without = (document: ProjectDocument, find: (params: ParamValues) => boolean): ProjectDocument => {
  const ids = document.network.nodes.filter(({ params }) => find(params)).map(({ id }) => id);
  return { ...document, network: removeNodes(document.network, ids) };
};
const withParams = (document: ProjectDocument, kind: string, params: ParamValues): ProjectDocument => ({
  ...document,
  network: {
    ...document.network,
    nodes: document.network.nodes.map((node) =>
      node.kind === kind ? { ...node, params: { ...node.params, ...params } } : node,
    ),
  },
});
const cut = (document: ProjectDocument, place: number): ProjectDocument => ({
  ...document,
  network: removeEdges(document.network, [document.network.edges[place]!.id]),
});
const many = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

/** Pictures of 16 by 16 pixels, each pixel of one of two classes. */
function scaled(scaling: PictureScaling): DataConfig {
  const data = pictures(10);
  return { ...data, images: { ...data.images!, scaling } };
}

const masked: DataConfig = {
  kind: 'masks',
  source: { type: 'folder', path: '/masks', name: 'masks' },
  options: {},
  masks: {
    width: 16,
    height: 16,
    channels: 3,
    scaling: 'zeroToOne',
    imageCount: 200,
    unreadable: [],
    form: 'numbers',
    values: ['0', '1'],
    classes: ['background', 'cat'],
    classCounts: [40_000, 11_200],
    variation: 'none',
    skipped: [],
  },
  split: { train: 0.7, validation: 0.15, test: 0.15, seed: 0, stratify: false },
  fingerprint: 'masks',
};
const pixelwise: Step = ['conv2d', { filters: 2, kernelSize: [1, 1], activation: 'softmax' }];

interface Row {
  readonly id: string;
  readonly hit: ProjectDocument;
  readonly miss: ProjectDocument;
  /** Why its first fix, if it has one, cannot silence it alone. */
  readonly fixless?: string;
}

const rows: readonly Row[] = [
  { id: 'structure.noInput', hit: row(threeFlowers, dense(3), ['output']), miss: sound },
  { id: 'structure.noOutput', hit: row(threeFlowers, ['input'], dense(3)), miss: sound },
  { id: 'structure.cutOff', hit: cut(sound, 0), miss: sound },
  {
    id: 'structure.deadEnd',
    hit: (() => {
      const added = addNode(sound.network, 'dense', { x: 0, y: 300 });
      return { ...sound, network: connect(added.network, 'n1', added.id, 'input') };
    })(),
    miss: sound,
  },
  {
    id: 'structure.names',
    hit: {
      ...sound,
      network: { ...sound.network, nodes: sound.network.nodes.map((node) => ({ ...node, name: 'same' })) },
    },
    miss: sound,
  },
  {
    id: 'input.codes',
    hit: row(
      texts(50),
      ['input'],
      ['embedding', { inputDim: 49, outputDim: 4 }],
      ['globalAveragePooling1d'],
      dense(1, 'sigmoid'),
      ['output'],
    ),
    miss: row(
      texts(50),
      ['input'],
      ['embedding', { inputDim: 50, outputDim: 4 }],
      ['globalAveragePooling1d'],
      dense(1, 'sigmoid'),
      ['output'],
    ),
  },

  { id: 'output.activation', hit: yes(dense(1, 'relu')), miss: yes(dense(1, 'sigmoid')) },
  {
    id: 'output.loss',
    hit: price(dense(1, 'linear'), { loss: 'categoricalCrossentropy' }),
    miss: price(dense(1, 'linear'), { loss: 'huber' }),
  },
  {
    id: 'output.expects',
    hit: yes(dense(1, 'sigmoid'), { loss: 'hinge' }),
    miss: yes(dense(1, 'tanh'), { loss: 'hinge' }),
  },
  {
    id: 'output.lossShape',
    hit: yes(dense(1, 'sigmoid'), { loss: 'categoricalCrossentropy' }),
    miss: yes(dense(2, 'softmax'), { loss: 'categoricalCrossentropy' }),
  },
  {
    id: 'output.scaledTarget',
    hit: price(dense(1, 'softplus'), { loss: 'poisson' }),
    // The target as it is, and never below 0.
    miss: row(
      table([numberColumn('x'), { ...numberColumn('price', 'target'), encoding: 'none' }]),
      ['input'],
      dense(8),
      dense(1, 'softplus'),
      ['output', { loss: 'poisson' }],
    ),
  },
  {
    id: 'output.zeroWeight',
    hit: price(dense(1, 'linear'), { lossWeight: 0 }),
    miss: price(dense(1, 'linear'), { lossWeight: 0.1 }),
  },
  {
    id: 'output.metric',
    hit: trained(sound, { metrics: ['accuracy', 'r2'] }),
    miss: trained(sound, { metrics: ['accuracy', 'meanIoU'] }),
  },
  {
    id: 'output.percentageMetric',
    hit: trained(price(dense(1, 'linear')), { metrics: ['meanAbsolutePercentageError'] }),
    miss: trained(
      row(
        table([
          numberColumn('x'),
          { ...numberColumn('price', 'target'), facts: { missing: 0, unique: 9, min: 1, max: 9 } },
        ]),
        ['input'],
        dense(1, 'linear'),
        ['output'],
      ),
      { metrics: ['meanAbsolutePercentageError'] },
    ),
  },
  {
    id: 'output.accuracyAlone',
    hit: trained(yes(dense(1, 'sigmoid'), {}, oneSided(190, 10)), { metrics: ['accuracy'] }),
    miss: trained(yes(dense(1, 'sigmoid'), {}, oneSided(110, 90)), { metrics: ['accuracy'] }),
  },

  { id: 'data.none', hit: { ...sound, data: null }, miss: sound, fixless: 'it leads to the Data step' },
  { id: 'data.unusedInput', hit: without(whole(), ({ source }) => source === 'second'), miss: whole() },
  { id: 'data.unusedTarget', hit: without(whole(), ({ target }) => target === 'price'), miss: whole() },
  { id: 'data.targetTwice', hit: withParams(whole(), 'output', { target: 'answer' }), miss: whole() },
  {
    id: 'data.unscaled',
    hit: yes(
      dense(1, 'sigmoid'),
      {},
      withColumn({ encoding: 'none', facts: { missing: 0, unique: 9, min: 0, max: 5000 } }),
    ),
    miss: yes(
      dense(1, 'sigmoid'),
      {},
      withColumn({ encoding: 'none', facts: { missing: 0, unique: 9, min: 0, max: 5 } }),
    ),
    fixless: 'it leads to the Data step',
  },
  {
    id: 'data.ordinal',
    hit: yes(
      dense(1, 'sigmoid'),
      {},
      withColumn({ role: 'feature', encoding: 'ordinal' }, classColumn('x', ['a', 'b', 'c'])),
    ),
    miss: yes(
      dense(1, 'sigmoid'),
      {},
      withColumn({ role: 'feature', encoding: 'ordinal' }, classColumn('x', ['a', 'b'])),
    ),
    fixless: 'it leads to the Data step',
  },
  {
    id: 'data.movesMarks',
    hit: row(masked, ['input'], ['randomFlip'], pixelwise, ['output']),
    miss: row(masked, ['input'], ['randomContrast'], pixelwise, ['output']),
  },
  {
    id: 'data.pixelRange',
    hit: row(scaled('none'), ['input'], ['randomFlip'], ['randomContrast'], ['flatten'], dense(10, 'softmax'), [
      'output',
    ]),
    miss: row(
      scaled('none'),
      ['input'],
      ['randomContrast', { range: 'zeroTo255' }],
      ['flatten'],
      dense(10, 'softmax'),
      ['output'],
    ),
  },

  {
    id: 'training.optimizer',
    hit: trained(sound, { optimizer: 'magic' }),
    miss: trained(sound, { optimizerParams: {} }),
  },
  {
    id: 'training.schedule',
    hit: trained(sound, { schedule: { id: 'cosine', params: { end: 7 } } }),
    miss: trained(sound, { schedule: { id: 'cosine', params: {} } }),
  },
  { id: 'training.batchSize', hit: trained(sound, { batchSize: 121 }), miss: trained(sound, { batchSize: 120 }) },
  {
    id: 'training.tinyBatch',
    hit: trained(digits(conv(), ['flatten']), { batchSize: 2 }),
    miss: trained(sound, { batchSize: 2 }),
  },
  {
    id: 'training.learningRate',
    hit: optimized(sound, 'lion', { learningRate: 0.1 }),
    miss: optimized(sound, 'sgd', { learningRate: 0.1 }),
  },
  {
    id: 'training.learningRateLow',
    hit: optimized(sound, 'adadelta', { learningRate: 0.001 }),
    miss: optimized(sound, 'adam', { learningRate: 0.001 }),
  },
  {
    id: 'training.betas',
    hit: optimized(sound, 'adam', { beta1: 0.99, beta2: 0.9 }),
    miss: optimized(sound, 'adam', { beta1: 0.9, beta2: 0.95 }),
  },
  {
    id: 'training.plainSgd',
    hit: optimized(sound, 'sgd', { learningRate: 0.01 }),
    miss: optimized(sound, 'sgd', { learningRate: 0.01, momentum: 0.5 }),
  },
  { id: 'training.weightDecay', hit: trained(sound, { weightDecay: 20 }), miss: trained(sound, { weightDecay: 0.01 }) },
  {
    id: 'training.weightDecayTwice',
    hit: trained(optimized(sound, 'adamw', {}), { weightDecay: 0.01 }),
    miss: trained(optimized(sound, 'adam', {}), { weightDecay: 0.01 }),
  },
  {
    id: 'training.clipping',
    hit: trained(sound, { clipping: { by: 'norm', limit: 1e-5 } }),
    miss: trained(sound, { clipping: { by: 'none', limit: 1e-5 } }),
  },
  {
    id: 'training.recurrentClipping',
    hit: optimized(
      row(texts(50), ['input'], ['embedding', { inputDim: 50, outputDim: 4 }], ['lstm'], dense(1, 'sigmoid'), [
        'output',
      ]),
      'sgd',
      {},
    ),
    miss: optimized(
      row(texts(50), ['input'], ['embedding', { inputDim: 50, outputDim: 4 }], ['lstm'], dense(1, 'sigmoid'), [
        'output',
      ]),
      'adam',
      {},
    ),
  },
  {
    id: 'training.attentionWarmup',
    hit: attending(4),
    miss: attending(2),
  },
  {
    id: 'training.plateauPatience',
    hit: trained(sound, { ...stopping(3), schedule: { id: 'plateau', params: { patience: 3 } } }),
    miss: trained(sound, { ...stopping(4), schedule: { id: 'plateau', params: { patience: 3 } } }),
  },
  {
    id: 'training.scheduleLate',
    hit: trained(sound, { epochs: 10, schedule: { id: 'step', params: {} } }),
    miss: trained(sound, { epochs: 11, schedule: { id: 'step', params: {} } }),
  },
  {
    id: 'training.patience',
    hit: trained(sound, { epochs: 10, ...stopping(10) }),
    miss: trained(sound, { epochs: 10, ...stopping(9) }),
  },
  {
    id: 'training.stoppingBlind',
    hit: split(trained(sound, stopping(3)), 0.8, 0),
    miss: split(trained(sound, stopping(3)), 0.8, 0.1),
  },
  { id: 'training.fewUpdates', hit: trained(sound, { epochs: 7 }), miss: trained(sound, { epochs: 8 }) },
  {
    id: 'training.endless',
    hit: trained(sound, { epochs: 500 }),
    miss: trained(sound, { epochs: 500, ...stopping(30) }),
  },
  {
    id: 'training.classWeights',
    hit: trained(price(dense(1, 'linear')), { classWeights: 'balanced' }),
    miss: trained(sound, { classWeights: 'balanced' }),
  },
  {
    id: 'training.resampling',
    hit: trained(price(dense(1, 'linear')), { resampling: 'over' }),
    miss: trained(sound, { resampling: 'over' }),
  },

  {
    id: 'network.nothingToLearn',
    hit: row(
      table([numberColumn('x'), numberColumn('price', 'target')]),
      ['input'],
      ['activation', { activation: 'tanh' }],
      ['output'],
    ),
    miss: price(dense(1, 'linear')),
  },
  { id: 'network.hugeLayer', hit: flowers(dense(1000), dense(20_000)), miss: flowers(dense(1000), dense(19_000)) },
  {
    id: 'network.batchMemory',
    hit: trained(
      row(pictures(10, 512, 3), ['input'], conv({ filters: 64 }), ['globalMaxPooling2d'], dense(10, 'softmax'), [
        'output',
      ]),
      { batchSize: 64 },
    ),
    miss: trained(
      row(pictures(10, 512, 3), ['input'], conv({ filters: 64 }), ['globalMaxPooling2d'], dense(10, 'softmax'), [
        'output',
      ]),
      { batchSize: 8 },
    ),
  },
  {
    id: 'network.manyParameters',
    hit: flowers(dense(400), dense(300)),
    miss: flowers(dense(400), ['dropout'], dense(300)),
  },

  {
    id: 'stack.linear',
    hit: digits(conv({ activation: 'linear' }), ['flatten']),
    miss: digits(conv({ activation: 'linear' }), ['maxPooling2d'], ['flatten']),
  },
  {
    id: 'stack.softmaxTwice',
    hit: row(threeFlowers, ['input'], dense(3, 'softmax'), ['softmax'], ['output']),
    miss: row(threeFlowers, ['input'], dense(3, 'linear'), ['softmax'], ['output']),
  },
  {
    id: 'stack.activationTwice',
    hit: flowers(dense(8), ['leakyReLU']),
    miss: flowers(dense(8, 'linear'), ['leakyReLU']),
  },
  { id: 'stack.softmaxHidden', hit: flowers(dense(8, 'softmax')), miss: flowers(dense(8, 'tanh')) },
  { id: 'stack.sigmoidHidden', hit: flowers(dense(8, 'sigmoid')), miss: flowers(dense(8, 'tanh')) },
  {
    id: 'stack.noiseLast',
    hit: row(threeFlowers, ['input'], dense(3, 'softmax'), ['dropout'], ['output']),
    miss: flowers(dense(8), ['dropout']),
  },
  {
    id: 'stack.normLast',
    hit: row(threeFlowers, ['input'], dense(3, 'softmax'), ['batchNormalization'], ['output']),
    miss: flowers(dense(8), ['batchNormalization']),
  },
  {
    id: 'stack.dropoutBeforeNorm',
    hit: flowers(dense(8), ['dropout'], ['batchNormalization']),
    miss: flowers(dense(8), ['batchNormalization'], ['dropout']),
  },
  {
    id: 'stack.biasBeforeNorm',
    hit: flowers(dense(8, 'linear'), ['batchNormalization'], ['activation', { activation: 'relu' }]),
    miss: flowers(
      dense(8, 'linear', { useBias: false }),
      ['batchNormalization'],
      ['activation', { activation: 'relu' }],
    ),
  },
  {
    id: 'stack.poolTwice',
    hit: digits(conv(), ['maxPooling2d'], ['averagePooling2d'], ['flatten']),
    miss: digits(conv(), ['maxPooling2d'], conv(), ['maxPooling2d'], ['flatten']),
  },
  { id: 'stack.flattenFlat', hit: flowers(['flatten']), miss: digits(['flatten']) },
  { id: 'stack.doesNothing', hit: flowers(['dropout', { rate: 0 }]), miss: flowers(['dropout', { rate: 0.1 }]) },
  {
    id: 'stack.deep',
    hit: flowers(...many(20, dense(4))),
    miss: flowers(...many(10, dense(4)), ['layerNormalization'], ...many(10, dense(4))),
    fixless: 'it has none',
  },

  {
    id: 'layer.dropoutHigh',
    hit: flowers(dense(8), ['dropout', { rate: 0.9 }]),
    miss: flowers(dense(8), ['dropout', { rate: 0.8 }]),
  },
  {
    id: 'layer.strongPenalty',
    hit: flowers(dense(8, 'relu', { l2: 1 })),
    miss: flowers(dense(8, 'relu', { l2: 0.01 })),
  },
  {
    id: 'layer.evenKernel',
    hit: digits(conv({ kernelSize: [4, 3], padding: 'same' }), ['flatten']),
    miss: digits(conv({ kernelSize: [4, 4], padding: 'valid' }), ['flatten']),
  },
  { id: 'layer.narrow', hit: flowers(dense(1)), miss: flowers(dense(2)) },
  {
    id: 'layer.recurrentActivation',
    hit: row(
      texts(50),
      ['input'],
      ['embedding', { inputDim: 50, outputDim: 4 }],
      ['simpleRnn', { activation: 'relu' }],
      dense(1, 'sigmoid'),
      ['output'],
    ),
    miss: row(
      texts(50),
      ['input'],
      ['embedding', { inputDim: 50, outputDim: 4 }],
      ['simpleRnn', { activation: 'tanh' }],
      dense(1, 'sigmoid'),
      ['output'],
    ),
  },
  {
    id: 'layer.wideEmbedding',
    hit: row(
      texts(50),
      ['input'],
      ['embedding', { inputDim: 50, outputDim: 64 }],
      ['globalAveragePooling1d'],
      dense(1, 'sigmoid'),
      ['output'],
    ),
    miss: row(
      texts(50),
      ['input'],
      ['embedding', { inputDim: 50, outputDim: 50 }],
      ['globalAveragePooling1d'],
      dense(1, 'sigmoid'),
      ['output'],
    ),
  },
  {
    id: 'layer.normSmallBatch',
    hit: trained(flowers(dense(8), ['batchNormalization']), { batchSize: 4 }),
    miss: trained(flowers(dense(8), ['batchNormalization']), { batchSize: 8 }),
  },
  {
    id: 'layer.flatPicture',
    hit: row(pictures(10, 64, 3), ['input'], ['flatten'], dense(10, 'softmax'), ['output']),
    miss: digits(['flatten']),
  },
];

function attending(layers: number): ProjectDocument {
  return row(
    texts(50),
    ['input'],
    ['embedding', { inputDim: 50, outputDim: 8 }],
    ...many(layers, ['multiHeadAttention', { heads: 2 }]),
    ['globalAveragePooling1d'],
    dense(1, 'sigmoid'),
    ['output'],
  );
}

const codesOf = (document: ProjectDocument) => analyze(document).problems.map(({ code }) => code);

describe('lint rules', () => {
  it('are forty and more, with distinct ids and a reason in a sentence', () => {
    expect(lintRules.length).toBeGreaterThanOrEqual(40);
    expect(new Set(lintRules.map(({ id }) => id)).size).toBe(lintRules.length);
    for (const { id, reason } of lintRules) {
      expect(id).toMatch(/^[a-z]+\.[a-zA-Z]+$/u);
      expect(reason).toMatch(/^[A-Z].*\.$/u);
    }
  });

  it.each<[PictureScaling, string[]]>([
    ['minusOneToOne', ['setParams']],
    ['caffe', ['removeNode', 'goTo']],
    ['zeroToOne', []],
  ])('a layer of colours on pixels scaled as %s', (scaling, fixes) => {
    const document = row(scaled(scaling), ['input'], ['randomBrightness'], ['flatten'], dense(10, 'softmax'), [
      'output',
    ]);
    const found = analyze(document).problems.filter(({ code }) => code === 'data.pixelRange');
    expect(found.flatMap((problem) => problem.fixes?.map(({ type }) => type) ?? [])).toEqual(fixes);
  });

  it('are all in this table', () => {
    expect(rows.map(({ id }) => id).sort()).toEqual(lintRules.map(({ id }) => id).sort());
  });

  it('say nothing of a sound network', () => {
    expect(codesOf(sound)).toEqual([]);
    expect(codesOf(digits(conv(), ['maxPooling2d'], ['flatten'], dense(32)))).toEqual([]);
    expect(codesOf(price(dense(1, 'linear')))).toEqual([]);
    expect(codesOf(whole())).toEqual([]);
  });

  it.each(rows.map((one) => [one.id, one] as const))('%s', (id, { hit, miss, fixless }) => {
    const problem = analyze(hit).problems.find(({ code }) => code === id);
    expect(problem, 'hit').toBeDefined();
    expect(problem!.message).toMatch(/^[A-Z"0-9].*\.$/u);
    expect(codesOf(miss), 'miss').not.toContain(id);
    if (fixless !== undefined) return;
    const [fix] = problem!.fixes ?? [];
    if (fix === undefined) return;
    expect(codesOf(applyFix(hit, fix, problem!.node)!.document), fix.title).not.toContain(id);
  });

  it('say once what a network has many times', () => {
    const norms = flowers(...many(4, dense(8, 'linear')).flatMap((step): Step[] => [step, ['batchNormalization']]));
    const said = analyze(norms).problems.filter(({ code }) => code === 'stack.biasBeforeNorm');
    expect(said).toHaveLength(1);
    expect(said[0]!.message).toContain('(and of 3 others)');
  });

  it('propose schedules that may stand', () => {
    const fix = analyze(attending(4)).problems.find(({ code }) => code === 'training.attentionWarmup')!.fixes![0]!;
    const { training } = applyFix(attending(4), fix, undefined)!.document;
    expect(training.schedule).toEqual({
      id: 'cosineWarmup',
      params: defaultsOf(findSchedule('cosineWarmup')!.params),
    });
    expect(training.optimizer).toBe(defaultTraining.optimizer);
  });

  it('take whatever a file may hold', () => {
    const random = createRandom(hash32('lint'));
    const odd: readonly ParamValue[] = [
      null,
      '',
      'relu',
      -1,
      0,
      0.5,
      1e308,
      true,
      [],
      [0],
      ['x'],
      { a: 1 },
      'constructor',
    ];
    const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
    const spoiled = (values: ParamValues): ParamValues =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, random.uniform() < 0.3 ? pick(odd) : value]),
      );
    const bases = rows.flatMap(({ hit, miss }) => [hit, miss]);
    for (let turn = 0; turn < 600; turn++) {
      const base = pick(bases);
      const nodes = base.network.nodes.map((node) => ({ ...node, params: spoiled(node.params) }));
      const edges = base.network.edges.filter(() => random.uniform() < 0.95);
      const document = {
        ...base,
        network: { ...base.network, nodes, edges },
        data: random.uniform() < 0.2 ? null : pick(bases).data,
        training: {
          ...base.training,
          optimizer: pick(['adam', 'adamw', 'lion', 'magic', '']),
          optimizerParams: spoiled(base.training.optimizerParams),
          schedule: { id: pick(['plateau', 'step', 'constructor']), params: { every: pick(odd), patience: pick(odd) } },
          metrics: ['accuracy', '__proto__'],
        },
      } as ProjectDocument;
      for (const { message } of analyze(document).problems) expect(message).not.toMatch(/NaN|undefined|\[object/u);
    }
  });
});
