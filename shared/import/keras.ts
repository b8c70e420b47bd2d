// A Keras configuration (of `.keras`, `.h5`, model.json and TensorFlow.js layers models) as a network of ours. Each
// class is read through our own definition of it: parameters by Keras' names, and the result written back must say what
// the file said, so that nothing is lost in silence.
import { activations } from '../choices/activations';
import { initializers } from '../choices/initializers';
import { hardSigmoidScale, scaleBlocks, scaledBlocks, snakeCase } from '../export/kerasLayout';
import type { ExportWeight } from '../export/format';
import { findLayer, layers } from '../layers';
import type { LayerContext, LayerDefinition } from '../layers/layer';
import type { Edge, LayerNode, Network } from '../network/document';
import { columnStep } from '../network/edits';
import { type Param, checkParams, defaultsOf } from '../params';
import type { ParamValue, ParamValues } from '../result';
import type { TensorSpec } from '../shape';
import { CannotImport } from './model';

type Json = { readonly [key: string]: unknown };

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (record: Json, key: string): unknown =>
  Object.prototype.hasOwnProperty.call(record, key) ? record[key] : undefined;

/** Layers that may run code or reach into files, whatever they say they do. */
const unsafe = new Set(['Lambda', 'TFSMLayer', 'TorchModuleWrapper', 'JaxLayer', 'FlaxLayer', 'TFOpLambda']);
/** Classes of our own in TensorFlow.js files that say what one of Keras says. */
const ownClasses: ReadonlyMap<string, string> = new Map([['LayerloomGRU', 'GRU']]);
const mostLayers = 10_000;
const mostUses = 1000;

const context: LayerContext = { data: null, layer: findLayer };

/** The definition of a Keras class: the first in the list whose Keras class it is. */
const byClass: ReadonlyMap<string, LayerDefinition> = (() => {
  const found = new Map<string, LayerDefinition>();
  for (const definition of layers) {
    const [example] = definition.examples;
    if (definition.role !== 'hidden' || example === undefined) continue;
    const params = { ...defaultsOf(definition.params), ...example.params } as never;
    const call = definition.keras(params, context, example.inputs);
    if (call === null || call.define !== undefined || call.className === 'Lambda' || found.has(call.className))
      continue;
    found.set(call.className, definition);
  }
  return found;
})();

interface Read {
  readonly definition: LayerDefinition;
  readonly params: ParamValues;
  /** Arguments whose hard sigmoid is Keras' own: our weights are divided by 1.2. */
  readonly scaled: readonly { readonly className: string; readonly argument: 'activation' | 'recurrent_activation' }[];
  /** Our weights that the file has, in its order, where it has not all of them; the others stay as they start. */
  readonly inFile?: readonly string[];
}

/** Keras' argument behind one of our parameters, where camel case alone does not say it. */
const argumentOf: { readonly [name: string]: readonly string[] } = {
  stride: ['strides'],
  negativeSlope: ['negative_slope', 'alpha'],
  kernelInitializer: ['kernel_initializer', 'depthwise_initializer'],
  heads: ['num_heads'],
};

const rangeOf = (config: Json): ParamValue | undefined => {
  const range = config['value_range'];
  const words: { readonly [range: string]: string } = {
    '0,1': 'zeroToOne',
    '-1,1': 'minusOneToOne',
    '0,255': 'zeroTo255',
  };
  return Array.isArray(range) ? words[range.join()] : undefined;
};
const strength =
  (argument: string) =>
  (config: Json): ParamValue | undefined => {
    const value = config[argument];
    return typeof value === 'number' ? value : undefined;
  };

/** Parameters that Keras says in another way, by our kind; each with the arguments that it reads. */
const special: {
  readonly [kind: string]: {
    readonly [param: string]: {
      readonly from: readonly string[];
      readonly read: (config: Json) => ParamValue | undefined;
    };
  };
} = {
  randomFlip: {
    mode: {
      from: ['mode'],
      read: (config) => (config['mode'] === 'horizontal_and_vertical' ? 'both' : (config['mode'] as ParamValue)),
    },
  },
  randomRotation: {
    degrees: {
      from: ['factor'],
      read: (config) =>
        typeof config['factor'] === 'number' ? Number((config['factor'] * 360).toPrecision(9)) : undefined,
    },
    fill: { from: ['fill_mode'], read: (config) => config['fill_mode'] as ParamValue | undefined },
  },
  randomTranslation: {
    height: { from: ['height_factor'], read: strength('height_factor') },
    width: { from: ['width_factor'], read: strength('width_factor') },
    fill: { from: ['fill_mode'], read: (config) => config['fill_mode'] as ParamValue | undefined },
  },
  randomZoom: {
    factor: { from: ['height_factor', 'width_factor'], read: strength('height_factor') },
    fill: { from: ['fill_mode'], read: (config) => config['fill_mode'] as ParamValue | undefined },
  },
  randomContrast: { range: { from: ['value_range'], read: rangeOf } },
  randomBrightness: { range: { from: ['value_range'], read: rangeOf } },
  instanceNormalization: { groups: { from: ['groups'], read: () => undefined } },
};

const camelToSnake = (name: string): string =>
  name.replace(/[A-Z0-9]/g, (c) => (/\d/.test(c) ? c : `_${c.toLowerCase()}`));

function named(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return null;
  const { class_name: className, config } = value;
  if (className === 'function' && typeof config === 'string') return config;
  return typeof className === 'string' ? className : null;
}

/** Settings that change nothing here when they have this value. */
const neutral: { readonly [argument: string]: (value: unknown) => boolean } = {
  data_format: (value) => value === 'channels_last' || value === null,
  groups: (value) => value === 1,
  dilation_rate: (value) => (Array.isArray(value) ? value.every((one) => one === 1) : value === 1),
  axis: (value) => value === -1 || value === 3 || value === 2 || value === 1 || Array.isArray(value),
  // A pooling that keeps its axes gets a Reshape behind it.
  keepdims: (value) => typeof value === 'boolean',
  implementation: () => true,
  unroll: () => true,
  time_major: (value) => value === false,
  zero_output_for_mask: () => true,
  use_cudnn: () => true,
  seed: () => true,
  synchronized: () => true,
  renorm: (value) => value === false,
  renorm_momentum: () => true,
  renorm_clipping: () => true,
  virtual_batch_size: () => true,
  quantization_config: (value) => value === null,
  use_gate: (value) => value !== true,
  rms_scaling: (value) => value === false,
  lora_rank: (value) => value === null,
  alpha: (value) => value === 1 || value === 1.0,
  threshold: (value) => value === 0,
  max_value: (value) => value === null,
  negative_slope: (value) => value === 0,
  interpolation: (value) => value === 'nearest',
  score_mode: (value) => value === 'dot',
  unit_forget_bias: () => true,
  value_dim: () => true,
  attention_axes: (value) => value === null || (Array.isArray(value) && value.join() === '1'),
  output_shape: (value) => value === null,
  flash_attention: () => true,
  pad_to_aspect_ratio: (value) => value === false,
  crop_to_aspect_ratio: (value) => value === false,
  antialias: (value) => value === false,
  fill_value: () => true,
  fill_mode: () => true,
  momentum: () => true,
  output_padding: (value) => value === null,
  input_length: () => true,
  noise_shape: (value) => value === null,
  order: (value) => value === 2,
};

/** Left out with a word about it: they matter while training only. */
const dropped =
  /_constraint$|^activity_regularizer$|^bias_regularizer$|^recurrent_regularizer$|^(beta|gamma|pointwise|depthwise)_regularizer$|^(recurrent_)?dropout$/;
/** Layers that pass over masked steps in Keras and do not here. */
const heedsMasksInKeras = /^globalAveragePooling1d$|ttention$/;
/** Says nothing about the numbers. */
const ignored =
  /^(name|trainable|dtype|batch_input_shape|batch_shape|sparse|ragged|optional|input_shape|backward_layer)$|initializer$/;

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

function numbers(value: unknown): readonly number[] | null {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) && value.every((one): one is number => typeof one === 'number') ? value : null;
}

/** One parameter from the configuration; undefined where the file says nothing about it. */
function paramFrom(
  name: string,
  param: Param,
  config: Json,
  where: string,
  scaled: { className: string; argument: 'activation' | 'recurrent_activation' }[],
  className: string,
  notes: string[],
  depth: number,
): ParamValue | undefined {
  if (name === 'l1' || name === 'l2') {
    const key = Object.keys(config).find((one) => /^(kernel|embeddings|alpha|depthwise)_regularizer$/.test(one));
    const regularizer = key === undefined ? null : config[key];
    if (!isRecord(regularizer) || !isRecord(regularizer['config'])) return 0;
    const strength = regularizer['config'][name];
    return typeof strength === 'number' ? Number(strength.toPrecision(7)) : 0;
  }
  const given = (argumentOf[name] ?? [camelToSnake(name)])
    .map((key) => own(config, key))
    .find((one) => one !== undefined);
  if (given === undefined) return undefined;
  switch (param.type) {
    case 'choice': {
      if (/activation$/i.test(name)) {
        const word = named(given) ?? 'linear';
        if (word === 'hard_sigmoid') {
          scaled.push({ className, argument: camelToSnake(name) as 'activation' | 'recurrent_activation' });
          return 'hardSigmoid';
        }
        const aliases: { readonly [alias: string]: string } = { swish: 'silu', hard_swish: 'hard_silu' };
        const wanted = aliases[word] ?? word;
        const found = activations.find((one) => ('name' in one.keras ? one.keras.name === wanted : one.tfjs === word));
        if (found === undefined)
          throw new CannotImport(
            'import.activation',
            `${where}: the activation "${word.slice(0, 60)}" is not known here.`,
          );
        return found.id;
      }
      if (/initializer$/i.test(name)) {
        const word = named(given);
        const id =
          word === null
            ? undefined
            : initializers.find((one) => one.keras === snakeCase(word) || one.keras === word)?.id;
        if (id === undefined)
          notes.push(
            `${where}: how its weights start ("${word ?? '?'}") is not known here; ${String(param.default)} is used when it is trained anew.`,
          );
        return id ?? param.default;
      }
      return typeof given === 'number' ? String(given) : (given as ParamValue);
    }
    case 'ints': {
      const flat = Array.isArray(given) ? (given as readonly unknown[]).flat() : [given];
      if (given === null) return param.default;
      const list = flat.length === 1 ? param.labels.map(() => flat[0]) : flat;
      // ZeroPadding2D and Cropping2D may name one number per direction.
      const full = list.length * 2 === param.labels.length ? list.flatMap((one) => [one, one]) : list;
      return full as ParamValue;
    }
    case 'int':
    case 'float': {
      const list = numbers(given);
      if (list === null) return given as ParamValue;
      if (list.some((one) => one !== list[0]))
        throw new CannotImport(
          'import.setting',
          `${where}: ${name} [${list.join(', ')}] must be the same along all axes here.`,
        );
      return list[0]!;
    }
    case 'layer': {
      if (!isRecord(given)) return undefined;
      const inner = readLayer(
        String(own(given, 'class_name')),
        given['config'],
        `${where}, inside it`,
        notes,
        depth + 1,
      );
      scaled.push(...inner.scaled);
      return { kind: inner.definition.kind, params: inner.params };
    }
    case 'shape':
      return given === null ? param.default : (given as ParamValue);
    default:
      return given as ParamValue;
  }
}

/** What Keras takes where a configuration says nothing, if that is not what we take. */
function kerasDefault(kind: string, name: string, param: Param): ParamValue | undefined {
  // Keras' layers begin without an activation, ours with ReLU.
  if (name === 'activation' && param.default === 'relu') return 'linear';
  return kind === 'groupNormalization' && name === 'groups' ? 32 : (param.older as ParamValue | undefined);
}

/** One layer of the configuration. Throws CannotImport with the place. */
function readLayer(written: string, given: unknown, where: string, notes: string[], depth = 0): Read {
  const className = ownClasses.get(written) ?? written;
  if (depth > 3) throw new CannotImport('import.nested', `${where}: layers are nested too deeply.`);
  if (unsafe.has(className))
    throw new CannotImport(
      'import.unsafe',
      `${where}: layers of the type ${className} hold code, which is not run for safety. Replace it with plain layers.`,
    );
  const config = isRecord(given) ? given : {};
  const scaled: { className: string; argument: 'activation' | 'recurrent_activation' }[] = [];
  if (className === 'ReLU') {
    const [most, slope, from] = ['max_value', 'negative_slope', 'threshold'].map((key) => own(config, key));
    const activation = most === 6 ? 'relu6' : 'relu';
    if ((most !== null && most !== undefined && most !== 6) || !isNothing(slope) || !isNothing(from))
      throw new CannotImport(
        'import.setting',
        `${where}: ReLU with a ceiling of ${String(most)}, a slope or a threshold is not known here.`,
      );
    return { definition: findLayer('activation')!, params: { activation }, scaled };
  }
  if (className === 'Gelu')
    return {
      definition: findLayer('activation')!,
      params: { activation: own(config, 'approximate') === false ? 'gelu' : 'geluTanh' },
      scaled,
    };
  if (className === 'Normalization') return readNormalization(config, where, notes);
  let definition = byClass.get(className);
  if (className === 'GroupNormalization' && own(config, 'groups') === -1)
    definition = findLayer('instanceNormalization');
  if (definition === undefined)
    throw new CannotImport(
      'import.layer',
      `${where}: layers of the type ${className.slice(0, 60) || '?'} are not known here.`,
    );
  const params: { [name: string]: ParamValue } = { ...(defaultsOf(definition.params) as ParamValues) };
  for (const [name, param] of Object.entries(definition.params)) {
    const said = special[definition.kind]?.[name];
    const value =
      said === undefined ? paramFrom(name, param, config, where, scaled, className, notes, depth) : said.read(config);
    const meant = value ?? kerasDefault(definition.kind, name, param);
    if (meant !== undefined) params[name] = meant;
  }
  // Our pooling says 0 for "as far as the window is large", Keras null.
  if ('poolSize' in params && 'strides' in params && String(params['strides']) === String(params['poolSize']))
    params['strides'] = definition.params['strides']!.default as ParamValue;
  if (className === 'Concatenate' && Number(params['axis']) > 3) params['axis'] = '-1';
  if (className === 'MultiHeadAttention' || className === 'Attention') params['causal'] = false;
  const objection = checkParams(definition.params, params);
  if (objection !== null) throw new CannotImport('import.setting', `${where} (${className}): ${objection.message}`);
  const ways = special[definition.kind] ?? {};
  const consumed = new Set([
    ...Object.keys(definition.params).flatMap((name) => argumentOf[name] ?? [camelToSnake(name)]),
    ...Object.values(ways).flatMap(({ from }) => from),
  ]);
  for (const [argument, value] of Object.entries(config)) {
    if (consumed.has(argument) || ignored.test(argument) || /^(kernel|embeddings|alpha)_regularizer$/.test(argument))
      continue;
    if (argument === 'scale' || argument === 'center') continue;
    if (argument === 'noise_shape' && Array.isArray(value)) {
      notes.push(`${where}: noise_shape was left out; numbers are dropped one by one while training.`);
      continue;
    }
    if (dropped.test(argument)) {
      if (!isNothing(value)) notes.push(`${where}: ${argument} was left out.`);
      continue;
    }
    const rule = Object.prototype.hasOwnProperty.call(neutral, argument) ? neutral[argument] : undefined;
    if (rule === undefined ? isNothing(value) : rule(value)) continue;
    const shown = JSON.stringify(value)?.slice(0, 80) ?? '';
    throw new CannotImport(
      'import.setting',
      `${where} (${className}): the setting ${argument.slice(0, 60)} = ${shown} has no counterpart here.`,
    );
  }
  const inFile = partOf(definition, config, where, notes);
  return { definition, params, scaled, ...(inFile === null ? {} : { inFile }) };
}

/** x + 3 or x · 0.5, which Keras keeps as an operation with a number in it. */
function withNumber({ className, inputs, kwargs }: ReadNode): Read | null {
  const { number } = kwargs;
  if (typeof number !== 'number' || !Number.isFinite(number) || inputs.length !== 1) return null;
  const params: { readonly [className: string]: ParamValues } = {
    Add: { scale: 1, offset: number },
    Subtract: { scale: 1, offset: -number },
    Multiply: { scale: number, offset: 0 },
    TrueDivide: { scale: 1 / number, offset: 0 },
  };
  const found = Object.prototype.hasOwnProperty.call(params, className) ? params[className] : undefined;
  return found === undefined ? null : { definition: findLayer('rescaling')!, params: found, scaled: [] };
}

/** The weights of a normalization that goes without factors or offsets; null where it has both. */
function partOf(definition: LayerDefinition, config: Json, where: string, notes: string[]): readonly string[] | null {
  const left = (
    [
      ['scale', 'gamma'],
      ['center', 'beta'],
    ] as const
  ).filter(([argument]) => own(config, argument) === false);
  if (left.length === 0 || definition.kind === 'rescaling') return null;
  const names: { readonly [kind: string]: readonly string[] } = {
    batchNormalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
    layerNormalization: ['gamma', 'beta'],
    groupNormalization: ['gamma', 'beta'],
    instanceNormalization: ['gamma', 'beta'],
  };
  const all = names[definition.kind];
  if (all === undefined)
    throw new CannotImport(
      'import.setting',
      `${where} (${definition.title}): the setting ${left[0]![0]} = false has no counterpart here.`,
    );
  notes.push(
    `${where}: it has no ${left.map(([, weight]) => weight).join(' and ')} in the file; here ${left.length === 1 ? 'it starts' : 'they start'} so that nothing changes, and can be trained.`,
  );
  return all.filter((name) => !left.some(([, weight]) => weight === name));
}

/** Keras' Normalization keeps means and variances of the data; ours are those of a batch normalization. */
function readNormalization(config: Json, where: string, notes: string[]): Read {
  const axis = own(config, 'axis');
  const last = axis === undefined || axis === -1 || (Array.isArray(axis) && axis.length === 1);
  if (!last || own(config, 'invert') === true || !isNothing(own(config, 'mean')) || !isNothing(own(config, 'variance')))
    throw new CannotImport(
      'import.setting',
      `${where}: a Normalization with numbers of its own, or along other axes than the last, is not known here. Use Rescaling.`,
    );
  notes.push(`${where}: the Normalization became a BatchNormalization, which goes on measuring while it trains.`);
  const definition = findLayer('batchNormalization')!;
  return {
    definition,
    params: { ...(defaultsOf(definition.params) as ParamValues), epsilon: 1e-8, momentum: 0.9999 },
    scaled: [],
    inFile: ['moving_mean', 'moving_variance', 'count'],
  };
}

/** A further use of a layer under a name of its own, by which its readers know it. */
function useOf(name: string, use: number): string {
  return use === 0 ? name : `${name}_use_${use + 1}`;
}

interface ReadNode {
  readonly name: string;
  readonly className: string;
  readonly config: unknown;
  /** Names in the file. */
  readonly inputs: readonly string[];
  readonly kwargs: Json;
  /** The name of the layer's first use where this is another one: it has that one's weights. */
  readonly shares?: string;
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
    return { inputs: tensorsIn(args, where), kwargs: number === undefined ? kwargs : { ...kwargs, number } };
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

interface Graph {
  readonly nodes: readonly ReadNode[];
  readonly outputs: readonly (readonly [key: string | null, layer: string])[];
}

function graphOf(model: Json): Graph {
  const className = String(own(model, 'class_name') ?? '');
  const config = own(model, 'config');
  const list = isRecord(config) ? own(config, 'layers') : Array.isArray(config) ? config : undefined;
  if (!Array.isArray(list))
    throw new CannotImport('import.format', 'The file holds no Keras model: there is no list of layers.');
  if (list.length > mostLayers)
    throw new CannotImport('import.size', `The model has ${list.length} layers; at most ${mostLayers} can be shown.`);
  const read = (
    entry: unknown,
    place: number,
  ): { readonly layer: Json; readonly name: string; readonly className: string; readonly config: Json } => {
    if (!isRecord(entry)) throw new CannotImport('import.format', `Layer ${place + 1} cannot be read.`);
    const inner = own(entry, 'config');
    const layerConfig = isRecord(inner) ? inner : {};
    const name = String(own(entry, 'name') ?? own(layerConfig, 'name') ?? `layer_${place + 1}`);
    return { layer: entry, name, className: String(own(entry, 'class_name') ?? ''), config: layerConfig };
  };
  if (className === 'Sequential' || Array.isArray(config)) {
    const nodes: ReadNode[] = [];
    list.forEach((entry, place) => {
      const { layer, name, className: kind, config: layerConfig } = read(entry, place);
      if (place === 0 && kind !== 'InputLayer') {
        const build = own(layer, 'build_config') ?? own(isRecord(config) ? config : {}, 'build_input_shape');
        const shape =
          own(layerConfig, 'batch_input_shape') ??
          own(layerConfig, 'batch_shape') ??
          (isRecord(build) ? build['input_shape'] : build);
        if (!Array.isArray(shape))
          throw new CannotImport(
            'import.input',
            'The model does not say which shape goes in. Build it with keras.Input(shape=…) and save it again.',
          );
        const input = { batch_shape: shape, dtype: own(layerConfig, 'dtype') };
        nodes.push({ name: 'input', className: 'InputLayer', config: input, inputs: [], kwargs: {} });
      }
      const before = nodes[nodes.length - 1];
      nodes.push({
        name,
        className: kind,
        config: layerConfig,
        inputs: before === undefined ? [] : [before.name],
        kwargs: {},
      });
    });
    const last = nodes[nodes.length - 1];
    return { nodes, outputs: last === undefined ? [] : [[null, last.name]] };
  }
  if (className !== 'Functional' && className !== 'Model')
    throw new CannotImport(
      'import.format',
      `The file holds a model of the type "${className.slice(0, 60) || '?'}"; Sequential and Functional models can be imported.`,
    );
  const nodes = list.flatMap((entry, place): readonly ReadNode[] => {
    const { layer, name, className: kind, config: layerConfig } = read(entry, place);
    return inboundOf(layer, `The layer "${name.slice(0, 60)}"`).map((inbound, use) => ({
      name: useOf(name, use),
      className: kind,
      config: layerConfig,
      ...inbound,
      ...(use === 0 ? {} : { shares: name }),
    }));
  });
  if (nodes.length > mostLayers)
    throw new CannotImport('import.size', `The model has ${nodes.length} layers; at most ${mostLayers} can be shown.`);
  return { nodes, outputs: endsOf(own(config as Json, 'output_layers')) };
}

export interface ReadKeras {
  readonly network: Network;
  readonly notes: readonly string[];
  /**
   * Layers with weights, in the file's order: name in the file, class, our name and weights, and what is to be done to
   * the file's numbers.
   */
  readonly weighted: readonly {
    readonly fileName: string;
    readonly className: string;
    readonly name: string;
    readonly specs: readonly { readonly name: string; readonly shape: readonly number[] }[];
    /** Names of the arrays in the file, where it has not all of `specs`; one that `specs` has not is passed over. */
    readonly inFile?: readonly string[];
    unscale(weights: readonly ExportWeight[]): readonly ExportWeight[];
  }[];
  /** All layers of the file with their classes, in order: Keras numbers groups of weights by class. */
  readonly order: readonly { readonly fileName: string; readonly className: string }[];
}

/**
 * Reads a model's configuration: the value behind "model_config" or of config.json. `hardSigmoid` is the slope of the
 * program that wrote it: 1/5 in Keras 2 and TensorFlow.js, 1/6 in Keras 3. Throws CannotImport; several layers that are
 * not known are named together.
 */
export function readKerasConfig(model: unknown, hardSigmoid: 'fifth' | 'sixth' = 'sixth'): ReadKeras {
  if (!isRecord(model)) throw new CannotImport('import.format', 'The file holds no Keras model.');
  const { nodes: fileNodes, outputs } = graphOf(model);
  if (fileNodes.length === 0) throw new CannotImport('import.format', 'The model has no layers.');
  const notes: string[] = [];
  const byName = new Map<string, ReadNode>();
  for (const node of fileNodes) {
    if (byName.has(node.name))
      throw new CannotImport('import.graph', `Two layers are called "${node.name.slice(0, 60)}".`);
    byName.set(node.name, node);
  }
  for (const node of fileNodes)
    for (const input of node.inputs)
      if (!byName.has(input))
        throw new CannotImport(
          'import.graph',
          `The graph is not valid at the layer "${node.name.slice(0, 60)}": it reads "${input.slice(0, 60)}", which is not there.`,
        );

  const taken = new Set<string>();
  const nameFor = (wanted: string): string => {
    const letters = wanted.replace(/[^\w-]+/g, '_').slice(0, 80);
    const base = /^[A-Za-z]/.test(letters) ? letters : `layer_${letters.replace(/^_+/, '')}`;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
    taken.add(name);
    return name;
  };
  const order = inOrder(fileNodes, byName);
  const consumers = new Map<string, number>();
  for (const node of fileNodes) for (const input of node.inputs) consumers.set(input, (consumers.get(input) ?? 0) + 1);
  for (const [, layer] of outputs) consumers.set(layer, (consumers.get(layer) ?? 0) + 1);

  const layerNodes: LayerNode[] = [];
  const edges: Edge[] = [];
  const idOf = new Map<string, string>();
  const specs = new Map<string, TensorSpec>();
  const depth = new Map<string, number>();
  const perColumn = new Map<number, number>();
  const weighted: ReadKeras['weighted'][number][] = [];
  const unknown: string[] = [];
  const fused = new Map<string, string>();
  /** The layer that keeps the weights of several uses, by the name of the first. */
  const keepers = new Map<string, { readonly id: string; readonly shapes: string }>();
  const usedAgain = new Set(fileNodes.flatMap(({ shares }) => shares ?? []));
  const place = (column: number) => {
    const row = perColumn.get(column) ?? 0;
    perColumn.set(column, row + 1);
    return { x: column * columnStep, y: row * 170 };
  };
  const add = (kind: string, name: string, params: ParamValues, inputs: readonly string[]): string => {
    const id = `n${layerNodes.length + 1}`;
    const column = inputs.length === 0 ? 0 : Math.max(...inputs.map((input) => depth.get(input) ?? 0)) + 1;
    depth.set(id, column);
    layerNodes.push({ id, kind, name, params, position: place(column) });
    const ports = findLayer(kind)!.inputs;
    inputs.forEach((source, i) => {
      const port = ports[0]?.many !== undefined ? ports[0].name : (ports[i]?.name ?? 'input');
      edges.push({ id: `e${edges.length + 1}`, source, target: id, port });
    });
    return id;
  };

  for (const node of order) {
    const where = `The layer "${node.name.slice(0, 60)}"`;
    const inputs = node.inputs.map((name) => idOf.get(fused.get(name) ?? name)!);
    if (node.className === 'InputLayer') {
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
      const params = { ...defaultsOf(findLayer('input')!.params), shape: sizes } as ParamValues;
      const objection = checkParams(findLayer('input')!.params, params);
      if (objection !== null) throw new CannotImport('import.input', `${where}: ${objection.message}`);
      const id = add('input', nameFor(node.name), params, []);
      idOf.set(node.name, id);
      const dtype = String(own(config, 'dtype') ?? '').startsWith('int') ? ('int32' as const) : ('float32' as const);
      specs.set(id, { shape: sizes, dtype });
      continue;
    }
    let read: Read;
    try {
      read = withNumber(node) ?? readLayer(node.className, node.config, where, notes);
      if (hardSigmoid === 'fifth') read = { ...read, scaled: [] };
    } catch (error) {
      if (!(error instanceof CannotImport) || unsafe.has(node.className)) throw error;
      unknown.push(error.message);
      if (unknown.length >= 20) break;
      // What follows can still be looked at where shapes do not matter; it is enough to name this one.
      idOf.set(node.name, inputs[0] ?? '');
      continue;
    }
    if (unknown.length > 0) {
      idOf.set(node.name, inputs[0] ?? '');
      continue;
    }
    let { definition, params } = read;
    // What our own export has split in two becomes one layer again.
    const [only] = node.inputs;
    const before =
      only === undefined ? undefined : layerNodes.find(({ id }) => id === idOf.get(fused.get(only) ?? only));
    const alone = only !== undefined && consumers.get(only) === 1;
    if (definition.kind === 'activation' && alone && before !== undefined) {
      if (
        params['activation'] === 'geluTanh' &&
        node.name === `${only}_gelu` &&
        before.params['activation'] === 'linear' &&
        !usedAgain.has(only)
      ) {
        layerNodes[layerNodes.indexOf(before)] = { ...before, params: { ...before.params, activation: 'geluTanh' } };
        fused.set(node.name, only);
        idOf.set(node.name, before.id);
        continue;
      }
    }
    if (read.scaled.length > 0 && definition.kind === 'activation') {
      const isOurs =
        alone &&
        before?.kind === 'rescaling' &&
        Math.abs(Number(before.params['scale']) - hardSigmoidScale) < 1e-9 &&
        Number(before.params['offset']) === 0;
      if (isOurs) {
        // The scaling stands for the difference of the two hard sigmoids.
        const feeder = edges.find(({ target }) => target === before.id)!.source;
        layerNodes.splice(layerNodes.indexOf(before), 1);
        edges.splice(
          edges.findIndex(({ target }) => target === before.id),
          1,
        );
        inputs[0] = feeder;
      } else {
        throw new CannotImport(
          'import.activation',
          `${where}: Keras' hard sigmoid rises by 1/6, the one here by 1/5. Put it into the layer before, where weights can make up for it.`,
        );
      }
    }
    if (definition.kind === 'attention' && node.kwargs['use_causal_mask'] === true)
      params = { ...params, causal: true };
    if (read.definition.kind === 'multiHeadAttention' && node.inputs.length > 0) {
      const distinct = new Set(node.inputs);
      if (distinct.size > 1) definition = findLayer('crossAttention')!;
      params = { ...params, ...(node.kwargs['use_causal_mask'] === true ? { causal: true } : {}) };
    }
    const wires =
      definition.kind === 'multiHeadAttention'
        ? inputs.slice(0, 1)
        : definition.kind === 'crossAttention'
          ? inputs.slice(0, 2)
          : inputs;
    const given = wires.map((id) => specs.get(id)!);
    const shape = definition.inferShape(given, params as never, context);
    if (!shape.ok)
      throw new CannotImport(
        'import.shape',
        `${where} (${node.className}) cannot stand here: ${shape.problem.message}`,
      );
    const name = nameFor(node.name);
    const id = add(definition.kind, name, params, wires);
    idOf.set(node.name, id);
    specs.set(id, shape.value);
    const keeps = definition.family === 'pooling' && own(node.config as Json, 'keepdims') === true;
    const owned = definition.weights(given, params as never, context);
    const layer = node.shares ?? node.name;
    const shapes = owned.map((spec) => spec.shape.join('×')).join(', ');
    const keeper = keepers.get(layer);
    if (keeper !== undefined && owned.length > 0) {
      if (keeper.shapes !== shapes)
        throw new CannotImport('import.shape', `${where} cannot use the same weights for inputs of other shapes.`);
      layerNodes[layerNodes.length - 1] = { ...layerNodes[layerNodes.length - 1]!, shares: keeper.id };
    } else if (owned.length > 0) {
      if (usedAgain.has(layer)) keepers.set(layer, { id, shapes });
      const { scaled } = read;
      const { kind } = definition;
      weighted.push({
        fileName: layer,
        className: node.className,
        name,
        specs: owned.map((spec) => ({ name: spec.name, shape: spec.shape })),
        ...(read.inFile === undefined ? {} : { inFile: read.inFile }),
        unscale: (weights) =>
          unscaled(
            kind,
            owned.map((spec) => spec.name),
            weights,
            scaled,
          ),
      });
    }
    if (keeps) {
      const targetShape = [...given[0]!.shape.slice(0, -1).map(() => 1), ...shape.value.shape];
      const kept = add('reshape', nameFor(`${node.name}_keepdims`), { targetShape }, [id]);
      idOf.set(node.name, kept);
      specs.set(kept, { shape: targetShape, dtype: 'float32' });
    }
  }
  if (unknown.length > 0)
    throw new CannotImport(
      'import.layers',
      unknown.length === 1
        ? `${unknown[0]} Replace it with layers that Layerloom has, and save the model again.`
        : `${unknown.length} layers stand in the way. ${unknown.slice(0, 10).join(' ')}${unknown.length > 10 ? ' …' : ''}`,
    );
  const ends = outputs.length > 0 ? outputs : [[null, order[order.length - 1]!.name] as const];
  ends.forEach(([key, layer], i) => {
    const source = idOf.get(fused.get(layer) ?? layer);
    if (source === undefined)
      throw new CannotImport('import.graph', `The model's output "${layer.slice(0, 60)}" is not there.`);
    const name = nameFor(key ?? (ends.length === 1 ? 'output' : `output_${i + 1}`));
    add('output', name, defaultsOf(findLayer('output')!.params) as ParamValues, [source]);
  });
  const heedless = layerNodes.find(({ kind }) => heedsMasksInKeras.test(kind));
  if (heedless !== undefined && layerNodes.some(({ params }) => params['maskZero'] === true))
    notes.push(
      `Code 0 is skipped by recurrent layers here; ${findLayer(heedless.kind)!.title} (${heedless.name}) counts it, as it would not in Keras.`,
    );
  return {
    network: { nodes: layerNodes, edges },
    notes: [...new Set(notes)],
    weighted,
    order: fileNodes
      .filter(({ shares }) => shares === undefined)
      .map(({ name, className }) => ({ fileName: name, className })),
  };
}

function unscaled(
  kind: string,
  names: readonly string[],
  weights: readonly ExportWeight[],
  scaled: Read['scaled'],
): readonly ExportWeight[] {
  let out = weights;
  for (const { className, argument } of scaled) {
    const found = scaledBlocks(className, argument);
    if (found === null)
      throw new CannotImport(
        'import.activation',
        `A ${className} layer uses Keras' hard sigmoid on its memory, which differs from the one here.`,
      );
    out = out.map((weight, i) => {
      if (kind === 'separableConv2d' && names[i] === 'depthwise_kernel') return weight;
      const width = found.gates === 1 ? 1 : weight.shape[weight.shape.length - 1]!;
      return { ...weight, values: scaleBlocks(weight.values, width, found.gates, found.blocks, 1 / hardSigmoidScale) };
    });
  }
  return out;
}

/** Layers after what they read; a circle is refused. */
function inOrder(nodes: readonly ReadNode[], byName: ReadonlyMap<string, ReadNode>): readonly ReadNode[] {
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
