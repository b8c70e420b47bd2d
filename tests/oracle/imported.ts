// An imported network, built on an engine and asked one sample.
import { buildNetwork, putWeights } from '../../electron/engine/network';
import type { ImportedModel } from '../../shared/import';
import { findLayer } from '../../shared/layers';
import type { TensorFlow } from '../../shared/layers/layer';
import { analyze } from '../../shared/network/analyze';
import type { ProjectDocument } from '../../shared/network/document';
import { edgesInto, orderedSources } from '../../shared/network/graph';
import type { Plan } from '../../shared/run/plan';
import { defaultTraining } from '../../shared/run/training';

export interface Given {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export function documentOf(model: ImportedModel): ProjectDocument {
  return { format: 1, id: 'p', name: 'p', network: model.network, data: null, training: defaultTraining, notes: '' };
}

/** The network as a run would build it, with no data. */
export function planOfImport(model: ImportedModel): Plan {
  const analysis = analyze(documentOf(model));
  const nodes = new Map(model.network.nodes.map((node) => [node.id, node]));
  const marks = (kind: string) => model.network.nodes.filter((node) => node.kind === kind);
  return {
    layers: analysis.order.map((id) => ({
      ...nodes.get(id)!,
      inputs: orderedSources(findLayer(nodes.get(id)!.kind)!.inputs, edgesInto(analysis.wiring, id)),
      output: analysis.specs.get(id)!,
    })),
    inputs: marks('input').map(({ id }) => ({ layer: id, source: id })),
    outputs: marks('output').map(({ id, name }) => ({
      layer: id,
      name,
      target: 't',
      loss: '',
      lossWeight: 1,
      metrics: [],
    })),
    spec: { inputs: {}, targets: {}, sampleCount: 0 },
    training: defaultTraining,
  } as unknown as Plan;
}

/** The answers of all outputs to one sample, or to as many as `batch` says; inputs in the file's order. */
export function answersOf(
  tf: TensorFlow,
  model: ImportedModel,
  inputs: readonly Given[],
  batch = 1,
): readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[] {
  const plan = planOfImport(model);
  const marks = (kind: string) => model.network.nodes.filter((node) => node.kind === kind);
  const network = buildNetwork(tf, plan);
  putWeights(
    tf,
    network,
    new Map([...model.weights].map(([key, { shape, values }]) => [key, { dtype: 'F32', shape, data: values }])),
  );
  const answers = tf.tidy(() => {
    const feeds = Object.fromEntries(
      plan.inputs.map(({ source }, i) => [source, tf.tensor([...inputs[i]!.values], [batch, ...inputs[i]!.shape])]),
    );
    const given = network.forward(feeds, false);
    return marks('output').map(({ name }) => ({
      shape: given[name]!.shape,
      values: Array.from(given[name]!.dataSync()),
    }));
  });
  network.dispose();
  return answers;
}
