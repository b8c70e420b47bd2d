// From a model file of another program to a network of ours: which kind it is, what is refused and why, and the import.
import { decodeUtf8 } from '../export/protobuf';
import { parseJson } from '../project/json';
import { asSentence } from '../printable';
import { type Result, fail, ok } from '../result';
import { BadFile } from './badFile';
import { type Beside, besideFile, bytesBeside } from './beside';
import { type Inflate, readHdf5 } from './hdf5';
import { readKerasConfig } from './keras';
import { readOwnNetwork, settingsIn } from './keras/ownFile';
import { CannotImport, type ImportedModel } from './model';
import { amountOf } from '../amount';
import { type TellImport, tellStage } from './progress';
import { refusalOf, somethingElse } from './fileKind';
import { importOnnx } from './onnx';
import { Room } from './room';
import { importSafetensors } from './safetensors';
import { type TfjsGroup, checkTfjsBytes, readTfjsManifest, tfjsArrays } from './tfjs';
import { h5Weights, kerasWeights, tfjsWeights } from './weights';
import { readZip } from './zip';

export { BadFile } from './badFile';
export type { BesideFile } from './beside';
export type { ImportedModel } from './model';

/** What the host lends: other files beside the model, and zlib. */
export interface ImportHost {
  readonly beside: Beside;
  readonly inflate: Inflate;
  readonly inflateRaw: Inflate;
  readonly tell?: TellImport | undefined;
}

export const importExtensions: readonly string[] = ['.keras', '.h5', '.hdf5', '.json', '.onnx', '.safetensors'];

const megabyte = 2 ** 20;
export const importLimits = { file: 4096 * megabyte, json: 64 * megabyte };
const zipLimits = {
  'metadata.json': importLimits.json,
  'config.json': importLimits.json,
  'model.weights.h5': importLimits.file,
};

const starts = (data: Uint8Array, ...bytes: readonly number[]): boolean => bytes.every((byte, i) => data[i] === byte);

function parsed(data: Uint8Array, what: string): unknown {
  if (data.length > importLimits.json)
    throw new BadFile(`${what} takes ${data.length} bytes; at most ${importLimits.json} are read.`);
  const json = parseJson(decodeUtf8(data));
  if (!json.ok) throw new BadFile(`${what} cannot be read. ${json.problem.message}`);
  return json.value;
}

/** Keras 2's hard sigmoid rises by 1/5, Keras 3's by 1/6. */
function slopeOf(version: unknown): 'fifth' | 'sixth' {
  return typeof version === 'string' && /^[12]\./.test(version) ? 'fifth' : 'sixth';
}

async function read(name: string, data: Uint8Array, host: ImportHost): Promise<ImportedModel> {
  const refused = refusalOf(name, data);
  if (refused !== null) throw new CannotImport('import.kind', refused);
  if (name.toLowerCase().endsWith('.onnx')) return importOnnx(data, host.beside);
  if (name.toLowerCase().endsWith('.safetensors')) return importSafetensors(data);
  if (starts(data, 0x50, 0x4b)) return readKerasFile(data, host);
  if (starts(data, 0x89, 0x48, 0x44, 0x46)) return readKerasH5(data, host);
  const json = parsed(data, 'The file');
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new CannotImport('import.format', 'The file is JSON, but holds no Keras model.');
  const record = json as { readonly [key: string]: unknown };
  return 'modelTopology' in record ? readTfjsModel(record, host) : readUntrained(record);
}

/** What Layerloom wrote into the file beside Keras' own; where it cannot be read it is as if it were not there. */
function ownSettings(text: string | null): unknown {
  const json = text === null ? null : parseJson(text);
  return json?.ok === true ? json.value : undefined;
}

function readKerasFile(data: Uint8Array, host: ImportHost): ImportedModel {
  const room = new Room(data.length);
  const entries = readZip(data, host.inflateRaw, zipLimits, room, host.tell);
  const [config, metadata, weights] = ['config.json', 'metadata.json', 'model.weights.h5'].map((part) =>
    entries.get(part),
  );
  if (config === undefined)
    throw new CannotImport(
      'import.kind',
      'This is a zip archive, but no Keras model: config.json is missing. Save one with model.save("model.keras"); a PyTorch model becomes one that can be imported by torch.onnx.export.',
    );
  const written = parsed(config, 'config.json');
  const settings = settingsIn(ownSettings(metadata === undefined ? null : decodeUtf8(metadata)));
  const model = readOwnNetwork(settings, written, false) ?? readKerasConfig(written);
  if (weights === undefined) throw new BadFile('The Keras file has no weights (model.weights.h5).');
  const notes: string[] = [];
  const found = kerasWeights(readHdf5(weights, host.inflate, room), model, notes, host.tell);
  return { network: model.network, weights: found, notes: [...model.notes, ...notes] };
}

function readKerasH5(data: Uint8Array, host: ImportHost): ImportedModel {
  const file = readHdf5(data, host.inflate);
  const config = file.attributes.get('model_config');
  if (typeof config !== 'string')
    throw new CannotImport(
      'import.kind',
      'This HDF5 file holds weights without a network. Save the whole model: model.save("model.keras").',
    );
  const json = parseJson(config);
  if (!json.ok) throw new BadFile(`The model in the file cannot be read. ${json.problem.message}`);
  const settings = file.attributes.get('layerloom');
  const own = readOwnNetwork(ownSettings(typeof settings === 'string' ? settings : null), json.value, true);
  const model = own ?? readKerasConfig(json.value, slopeOf(file.attributes.get('keras_version')));
  const notes: string[] = [];
  return {
    network: model.network,
    weights: h5Weights(file, model, notes, host.tell),
    notes: [...model.notes, ...notes],
  };
}

/** A configuration alone. */
function readUntrained(record: { readonly [key: string]: unknown }): ImportedModel {
  const config = 'model_config' in record ? record['model_config'] : record;
  const model = readKerasConfig(config, slopeOf(record['keras_version']));
  return {
    network: model.network,
    weights: new Map(),
    notes: [...model.notes, 'The file has no weights: the network starts untrained.'],
  };
}

/** The bytes of a group's files, one after the other; none is read before all are known to be there and as long as told. */
async function tfjsBytes(
  group: TfjsGroup,
  beside: Beside,
  tell: (done: number, total: number) => void,
): Promise<Uint8Array> {
  const files = [];
  for (const path of group.paths) files.push({ path, file: await besideFile(beside, path) });
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  checkTfjsBytes(group, size);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const { path, file } of files) {
    const part = await bytesBeside(file, path);
    whole.set(part, at);
    at += part.length;
    tell(at, size);
  }
  return whole;
}

async function readTfjsModel(record: { readonly [key: string]: unknown }, host: ImportHost): Promise<ImportedModel> {
  const manifest = readTfjsManifest(record);
  const model = readKerasConfig(manifest.model, 'fifth', manifest.names);
  const arrays = [];
  const { groups } = manifest;
  for (const [place, group] of groups.entries()) {
    const bytes = await tfjsBytes(group, host.beside, (done, total) =>
      tellStage(
        host.tell,
        'unpack',
        place + done / total,
        groups.length,
        `Reading the weights: ${amountOf(done, total)}`,
      ),
    );
    arrays.push(...tfjsArrays(group, bytes));
  }
  const notes: string[] = [];
  return {
    network: model.network,
    weights: tfjsWeights(arrays, model, notes, host.tell),
    notes: [...model.notes, ...notes],
  };
}

/** What is said where the machine has no room for what a file holds. */
export function noRoomFor(name: string): string {
  return `There is not enough free memory to import ${name}: a model takes about three times the room of its file while it is read. Close other programs and try again.`;
}

/** Never throws: what cannot be imported comes back as a Problem with what, where, and what to do. */
export async function importModel(name: string, data: Uint8Array, host: ImportHost): Promise<Result<ImportedModel>> {
  try {
    return ok(await read(name, data, host));
  } catch (error) {
    if (error instanceof RangeError && /allocation failed/iu.test(error.message))
      return fail('import.memory', noRoomFor(name));
    if (error instanceof CannotImport && error.code !== 'import.format') return fail(error.code, error.message);
    // A reader says where it stumbled; that the file is a picture or a web page says more.
    const other = somethingElse(name, data);
    if (error instanceof CannotImport) return fail(error.code, other ?? error.message);
    if (error instanceof BadFile) return fail('import.damaged', other ?? error.message);
    if (error instanceof RangeError) {
      const { message } = new BadFile(`The file is damaged: ${asSentence(error.message)}`);
      return fail('import.damaged', other ?? message);
    }
    throw error;
  }
}
