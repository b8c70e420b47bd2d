// Pairs of texts through the engine: the suggested network has nothing against it and compiles, a text is written as the
// pure search over the network's own answers says, and evaluation counts what is exactly right.
import { describe, expect, it } from 'vitest';
import { compileSteps } from '../../electron/engine/training/compiledStep';
import { inspectData, openData } from '../../electron/engine/data';
import { writeText } from '../../electron/engine/answering/decode';
import { evaluatePart } from '../../electron/engine/answering/evaluate';
import { createLearner } from '../../electron/engine/training/learner';
import { buildNetwork, initializeWeights } from '../../electron/engine/network';
import { createObjective } from '../../electron/engine/training/objective';
import { inputTensors } from '../../electron/engine/training/stepTensors';
import { describeData } from '../../shared/data/describe';
import { nextTarget, soFarInput, sourceInput } from '../../shared/data/kinds/pairs';
import { endId } from '../../shared/data/text';
import { analyze } from '../../shared/network/analyze';
import { compile } from '../../shared/network/compile';
import { suggestNetwork } from '../../shared/network/suggest';
import type { Result } from '../../shared/result';
import { emptyDocument } from '../../shared/samples';
import { engines } from './runs';

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

async function opened() {
  const { tf } = await engines.current();
  const source = { type: 'generated', id: 'dates', params: { count: 60, noise: 0, seed: 1 } } as const;
  const config = must(await inspectData(source, {}));
  const document = { ...emptyDocument('p', 'p'), data: config, network: suggestNetwork(describeData(config)) };
  const plan = must(compile(document));
  const data = must(await openData(config));
  const network = buildNetwork(tf, plan);
  initializeWeights(tf, network, 3);
  return { tf, document, plan, data, network };
}

describe('pairs of texts', () => {
  it('the suggested network fits, and its step compiles', async () => {
    const { tf, document, data, network } = await opened();
    expect(analyze(document).problems.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    const sample = await data.batch(data.parts.train.slice(0, 8));
    const learner = createLearner(tf, network);
    const objective = createObjective(tf, network, data.fitted);
    const steps = compileSteps(tf, network, objective, learner, null, { sample, train: [8], evaluate: [] });
    expect(typeof steps === 'string' ? steps : '').toBe('');
    if (typeof steps !== 'string') steps.dispose();
    learner.dispose();
    network.dispose();
  });

  it('a text is written token by token: greedy takes the likeliest that may stand', async () => {
    const { tf, plan, data, network } = await opened();
    const batch = await data.batch(data.parts.test.slice(0, 1));
    const input = data.fitted.inputs[soFarInput]!;
    if (input.modality !== 'text') throw new Error('no text');
    const asked = { source: soFarInput, input };
    const { written } = writeText(tf, network, plan.outputs[0]!, asked, batch.inputs, { id: 'greedy', params: {} });
    const soFar = new Float32Array(input.length);
    soFar[0] = 2;
    let text = '';
    for (let place = 0; place < input.length; place++) {
      const inputs = { ...batch.inputs, [soFarInput]: { shape: [1, input.length], values: soFar } };
      const values = tf.tidy(() => network.forward(inputTensors(tf, network, { inputs }), false)['output']!.dataSync());
      const codes = values.length / input.length;
      const row = [...values.slice(place * codes, (place + 1) * codes)];
      const best = row.reduce((most, value, code) => (code >= endId && value > row[most]! ? code : most), endId);
      if (best === endId) break;
      text += input.vocabulary[best - 2];
      if (place + 1 < input.length) soFar[place + 1] = best;
    }
    expect(written[0]!.text).toBe(text);
    network.dispose();
  });

  it('evaluation counts texts that are right at every place, padding left out', async () => {
    const { tf, data, network } = await opened();
    // The last layer's bias alone decides: always the same token.
    const end = network.weights.filter(({ name }) => /^dense(_\d+)?\/(kernel|bias)$/.test(name)).slice(-2);
    const [kernel, bias] = end.map(({ variable }) => variable);
    kernel!.assign(tf.zerosLike(kernel!));
    const always = new Float32Array(bias!.size);
    always[endId] = 9;
    bias!.assign(tf.tensor(always, bias!.shape));
    const { outputs, figures } = await evaluatePart(tf, network, data, {
      runId: 'r',
      part: 'test',
      onProgress: () => undefined,
    });
    // Of the eleven tokens of a date only the end is right.
    expect(outputs[0]!.sequences!.tokenAccuracy).toBeCloseTo(1 / 11, 10);
    expect(figures['accuracy']).toBeCloseTo(1 / 11, 6);
    expect(outputs[0]!.sequences!.exactMatch).toBe(0);
    expect(outputs[0]!.worst[0]!.truth).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    network.dispose();
  });

  it('what is read and what is learned are one text, one place apart', async () => {
    const { data, network } = await opened();
    const { inputs, targets } = await data.batch(data.parts.train.slice(0, 5));
    const { values, shape } = inputs[soFarInput]!;
    const length = shape[1]!;
    for (let row = 0; row < 5; row++)
      for (let place = 0; place + 1 < length; place++) {
        const next = targets[nextTarget]![row * length + place]!;
        if (next !== endId && next !== 0) expect(values[row * length + place + 1]).toBe(next);
      }
    expect(inputs[sourceInput]!.shape[0]).toBe(5);
    network.dispose();
  });
});
