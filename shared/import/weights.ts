// Puts a file's arrays to the layers that they belong to, and says exactly where they do not fit.
import type { ExportWeight } from '../export/format';
import { snakeCase, weightPaths } from '../export/kerasLayout';
import { BadFile } from './badFile';
import type { H5Dataset, H5Group } from './hdf5';
import type { LayerPlace, ReadKeras, WeightPlace, Weighted } from './keras/model';
import { CannotImport } from './model';
import { type TellImport, tellStage } from './progress';
import { product } from '../shape';

interface FileArray {
  readonly shape: readonly number[];
  read(): Float32Array;
}

/** Checks the shapes of a layer's arrays and hands them on under our names. */
function takeLayer(
  layer: Weighted,
  arrays: readonly FileArray[],
  into: Map<string, ExportWeight>,
  notes: string[],
): void {
  const { specs, name, fileName } = layer;
  const names = layer.inFile ?? specs.map((spec) => spec.name);
  if (arrays.length !== names.length)
    throw new CannotImport(
      'import.weights',
      `The layer "${fileName}" needs ${names.length} arrays of weights (${names.join(', ')}); the file has ${arrays.length}.`,
    );
  const weights = specs.map((spec) => {
    const place = names.indexOf(spec.name);
    return { name: spec.name, ...(place === -1 ? unwritten(spec) : taken(layer, spec, arrays[place]!)) };
  });
  let strange = 0;
  for (const { values } of weights)
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) strange += 1;
  if (strange > 0) notes.push(`The layer "${fileName}" has ${strange} weights that are no numbers (NaN or infinite).`);
  layer.unscale(weights).forEach((weight, i) => {
    if (specs[i]!.fixed === undefined)
      into.set(`${name}/${specs[i]!.name}`, { shape: weight.shape, values: weight.values });
  });
}

function taken(
  { fileName }: Weighted,
  { name, shape, fileShape = shape, fixed }: WeightPlace,
  array: FileArray,
): ExportWeight {
  if (array.shape.join() !== fileShape.join())
    throw new CannotImport(
      'import.weights',
      `The weights of the layer "${fileName}" do not fit: ${name} has the shape [${array.shape.join(', ')}] in the file and [${fileShape.join(', ')}] in the network.`,
    );
  const values = array.read();
  if (fixed?.every((value, i) => Math.abs(value - values[i]!) <= 1e-6) === false)
    throw new CannotImport(
      'import.weights',
      `The layer "${fileName}" holds a table that follows from its settings, and the file has other numbers in it.`,
      'Export the model from Layerloom again.',
    );
  return { shape, values };
}

/** As a normalization starts: factors of 1, offsets of 0. */
function unwritten({ name, shape }: WeightPlace): ExportWeight {
  return { shape, values: new Float32Array(product(shape)).fill(name === 'gamma' ? 1 : 0) };
}

/** The layers one after the other, told of by how many numbers they hold. */
function* inTurn(weighted: readonly Weighted[], tell: TellImport | undefined): Generator<Weighted> {
  const sizes = weighted.map(({ specs }) => specs.reduce((sum, { shape }) => sum + product(shape), 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const [place, layer] of weighted.entries()) {
    tellStage(tell, 'weights', done, total, `Taking the weights: layer ${place + 1} of ${weighted.length}`);
    yield layer;
    done += sizes[place]!;
  }
}

function groupAt(group: H5Group, path: readonly string[]): H5Group | null {
  let at: H5Group = group;
  for (const name of path) {
    const next = at.groups.get(name);
    if (next === undefined) return null;
    at = next();
  }
  return at;
}

function datasetAt(group: H5Group, path: string): H5Dataset | null {
  const parts = path.split('/');
  return groupAt(group, parts.slice(0, -1))?.datasets.get(parts[parts.length - 1]!)?.() ?? null;
}

/** Where a model's layers lie, by their names: in groups that are numbered by class and signed with the layer's name. */
function layerGroups(model: H5Group, order: readonly LayerPlace[]): ((fileName: string) => H5Group | null) | null {
  const layers = groupAt(model, ['layers']) ?? groupAt(model, ['_layer_checkpoint_dependencies']);
  if (layers === null) return null;
  const signed = new Map<string, H5Group>();
  for (const open of layers.groups.values()) {
    const group = open();
    const name = groupAt(group, ['vars'])?.attributes.get('name');
    if (typeof name === 'string' && !signed.has(name)) signed.set(name, group);
  }
  const used = new Map<string, number>();
  const byNumber = new Map<string, string>();
  for (const { fileName, className } of order) {
    const base = snakeCase(className);
    const seen = used.get(base) ?? 0;
    used.set(base, seen + 1);
    byNumber.set(fileName, seen === 0 ? base : `${base}_${seen}`);
  }
  return (fileName) =>
    signed.get(fileName) ??
    layers.groups.get(byNumber.get(fileName) ?? '')?.() ??
    layers.groups.get(fileName)?.() ??
    null;
}

/** The same with models that are layers of another. */
function nestedGroups(file: H5Group, order: readonly LayerPlace[]): (place: LayerPlace) => H5Group | null {
  const within = new Map<string, LayerPlace[]>();
  for (const place of order) {
    const key = JSON.stringify(place.models);
    addTo(within, key, place);
  }
  const opened = new Map<string, ReturnType<typeof layerGroups>>();
  const groupsOf = (models: readonly string[]): ReturnType<typeof layerGroups> => {
    const key = JSON.stringify(models);
    const known = opened.get(key);
    if (known !== undefined) return known;
    const [name] = models.slice(-1);
    const model = name === undefined ? file : (groupsOf(models.slice(0, -1))?.(name) ?? null);
    const found = model === null ? null : layerGroups(model, within.get(key) ?? []);
    opened.set(key, found);
    return found;
  };
  return ({ models, fileName }) => groupsOf(models)?.(fileName) ?? null;
}

/** Of `.keras`: model.weights.h5. */
export function kerasWeights(
  file: H5Group,
  { weighted, order }: Pick<ReadKeras, 'weighted' | 'order'>,
  notes: string[],
  tell?: TellImport,
): ReadonlyMap<string, ExportWeight> {
  const into = new Map<string, ExportWeight>();
  if (weighted.length === 0) return into;
  const find = nestedGroups(file, order);
  for (const layer of inTurn(weighted, tell)) {
    const count = (layer.inFile ?? layer.specs).length;
    const group = count === 0 ? null : find(layer);
    if (group === null && count > 0)
      throw new CannotImport('import.weights', `The file has no weights of the layer "${layer.fileName}".`);
    const arrays = weightPaths(layer.className, count).map((path) => datasetAt(group!, path));
    takeLayer(
      layer,
      arrays.filter((array): array is H5Dataset => array !== null),
      into,
      notes,
    );
  }
  return into;
}

function listOf(group: H5Group, name: string): readonly string[] {
  const whole = group.attributes.get(name);
  if (Array.isArray(whole)) return whole as readonly string[];
  if (typeof whole === 'string') return [whole];
  const pieces: string[] = [];
  for (let i = 0; ; i++) {
    const piece = group.attributes.get(`${name}${i}`);
    if (!Array.isArray(piece)) return pieces;
    pieces.push(...(piece as readonly string[]));
  }
}

/** Names of a group's weights, and those among them of each layer within it. */
interface Listed {
  readonly all: readonly string[];
  readonly byLayer: ReadonlyMap<string, readonly string[]>;
}

/** A model within the model keeps all its weights in one list, whose names hold the layers' own. */
function listedOf(group: H5Group, isModel: boolean): Listed {
  const all = listOf(group, 'weight_names');
  const byLayer = new Map<string, string[]>();
  if (isModel) for (const name of all) for (const part of new Set(name.split('/'))) addTo(byLayer, part, name);
  return { all, byLayer };
}

function addTo<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

/** Of `.h5`: a group per layer with the names of its weights. */
export function h5Weights(
  file: H5Group,
  { weighted }: Pick<ReadKeras, 'weighted'>,
  notes: string[],
  tell?: TellImport,
): ReadonlyMap<string, ExportWeight> {
  const all = groupAt(file, ['model_weights']) ?? file;
  const into = new Map<string, ExportWeight>();
  const lists = new Map<string, Listed>();
  for (const layer of inTurn(weighted, tell)) {
    if (layer.inFile?.length === 0) {
      takeLayer(layer, [], into, notes);
      continue;
    }
    const [model] = layer.models;
    const holder = model ?? layer.fileName;
    const group = all.groups.get(holder)?.();
    if (group === undefined)
      throw new CannotImport('import.weights', `The file has no weights of the layer "${layer.fileName}".`);
    const listed = lists.get(holder) ?? listedOf(group, model !== undefined);
    lists.set(holder, listed);
    const names = model === undefined ? listed.all : (listed.byLayer.get(layer.fileName) ?? []);
    const arrays = names.map((name) => {
      const found = datasetAt(group, name);
      if (found === null)
        throw new BadFile(`The weights "${name.slice(0, 80)}" of the layer "${layer.fileName}" are missing.`);
      return found;
    });
    takeLayer(layer, arrays, into, notes);
  }
  return into;
}

/** An array of a TensorFlow.js weights file, read from its bytes when it is asked for. */
export interface TfjsArray {
  readonly name: string;
  readonly shape: readonly number[];
  read(): Float32Array;
}

/** Of TensorFlow.js: arrays named "<layer>/…", a layer's in order. */
export function tfjsWeights(
  arrays: readonly TfjsArray[],
  { weighted }: Pick<ReadKeras, 'weighted'>,
  notes: string[],
  tell?: TellImport,
): ReadonlyMap<string, ExportWeight> {
  const into = new Map<string, ExportWeight>();
  // A layer's name may hold slashes as well.
  const byLayer = new Map<string, TfjsArray[]>();
  for (const array of arrays)
    for (let at = array.name.indexOf('/'); at >= 0; at = array.name.indexOf('/', at + 1))
      addTo(byLayer, array.name.slice(0, at), array);
  for (const layer of inTurn(weighted, tell)) takeLayer(layer, byLayer.get(layer.fileName) ?? [], into, notes);
  return into;
}
