// A network as Keras wrote it down beside the one that its import gives: shapes and parameters, layer by layer.
import { importModel } from '../../../../shared/import';
import { analyze } from '../../../../shared/network/analyze';
import { defaultTraining } from '../../../../shared/run/training';

export interface Written {
  readonly model: object;
  /** What leaves each layer, without the batch, and its parameters: `count_params()`. */
  readonly layers: { readonly [name: string]: readonly [shape: readonly (number | null)[], parameters: number] };
}

export interface Comparison {
  /** A sentence for each layer that is not the same. */
  readonly differences: readonly string[];
  readonly layers: number;
}

const nothing = () => {
  throw new Error('A configuration has nothing to unpack.');
};

/** Throws with the import's own words where the network does not come in. */
export async function compared(name: string, written: Written): Promise<Comparison> {
  const file = new TextEncoder().encode(JSON.stringify(written.model));
  const beside = () => Promise.resolve(null);
  const read = await importModel(`${name}.json`, file, { beside, inflate: nothing, inflateRaw: nothing });
  if (!read.ok) throw new Error(read.problem.message);
  const { network } = read.value;
  const document = { format: 1, id: 'p', name, network, data: null, training: defaultTraining, notes: '' } as const;
  const { specs, parameters, problems } = analyze(document);
  const ids = new Map(network.nodes.map((node) => [node.name, node.id]));
  const differences = problems
    .filter(({ severity, code }) => severity === 'error' && !/^(data|output|training)/.test(code))
    .map(({ message }) => message);
  let layers = 0;
  for (const [layer, [shape, count]] of Object.entries(written.layers)) {
    // Names begin with a letter here.
    const known = layer.replace(/^_+/, 'layer_');
    const [id, end] = [ids.get(layer) ?? ids.get(known), ids.get(`${layer}_keepdims`)];
    if (id === undefined) continue;
    layers += 1;
    const ours = specs.get(end ?? id)?.shape;
    if (JSON.stringify(ours) !== JSON.stringify(shape))
      differences.push(`${layer}: [${String(ours)}], Keras has [${String(shape)}]`);
    const own = parameters.get(id);
    const total = (own?.trainable ?? 0) + (own?.fixed ?? 0);
    if (total !== count) differences.push(`${layer}: ${total} parameters, Keras has ${count}`);
  }
  return { differences, layers };
}
