// TensorFlow.js' model.json: where its weights lie and what they are, checked before any other file is touched.
import { type Json, isRecord } from '../json';
import { BadFile } from './badFile';
import { own } from './keras/json';
import { CannotImport } from './model';
import type { TfjsArray } from './weights';
import { product } from '../shape';

export interface TfjsManifest {
  /** The Keras configuration. */
  readonly model: unknown;
  readonly groups: readonly TfjsGroup[];
  /** Exact names of layers by those in the file, where Layerloom wrote it. */
  readonly names: ReadonlyMap<string, string>;
}

export interface TfjsGroup {
  /** Files beside model.json, in the order in which their bytes follow each other. */
  readonly paths: readonly string[];
  readonly weights: readonly TfjsWeight[];
}

interface TfjsWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly quantized: { readonly bytesEach: 1 | 2; readonly scale: number; readonly min: number } | null;
}

const mostNumbers = 500_000_000;

/** A plain name of a file, or of one in a folder beside it. */
export function objectionToPath(path: unknown): string | null {
  if (typeof path !== 'string' || path === '') return 'A file with weights has no name.';
  const outside =
    path.includes('..') || path.startsWith('/') || /[\\\0:]/.test(path) || path.startsWith('~') || path.includes('//');
  return outside || path.length > 500
    ? `The weights lie in "${path.slice(0, 80)}", outside the model's folder. They are not read.`
    : null;
}

function weightOf(value: unknown): TfjsWeight {
  if (!isRecord(value) || typeof value['name'] !== 'string')
    throw new CannotImport('import.weights', 'A weight in model.json has no name.');
  const name = value['name'];
  if (name.length > 500 || name === '__proto__')
    throw new CannotImport('import.weights', 'A weight in model.json has an impossible name.');
  const shape = value['shape'];
  if (
    !Array.isArray(shape) ||
    shape.length > 16 ||
    !shape.every((size) => Number.isInteger(size) && (size as number) >= 0)
  )
    throw new CannotImport('import.weights', `The weight "${name.slice(0, 80)}" has an impossible shape.`);
  const count = product(shape as readonly number[]);
  if (!(count <= mostNumbers))
    throw new CannotImport(
      'import.weights',
      `The weight "${name.slice(0, 80)}" claims the shape [${shape.join(', ')}], which is more than can be held here.`,
    );
  const common = { name, shape: shape as readonly number[] };
  const { quantization } = value;
  if (quantization !== undefined && quantization !== null) {
    if (!isRecord(quantization))
      throw new CannotImport('import.weights', `How "${name.slice(0, 80)}" is made smaller cannot be read.`);
    const { dtype, scale, min } = quantization;
    const bytesEach = dtype === 'uint8' ? 1 : dtype === 'uint16' ? 2 : null;
    if (
      bytesEach === null ||
      typeof scale !== 'number' ||
      !(scale > 0) ||
      !Number.isFinite(scale) ||
      typeof min !== 'number' ||
      !Number.isFinite(min)
    )
      throw new CannotImport(
        'import.weights',
        `How "${name.slice(0, 80)}" is made smaller makes no sense: dtype ${String(dtype)}, scale ${String(scale)}, min ${String(min)}.`,
      );
    return { ...common, bytes: count * bytesEach, quantized: { bytesEach, scale, min } };
  }
  if (value['dtype'] !== 'float32')
    throw new CannotImport(
      'import.weights',
      `The weight "${name.slice(0, 80)}" is of the kind "${String(value['dtype']).slice(0, 40)}"; float32 is read here.`,
    );
  return { ...common, bytes: 4 * count, quantized: null };
}

function namesIn(metadata: unknown): ReadonlyMap<string, string> {
  const ours = isRecord(metadata) ? own(metadata, 'layerloom') : undefined;
  const pairs: unknown = isRecord(ours) ? own(ours, 'names') : undefined;
  const isPair = (pair: unknown): pair is [string, string] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((name) => typeof name === 'string');
  return new Map(Array.isArray(pairs) ? pairs.filter(isPair) : []);
}

/** The parsed model.json of a layers model. Throws CannotImport. */
export function readTfjsManifest(json: Json): TfjsManifest {
  const { format, modelTopology, weightsManifest, userDefinedMetadata } = json;
  const written = namesIn(userDefinedMetadata);
  if (format === 'graph-model')
    throw new CannotImport(
      'import.format',
      'This is a TensorFlow.js graph model, whose layers are no longer told apart.',
      'Import the Keras model that it was made from.',
    );
  if (!isRecord(modelTopology)) throw new CannotImport('import.format', 'model.json holds no model.');
  const topology = modelTopology['model_config'] ?? modelTopology;
  if (!Array.isArray(weightsManifest)) return { model: topology, groups: [], names: written };
  const names = new Set<string>();
  const paths = new Set<string>();
  const groups = (weightsManifest as readonly unknown[]).map((group) => {
    if (!isRecord(group) || !Array.isArray(group['paths']) || !Array.isArray(group['weights']))
      throw new CannotImport('import.weights', 'The list of weights in model.json cannot be read.');
    for (const path of group['paths'] as readonly unknown[]) {
      const objection = objectionToPath(path);
      if (objection !== null) throw new CannotImport('import.path', objection);
      if (paths.has(path as string))
        throw new CannotImport('import.weights', `model.json lists the file "${(path as string).slice(0, 80)}" twice.`);
      paths.add(path as string);
    }
    const weights = (group['weights'] as readonly unknown[]).map(weightOf);
    for (const { name } of weights) {
      if (names.has(name))
        throw new CannotImport('import.weights', `model.json lists the weight "${name.slice(0, 80)}" twice.`);
      names.add(name);
    }
    return { paths: group['paths'] as readonly string[], weights };
  });
  return { model: topology, groups, names: written };
}

const mostPathsSaid = 5;

/** Throws BadFile where a group's files together are longer or shorter than its weights. */
export function checkTfjsBytes({ paths, weights }: TfjsGroup, size: number): void {
  const wanted = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  if (size === wanted) return;
  const said = `${paths.slice(0, mostPathsSaid).join(', ')}${paths.length > mostPathsSaid ? ', …' : ''}`;
  throw new BadFile(
    `The files ${said} hold ${size} bytes; the weights in model.json take ${wanted}. A file is missing, cut off, or belongs to another model.`,
  );
}

/** The arrays of a group whose files' bytes follow each other in `data`, as many as `checkTfjsBytes` wants. */
export function tfjsArrays(group: TfjsGroup, data: Uint8Array): readonly TfjsArray[] {
  let at = 0;
  return group.weights.map(({ name, shape, bytes, quantized }) => {
    const from = at;
    at += bytes;
    return {
      name,
      shape,
      read() {
        const view = new DataView(data.buffer, data.byteOffset + from, bytes);
        if (quantized === null) return Float32Array.from({ length: bytes / 4 }, (_, i) => view.getFloat32(4 * i, true));
        const { bytesEach, scale, min } = quantized;
        return Float32Array.from(
          { length: bytes / bytesEach },
          (_, i) => (bytesEach === 1 ? view.getUint8(i) : view.getUint16(2 * i, true)) * scale + min,
        );
      },
    };
  });
}
