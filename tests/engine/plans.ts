// Plans for tests, written as a list of layers: [name, kind, params, inputs]; shapes come from the definitions.
import { lossFor, metricsFor } from '../../shared/choices/defaults';
import type { DataSpec } from '../../shared/data/spec';
import { findLayer } from '../../shared/layers';
import { defaultsOf } from '../../shared/params';
import { type ParamValues, ok } from '../../shared/result';
import type { Plan, PlanLayer, PlanOutput } from '../../shared/run/plan';
import { type TrainingConfig, defaultTraining } from '../../shared/run/training';
import type { TensorSpec } from '../../shared/shape';

export type LayerRow = readonly [name: string, kind: string, params?: ParamValues, inputs?: readonly string[]];

/** Layers follow each other unless they name their inputs. Inputs and outputs take the data's first unless params say. */
export function planOf(
  spec: DataSpec,
  rows: readonly LayerRow[],
  training: Partial<TrainingConfig> = {},
  outputs: { readonly [layer: string]: Partial<PlanOutput> } = {},
): Plan {
  const layers: PlanLayer[] = [];
  const context = { data: spec, layer: findLayer };
  for (const [name, kind, given = {}, from] of rows) {
    const definition = findLayer(kind);
    if (definition === undefined) throw new Error(`no layer ${kind}`);
    const inputs = from ?? (definition.role === 'input' ? [] : [layers[layers.length - 1]!.id]);
    const params = { ...defaultsOf(definition.params), ...given } as ParamValues;
    const specs = inputs.map((id): TensorSpec => layers.find((layer) => layer.id === id)!.output);
    // Outputs are marks, and may here get what the app's own data never asks for (an autoencoder's picture).
    const output =
      definition.role === 'output' ? ok(specs[0]!) : definition.inferShape(specs, params as never, context);
    if (!output.ok) throw new Error(`${name}: ${output.problem.message}`);
    layers.push({ id: name, kind, name, params, inputs, output: output.value });
  }
  const ofRole = (role: string) => layers.filter((layer) => findLayer(layer.kind)!.role === role);
  const activationBefore = (layer: PlanLayer) =>
    String(layers.find((other) => other.id === layer.inputs[0])?.params['activation'] ?? 'linear');
  return {
    layers,
    inputs: ofRole('input').map((layer) => ({
      layer: layer.id,
      source: String(layer.params['source'] ?? '') || Object.keys(spec.inputs)[0]!,
    })),
    outputs: ofRole('output').map((layer) => {
      const target = outputs[layer.id]?.target ?? Object.keys(spec.targets)[0]!;
      const { task } = spec.targets[target]!;
      return {
        layer: layer.id,
        name: layer.name,
        target,
        loss: lossFor(spec.targets[target]!, layer.output.shape, activationBefore(layer)),
        lossWeight: 1,
        metrics: metricsFor(task),
        ...outputs[layer.id],
      };
    }),
    data: {
      kind: 'table',
      source: { type: 'generated', id: 'memory', params: {} },
      options: {},
      split: { train: 1, validation: 0, test: 0, seed: 1, stratify: false },
      fingerprint: 'memory',
    },
    spec,
    training: { ...defaultTraining, ...training },
  };
}
