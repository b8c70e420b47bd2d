// The network as Keras writes it down itself: a Functional model's configuration, and its weights by place. What Keras
// has no name for (GELU's tanh form, the older hard sigmoid) is expressed exactly by what it has, or named as missing:
// files of code are not written, so that Keras opens every file in its safe mode.
import { activations } from '../choices/activations';
import { findLayer } from '../layers';
import type { KerasCall, KerasValue, LayerContext } from '../layers/layer';
import type { Plan, PlanLayer } from '../run/plan';
import { CannotExport, type ExportWeight } from './format';
import { inKerasOrder } from './kerasOrder';
import { hardSigmoidScale, scaleBlocks, scaledBlocks } from './kerasLayout';
import { layersById, weightOwner } from './settings';
import { weightsOf } from './walk';

export const kerasVersion = '3.15.1';

/** One use of a node: its name, and which of its calls. */
export type KerasPlace = readonly [node: string, call: number];

interface KerasAgain {
  readonly inputs: readonly KerasPlace[];
  readonly kwargs: { readonly [argument: string]: unknown };
  readonly shape: readonly (number | null)[];
}

export interface KerasNode {
  readonly className: string;
  readonly module: string;
  readonly config: { readonly [argument: string]: unknown };
  readonly name: string;
  readonly inputs: readonly KerasPlace[];
  readonly shape: readonly (number | null)[];
  readonly dtype: 'float32' | 'int32';
  /** Takes a list even for one input; else every input is an argument of its own. */
  readonly many: boolean;
  /** Further arguments of the call. */
  readonly kwargs?: { readonly [argument: string]: unknown };
  /** Further calls of the same layer, from call 1 on. */
  readonly again?: readonly KerasAgain[];
  /** In the order of Keras' `layer.weights`, by our names. */
  readonly weights: readonly (ExportWeight & { readonly name: string })[];
}

export interface KerasNetwork {
  readonly nodes: readonly KerasNode[];
  readonly inputs: readonly string[];
  /** Name of the output and of the node that gives it. */
  readonly outputs: readonly { readonly name: string; readonly node: KerasPlace }[];
}

/** Ids of activations by the Python source that a definition writes for them. */
const bySource = new Map(
  activations.flatMap(({ id, keras }) => ('source' in keras ? [[keras.source, id] as const] : [])),
);

interface Written {
  readonly config: { [argument: string]: unknown };
  /** A GELU in its tanh form follows. */
  gelu: boolean;
  /** Arguments whose hard sigmoid needs scaled weights, by the class that has it. */
  readonly scaled: { readonly className: string; readonly argument: 'activation' | 'recurrent_activation' }[];
}

/** A call's arguments as Keras' configuration. Throws CannotExport. */
function writeConfig(layer: PlanLayer, call: KerasCall, inner: boolean): Written {
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
      const below = writeConfig(layer, nested, true);
      written.scaled.push(...below.scaled);
      const { name = `${layer.name}_layer`, ...rest } = below.config;
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

/** Weights with the columns scaled that lead to a hard sigmoid. */
function scaleWeights(kind: string, own: KerasNode['weights'], scaled: Written['scaled']): KerasNode['weights'] {
  let weights = own;
  for (const { className, argument } of scaled) {
    const { gates, blocks } = scaledBlocks(className, argument)!;
    weights = weights.map((weight) => {
      // The depthwise half of a separable convolution feeds the other half, which is scaled.
      if (kind === 'separableConv2d' && weight.name === 'depthwise_kernel') return weight;
      // A transposed kernel ends with the input's channels, a depthwise one with its multiplier: all of it is scaled.
      const width = gates === 1 ? 1 : weight.shape[weight.shape.length - 1]!;
      return { ...weight, values: scaleBlocks(weight.values, width, gates, blocks, hardSigmoidScale) };
    });
  }
  return weights;
}

/** Throws CannotExport with the layer that Keras' files cannot hold. */
export function kerasNetwork(plan: Plan, weights: ReadonlyMap<string, ExportWeight>): KerasNetwork {
  const layers = layersById(plan);
  const context: LayerContext = { data: plan.spec, layer: findLayer };
  const inputIds = new Set(plan.inputs.map((input) => input.layer));
  const taken = new Set(plan.layers.map((layer) => layer.name));
  const free = (wanted: string) => {
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
    taken.add(name);
    return name;
  };
  /** The node whose result a layer passes on. */
  const nodeOf = new Map<string, KerasPlace>();
  const nodes: KerasNode[] = [];
  const again = new Map<string, KerasAgain[]>();
  for (const layer of plan.layers) {
    const definition = findLayer(layer.kind);
    if (definition === undefined) throw new CannotExport(`There is no layer of the kind "${layer.kind}".`, layer.id);
    const common = { name: layer.name, shape: layer.output.shape, dtype: layer.output.dtype };
    if (definition.role === 'input') {
      if (!inputIds.has(layer.id)) continue;
      const { shape, dtype } = layer.output;
      const config = { batch_shape: [null, ...shape], dtype, name: layer.name, sparse: false };
      nodes.push({
        ...common,
        className: 'InputLayer',
        module: 'keras.layers',
        config,
        inputs: [],
        many: false,
        weights: [],
      });
      nodeOf.set(layer.id, [layer.name, 0]);
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
    const own = [...weightsOf(weights, layers, layer, context)].map(([name, weight]) => ({ ...weight, name }));
    const many = definition.inputs.length > 1 || definition.inputs[0]?.many !== undefined;
    const { config, gelu, scaled } = writeConfig(layer, call, false);
    const scalesItself = layer.kind === 'activation' && scaled.length > 0;
    let fed = inputs;
    if (scalesItself) {
      // Nothing to scale in the layer before it may be touched: other layers may read that, too.
      const name = free(`${layer.name}_scaled`);
      nodes.push({
        ...common,
        name,
        className: 'Rescaling',
        module: 'keras.layers',
        config: { name, dtype: 'float32', scale: hardSigmoidScale, offset: 0 },
        inputs,
        many: false,
        weights: [],
      });
      fed = [[name, 0]];
    }
    const named = gelu && layer.kind === 'activation' ? null : layer.name;
    let place: KerasPlace = [layer.name, 0];
    const given = {
      inputs: call.call?.inputs?.map((wire) => fed[wire]!) ?? fed,
      kwargs: call.call?.args ?? {},
      shape: layer.output.shape,
    };
    if (owner !== layer) {
      const calls = again.get(owner.name)!;
      calls.push(given);
      place = [owner.name, calls.length];
    } else if (named !== null) {
      const calls: KerasAgain[] = [];
      again.set(layer.name, calls);
      nodes.push({
        ...common,
        ...given,
        again: calls,
        className: call.className,
        module: 'keras.layers',
        config: { name: layer.name, dtype: 'float32', ...config },
        many: many && call.call?.inputs === undefined,
        weights: scaleWeights(layer.kind, own, scaled),
      });
    }
    if (gelu) {
      const name = named === null ? layer.name : free(`${layer.name}_gelu`);
      nodes.push({
        ...common,
        name,
        className: 'Gelu',
        module: 'keras.src.ops.nn',
        config: { name, approximate: true },
        inputs: named === null ? fed : [place],
        many: false,
        weights: [],
      });
      nodeOf.set(layer.id, [name, 0]);
    } else nodeOf.set(layer.id, place);
  }
  return inKerasOrder({
    nodes,
    inputs: plan.inputs.map(({ layer }) => nodeOf.get(layer)![0]),
    outputs: plan.outputs.map(({ layer, name }) => ({ name, node: nodeOf.get(layer)! })),
  });
}

/** The configuration of `keras.Model(inputs, outputs)`; `legacy` as `.h5` files hold it. */
export function kerasConfig(network: KerasNetwork, legacy = false): object {
  const byName = new Map(network.nodes.map((node) => [node.name, node]));
  const tensor = ([name, call]: KerasPlace) => {
    const node = byName.get(name)!;
    const shape = call === 0 ? node.shape : node.again![call - 1]!.shape;
    return {
      class_name: '__keras_tensor__',
      config: { shape: [null, ...shape], dtype: node.dtype, keras_history: [name, call, 0] },
    };
  };
  const layers = network.nodes.map((node) => {
    const calls = node.inputs.length === 0 ? [] : [node, ...(node.again ?? [])];
    return {
      ...(legacy
        ? { class_name: node.className }
        : {
            module: node.module,
            class_name: node.className,
            registered_name: node.module === 'keras.layers' ? null : node.className,
          }),
      config: node.config,
      name: node.name,
      inbound_nodes: calls.map((call) => {
        const given = call.inputs.map(tensor);
        return { args: node.many ? [given] : given, kwargs: call.kwargs ?? {} };
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
