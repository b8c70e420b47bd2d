// Published architectures, rebuilt in the document's own format: the published number of parameters, shapes all the way
// to the end, and a fixture each that must stay readable. Counts of VGG16, ResNet50 and MobileNetV2: keras.applications
// (tests/oracle/architectures.test.ts asks them again); the others' sources are in their files.
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../shared/network/analyze';
import { createBuilder } from '../../../shared/samples/architectures/builder';
import type { ProjectDocument } from '../../../shared/network/document';
import { readDocument } from '../../../shared/project/readDocument';
import { emptyDocument } from '../../../shared/samples';
import { architectures, findArchitecture } from '../../../shared/samples/architectures';

function documentOf(id: string): ProjectDocument {
  const architecture = findArchitecture(id)!;
  return { ...emptyDocument(id, architecture.title), network: architecture.network() };
}

/** One line per layer and wire, so that a change can be read. */
function fixtureText({ network, ...rest }: ProjectDocument): string {
  const lines = (list: readonly object[]) => list.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  const head = JSON.stringify(rest).slice(1, -1);
  const { nodes, edges, blocks } = network;
  const groups = blocks === undefined ? '' : `,\n  "blocks":[\n${lines(blocks)}\n  ]`;
  return `{${head},"network":{\n  "nodes":[\n${lines(nodes)}\n  ],\n  "edges":[\n${lines(edges)}\n  ]${groups}\n}}\n`;
}

describe.each(architectures.map(({ id, ...rest }) => ({ id, ...rest })))('$title', ({ id, parameters }) => {
  const published: { readonly [id: string]: number } = {
    'lenet-5': 61_706,
    alexnet: 60_965_224,
    vgg16: 138_357_544,
    resnet50: 25_636_712,
    'mobilenet-v2': 3_538_984,
    'bert-base': 109_482_240,
    'gpt2-small': 124_439_808,
    'efficientnet-lite0': 4_694_024,
  };

  it('has the published number of parameters', () => {
    const { totals } = analyze(documentOf(id));
    expect(totals.trainable + totals.fixed).toBe(published[id]);
    expect(parameters).toBe(published[id]);
  });

  it('has a shape at every layer and no layer with an error', () => {
    const document = documentOf(id);
    const analysis = analyze(document);
    expect(analysis.specs.size).toBe(document.network.nodes.length);
    expect(analysis.problems.filter(({ node, severity }) => node !== undefined && severity === 'error')).toEqual([]);
    expect(new Set(document.network.nodes.map(({ name }) => name)).size).toBe(document.network.nodes.length);
  });

  it('is kept as a fixture that opens unchanged', async () => {
    const text = fixtureText(documentOf(id));
    await expect(text).toMatchFileSnapshot(`../../fixtures/architectures/${id}.json`);
    const read = readDocument(JSON.parse(text));
    expect(read).toMatchObject({ ok: true, value: { problems: [] } });
    expect(read.ok && read.value.document).toEqual(documentOf(id));
  });
});

describe('a network of 400 layers', () => {
  /** Convolutions with a way around each, as ResNet has. */
  function deep(layers: number): ProjectDocument {
    const { add, network } = createBuilder();
    let x = add('input', 'image', [], { shape: [32, 32, 3] });
    x = add('conv2d', 'first', x, { filters: 16, padding: 'same' });
    for (let block = 1; network().nodes.length < layers - 3; block++) {
      let y = add('conv2d', `conv_${block}`, x, { filters: 16, padding: 'same', activation: 'linear' });
      y = add('batchNormalization', `norm_${block}`, y);
      y = add('activation', `relu_${block}`, y);
      x = add('add', `add_${block}`, [x, y]);
    }
    x = add('globalAveragePooling2d', 'pool', x);
    x = add('dense', 'classes', x, { units: 10, activation: 'softmax' });
    add('output', 'output', x);
    return { ...emptyDocument('deep', 'Deep'), network: network() };
  }

  it('opens, is validated, shaped and linted in under 100 ms', () => {
    const document = deep(400);
    expect(document.network.nodes.length).toBeGreaterThanOrEqual(400);
    const text = JSON.stringify(document);
    // The best of a few, in time of this process' own: what else the machine does must not decide.
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      const read = readDocument(JSON.parse(text));
      if (!read.ok) throw new Error(read.problem.message);
      const analysis = analyze(read.value.document);
      const { user, system } = process.cpuUsage(start);
      expect(analysis.specs.size).toBe(document.network.nodes.length);
      return (user + system) / 1000;
    });
    console.info(`400 layers: ${times.map((time) => time.toFixed(1)).join(', ')} ms`);
    expect(Math.min(...times)).toBeLessThan(100);
  });
});
