// A repeated block reaches the engine as plain layers: each repetition has weights of its own, and exactly those that the
// window counted.
import { afterAll, describe, expect, it } from 'vitest';
import { buildNetwork, initializeWeights } from '../../electron/engine/network';
import { analyze } from '../../shared/network/analyze';
import { changeBlock } from '../../shared/network/blocks';
import { compile } from '../../shared/network/compile';
import { chain } from '../../shared/network/chain';
import { emptyDocument } from '../../shared/samples';
import { findBlockSample, insertSample } from '../../shared/samples/blocks';
import { spec } from '../../shared/shape';
import { numberColumn, table } from '../shared/network/documents';
import { engines, removeFolders } from './runs';

afterAll(removeFolders);

/** 12 numbers as 4 steps of 8 features, a repeated block, one number. */
function planOf(id: string, repeat: number) {
  const network = chain([
    ['input'],
    ['dense', { units: 32 }],
    ['reshape', { targetShape: [4, 8] }],
    ['attentionPooling'],
    ['dense', { units: 1, activation: 'linear' }],
    ['output'],
  ]);
  const inserted = insertSample(network, 'n3', findBlockSample(id)!, spec([4, 8]));
  if (!inserted.ok) throw new Error(inserted.problem.message);
  const columns = [...Array.from({ length: 12 }, (_, at) => numberColumn(`c${at}`)), numberColumn('y', 'target')];
  const document = {
    ...emptyDocument('d', 'D'),
    data: table(columns, 64),
    network: changeBlock(inserted.value.network, inserted.value.id, { repeat }),
  };
  const plan = compile(document);
  if (!plan.ok) throw new Error(plan.problem.message);
  return { plan: plan.value, totals: analyze(document).totals };
}

describe.each(['transformer-encoder', 'transformer-causal', 'gated-mlp'])('%s, three times', (id) => {
  it('is built with as many weights as were counted, each drawn for itself, and answers', async () => {
    const { tf } = await engines.current();
    const { plan, totals } = planOf(id, 3);
    const network = buildNetwork(tf, plan);
    initializeWeights(tf, network, 3);
    expect(network.parameters).toBe(totals.trainable + totals.fixed);
    const narrow = network.weights.filter(({ name }) => /^narrow(_\d)?\/kernel$/u.test(name));
    expect(narrow).toHaveLength(3);
    const drawn = narrow.map(({ variable }) => variable.dataSync().slice(0, 4).join());
    expect(new Set(drawn).size).toBe(3);
    const answers = tf.tidy(() => {
      const x = tf.tensor(
        Array.from({ length: 24 }, (_, at) => Math.sin(at)),
        [2, 12],
      );
      return [...network.forward({ [plan.inputs[0]!.source]: x }, false)[plan.outputs[0]!.name]!.dataSync()];
    });
    expect(answers).toHaveLength(2);
    expect(answers.every(Number.isFinite)).toBe(true);
    expect(answers[0]).not.toBe(answers[1]);
    network.dispose();
  });
});
