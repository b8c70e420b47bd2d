// Files that Layerloom wrote come back as the network that they were made of: every layer's examples, also those that Keras
// says by several of its own, and every published architecture. A Keras file that was changed is read as any other.
import { inflateRawSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ExportInput, ExportWeight } from '../../../shared/export/format';
import { kerasConfig, kerasNetwork } from '../../../shared/export/kerasConfig';
import { writeKerasFile, writeKerasH5 } from '../../../shared/export/kerasFile';
import { ownNetwork } from '../../../shared/export/ownNetwork';
import { writeWeights } from '../../../shared/export/safetensorsFile';
import { torchWeights } from '../../../shared/export/torch';
import { torchMissing, writeTorchModel } from '../../../shared/export/torch/model';
import { type ImportedModel, importModel } from '../../../shared/import';
import { readOwnNetwork } from '../../../shared/import/keras/ownFile';
import { findLayer } from '../../../shared/layers';
import { completed, defaultsOf } from '../../../shared/params';
import type { ParamValues } from '../../../shared/result';
import { analyze } from '../../../shared/network/analyze';
import type { Network, ProjectDocument } from '../../../shared/network/document';
import { edgesInto, orderedSources } from '../../../shared/network/graph';
import { ownerOf } from '../../../shared/network/sharing';
import { createRandom } from '../../../shared/random';
import type { Plan, PlanLayer, PlannedNetwork } from '../../../shared/run/plan';
import type { RunRecord } from '../../../shared/run/record';
import { architectures, documentOfArchitecture } from '../../../shared/samples/architectures';
import { defaultTraining } from '../../../shared/run/training';
import { type ExampleRow, exampleRows, planOfExample } from '../../engine/export/examples';

const context = { data: null, layer: findLayer };

function weightsFor({ layers }: Pick<PlannedNetwork, 'layers'>, drawn: boolean): Map<string, ExportWeight> {
  const outputs = new Map(layers.map(({ id, output }) => [id, output]));
  const random = createRandom(7);
  const weights = new Map<string, ExportWeight>();
  for (const { name, kind, params, inputs, shares } of layers) {
    if (shares !== undefined) continue;
    const specs = inputs.map((id) => outputs.get(id)!);
    for (const { name: weight, shape } of findLayer(kind)!.weights(specs, params as never, context)) {
      const count = drawn ? shape.reduce((product, size) => product * size, 1) : 0;
      weights.set(`${name}/${weight}`, { shape, values: Float32Array.from({ length: count }, () => random.uniform()) });
    }
  }
  return weights;
}

/** With a mark on its result, as every network has. */
function marked(plan: Plan): Plan {
  const [end] = plan.outputs;
  const { output } = plan.layers.find(({ id }) => id === end!.layer)!;
  const mark = {
    id: 'out',
    kind: 'output',
    name: 'out',
    params: defaultsOf(findLayer('output')!.params) as ParamValues,
  };
  return {
    ...plan,
    layers: [...plan.layers, { ...mark, inputs: [end!.layer], output }],
    outputs: [{ ...end!, layer: 'out', name: 'out' }],
  };
}

function recordOf(row: ExampleRow, plan: Plan): RunRecord {
  return {
    name: row.title,
    createdAt: '2026-01-01T00:00:00.000Z',
    plan,
    preprocessing: {
      inputs: Object.fromEntries(plan.inputs.map(({ source }) => [source, { modality: 'table', columns: [] }])),
      targets: { t: { task: 'regression', column: 't', subtract: 0, divide: 1 } },
    },
  } as unknown as RunRecord;
}

async function opened(name: string, bytes: Uint8Array): Promise<ImportedModel> {
  const read = await importModel(name, bytes, {
    beside: () => Promise.resolve(null),
    inflate: (packed) => inflateSync(packed),
    inflateRaw: (packed) => inflateRawSync(packed),
  });
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

/** What a network is, whatever its ids and places: layers by name with settings, wires, and shared and still weights. */
function factsOf(
  layers: readonly Pick<PlanLayer, 'id' | 'name' | 'kind' | 'params' | 'inputs' | 'shares' | 'frozen'>[],
) {
  const nameOf = new Map(layers.map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    layers.map(({ name, kind, params, inputs, shares, frozen }) => {
      const { source: _source, target: _target, shape: _shape, ...rest } = completed(findLayer(kind)!.params, params);
      const hidden = findLayer(kind)!.role === 'hidden' ? completed(findLayer(kind)!.params, params) : rest;
      const still = shares === undefined && frozen === true;
      return [
        name,
        { kind, params: hidden, inputs: inputs.map((id) => nameOf.get(id)), shares: nameOf.get(shares ?? ''), still },
      ];
    }),
  );
}

function planned(network: Network): readonly PlanLayer[] {
  const document = {
    format: 1,
    id: 'p',
    name: 'p',
    network,
    data: null,
    training: defaultTraining,
    notes: '',
  } as const;
  const { specs, flat } = analyze(document satisfies ProjectDocument);
  return flat.order.map((id): PlanLayer => {
    const node = flat.wiring.nodes.get(id)!;
    const sources = orderedSources(findLayer(node.kind)!.inputs, edgesInto(flat.wiring, id));
    const owner = ownerOf(flat.wiring.nodes, id) ?? id;
    return {
      id,
      kind: node.kind,
      name: node.name,
      params: node.params,
      inputs: sources.filter((source): source is string => source !== null),
      output: specs.get(id)!,
      ...(flat.wiring.nodes.get(owner)?.frozen === true ? { frozen: true as const } : {}),
      ...(owner === id ? {} : { shares: owner }),
    };
  });
}

const writeTorchWeights = ({ record, weights }: ExportInput) =>
  torchWeights(record, writeTorchModel(record.plan, record.name, weights));
const inTorch = exampleRows.filter(({ kind }) => torchMissing[kind] === undefined);

describe.each([
  ['a Keras file', 'model.keras', writeKerasFile, exampleRows],
  ['an HDF5 file', 'model.h5', writeKerasH5, exampleRows],
  ['bare weights', 'weights.safetensors', writeWeights, exampleRows],
  ['weights of a PyTorch project', 'weights.safetensors', writeTorchWeights, inTorch],
] as const)('through %s', (_title, file, write, rows) => {
  it.each(rows)('$kind $title', async (row) => {
    const plan = marked(planOfExample(row));
    const weights = weightsFor(plan, true);
    const model = await opened(file, write({ record: recordOf(row, plan), weights, options: {} }));
    expect(factsOf(planned(model.network))).toEqual(factsOf(plan.layers));
    expect(model.notes).toEqual([]);
    expect([...model.weights.keys()].sort()).toEqual([...weights.keys()].sort());
    for (const [name, { values }] of weights) {
      const apart = values.map((value, i) => Math.abs(value - model.weights.get(name)!.values[i]!));
      expect(Math.max(0, ...apart), name).toBeLessThan(1e-6);
    }
  });
});

function plannedNetwork(layers: readonly PlanLayer[]): PlannedNetwork {
  const marks = (role: string) => layers.filter(({ kind }) => findLayer(kind)!.role === role);
  return {
    layers,
    inputs: marks('input').map(({ id }) => ({ layer: id })),
    outputs: marks('output').map(({ id, name }) => ({ layer: id, name })),
    spec: { inputs: {}, targets: {}, sampleCount: 0 },
  };
}

describe('published architectures', () => {
  it.each(architectures.map(({ id }) => id))('%s', (id) => {
    const { network } = documentOfArchitecture(
      architectures.find((one) => one.id === id)!,
      'd',
    );
    const plan = plannedNetwork(planned(network));
    const config = kerasConfig(kerasNetwork(plan, weightsFor(plan, false)));
    const read = readOwnNetwork({ network: ownNetwork(plan) }, config, false);
    expect(read).not.toBeNull();
    expect(factsOf(planned(read!.network))).toEqual(factsOf(plan.layers));
  });
});

describe('what the file says of itself', () => {
  const row = exampleRows.find(({ kind }) => kind === 'squeezeAndExcite')!;
  const plan = marked(planOfExample(row));
  const config = kerasConfig(kerasNetwork(plan, weightsFor(plan, false)));
  const own = ownNetwork(plan);
  const changed = (by: object) => own.map((layer) => (layer.kind === row.kind ? { ...layer, ...by } : layer));
  const giant = (shape: readonly number[]) => own.map((one) => (one.shape === undefined ? one : { ...one, shape }));
  const rows: readonly (readonly [title: string, settings: unknown])[] = [
    ['nothing', undefined],
    ['no list', { network: 'x' }],
    ['an empty list', { network: [] }],
    ['no layer', { network: [null] }],
    ['an unknown layer', { network: changed({ kind: 'constructor' }) }],
    ['another layer', { network: changed({ kind: 'flatten' }) }],
    ['other settings', { network: changed({ params: { ratio: 1 } }) }],
    ['settings out of bounds', { network: changed({ params: { ratio: 1e12 } }) }],
    ['a wire from nowhere', { network: changed({ inputs: ['x'] }) }],
    ['a circle', { network: changed({ inputs: ['layer'] }) }],
    ['the same name twice', { network: [...own, ...own] }],
    ['a name that a network cannot have', { network: changed({ name: '__proto__' }) }],
    ['a giant input', { network: giant([1e9, 1e9, 1e9]) }],
    [
      'a giant table',
      {
        network: giant([1e6, 1e6]).map((one) =>
          one.kind === row.kind ? { ...one, kind: 'sinusoidalPosition', params: {} } : one,
        ),
      },
    ],
  ];
  it.each(rows)('%s does not count', (_title, settings) => {
    expect(readOwnNetwork(settings, config, false)).toBeNull();
  });

  it('what Keras says counts where the two differ', () => {
    const other = JSON.parse(JSON.stringify(config).replace('"sigmoid"', '"tanh"')) as object;
    expect(readOwnNetwork({ network: own }, config, false)).not.toBeNull();
    expect(readOwnNetwork({ network: own }, other, false)).toBeNull();
  });
});
