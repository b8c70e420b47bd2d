// A Keras configuration (of `.keras`, `.h5`, model.json and TensorFlow.js layers models) as a network of ours. Each
// class is read through our own definition of it: parameters by Keras' names, and the result written back must say what
// the file said, so that nothing is lost in silence.
import type { ExportWeight } from '../../export/format';
import { hardSigmoidScale, scaleWeights } from '../../export/kerasLayout';
import { findLayer } from '../../layers';
import type { WeightSpec } from '../../layers/layer';
import type { LayerNode, Network } from '../../network/document';
import { checkParams, defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import { type Drawing, createDrawing } from '../drawing';
import { CannotImport } from '../model';
import { type ReadNode, inOrder } from './graph';
import { own } from './json';
import { type Json, isRecord } from '../../json';
import type { NamedWeight, ReadKeras, Weighted } from './model';
import { unfolded } from './nested';
import { aboutScaling } from './trainedScaling';
import type { Read } from './otherClasses';
import { context, readLayer, unsafe, withNumber } from './readLayer';

/** So many layers that are not known are named at most. */
const mostUnknown = 20;

/**
 * Reads a model's configuration: the value behind "model_config" or of config.json. `hardSigmoid` is the slope of the
 * program that wrote it: 1/5 in Keras 2 and TensorFlow.js, 1/6 in Keras 3. `exact`: what layers are called here, by their
 * names there, where the file says so. Throws CannotImport; several layers that are
 * not known are named together.
 */
export function readKerasConfig(
  model: unknown,
  hardSigmoid: 'fifth' | 'sixth' = 'sixth',
  exact?: ReadonlyMap<string, string>,
): ReadKeras {
  if (!isRecord(model)) throw new CannotImport('import.format', 'The file holds no Keras model.');
  const { nodes, outputs, order: places } = unfolded(model);
  if (nodes.length === 0) throw new CannotImport('import.format', 'The model has no layers.');
  const order = inOrder(nodes, byNameOf(nodes));
  const ends = outputs.length > 0 ? outputs : [[null, order.at(-1)!.name] as const];
  const reading: Reading = {
    drawing: createDrawing(exact),
    notes: [],
    weighted: [],
    ids: new Map(),
    keepers: new Map(),
    usedAgain: new Set(nodes.flatMap(({ shares }) => shares ?? [])),
    readers: readersOf([...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(([, layer]) => layer)]),
  };
  const { drawing, ids, notes } = reading;
  const unknown: string[] = [];
  for (const node of order) {
    const inputs = node.inputs.map((name) => ids.get(name)!);
    if (node.className === 'InputLayer') {
      ids.set(node.name, drawInput(node, drawing));
      continue;
    }
    const read = readKnown(node, notes, unknown);
    if (unknown.length >= mostUnknown) break;
    if (read === null || unknown.length > 0) {
      // What follows can still be looked at where shapes do not matter; it is enough to name this one.
      ids.set(node.name, inputs[0] ?? '');
      continue;
    }
    ids.set(node.name, drawLayer(node, hardSigmoid === 'fifth' ? { ...read, scaled: [] } : read, inputs, reading));
  }
  if (unknown.length > 0) throw new CannotImport('import.layers', saidTogether(unknown));
  ends.forEach(([key, layer], i) => {
    const source = ids.get(layer);
    if (source === undefined)
      throw new CannotImport('import.graph', `The model's output "${layer.slice(0, 60)}" is not there.`);
    const name = key ?? (ends.length === 1 ? 'output' : `output_${i + 1}`);
    drawing.add({
      kind: 'output',
      name,
      params: defaultsOf(findLayer('output')!.params) as ParamValues,
      inputs: [source],
    });
  });
  const network = drawing.network();
  return {
    network,
    notes: [...new Set([...notes, ...aboutMasks(network), ...aboutScaling(model)])],
    weighted: reading.weighted,
    order: places,
  };
}

/** What is known while the layers are read in the order of the graph. */
interface Reading {
  readonly drawing: Drawing;
  readonly notes: string[];
  readonly weighted: Weighted[];
  /** Our id of what each of the file's layers gives. */
  readonly ids: Map<string, string>;
  /** The layer that keeps the weights of several uses, by the name of the first. */
  readonly keepers: Map<string, { readonly id: string; readonly shapes: string }>;
  readonly usedAgain: ReadonlySet<string>;
  /** How many read each of the file's layers. */
  readonly readers: ReadonlyMap<string, number>;
}

const placeOf = ({ name }: ReadNode): string => `The layer "${name.slice(0, 60)}"`;

function byNameOf(nodes: readonly ReadNode[]): ReadonlyMap<string, ReadNode> {
  const byName = new Map<string, ReadNode>();
  for (const node of nodes) {
    if (byName.has(node.name))
      throw new CannotImport('import.graph', `Two layers are called "${node.name.slice(0, 60)}".`);
    byName.set(node.name, node);
  }
  for (const node of nodes) {
    const where = `The graph is not valid at the layer "${node.name.slice(0, 60)}"`;
    if (node.inputs.length === 0 && node.className !== 'InputLayer')
      throw new CannotImport('import.graph', `${where}: nothing leads into it, and it is no input.`);
    for (const input of node.inputs)
      if (!byName.has(input))
        throw new CannotImport('import.graph', `${where}: it reads "${input.slice(0, 60)}", which is not there.`);
  }
  return byName;
}

function readersOf(read: readonly string[]): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const name of read) readers.set(name, (readers.get(name) ?? 0) + 1);
  return readers;
}

/** Null where the layer is not known; why is added to the list. What may run code is refused at once. */
function readKnown(node: ReadNode, notes: string[], unknown: string[]): Read | null {
  try {
    return withNumber(node, placeOf(node)) ?? readLayer(node.className, node.config, placeOf(node), notes);
  } catch (error) {
    if (!(error instanceof CannotImport) || unsafe.has(node.className)) throw error;
    unknown.push(error.message);
    return null;
  }
}

function saidTogether(unknown: readonly string[]): string {
  return unknown.length === 1
    ? unknown[0]!
    : `${unknown.length} layers stand in the way. ${unknown.slice(0, 10).join(' ')}${unknown.length > 10 ? ' …' : ''}`;
}

function drawInput(node: ReadNode, drawing: Drawing): string {
  const where = placeOf(node);
  const config = node.config as Json;
  const shape = own(config, 'batch_shape') ?? own(config, 'batch_input_shape');
  if (
    !Array.isArray(shape) ||
    !shape.slice(1).every((size) => size === null || (Number.isInteger(size) && (size as number) > 0))
  )
    throw new CannotImport('import.input', `${where}: the shape that goes in cannot be read.`);
  const sizes = (shape as readonly (number | null)[]).slice(1);
  if (sizes.includes(null))
    throw new CannotImport(
      'import.input',
      `${where}: sizes that differ from sample to sample are not known here. Save the model with a fixed shape.`,
    );
  const definition = findLayer('input')!;
  const params = { ...defaultsOf(definition.params), shape: sizes } as ParamValues;
  const objection = checkParams(definition.params, params);
  if (objection !== null) throw new CannotImport('import.input', `${where}: ${objection.message}`);
  const dtype = String(own(config, 'dtype') ?? '').startsWith('int') ? ('int32' as const) : ('float32' as const);
  return drawing.add({ kind: 'input', name: node.name, params, inputs: [], spec: { shape: sizes, dtype } }).id;
}

/** Our id of what the layer gives. */
function drawLayer(node: ReadNode, read: Read, inputs: readonly string[], reading: Reading): string {
  const { drawing } = reading;
  const joined = joinGelu(node, read, reading);
  if (joined !== null) return joined;
  const { definition, params, wires } = asOurs(node, read, undoScaling(node, read, inputs, reading));
  const given = wires.map((id) => drawing.specOf(id));
  const channels = given[0]?.shape[given[0].shape.length - 1];
  if (read.groups !== undefined && read.groups !== channels)
    throw new CannotImport(
      'import.setting',
      `${placeOf(node)} (${node.className}): ${read.groups} groups for ${channels ?? '?'} channels are not known here; as many groups as channels are. Split the channels with layers of their own, and save the model again.`,
    );
  if (read.axis !== undefined && read.axis !== -1 && read.axis !== given[0]?.shape.length)
    throw new CannotImport(
      'import.setting',
      `${placeOf(node)} (${node.className}): along the axis ${read.axis}; only the last one is known here. Use Permute around it.`,
    );
  const shape = definition.inferShape(given, params as never, context);
  if (!shape.ok)
    throw new CannotImport(
      'import.shape',
      `${placeOf(node)} (${node.className}) cannot stand here: ${shape.problem.message}`,
    );
  const models = node.inner?.blocks ?? [];
  const drawn = drawing.add({
    kind: definition.kind,
    name: node.name,
    params,
    inputs: wires,
    spec: shape.value,
    models,
  });
  const owned = definition.weights(given, params as never, context);
  if (owned.length > 0) noteWeights(node, read, drawn, owned, reading);
  if (definition.family !== 'pooling' || own(node.config as Json, 'keepdims') !== true) return drawn.id;
  const targetShape = [...given[0]!.shape.slice(0, -1).map(() => 1), ...shape.value.shape];
  return drawing.add({
    kind: 'reshape',
    name: `${node.name}_keepdims`,
    params: { targetShape },
    inputs: [drawn.id],
    spec: { shape: targetShape, dtype: 'float32' },
    models,
  }).id;
}

/** The layer that this one alone reads, when nothing else does. */
function onlyFeeder(node: ReadNode, { drawing, ids, readers }: Reading): LayerNode | undefined {
  const [only] = node.inputs;
  return only !== undefined && readers.get(only) === 1 ? drawing.find(ids.get(only)) : undefined;
}

/** What our own export has split in two becomes one layer again: its id, or null where there is nothing to join. */
function joinGelu(node: ReadNode, { definition, params }: Read, reading: Reading): string | null {
  const before = onlyFeeder(node, reading);
  const [only] = node.inputs;
  if (
    before === undefined ||
    only === undefined ||
    definition.kind !== 'activation' ||
    params['activation'] !== 'geluTanh' ||
    node.name !== `${only}_gelu` ||
    before.params['activation'] !== 'linear' ||
    reading.usedAgain.has(only)
  )
    return null;
  reading.drawing.change(before.id, { params: { ...before.params, activation: 'geluTanh' } });
  return before.id;
}

/** What the layer reads, without the scaling by which our own export makes up for the difference of two hard sigmoids. */
function undoScaling(node: ReadNode, read: Read, inputs: readonly string[], reading: Reading): readonly string[] {
  if (read.scaled.length === 0 || read.definition.kind !== 'activation') return inputs;
  const before = onlyFeeder(node, reading);
  const isOurs =
    before?.kind === 'rescaling' &&
    Math.abs(Number(before.params['scale']) - hardSigmoidScale) < 1e-9 &&
    Number(before.params['offset']) === 0;
  if (!isOurs)
    throw new CannotImport(
      'import.activation',
      `${placeOf(node)}: Keras' hard sigmoid rises by 1/6, the one here by 1/5. Put it into the layer before, where weights can make up for it.`,
    );
  return [reading.drawing.bypass(before.id), ...inputs.slice(1)];
}

/** Attention of Keras is one class here two: of a sequence to itself, and to another. */
function asOurs(
  node: ReadNode,
  { definition, params }: Read,
  inputs: readonly string[],
): Pick<Read, 'definition' | 'params'> & { readonly wires: readonly string[] } {
  const causal = node.kwargs['use_causal_mask'] === true ? { causal: true } : {};
  if (definition.kind === 'attention') return { definition, params: { ...params, ...causal }, wires: inputs };
  if (definition.kind !== 'multiHeadAttention') return { definition, params, wires: inputs };
  return new Set(node.inputs).size > 1
    ? { definition: findLayer('crossAttention')!, params: { ...params, ...causal }, wires: inputs.slice(0, 2) }
    : { definition, params: { ...params, ...causal }, wires: inputs.slice(0, 1) };
}

function noteWeights(
  node: ReadNode,
  { scaled, inFile, groups }: Read,
  drawn: LayerNode,
  owned: readonly WeightSpec[],
  { drawing, keepers, usedAgain, weighted }: Reading,
): void {
  const first = node.shares ?? node.name;
  const shapes = owned.map((spec) => spec.shape.join('×')).join(', ');
  const keeper = keepers.get(first);
  if (keeper !== undefined) {
    if (keeper.shapes !== shapes)
      throw new CannotImport(
        'import.shape',
        `${placeOf(node)} cannot use the same weights for inputs of other shapes.`,
      );
    drawing.change(drawn.id, { shares: keeper.id });
    return;
  }
  if (usedAgain.has(first)) keepers.set(first, { id: drawn.id, shapes });
  if (own(node.config as Json, 'trainable') === false) drawing.change(drawn.id, { frozen: true });
  const { models = [], fileName = first } = node.inner ?? {};
  weighted.push({
    models,
    fileName,
    className: node.className,
    name: drawn.name,
    specs: owned.map(({ name, shape }) => ({
      name,
      shape,
      // [h, w, channels, each] lies there as [h, w, 1, channels · each].
      ...(groups !== undefined && shape.length === 4
        ? { fileShape: [...shape.slice(0, 2), 1, shape[2]! * shape[3]!] }
        : {}),
    })),
    ...(inFile === undefined ? {} : { inFile }),
    unscale: (weights) => unscaled(node.className, weights, scaled),
  });
}

function aboutMasks({ nodes }: Network): readonly string[] {
  const heedless = nodes.find(({ kind }) => kind === 'batchNormalization');
  if (heedless === undefined || !nodes.some(({ params }) => params['maskZero'] === true)) return [];
  return [
    `While it trains, BatchNormalization (${heedless.name}) counts steps of code 0 here, as it would not in Keras.`,
  ];
}

function unscaled(className: string, weights: readonly NamedWeight[], scaled: Read['scaled']): readonly ExportWeight[] {
  const found = scaleWeights(className, weights, scaled, 1 / hardSigmoidScale);
  if (found === null)
    throw new CannotImport(
      'import.activation',
      `A ${className} layer uses Keras' hard sigmoid on its memory, which differs from the one here.`,
    );
  return found;
}
