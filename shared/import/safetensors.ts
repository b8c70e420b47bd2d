// Weights that Layerloom wrote (safetensors), as the bare weights of a run or those of a PyTorch project, also where the
// project trained on: the network stands in the file's metadata. Without it the weights belong to nothing that is known here.
import { CannotExport, type ExportWeight } from '../export/format';
import { type TorchWeight, writeTorchModel } from '../export/torch/model';
import { parseJson } from '../project/json';
import { type SafeTensors, readSafetensors } from '../run/safetensors';
import { BadFile } from './badFile';
import { CannotImport, type ImportedModel } from './model';
import { type OwnNetwork, readOwnLayers, weightsOfOwn } from './ownNetwork';

/** A weight of the network, and the tensor of the file that holds it. */
interface Place extends TorchWeight {
  readonly tensor: string;
}

/** The network and its weights. Throws CannotImport or BadFile. */
export function importSafetensors(data: Uint8Array): ImportedModel {
  const file = readSafetensors(data);
  if (!file.ok) throw new BadFile(file.problem.message, 'Or import the Keras or ONNX model that they belong to.');
  const network = networkIn(file.value);
  const places = file.value.metadata['format'] === 'pt' ? torchPlaces(network) : ownPlaces(network);
  const weights = new Map<string, ExportWeight>();
  const notes: string[] = [];
  for (const place of places) {
    const values = taken(file.value, place);
    const strange = values.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
    if (strange > 0) notes.push(`The weight "${place.weight}" has ${strange} numbers that are none (NaN or infinite).`);
    weights.set(place.weight, { shape: place.shape, values });
  }
  const known = new Set(places.map(({ tensor }) => tensor));
  const stray = [...file.value.tensors.keys()].find((name) => !known.has(name));
  if (stray !== undefined)
    throw new CannotImport(
      'import.weights',
      `The file holds "${stray.slice(0, 80)}", which the network in its metadata has not.`,
    );
  return { network: network.drawing.network(), weights, notes };
}

function networkIn({ metadata }: SafeTensors): OwnNetwork {
  const written = Object.prototype.hasOwnProperty.call(metadata, 'layerloom') ? metadata['layerloom'] : undefined;
  if (written === undefined)
    throw new CannotImport(
      'import.kind',
      'A safetensors file holds weights without a network; only those that Layerloom wrote name theirs. Import the Keras or ONNX model that they belong to.',
    );
  const json = parseJson(written);
  if (!json.ok) throw new BadFile(`The network in the file's metadata cannot be read. ${json.problem.message}`);
  const network = readOwnLayers(json.value);
  if (network === null)
    throw new CannotImport(
      'import.format',
      "The network in the file's metadata is not one that can stand here: it was changed, or comes from a newer version.",
      'Export the run again.',
    );
  return network;
}

const asItIs = (weight: ExportWeight): ExportWeight => weight;

function ownPlaces(network: OwnNetwork): readonly Place[] {
  return network.planned.layers.flatMap((layer) =>
    layer.shares === undefined
      ? weightsOfOwn(network, layer).map(({ name, shape }) => {
          const weight = `${layer.name}/${name}`;
          return { weight, shape, convert: asItIs, tensor: weight };
        })
      : [],
  );
}

function torchPlaces({ planned }: OwnNetwork): readonly Place[] {
  try {
    return [...writeTorchModel(planned, 'network', null).holds].map(([tensor, held]) => ({ ...held, tensor }));
  } catch (error) {
    if (error instanceof CannotExport) throw new CannotImport('import.layers', error.message);
    throw error;
  }
}

function taken({ tensors }: SafeTensors, { tensor, weight, shape, convert }: Place): Float32Array {
  const found = tensors.get(tensor);
  if (found === undefined)
    throw new CannotImport('import.weights', `The file has no "${tensor.slice(0, 80)}" for the weight "${weight}".`);
  const count = shape.reduce((product, size) => product * size, 1);
  const fits = found.dtype === 'F32' && found.data.length === count;
  const order = fits ? orderOf(shape, count, convert) : null;
  if (order === null || order.shape.join() !== found.shape.join())
    throw new CannotImport(
      'import.weights',
      `The weight "${weight}" does not fit: "${tensor.slice(0, 80)}" has the shape [${found.shape.join(', ')}] in the file; the network needs [${shape.join(', ')}].`,
    );
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[order.from(i)] = found.data[i]!;
  return values;
}

/** Whole numbers that float32 holds exactly; a place in a larger weight is told by two of them. */
const half = 2 ** 12;

/** Which number of ours comes first, second, … in the converted weight: what `convert` makes of the numbers' own places. */
function orderOf(shape: readonly number[], count: number, convert: Place['convert']) {
  if (convert === asItIs) return { shape, from: (i: number) => i };
  const asked = (digit: (i: number) => number): ExportWeight =>
    convert({ shape, values: Float32Array.from({ length: count }, (_, i) => digit(i)) });
  const low = asked((i) => i % half);
  const high = asked((i) => Math.floor(i / half));
  return { shape: low.shape, from: (i: number) => high.values[i]! * half + low.values[i]! };
}
