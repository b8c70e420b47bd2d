// The bare weights: one safetensors file, and the layers that they belong to as JSON.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import { findLayer } from '../layers';
import { writeSafetensors } from '../run/safetensors';
import type { ExportFormat, ExportInput } from './format';
import { networkInFile } from './ownNetwork';
import { exportedSettings, weightNames } from './settings';
import { fillTemplate, markdownText, stableJson } from './text';
import { describeInputs, describeOutputs, describedMarkdown } from './readme';
import readmeTemplate from './project/WEIGHTS.md?raw';

/** The network as a list of layers: kind, parameters, wires, output shape, and the names and shapes of the weights. */
function layerList({ record, weights }: ExportInput): object {
  const { plan } = record;
  const names = new Map(plan.layers.map(({ id, name }) => [id, name]));
  return {
    layers: plan.layers.map(({ kind, name, params, inputs, output }) => ({
      kind,
      title: findLayer(kind)?.title ?? kind,
      name,
      params,
      inputs: inputs.map((id) => names.get(id)),
      output,
      weights: weightNames(weights, name).map((own) => ({
        name: `${name}/${own}`,
        shape: weights.get(`${name}/${own}`)!.shape,
      })),
    })),
    inputs: plan.inputs.map(({ layer, source }) => ({ layer: names.get(layer), source })),
    outputs: plan.outputs.map(({ layer, name, target, loss }) => ({ layer: names.get(layer), name, target, loss })),
  };
}

/** The bytes of weights.safetensors; its metadata hold the network. */
export function writeWeights({ weights, record }: ExportInput): Uint8Array<ArrayBuffer> {
  const tensors = [...weights].map(
    ([name, { shape, values }]) => [name, { dtype: 'F32' as const, shape, data: values }] as const,
  );
  return writeSafetensors(new Map(tensors), {
    format: 'layerloom',
    name: record.name,
    layerloom: networkInFile(record.plan),
  });
}

export const safetensors: ExportFormat = {
  id: 'safetensors',
  title: 'Weights (safetensors)',
  summary: 'All learned numbers by name, in a file that every framework reads and that cannot hold code.',
  icon: 'Binary',
  params: {},
  needs: [],
  check: { by: 'weights', file: 'weights.safetensors' },
  opens: 'README.md',
  files(input) {
    const settings = exportedSettings(input.record);
    return [
      {
        path: 'README.md',
        text: fillTemplate(readmeTemplate, {
          name: markdownText(input.record.name),
          inputs: describedMarkdown(describeInputs(settings)),
          outputs: describedMarkdown(describeOutputs(settings)),
        }),
      },
      { path: 'network.json', text: `${stableJson({ format: 1, ...layerList(input) })}\n` },
      { path: 'preprocessing.json', text: `${stableJson(settings)}\n` },
      { path: 'weights.safetensors', bytes: writeWeights(input) },
    ];
  },
};
