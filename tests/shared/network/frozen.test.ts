// Frozen layers in the document: counted as fixed, carried into the plan, copied with a repeated block, thawed by a fix.
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../shared/network/analyze';
import { compile } from '../../../shared/network/compile';
import type { ProjectDocument } from '../../../shared/network/document';
import { setFrozen } from '../../../shared/network/edits';
import { applyFix } from '../../../shared/network/fixes';
import { projectDocument } from '../../../shared/network/schema';
import { chain } from '../../../shared/network/chain';
import { emptyDocument } from '../../../shared/samples';
import { pictures } from './documents';

const whole: ProjectDocument = {
  ...emptyDocument('p', 'p'),
  data: pictures(4),
  network: chain([
    ['input'],
    ['conv2d', { filters: 2, kernelSize: [3, 3] }],
    ['batchNormalization'],
    ['globalAveragePooling2d'],
    ['dense', { units: 4, activation: 'softmax' }],
    ['output'],
  ]),
};
const held = (ids: readonly string[], frozen = true): ProjectDocument => ({
  ...whole,
  network: setFrozen(whole.network, ids, frozen),
});

describe('frozen layers', () => {
  // Conv2D: 3·3·1·2 + 2 = 20. BatchNormalization: 2·2 learned, 2·2 moving. Dense: 2·4 + 4 = 12.
  it.each([
    [[], { trainable: 36, fixed: 4, frozen: 0 }],
    [['n2'], { trainable: 16, fixed: 24, frozen: 20 }],
    [['n2', 'n3', 'n4'], { trainable: 12, fixed: 28, frozen: 24 }],
  ])('%j leave %j', (ids, totals) => {
    expect(analyze(held(ids)).totals).toEqual(totals);
  });

  it('are in the plan and in the file, and gone without a trace once they learn again', () => {
    const document = held(['n2']);
    const plan = compile(document);
    expect(plan.ok && plan.value.layers.filter(({ frozen }) => frozen === true).map(({ id }) => id)).toEqual(['n2']);
    expect(projectDocument.parse(document)).toEqual(document);
    expect(setFrozen(document.network, ['n2'], false)).toEqual(whole.network);
    expect(setFrozen(document.network, ['n2', 'n9'], true).nodes[1]).toBe(document.network.nodes[1]);
  });

  it('all of them is an error, with the last one as its remedy', () => {
    const document = held(['n2', 'n3', 'n5']);
    const problem = analyze(document).problems.find(({ code }) => code === 'network.nothingToLearn')!;
    expect(problem.severity).toBe('error');
    const { document: after } = applyFix(document, problem.fixes![0]!, problem.node)!;
    expect(analyze(after).totals.trainable).toBe(12);
    expect(analyze(after).hasErrors).toBe(false);
  });

  it('are frozen in every repetition of their block', () => {
    const { nodes } = held(['n3']).network;
    const network = {
      ...whole.network,
      nodes: nodes.map((node) => (node.id === 'n3' ? { ...node, block: 'b1' } : node)),
      blocks: [{ id: 'b1', name: 'norms', repeat: 3 }],
    };
    expect(analyze({ ...whole, network }).totals).toEqual({ trainable: 32, fixed: 24, frozen: 12 });
  });
});
