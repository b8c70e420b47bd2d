// Half the units of hidden layers: fewer parameters, the same answers' shapes, and nothing that no longer fits.
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../shared/network/analyze';
import type { ProjectDocument } from '../../../shared/network/document';
import { setFrozen } from '../../../shared/network/edits';
import { smallerNetwork } from '../../../shared/network/smaller';
import { suggestNetwork } from '../../../shared/network/suggest';
import { describeData } from '../../../shared/data/describe';
import { architectures, documentOfArchitecture } from '../../../shared/samples/architectures';
import type { ParamValue } from '../../../shared/result';
import { aNumber, documentOf, pictures, row, texts, threeFlowers, yesOrNo } from './documents';

const errorsOf = (document: ProjectDocument) =>
  analyze(document).problems.filter(({ severity }) => severity === 'error').length;
const countOf = (document: ProjectDocument) => {
  const { trainable, fixed } = analyze(document).totals;
  return trainable + fixed;
};
const smaller = (document: ProjectDocument) => ({ ...document, network: smallerNetwork(document) });

/** One parameter of every layer that has it, in the network's order. */
const all = ({ network }: ProjectDocument, name: string) =>
  network.nodes.flatMap(({ params }): ParamValue[] => (params[name] === undefined ? [] : [params[name]]));

describe('half of everything', () => {
  it.each([
    ['a table', threeFlowers],
    ['yes or no', yesOrNo],
    ['a number', aNumber],
    ['pictures', pictures(10)],
    ['texts', texts(500)],
  ])('of the network suggested for %s fits, answers alike and is smaller', (_, data) => {
    const document = documentOf(suggestNetwork(describeData(data)), data);
    const student = smaller(document);
    expect(errorsOf(student)).toBe(0);
    expect(countOf(student)).toBeLessThan(0.75 * countOf(document));
    const ends = student.network.nodes.filter(({ kind }) => kind === 'output');
    for (const { id } of ends) expect(analyze(student).specs.get(id)).toEqual(analyze(document).specs.get(id));
  });

  it.each(architectures.map((one) => [one.id, one] as const))('of %s is no more broken than the whole', (id, one) => {
    const document = documentOfArchitecture(one, 'd');
    const student = smaller(document);
    expect(errorsOf(student)).toBe(errorsOf(document));
    expect(countOf(student), id).toBeLessThan(0.8 * countOf(document));
  });

  it('leaves the answer, small and frozen layers, and what is added to what cannot change', () => {
    const chain = row(
      threeFlowers,
      ['input'],
      ['dense', { units: 9 }],
      ['dense', { units: 3 }],
      ['dense', { units: 64 }],
      ['dropout'],
      ['dense', { units: 3, activation: 'softmax' }],
      ['output'],
    );
    expect(all(smaller(chain), 'units')).toEqual([5, 3, 32, 3]);
    const { id } = chain.network.nodes[3]!;
    const frozen = { ...chain, network: setFrozen(chain.network, [id], true) };
    expect(all(smaller(frozen), 'units')).toEqual([5, 3, 64, 3]);
    expect(smaller(smaller(smaller(chain))).network).not.toBe(chain.network);
  });

  it('leaves both sides of a sum where one comes from the data', () => {
    const chain = row(
      threeFlowers,
      ['input'],
      ['dense', { units: 4, activation: 'relu' }],
      ['dense', { units: 8, activation: 'relu' }],
      ['dense', { units: 3, activation: 'softmax' }],
      ['output'],
    );
    const [input, first, second] = chain.network.nodes.map(({ id }) => id);
    const add = { id: 'sum', kind: 'add', name: 'sum', params: {}, position: { x: 0, y: 0 } };
    const edges = [
      ...chain.network.edges.map((edge) => (edge.target === second ? { ...edge, source: 'sum' } : edge)),
      { id: 's1', source: input!, target: 'sum', port: 'inputs' },
      { id: 's2', source: first!, target: 'sum', port: 'inputs' },
    ];
    const document = { ...chain, network: { nodes: [...chain.network.nodes, add], edges } };
    expect(errorsOf(document)).toBe(0);
    expect(all(smaller(document), 'units')).toEqual([4, 4, 3]);
  });

  it('halves the layer within a layer, and gives the same network back where there is nothing to halve', () => {
    const both = row(
      texts(500),
      ['input'],
      ['embedding', { inputDim: 500, outputDim: 16 }],
      ['bidirectional', { layer: { kind: 'lstm', params: { units: 20 } } }],
      ['dense', { units: 1, activation: 'sigmoid' }],
      ['output'],
    );
    const student = smaller(both);
    expect(all(student, 'outputDim')).toEqual([8]);
    expect(all(student, 'layer')).toEqual([{ kind: 'lstm', params: { units: 10 } }]);
    const plain = row(threeFlowers, ['input'], ['dense', { units: 3, activation: 'softmax' }], ['output']);
    expect(smallerNetwork(plain)).toBe(plain.network);
  });
});
