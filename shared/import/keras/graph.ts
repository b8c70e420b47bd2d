// Which layers a Keras model has, which of them are used again, and what reads what.
import { CannotImport, mostLayers } from '../model';
import { own } from './json';
import { type Json, isRecord } from '../../json';

const mostUses = 1000;

/** A further use of a layer under a name of its own, by which its readers know it. */
function useOf(name: string, use: number): string {
  return use === 0 ? name : `${name}_use_${use + 1}`;
}

export interface ReadNode {
  readonly name: string;
  readonly className: string;
  readonly config: unknown;
  /** Names in the file. */
  readonly inputs: readonly string[];
  readonly kwargs: Json;
  /** The name of the layer's first use where this is another one: it has that one's weights. */
  readonly shares?: string;
  /** Of a layer within a model of the model: where the file keeps it, and the blocks that it is drawn in. */
  readonly inner?: {
    readonly models: readonly string[];
    readonly fileName: string;
    readonly blocks: readonly string[];
  };
}

/** Names of the tensors in an argument, however deep Keras has wrapped them. */
function tensorsIn(value: unknown, where: string, depth = 0): readonly string[] {
  if (depth > 8) throw new CannotImport('import.graph', `${where}: its inputs are nested too deeply.`);
  if (isRecord(value)) {
    const config = value['config'];
    if (value['class_name'] !== '__keras_tensor__' || !isRecord(config)) return [];
    const history = config['keras_history'];
    if (!Array.isArray(history) || typeof history[0] !== 'string')
      throw new CannotImport('import.graph', `${where}: an input cannot be read.`);
    return [useOf(history[0], whichUse(history[1], where))];
  }
  return Array.isArray(value) ? (value as readonly unknown[]).flatMap((one) => tensorsIn(one, where, depth + 1)) : [];
}

/** Which of a layer's uses is read, from 0. */
function whichUse(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < mostUses) return value;
  throw new CannotImport('import.graph', `${where}: an input cannot be read.`);
}

interface Inbound {
  readonly inputs: readonly string[];
  readonly kwargs: Json;
}

/** What each use of a layer reads; one use without inputs for a layer that reads nothing. */
function inboundOf(layer: Json, where: string): readonly Inbound[] {
  const nodes = own(layer, 'inbound_nodes');
  if (!Array.isArray(nodes)) throw new CannotImport('import.graph', `${where}: it does not say what it is wired to.`);
  if (nodes.length === 0) return [{ inputs: [], kwargs: {} }];
  if (nodes.length > mostUses)
    throw new CannotImport('import.size', `${where} is used ${nodes.length} times; at most ${mostUses} can be shown.`);
  return (nodes as readonly unknown[]).map((node) => useFrom(node, where));
}

function useFrom(node: unknown, where: string): Inbound {
  if (isRecord(node)) {
    const kwargs = isRecord(node['kwargs']) ? node['kwargs'] : {};
    const { args } = node;
    const number = Array.isArray(args)
      ? (args as readonly unknown[]).find((one) => typeof one === 'number')
      : undefined;
    const numberFirst = Array.isArray(args) && typeof args[0] === 'number';
    return {
      inputs: tensorsIn(args, where),
      kwargs: number === undefined ? kwargs : { ...kwargs, number, numberFirst },
    };
  }
  // Keras 2 and TensorFlow.js: [["name", 0, 0, {}], …].
  if (!Array.isArray(node)) throw new CannotImport('import.graph', `${where}: what it is wired to cannot be read.`);
  let kwargs: Json = {};
  const inputs = (node as readonly unknown[]).map((entry) => {
    if (!Array.isArray(entry) || typeof entry[0] !== 'string')
      throw new CannotImport('import.graph', `${where}: what it is wired to cannot be read.`);
    if (isRecord(entry[3])) kwargs = { ...kwargs, ...entry[3] };
    return useOf(entry[0], whichUse(entry[1], where));
  });
  return { inputs, kwargs };
}

/** ["name", 0, 0], a list of those, or a dictionary of them. */
function endsOf(value: unknown): readonly (readonly [key: string | null, layer: string])[] {
  if (Array.isArray(value)) {
    if (typeof value[0] === 'string') return [[null, useOf(value[0], whichUse(value[1] ?? 0, 'The output'))]];
    return (value as readonly unknown[]).flatMap((one) => (Array.isArray(one) ? endsOf(one) : []));
  }
  return isRecord(value)
    ? Object.entries(value).flatMap(([key, one]) => endsOf(one).map(([, layer]) => [key, layer] as const))
    : [];
}

export interface Graph {
  readonly nodes: readonly ReadNode[];
  /** Names of the layers through which the data comes, in order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly (readonly [key: string | null, layer: string])[];
}

/** What Keras writes down of how it works out which steps are empty. */
const maskOperations: ReadonlySet<string> = new Set([
  'Any',
  'Concatenate',
  'ConvertToTensor',
  'ExpandDims',
  'LogicalOr',
  'NotEqual',
  'OnesLike',
  'ZerosLike',
]);

/**
 * Without the layers that only tell others which steps are empty: layers here hand that on by themselves, by the same rules.
 * A tensor that a person hands to a layer beside its inputs is refused.
 */
function withoutMasks(nodes: readonly ReadNode[], outputs: Graph['outputs']): readonly ReadNode[] {
  for (const { name, kwargs } of nodes) {
    const where = `The layer "${name.slice(0, 60)}"`;
    const given = Object.keys(kwargs).find((key) => tensorsIn(kwargs[key], where).length > 0);
    if (given !== undefined && !handedOn.test(given))
      throw new CannotImport(
        'import.graph',
        `${where} is given "${given.slice(0, 40)}" by another layer, beside its inputs. Layers here have inputs alone.`,
        'Build the network without it.',
      );
  }
  const byName = new Map(nodes.map((node) => [node.name, node]));
  // Grows while it is walked.
  const needed = new Set(outputs.map(([, name]) => name));
  for (const name of needed) for (const input of byName.get(name)?.inputs ?? []) needed.add(input);
  return nodes.filter(({ name, className }) => needed.has(name) || !maskOperations.has(className));
}

/** Arguments in which Keras hands empty steps on. */
const handedOn = /^(query_|key_|value_)?mask$/;

interface ListedLayer {
  readonly layer: Json;
  readonly name: string;
  readonly className: string;
  readonly config: Json;
}

function listedLayer(entry: unknown, place: number): ListedLayer {
  if (!isRecord(entry)) throw new CannotImport('import.format', `Layer ${place + 1} cannot be read.`);
  const inner = own(entry, 'config');
  const config = isRecord(inner) ? inner : {};
  const name = String(own(entry, 'name') ?? own(config, 'name') ?? `layer_${place + 1}`);
  return { layer: entry, name, className: String(own(entry, 'class_name') ?? ''), config };
}

/** The layers of one model and their wires; a model among them is one node. Throws CannotImport. */
export function graphOf(model: Json): Graph {
  const className = String(own(model, 'class_name') ?? '');
  const config = own(model, 'config');
  const list = isRecord(config) ? own(config, 'layers') : Array.isArray(config) ? config : undefined;
  if (!Array.isArray(list))
    throw new CannotImport('import.format', 'The file holds no Keras model: there is no list of layers.');
  if (list.length > mostLayers)
    throw new CannotImport('import.size', `The model has ${list.length} layers; at most ${mostLayers} can be shown.`);
  const layers = (list as readonly unknown[]).map(listedLayer);
  if (className === 'Sequential' || Array.isArray(config)) return inARow(layers, isRecord(config) ? config : {});
  if (className !== 'Functional' && className !== 'Model')
    throw new CannotImport(
      'import.format',
      `The file holds a model of the type "${className.slice(0, 60) || '?'}"; Sequential and Functional models can be imported.`,
    );
  const nodes = layers.flatMap(({ layer, name, className: kind, config: layerConfig }): readonly ReadNode[] =>
    inboundOf(layer, `The layer "${name.slice(0, 60)}"`).map((inbound, use) => ({
      name: useOf(name, use),
      className: kind,
      config: layerConfig,
      ...inbound,
      ...(use === 0 ? {} : { shares: name }),
    })),
  );
  if (nodes.length > mostLayers)
    throw new CannotImport('import.size', `The model has ${nodes.length} layers; at most ${mostLayers} can be shown.`);
  const ends = (key: string) => endsOf(own(config as Json, key));
  const outputs = ends('output_layers');
  return { nodes: withoutMasks(nodes, outputs), inputs: ends('input_layers').map(([, layer]) => layer), outputs };
}

/** Layers of a Sequential model, each reading the one before; an Input stands before the first. */
function inARow(layers: readonly ListedLayer[], model: Json): Graph {
  const nodes: ReadNode[] = [];
  for (const { layer, name, className, config } of layers) {
    if (nodes.length === 0 && className !== 'InputLayer') {
      const build = own(layer, 'build_config') ?? own(model, 'build_input_shape');
      const shape =
        own(config, 'batch_input_shape') ??
        own(config, 'batch_shape') ??
        (isRecord(build) ? build['input_shape'] : build);
      if (!Array.isArray(shape))
        throw new CannotImport(
          'import.input',
          'The model does not say which shape goes in. Build it with keras.Input(shape=…) and save it again.',
        );
      const input = { batch_shape: shape, dtype: own(config, 'dtype') };
      nodes.push({ name: 'input', className: 'InputLayer', config: input, inputs: [], kwargs: {} });
    }
    const before = nodes[nodes.length - 1];
    nodes.push({ name, className, config, inputs: before === undefined ? [] : [before.name], kwargs: {} });
  }
  const ends = nodes.length === 0 ? [] : [nodes[0]!.name, nodes[nodes.length - 1]!.name];
  return { nodes, inputs: ends.slice(0, 1), outputs: ends.slice(1).map((name) => [null, name] as const) };
}

/** Layers after what they read; a circle is refused. */
export function inOrder(nodes: readonly ReadNode[], byName: ReadonlyMap<string, ReadNode>): readonly ReadNode[] {
  const waiting = new Map(nodes.map((node) => [node.name, new Set(node.inputs).size]));
  const readers = new Map<string, string[]>();
  for (const node of nodes)
    for (const input of new Set(node.inputs)) readers.set(input, [...(readers.get(input) ?? []), node.name]);
  const ready = nodes.filter((node) => node.inputs.length === 0).map(({ name }) => name);
  const found: ReadNode[] = [];
  for (let next = 0; next < ready.length; next++) {
    const name = ready[next]!;
    found.push(byName.get(name)!);
    for (const reader of readers.get(name) ?? []) {
      const left = waiting.get(reader)! - 1;
      waiting.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  if (found.length < nodes.length) {
    const stuck = nodes.find((node) => !found.includes(node))!;
    throw new CannotImport(
      'import.graph',
      `The graph is not valid at the layer "${stuck.name.slice(0, 60)}": it waits for its own result.`,
    );
  }
  return found;
}
