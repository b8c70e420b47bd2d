// The network as Keras writes it down itself: a Functional model's configuration, and its weights by place. What Keras
// has no name for (GELU's tanh form, the older hard sigmoid) is expressed exactly by what it has, or named as missing:
// files of code are not written, so that Keras opens every file in its safe mode.
import { activations } from '../choices/activations';
import { findLayer } from '../layers';
import type { KerasCall, KerasValue, LayerContext } from '../layers/layer';
import { type PlanLayer, type PlannedNetwork, layerIdentifiers } from '../run/plan';
import { CannotExport, type ExportWeight } from './format';
import { type KerasNetwork, KerasNodes, type KerasPiece, type KerasPlace, kerasLayers } from './kerasNodes';
import { inKerasOrder } from './kerasOrder';
import { type ScaledArgument, hardSigmoidScale, scaleWeights, scaledBlocks } from './kerasLayout';
import { kerasParts } from './kerasParts';
import type { KerasGiven } from './kerasParts/express';
import { layersById, weightOwner } from './settings';
import { weightsOf } from './walk';

export const kerasVersion = '3.15.1';

/** Ids of activations by the Python source that a definition writes for them. */
const bySource = new Map(
  activations.flatMap(({ id, keras }) => ('source' in keras ? [[keras.source, id] as const] : [])),
);

interface Written {
  readonly config: { [argument: string]: unknown };
  /** A GELU in its tanh form follows. */
  gelu: boolean;
  /** Arguments whose hard sigmoid needs scaled weights. */
  readonly scaled: ScaledArgument[];
}

/** A call's arguments as Keras' configuration; `called`: the layer's name there. Throws CannotExport. */
function writeConfig(layer: PlanLayer, called: string, call: KerasCall, inner: boolean): Written {
  const written: Written = { config: {}, gelu: false, scaled: [] };
  if (call.define !== undefined)
    throw new CannotExport(
      `Keras has no layer like ${layer.name} (${findLayer(layer.kind)?.title ?? layer.kind}), and its own files cannot hold one without Python code. Export the Keras Python project, or remove the layer.`,
      layer.id,
    );
  const cannot = (what: string): never => {
    throw new CannotExport(
      `${layer.name} (${findLayer(layer.kind)?.title ?? layer.kind}) uses ${what}, which Keras' own files cannot hold without Python code. Choose another one, or export the Keras Python project.`,
      layer.id,
    );
  };
  const value = (argument: string, given: KerasValue): unknown => {
    if (typeof given !== 'object' || given === null) return given;
    if (Array.isArray(given)) return (given as readonly KerasValue[]).map((entry) => value(argument, entry));
    if ('tuple' in given) return given.tuple;
    if ('source' in given) {
      const id = bySource.get(String(given.source));
      if (id === 'hardSigmoid' && (argument === 'activation' || argument === 'recurrent_activation')) {
        if (scaledBlocks(call.className, argument) === null) cannot('the hard sigmoid on its memory');
        written.scaled.push({ className: call.className, argument });
        return 'hard_sigmoid';
      }
      if (id === 'geluTanh' && argument === 'activation' && !inner && !/RNN|LSTM|GRU/.test(call.className)) {
        written.gelu = true;
        return 'linear';
      }
      return cannot(id === undefined ? 'a function of its own' : `the activation "${id}"`);
    }
    const nested = given as KerasCall;
    const path = nested.className.split('.');
    if (path.length === 1) {
      const below = writeConfig(layer, called, nested, true);
      written.scaled.push(...below.scaled);
      const { name = `${called}_layer`, ...rest } = below.config;
      return {
        module: 'keras.layers',
        class_name: nested.className,
        config: { name, dtype: 'float32', ...rest },
        registered_name: null,
      };
    }
    const args = Object.entries(nested.args).map(([name, entry]) => [name, value(name, entry)] as const);
    return {
      module: `keras.${path.slice(0, -1).join('.')}`,
      class_name: path[path.length - 1],
      config: Object.fromEntries(args),
      registered_name: null,
    };
  };
  for (const [argument, given] of Object.entries(call.args)) written.config[argument] = value(argument, given);
  return written;
}

/** Throws CannotExport with the layer that Keras' files cannot hold. */
export function kerasNetwork(plan: PlannedNetwork, weights: ReadonlyMap<string, ExportWeight>): KerasNetwork {
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const inputIds = new Set(plan.inputs.map((input) => input.layer));
  /** The node whose result a layer passes on. */
  const nodeOf = new Map<string, KerasPlace>();
  const names = layerIdentifiers(plan);
  const nodes = new KerasNodes(names);
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new CannotExport(`There is no layer of the kind "${layer.kind}".`, layer.id);
    if (definition.role === 'input') {
      if (!inputIds.has(layer.id)) continue;
      const { shape, dtype } = layer.output;
      const config = { batch_shape: [null, ...shape], dtype, sparse: false };
      nodeOf.set(layer.id, nodes.put(layer, layer, '', { className: 'InputLayer', config, inputs: [] }));
      continue;
    }
    const specs = layer.inputs.map((id) => layers.get(id)!.output);
    const inputs = layer.inputs.map((id) => nodeOf.get(id)!);
    const call = definition.keras(layer.params as never, context, specs);
    if (call === null) {
      nodeOf.set(layer.id, inputs[0]!);
      continue;
    }
    const owner = weightOwner(layers, layer);
    const given: KerasGiven = {
      inputs,
      specs,
      params: layer.params,
      weights: weightsOf(weights, layers, layer, context),
      output: layer.output,
      name: layer.name,
      id: layer.id,
      put: (part, piece) => nodes.put(owner, layer, part, layer.frozen === true ? frozen(piece) : piece),
    };
    const compose = Object.prototype.hasOwnProperty.call(kerasParts, layer.kind) ? kerasParts[layer.kind] : undefined;
    nodeOf.set(layer.id, compose === undefined ? writeCall(given, layer, names.get(owner.id)!, call) : compose(given));
  }
  return inKerasOrder({
    nodes: nodes.all,
    inputs: plan.inputs.map(({ layer }) => nodeOf.get(layer)![0]),
    outputs: plan.outputs.map(({ layer }) => ({ name: names.get(layer)!, node: nodeOf.get(layer)! })),
  });
}

/** The piece without learning; operations have no weights. */
function frozen(piece: KerasPiece): KerasPiece {
  return (piece.module ?? kerasLayers) === kerasLayers
    ? { ...piece, config: { ...piece.config, trainable: false } }
    : piece;
}

/** A layer that Keras has, with what stands around it where its activation is another. */
function writeCall(given: KerasGiven, layer: PlanLayer, called: string, call: KerasCall): KerasPlace {
  const definition = findLayer(layer.kind)!;
  const { config, gelu, scaled } = writeConfig(layer, called, call, false);
  const activates = layer.kind === 'activation';
  const approximate = (part: string, inputs: readonly KerasPlace[]) =>
    given.put(part, { className: 'Gelu', module: 'keras.src.ops.nn', config: { approximate: true }, inputs });
  if (gelu && activates) return approximate('', given.inputs);
  let fed = given.inputs;
  if (activates && scaled.length > 0) {
    // Nothing to scale in the layer before it may be touched: other layers may read that, too.
    const factor = { scale: hardSigmoidScale, offset: 0 };
    fed = [given.put('scaled', { className: 'Rescaling', config: factor, inputs: given.inputs })];
  }
  const many = definition.inputs.length > 1 || definition.inputs[0]?.many !== undefined;
  const own = [...given.weights].map(([name, weight]) => ({ ...weight, name }));
  const place = given.put('', {
    className: call.className,
    config,
    inputs: call.call?.inputs?.map((wire) => fed[wire]!) ?? fed,
    kwargs: call.call?.args ?? {},
    many: many && call.call?.inputs === undefined,
    weights: scaleWeights(call.className, own, scaled, hardSigmoidScale)!,
    scaled,
  });
  return gelu ? approximate('gelu', [place]) : place;
}

/** The configuration of `keras.Model(inputs, outputs)`; `legacy` as `.h5` files hold it. */
export function kerasConfig(network: KerasNetwork, legacy = false): object {
  const byName = new Map(network.nodes.map((node) => [node.name, node]));
  const tensor = ([name, call]: KerasPlace) => {
    const node = byName.get(name)!;
    const { shape } = call === 0 ? node : node.again[call - 1]!;
    return {
      class_name: '__keras_tensor__',
      config: { shape: [null, ...shape], dtype: node.dtype, keras_history: [name, call, 0] },
    };
  };
  const layers = network.nodes.map((node) => {
    const calls = node.inputs.length === 0 ? [] : [node, ...node.again];
    const isLayer = node.module === kerasLayers;
    return {
      class_name: node.className,
      // Where `.h5` files name no module, Keras looks among its layers alone.
      ...(legacy && isLayer ? {} : { module: node.module, registered_name: isLayer ? null : node.className }),
      config: node.config,
      name: node.name,
      inbound_nodes: calls.map((call) => {
        const given = call.inputs.map(tensor);
        return { args: node.many ? [given] : given, kwargs: call.kwargs };
      }),
    };
  });
  const { inputs, outputs } = network;
  const place = (name: string) => [name, 0, 0];
  const end = ([name, call]: KerasPlace) => [name, call, 0];
  return {
    ...(legacy ? {} : { module: 'keras.src.models.functional', registered_name: 'Functional' }),
    class_name: 'Functional',
    config: {
      name: 'network',
      trainable: true,
      layers,
      input_layers:
        inputs.length === 1 ? place(inputs[0]!) : Object.fromEntries(inputs.map((name) => [name, place(name)])),
      output_layers:
        outputs.length === 1
          ? end(outputs[0]!.node)
          : Object.fromEntries(outputs.map(({ name, node }) => [name, end(node)])),
    },
    ...(legacy ? {} : { build_config: { input_shape: null }, compile_config: null }),
  };
}
