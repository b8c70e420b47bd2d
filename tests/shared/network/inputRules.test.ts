// Networks that read words: codes need a layer that looks them up, with a row for each.
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../shared/data/describe';
import { analyze } from '../../../shared/network/analyze';
import { suggestNetwork } from '../../../shared/network/suggest';
import { chain, type Step } from '../../../shared/network/chain';
import { emptyDocument } from '../../../shared/samples';
import { pictures, texts } from './documents';

const head: readonly Step[] = [['globalAveragePooling1d'], ['dense', { units: 1, activation: 'sigmoid' }], ['output']];
const problemsOf = (steps: readonly Step[], data = texts(500)) =>
  analyze({ ...emptyDocument('p', 'p'), data, network: chain(steps) }).problems.map(
    ({ code, severity }) => `${severity} ${code}`,
  );

describe('codes of words', () => {
  it.each([
    { what: 'enough rows', steps: [['input'], ['embedding', { inputDim: 500 }], ...head], hit: null },
    { what: 'more rows than codes', steps: [['input'], ['embedding', { inputDim: 9000 }], ...head], hit: null },
    { what: 'too few rows', steps: [['input'], ['embedding', { inputDim: 499 }], ...head], hit: 'error input.codes' },
    {
      what: 'weighed by a Dense',
      steps: [['input'], ['dense', { units: 8 }], ['dense', { units: 1, activation: 'sigmoid' }], ['output']],
      hit: 'error shape.dtype',
    },
  ] as const)('$what', ({ steps, hit }) => {
    const found = problemsOf(steps as readonly Step[]).filter((problem) => /input.codes|shape.dtype/.test(problem));
    expect(found).toEqual(hit === null ? [] : [hit]);
  });

  it('says nothing about pictures', () => {
    const steps: Step[] = [['input'], ['flatten'], ['dense', { units: 10, activation: 'softmax' }], ['output']];
    expect(problemsOf(steps, pictures(10)).filter((problem) => /input.codes|shape.dtype/.test(problem))).toEqual([]);
  });

  it('the suggested network has no problem', () => {
    const data = texts(500);
    const network = suggestNetwork(describeData(data));
    expect(analyze({ ...emptyDocument('p', 'p'), data, network }).problems).toEqual([]);
  });
});
