// Classes of Keras that a layer of another name says here, and those of Keras' own networks.
import type { ScaledArgument } from '../../export/kerasLayout';
import { findLayer } from '../../layers';
import type { LayerDefinition } from '../../layers/layer';
import { leastDeviation } from '../../layers/parts/normalization';
import { defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import { CannotImport } from '../model';
import { isNothing, own } from './json';
import type { Json } from '../../json';
import type { Weighted } from './model';

/** A layer of the file as one of ours. */
export interface Read extends Pick<Weighted, 'inFile'> {
  readonly definition: LayerDefinition;
  readonly params: ParamValues;
  /** Arguments whose hard sigmoid is Keras' own: our weights are divided by 1.2. */
  readonly scaled: readonly ScaledArgument[];
  /** It is a depthwise convolution only where that many channels arrive. */
  readonly groups?: number;
  /** It has a number each along this axis of the batch, which must be the last. */
  readonly axis?: number;
}

type ReadClass = (config: Json, where: string, notes: string[]) => Read | null;

function layerOf(kind: string, params: ParamValues): Read {
  const definition = findLayer(kind)!;
  return { definition, params: { ...(defaultsOf(definition.params) as ParamValues), ...params }, scaled: [] };
}

const relu: ReadClass = (config, where) => {
  const [most, slope, from] = ['max_value', 'negative_slope', 'threshold'].map((key) => own(config, key));
  if ((most !== null && most !== undefined && most !== 6) || !isNothing(slope) || !isNothing(from))
    throw new CannotImport(
      'import.setting',
      `${where}: ReLU with a ceiling of ${String(most)}, a slope or a threshold is not known here.`,
    );
  return layerOf('activation', { activation: most === 6 ? 'relu6' : 'relu' });
};

const gelu: ReadClass = (config) =>
  layerOf('activation', { activation: own(config, 'approximate') === false ? 'gelu' : 'geluTanh' });

/** The numbers of a nested list, such as [[0.5], [0.4]]; null where something else is in it. */
function flatNumbers(value: unknown, depth = 0): readonly number[] | null {
  if (typeof value === 'number') return Number.isFinite(value) ? [value] : null;
  if (!Array.isArray(value) || depth > 4) return null;
  const parts = (value as readonly unknown[]).map((one) => flatNumbers(one, depth + 1));
  return parts.includes(null) ? null : (parts as readonly (readonly number[])[]).flat();
}

/** Means and variances of the data: in the configuration, or among the weights where they were measured. */
const normalization: ReadClass = (config, where) => {
  const [mean, variance] = ['mean', 'variance'].map((key) => own(config, key));
  const invert = own(config, 'invert') === true;
  const axis = channelAxis(own(config, 'axis'));
  if (!isNothing(mean) || !isNothing(variance)) {
    const [means, variances] = [flatNumbers(mean), flatNumbers(variance)];
    if (means === null || variances === null)
      throw new CannotImport('import.setting', `${where}: its mean and variance cannot be read as numbers.`);
    const read = layerOf('normalization', { numbers: 'typed', mean: means, variance: variances, invert });
    if (means.length === 1) return read;
    if (axis !== undefined) return { ...read, axis };
  } else if (axis !== undefined) return { ...layerOf('normalization', { numbers: 'weights', invert }), axis };
  throw new CannotImport(
    'import.setting',
    `${where}: a Normalization along other axes than the last is not known here. Use Rescaling.`,
  );
};

/** The one axis along which there are several means; undefined where there are more, or none. */
function channelAxis(value: unknown): number | undefined {
  const [axis = -1, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  const none = value === null || (Array.isArray(value) && value.length === 0);
  return none || others.length > 0 || typeof axis !== 'number' ? undefined : axis;
}

/** A factor or summand for every channel are a deviation and a mean that are undone; one number is a Rescaling. */
const rescaling: ReadClass = (config, where) => {
  const [scale, offset] = [own(config, 'scale'), own(config, 'offset') ?? 0].map((value) => flatNumbers(value));
  if (scale === null || offset === null || scale === undefined || offset === undefined)
    throw new CannotImport('import.setting', `${where} (Rescaling): its scale and offset cannot be read as numbers.`);
  const same = (list: readonly number[]) => list.every((value) => value === list[0]);
  if (same(scale) && same(offset)) return layerOf('rescaling', { scale: scale[0] ?? 1, offset: offset[0] ?? 0 });
  if (scale.some((value) => value < leastDeviation))
    throw new CannotImport(
      'import.setting',
      `${where} (Rescaling): factors that differ from channel to channel must be above 0 here.`,
    );
  const count = Math.max(scale.length, offset.length);
  const full = (list: readonly number[]) => (list.length === 1 ? Array.from({ length: count }, () => list[0]!) : list);
  const [mean, variance] = [full(offset), full(scale).map((value) => value * value)];
  return layerOf('normalization', { numbers: 'typed', mean, variance, invert: true });
};

const randomCrop: ReadClass = (config) =>
  layerOf('randomCrop', { height: own(config, 'height') as number, width: own(config, 'width') as number });

/** ConvNeXt's learned factors. Null for another class of that name. */
const layerScale: ReadClass = (config, where, notes) => {
  const start = own(config, 'init_values');
  if (typeof start !== 'number') return null;
  notes.push(`${where}: its factors begin at 1 when it is trained anew, where the file says ${start}.`);
  return layerOf('layerScale', {});
};

/** ConvNeXt's way to leave out a branch for whole samples. */
const stochasticDepth: ReadClass = (config, where, notes) => {
  const rate = own(config, 'drop_path_rate');
  if (typeof rate !== 'number' || !(rate >= 0) || !(rate < 1)) return null;
  notes.push(`${where}: whole samples were left out while training; here numbers are dropped one by one.`);
  return layerOf('dropout', { rate });
};

/** By the class's name; null means that the class is looked up among our layers as any other. */
export const otherClasses: { readonly [className: string]: ReadClass } = {
  ReLU: relu,
  Gelu: gelu,
  LayerScale: layerScale,
  Normalization: normalization,
  RandomCrop: randomCrop,
  Rescaling: rescaling,
  StochasticDepth: stochasticDepth,
};
