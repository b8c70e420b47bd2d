// What a file is, by its name and its first bytes: kinds that are not imported, with the way to convert them, and files that
// are something else than their name says.
import { type FileStart, startOf } from '../fileStart';
import { printable } from '../printable';

interface Kind {
  /** How names of such files end. */
  readonly endings: readonly string[];
  /** Completes "is not …". */
  readonly words: string;
  /** What such a file may begin like; 'unknown' where it has no sure sign. */
  readonly begins: readonly FileStart['id'][];
  /** Why it is not imported, and how to convert it; left out where it is. */
  readonly refusal?: string;
}

const keras = 'a Keras model';

const kinds: readonly Kind[] = [
  { endings: ['.keras', '.h5', '.hdf5'], words: keras, begins: ['zip', 'hdf5', 'json'] },
  { endings: ['.json'], words: 'the JSON of a Keras or TensorFlow.js model', begins: ['zip', 'hdf5', 'json'] },
  { endings: ['.onnx'], words: 'an ONNX file', begins: ['unknown'] },
  { endings: ['.safetensors'], words: 'a safetensors file', begins: ['unknown'] },
  {
    endings: ['.pt', '.pth', '.ckpt', '.bin', '.pkl', '.pickle', '.joblib'],
    words: 'a PyTorch or pickle file',
    begins: ['unknown', 'zip', 'gzip'],
    refusal:
      'Files of this kind (pickle, PyTorch, joblib) can run code when they are opened, so they are not. In Python, with the model and an example of its input: torch.onnx.export(model, example, "model.onnx", dynamo=False), or model.save("model.keras") for Keras, and import that.',
  },
  {
    endings: ['.npy'],
    words: 'a NumPy file',
    begins: ['numpy'],
    refusal: 'A NumPy file holds numbers without a network. Import the Keras model that they belong to.',
  },
  {
    endings: ['.pb'],
    words: 'a SavedModel or frozen graph',
    begins: ['unknown'],
    refusal:
      'A SavedModel or frozen graph no longer knows its layers. Convert it to ONNX and import that: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx (or --graphdef model.pb --inputs … --outputs …).',
  },
  {
    endings: ['.tflite'],
    words: 'a TensorFlow Lite file',
    begins: ['unknown'],
    refusal:
      'A TensorFlow Lite file no longer knows its layers. Import the Keras model that it was made from, or convert it to ONNX: python -m tf2onnx.convert --tflite model.tflite --output model.onnx.',
  },
];

const kindOf = (name: string): Kind | undefined =>
  kinds.find(({ endings }) => endings.some((ending) => name.toLowerCase().endsWith(ending)));

/** Safetensors begin with the length of their header, which may look like a pickle. */
const isPickle = (kind: Kind | undefined, data: Uint8Array): boolean =>
  kind?.words !== 'a safetensors file' && data[0] === 0x80 && data[1]! >= 2 && data[1]! <= 5;

const next = 'Choose the file that the model was saved to, or save it once more.';

/** Says what is there in place of what the name promises; null where the file may well be what it is called. */
export function somethingElse(name: string, data: Uint8Array): string | null {
  const kind = kindOf(name);
  const start = startOf(data.subarray(0, 512));
  if (kind?.begins.includes(start.id) === true) return null;
  if (start.id === 'empty') return `"${printable(name, 80)}" is empty (0 bytes). ${next}`;
  return `"${printable(name, 80)}" is not ${kind?.words ?? keras}: it looks like ${start.words}. ${start.step ?? next}`;
}

/** Why such a file is not imported, and what to do; null where it is to be read. */
export function refusalOf(name: string, data: Uint8Array): string | null {
  const kind = kindOf(name);
  const ofName = kind?.refusal;
  if (ofName !== undefined) return somethingElse(name, data) ?? ofName;
  const begins = isPickle(kind, data) ? '.pkl' : startOf(data.subarray(0, 512)).id === 'numpy' ? '.npy' : null;
  return begins === null ? null : (kindOf(begins)?.refusal ?? null);
}
