// Puts a file's arrays to the layers that they belong to, and says exactly where they do not fit.
import type { ExportWeight } from '../export/format';
import { snakeCase, weightPaths } from '../export/kerasLayout';
import { BadFile, type H5Dataset, type H5Group } from './hdf5';
import type { ReadKeras } from './keras';
import { CannotImport } from './model';

type Weighted = ReadKeras['weighted'][number];

/** Checks the shapes of a layer's arrays and hands them on under our names. */
function takeLayer(
  layer: Weighted,
  arrays: readonly { readonly shape: readonly number[]; read(): Float32Array }[],
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
  const weights = specs.map((spec): ExportWeight => {
    const place = names.indexOf(spec.name);
    if (place === -1) {
      // As a normalization starts: factors of 1, offsets of 0.
      const count = spec.shape.reduce((product, size) => product * size, 1);
      return { shape: spec.shape, values: new Float32Array(count).fill(spec.name === 'gamma' ? 1 : 0) };
    }
    const array = arrays[place]!;
    if (array.shape.join() !== spec.shape.join())
      throw new CannotImport(
        'import.weights',
        `The weights of the layer "${fileName}" do not fit: ${spec.name} has the shape [${array.shape.join(', ')}] in the file and [${spec.shape.join(', ')}] in the network.`,
      );
    return { shape: array.shape, values: array.read() };
  });
  let strange = 0;
  for (const { values } of weights) for (const value of values) if (!Number.isFinite(value)) strange += 1;
  if (strange > 0) notes.push(`The layer "${fileName}" has ${strange} weights that are no numbers (NaN or infinite).`);
  layer.unscale(weights).forEach((weight, i) => into.set(`${name}/${specs[i]!.name}`, weight));
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

/** Of `.keras`: model.weights.h5, groups numbered by class and signed with the layer's name. */
export function kerasWeights(
  file: H5Group,
  { weighted, order }: Pick<ReadKeras, 'weighted' | 'order'>,
  notes: string[],
): ReadonlyMap<string, ExportWeight> {
  const layers = groupAt(file, ['layers']) ?? groupAt(file, ['_layer_checkpoint_dependencies']);
  const into = new Map<string, ExportWeight>();
  if (weighted.length === 0) return into;
  if (layers === null) throw new CannotImport('import.weights', 'The file holds no weights of layers.');
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
  for (const layer of weighted) {
    const group =
      signed.get(layer.fileName) ??
      layers.groups.get(byNumber.get(layer.fileName)!)?.() ??
      layers.groups.get(layer.fileName)?.();
    if (group === undefined)
      throw new CannotImport('import.weights', `The file has no weights of the layer "${layer.fileName}".`);
    const arrays = weightPaths(layer.className, (layer.inFile ?? layer.specs).length).map((path) =>
      datasetAt(group, path),
    );
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

/** Of `.h5`: a group per layer with the names of its weights. */
export function h5Weights(
  file: H5Group,
  { weighted }: Pick<ReadKeras, 'weighted'>,
  notes: string[],
): ReadonlyMap<string, ExportWeight> {
  const all = groupAt(file, ['model_weights']) ?? file;
  const into = new Map<string, ExportWeight>();
  for (const layer of weighted) {
    const group = all.groups.get(layer.fileName)?.();
    if (group === undefined)
      throw new CannotImport('import.weights', `The file has no weights of the layer "${layer.fileName}".`);
    const arrays = listOf(group, 'weight_names').map((name) => {
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
): ReadonlyMap<string, ExportWeight> {
  const into = new Map<string, ExportWeight>();
  for (const layer of weighted)
    takeLayer(
      layer,
      arrays.filter(({ name }) => name.startsWith(`${layer.fileName}/`)),
      into,
      notes,
    );
  return into;
}
