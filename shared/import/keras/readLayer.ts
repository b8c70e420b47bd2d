// One layer of a Keras configuration as one of ours, read through our own definition of it.
import { activations } from '../../choices/activations';
import { initializers } from '../../choices/initializers';
import { type ScaledArgument, snakeCase } from '../../export/kerasLayout';
import { findLayer, layers } from '../../layers';
import type { LayerContext, LayerDefinition } from '../../layers/layer';
import { type Param, checkParams, defaultsOf } from '../../params';
import type { ParamValue, ParamValues } from '../../result';
import { CannotImport } from '../model';
import type { ReadNode } from './graph';
import { isNothing, own } from './json';
import { type Json, isRecord } from '../../json';
import { type Read, otherClasses } from './otherClasses';
import { argumentOf, camelToSnake, dropped, ignored, kerasDefault, neutral, special } from './settings';

/** Layers that may run code or reach into files, whatever they say they do. */
export const unsafe = new Set(['Lambda', 'TFSMLayer', 'TorchModuleWrapper', 'JaxLayer', 'FlaxLayer', 'TFOpLambda']);
/** Classes of our own in TensorFlow.js files that say what one of Keras says. */
const ownClasses: ReadonlyMap<string, string> = new Map([['LayerloomGRU', 'GRU']]);

export const context: LayerContext = { data: null, layer: findLayer };

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

function named(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return null;
  const { class_name: className, config } = value;
  if (className === 'function' && typeof config === 'string') return config;
  return typeof className === 'string' ? className : null;
}

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
  scaled: ScaledArgument[],
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
          scaled.push({ className, argument: camelToSnake(name) as ScaledArgument['argument'] });
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

/** One layer of the configuration. Throws CannotImport with the place. */
export function readLayer(written: string, given: unknown, where: string, notes: string[], depth = 0): Read {
  const className = ownClasses.get(written) ?? written;
  if (depth > 3) throw new CannotImport('import.nested', `${where}: layers are nested too deeply.`);
  if (unsafe.has(className))
    throw new CannotImport(
      'import.unsafe',
      `${where}: layers of the type ${className} hold code, which is not run for safety. Replace it with plain layers.`,
    );
  const config = isRecord(given) ? given : {};
  const scaled: ScaledArgument[] = [];
  const groups = own(config, 'groups');
  if (className === 'Conv2D' && typeof groups === 'number' && groups > 1)
    return { ...readLayer('DepthwiseConv2D', asDepthwise(config, groups, where), where, notes, depth), groups };
  const other = Object.prototype.hasOwnProperty.call(otherClasses, className) ? otherClasses[className] : undefined;
  const said = other?.(config, where, notes) ?? null;
  if (said !== null) return checked(said, className, where);
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
    const way = special[definition.kind]?.[name];
    const value =
      way === undefined ? paramFrom(name, param, config, where, scaled, className, notes, depth) : way.read(config);
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

/** A Conv2D in as many groups as channels arrive, in the words of a DepthwiseConv2D. */
function asDepthwise({ filters, groups: _groups, ...config }: Json, groups: number, where: string): Json {
  const each = Number(filters) / groups;
  if (!Number.isInteger(each))
    throw new CannotImport('import.setting', `${where} (Conv2D): ${String(filters)} filters in ${groups} groups.`);
  return { ...config, depth_multiplier: each };
}

/** What was read, where each setting is one that our own layer can have. Throws CannotImport. */
function checked(read: Read, className: string, where: string): Read {
  const objection = checkParams(read.definition.params, read.params);
  if (objection === null) return read;
  throw new CannotImport('import.setting', `${where} (${className}): ${objection.message}`);
}

/**
 * x + 3, 3 - x or x · 0.5, which Keras keeps as an operation with a number in it; null for any other, such as 3 / x.
 * Throws CannotImport with the place.
 */
export function withNumber({ className, inputs, kwargs }: ReadNode, where: string): Read | null {
  const { number, numberFirst } = kwargs;
  if (typeof number !== 'number' || inputs.length !== 1) return null;
  if (className === 'TrueDivide' && numberFirst === true) return null;
  const params: { readonly [className: string]: ParamValues } = {
    Add: { scale: 1, offset: number },
    Subtract: numberFirst === true ? { scale: -1, offset: number } : { scale: 1, offset: -number },
    Multiply: { scale: number, offset: 0 },
    TrueDivide: { scale: 1 / number, offset: 0 },
  };
  const found = Object.prototype.hasOwnProperty.call(params, className) ? params[className] : undefined;
  if (found === undefined) return null;
  return checked({ definition: findLayer('rescaling')!, params: found, scaled: [] }, className, where);
}

/** The weights of a normalization that goes without factors or offsets; null where it has both. */
function partOf(definition: LayerDefinition, config: Json, where: string, notes: string[]): readonly string[] | null {
  const left = (
    [
      ['scale', 'gamma'],
      ['center', 'beta'],
    ] as const
  ).filter(([argument]) => own(config, argument) === false);
  if (left.length === 0 || 'scale' in definition.params) return null;
  const names: { readonly [kind: string]: readonly string[] } = {
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
