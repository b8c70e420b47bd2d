// What analyze says of whole documents: shapes and counts (oracle: Keras' model.summary()), problems and remedies.
import { describe, expect, it, vi } from 'vitest';
import type { DataConfig } from '../../../shared/data/config';
import { findLayer } from '../../../shared/layers';
import { analyze } from '../../../shared/network/analyze';
import type { ProjectDocument } from '../../../shared/network/document';
import { addNode, connect, setParams } from '../../../shared/network/edits';
import { applyFix } from '../../../shared/network/fixes';
import { lintRules } from '../../../shared/network/lint';
import type { Step } from '../../../shared/network/chain';
import { formatShape } from '../../../shared/shape';
import { aNumber, documentOf, pictures, row, threeFlowers, yesOrNo } from './documents';

const shapesOf = (document: ProjectDocument) => {
  const analysis = analyze(document);
  return document.network.nodes.map((node) => {
    const spec = analysis.specs.get(node.id);
    return spec ? formatShape(spec.shape) : '-';
  });
};

describe('parameters that are younger than the document', () => {
  // keras.layers.GRU(4, reset_after=False) on 3 numbers a step has 96 weights; with reset_after=True it has 108.
  it.each([
    ['a GRU of its own', ['gru', { units: 4 }], 108],
    ['one inside a Bidirectional', ['bidirectional', { layer: { kind: 'gru', params: { units: 4 } } }], 192],
  ] as const)('%s means what it meant', (_title, layer, count) => {
    const document = row(pictures(10), ['input', { shape: [5, 3] }], layer, ['output']);
    const { nodes } = document.network;
    const { resetAfter: _younger, ...params } = nodes[1]!.params;
    const older = {
      ...document,
      data: null,
      network: { ...document.network, nodes: [nodes[0]!, { ...nodes[1]!, params }, nodes[2]!] },
    };
    const weights = (given: ProjectDocument) => analyze(given).parameters.get(nodes[1]!.id)?.trainable;
    expect(weights({ ...document, data: null })).toBe(count);
    expect(weights(older)).toBe(layer[0] === 'gru' ? 96 : 192);
    expect(analyze(older).problems.filter(({ code }) => code === 'param.range')).toEqual([]);
  });
});

describe('shapes and parameter counts along a chain', () => {
  it('a small convolutional network equals Keras', () => {
    // keras.Sequential([Input((28,28,1)), Conv2D(32,3,activation='relu'), MaxPooling2D(), Conv2D(64,3), MaxPooling2D(),
    // Flatten(), Dense(128), Dense(10)]).count_params() == 225034
    const document = row(
      pictures(10),
      ['input'],
      ['conv2d', { filters: 32, kernelSize: [3, 3], activation: 'relu' }],
      ['maxPooling2d'],
      ['conv2d', { filters: 64, kernelSize: [3, 3] }],
      ['maxPooling2d'],
      ['flatten'],
      ['dense', { units: 128 }],
      ['dense', { units: 10, activation: 'softmax' }],
      ['output'],
    );
    expect(shapesOf(document)).toEqual([
      '28×28×1',
      '26×26×32',
      '13×13×32',
      '11×11×64',
      '5×5×64',
      '1600',
      '128',
      '10',
      '10',
    ]);
    expect(analyze(document).totals).toMatchObject({ trainable: 225_034, fixed: 0 });
    expect(analyze(document).problems).toEqual([]);
  });

  it('two inputs, a skip connection and two outputs', () => {
    let network = row(threeFlowers, ['input'], ['dense', { units: 4, activation: 'relu' }]).network;
    const add = addNode(network, 'add', { x: 600, y: 0 });
    network = connect(connect(add.network, 'n1', add.id, 'inputs'), 'n2', add.id, 'inputs');
    const head = addNode(network, 'dense', { x: 800, y: 0 }, { units: 3, activation: 'softmax' });
    network = connect(head.network, add.id, head.id, 'input');
    const output = addNode(network, 'output', { x: 1000, y: 0 });
    network = connect(output.network, head.id, output.id, 'input');
    const document = documentOf(network, threeFlowers);
    expect(shapesOf(document)).toEqual(['4', '4', '4', '3', '3']);
    expect(analyze(document).hasErrors).toBe(false);
  });
});

// Each row: a document with one thing wrong, the problem's code, and what must stand after its first fix.
const broken: readonly {
  readonly title: string;
  readonly code: string;
  readonly data: DataConfig | null;
  readonly steps: readonly Step[];
  readonly severity?: string;
}[] = [
  { title: 'no input', code: 'structure.noInput', data: threeFlowers, steps: [['dense']] },
  { title: 'no output', code: 'structure.noOutput', data: threeFlowers, steps: [['input'], ['dense']] },
  {
    title: 'relu before a choice between classes',
    code: 'output.activation',
    data: threeFlowers,
    steps: [['input'], ['dense', { units: 3, activation: 'relu' }], ['output']],
  },
  {
    title: 'linear before a yes-or-no answer',
    code: 'output.activation',
    data: yesOrNo,
    steps: [['input'], ['dense', { units: 1, activation: 'linear' }], ['output']],
  },
  {
    title: 'tanh before a regression',
    code: 'output.activation',
    data: aNumber,
    steps: [['input'], ['dense', { units: 1, activation: 'tanh' }], ['output']],
    severity: 'warning',
  },
  {
    title: 'a loss for another task',
    code: 'output.loss',
    data: aNumber,
    steps: [['input'], ['dense', { units: 1, activation: 'linear' }], ['output', { loss: 'categoricalCrossentropy' }]],
  },
  {
    title: 'too many numbers for the classes',
    code: 'output.units',
    data: threeFlowers,
    steps: [['input'], ['dense', { units: 64, activation: 'softmax' }], ['output']],
  },
  {
    title: 'a parameter out of range',
    code: 'param.range',
    data: threeFlowers,
    steps: [['input'], ['dense', { units: 0 }], ['dense', { units: 3, activation: 'softmax' }], ['output']],
  },
];

describe('problems sit on their node and their first fix repairs them', () => {
  it.each(broken)('$title: $code', ({ code, data, steps, severity }) => {
    const document = row(data, ...steps);
    const problem = analyze(document).problems.find((entry) => entry.code === code);
    expect(problem).toMatchObject({ code, severity: severity ?? 'error' });
    expect(problem!.message).toMatch(/^[A-Z"].*\.$/u);
    const fixed = applyFix(document, problem!.fixes![0]!, problem!.node);
    expect(analyze(fixed!.document).problems.map((entry) => entry.code)).not.toContain(code);
  });

  it('a circle names its layers and offers to cut it', () => {
    const document = row(threeFlowers, ['input'], ['add'], ['dense', { units: 4 }], ['output']);
    const network = connect(connect(document.network, 'n1', 'n2', 'inputs'), 'n3', 'n2', 'inputs');
    const looped = { ...document, network };
    const problem = analyze(looped).problems.find((entry) => entry.code === 'graph.circle')!;
    expect(problem.message).toContain('add');
    expect(problem.message).toContain('dense');
    const cut = applyFix(looped, problem.fixes![0]!, problem.node)!.document;
    expect(analyze(cut).problems.map((entry) => entry.code)).not.toContain('graph.circle');
  });

  it('a picture into Dense before an Output offers to insert Flatten somewhere on the way', () => {
    const document = row(pictures(10), ['input'], ['dense', { units: 10, activation: 'softmax' }], ['output']);
    const problems = analyze(document).problems.filter((problem) => problem.severity === 'error');
    expect(problems).toHaveLength(1);
    const flatten = problems[0]!.fixes!.find((fix) => fix.type === 'insertBefore' && fix.kind === 'flatten');
    expect(flatten).toBeDefined();
    expect(analyze(applyFix(document, flatten!, problems[0]!.node)!.document).hasErrors).toBe(false);
  });

  it('a layer that reads nothing is told once, and the layers behind it are not blamed', () => {
    const document = row(threeFlowers, ['input'], ['dense', { units: 3, activation: 'softmax' }], ['output']);
    const cut = { ...document, network: { ...document.network, edges: document.network.edges.slice(1) } };
    expect(
      analyze(cut)
        .problems.filter((problem) => problem.severity === 'error')
        .map((problem) => [problem.code, problem.node]),
    ).toEqual(
      [['graph.missingInput', 'n2']].concat(
        analyze(cut).problems.some((problem) => problem.code === 'structure.cutOff')
          ? [['structure.cutOff', 'n3']]
          : [],
      ),
    );
  });
});

describe('analyze is quick', () => {
  it('remembers the nodes that an edit does not touch', () => {
    const steps: Step[] = [
      ['input'],
      ...Array.from({ length: 500 }, (): Step => ['dense', { units: 8 }]),
      ['dense', { units: 3, activation: 'softmax' }],
      ['output'],
    ];
    const document = row(threeFlowers, ...steps);
    analyze(document);
    const edited = { ...document, network: setParams(document.network, 'n250', { units: 9 }) };
    const infer = vi.spyOn(findLayer('dense')!, 'inferShape');
    const analysis = analyze(edited);
    // The layer itself and the one that reads it; the one behind that gets the same shape as before.
    expect(infer).toHaveBeenCalledTimes(2);
    infer.mockRestore();
    expect(formatShape(analysis.specs.get('n250')!.shape)).toBe('9');
    expect(analysis.parameters.get('n251')).toMatchObject({ trainable: 9 * 8 + 8, fixed: 0 });
    expect(analysis.parameters.get('n252')).toMatchObject({ trainable: 8 * 8 + 8, fixed: 0 });
  });
});

describe('lint rules', () => {
  it('have distinct ids and a reason in a sentence', () => {
    expect(new Set(lintRules.map((rule) => rule.id)).size).toBe(lintRules.length);
    for (const rule of lintRules) expect(rule.reason).toMatch(/^[A-Z].*\.$/u);
  });

  it.each([
    [
      'training.batchSize',
      (document: ProjectDocument) => ({ ...document, training: { ...document.training, batchSize: 4096 } }),
    ],
    [
      'training.learningRate',
      (document: ProjectDocument) => ({
        ...document,
        training: {
          ...document.training,
          optimizerParams: { ...document.training.optimizerParams, learningRate: 0.9 },
        },
      }),
    ],
    [
      'training.optimizer',
      (document: ProjectDocument) => ({ ...document, training: { ...document.training, optimizer: 'magic' } }),
    ],
    ['data.none', (document: ProjectDocument) => ({ ...document, data: null })],
  ])('%s speaks up, and is silent on a sound document', (code, spoil) => {
    const sound = row(threeFlowers, ['input'], ['dense', { units: 3, activation: 'softmax' }], ['output']);
    expect(analyze(sound).problems).toEqual([]);
    const problem = analyze(spoil(sound)).problems.find((entry) => entry.code === code);
    expect(problem).toBeDefined();
    if (code === 'data.none') return;
    expect(
      analyze(applyFix(spoil(sound), problem!.fixes![0]!, undefined)!.document).problems.map((entry) => entry.code),
    ).not.toContain(code);
  });
});
