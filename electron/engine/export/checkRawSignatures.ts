// Asks the signatures of a SavedModel that take raw values, one sample after the other, and holds them to the signature
// that takes prepared numbers.
import { resample } from '../../../shared/data/audio';
import { decide } from '../../../shared/data/decide';
import type { Heard, Value } from '../../../shared/export/rawSample';
import { type ExportedOutput, exportedSettings } from '../../../shared/export/settings';
import { dataTypes } from '../../../shared/export/tensorflow/graphDef';
import { givenTo, type NamedArgument, rawArguments, rawNames } from '../../../shared/export/tensorflow/raw';
import type { RawTensor } from '../../../shared/export/tensorflow/raw/preparation';
import { utf8 } from '../../../shared/export/text';
import type { Trained } from '../answering/trained';
import type { NativeBackend } from '../graph/record';
import {
  type CheckAnswers,
  type CheckSamples,
  type CheckWatch,
  differenceOf,
  enoughMs,
  leastSamples,
  type RawSample,
} from './check';
import type { OpenedSignature } from './savedModelSession';

/** The graph computes as the app does; float32 sums may come in another order. */
const tolerance = 1e-5;

const sounds = (value: Value): value is Heard => 'rate' in value && 'samples' in value;

/** Sounds at the rate that the signature takes: a file's own is for whoever asks. */
export function atNetworkRate(samples: CheckSamples, { record }: Trained): CheckSamples {
  const inputs = exportedSettings(record).inputs.filter((input) => input.modality === 'audio');
  const turned = (sample: RawSample): RawSample => {
    const changed = inputs.flatMap(({ source, rate }) => {
      const value = sample[source];
      if (value === undefined || !sounds(value) || value.rate === rate) return [];
      return [[source, { rate, samples: Array.from(resample(value.samples, value.rate, rate)) }] as const];
    });
    return changed.length === 0 ? sample : { ...sample, ...Object.fromEntries(changed) };
  };
  const raw = samples.raw.map(turned);
  return raw.every((sample, at) => sample === samples.raw[at]) ? samples : { ...samples, raw };
}

/** A tensor of the engine's TensorFlow; the caller deletes it. */
export function tensorOf({ binding }: NativeBackend, { type, shape, values }: RawTensor): number {
  const numbers = values as ArrayLike<number>;
  switch (type) {
    case dataTypes.string: {
      const texts = values as readonly (string | Uint8Array)[];
      const bytes = texts.map((text) => (typeof text === 'string' ? utf8(text) : Uint8Array.from(text)));
      return binding.createTensor(shape, type, bytes as unknown as ArrayLike<number>);
    }
    case dataTypes.float64: {
      // The add-on takes no float64: two whole numbers of 32 bits each are turned into one.
      const halves = new Int32Array(Float64Array.from(numbers).buffer);
      const id = binding.createTensor([...shape, 2], dataTypes.int32, halves);
      const kinds = [
        { name: 'T', type: binding.TF_ATTR_TYPE, value: dataTypes.int32 },
        { name: 'type', type: binding.TF_ATTR_TYPE, value: dataTypes.float64 },
      ];
      const [made] = binding.executeOp('Bitcast', kinds, [id], 1);
      binding.deleteTensor(id);
      return made!.id;
    }
    case dataTypes.uint8:
      return binding.createTensor(shape, type, Uint8Array.from(numbers));
    default:
      return binding.createTensor(shape, type, Float32Array.from(numbers));
  }
}

/** Names of classes, one or one for each place, that are not those decided for. */
function misnamedIn(output: ExportedOutput, numbers: readonly number[], told: readonly string[]): number {
  if (output.task === 'regression') return 0;
  const { classes } = output;
  const width = numbers.length / told.length;
  return told.filter((name, at) => {
    const { index } = decide(numbers.slice(at * width, (at + 1) * width), classes.length);
    return name !== (classes[index] ?? '');
  }).length;
}

/** Answers of one signature for the first samples, and how many of its names of classes are not those decided for. */
async function answersOf(
  backend: NativeBackend,
  signature: OpenedSignature,
  key: keyof typeof rawNames,
  named: readonly NamedArgument[],
  samples: CheckSamples,
  { trained, watch }: { readonly trained: Trained; readonly watch: CheckWatch },
): Promise<{ readonly answers: CheckAnswers; readonly misnamed: number }> {
  const began = Date.now();
  const { outputs } = exportedSettings(trained.record);
  const own = new Set(outputs.map(({ name }) => name));
  // An output may be called as another one's label would be, which then has a name of its own.
  const labels = outputs.filter(({ name }) => !own.has(`${name}_label`) && signature.outputs.has(`${name}_label`));
  const names = [...own, ...labels.map(({ name }) => `${name}_label`)];
  const answers: (readonly number[])[][] = [];
  let misnamed = 0;
  for (const sample of samples.raw) {
    watch.stop();
    const given = new Map<string, number>();
    try {
      for (const [name, tensor] of givenTo(named, sample, key)) given.set(name, tensorOf(backend, tensor));
      const found = signature.ask(given, names);
      const numbers = outputs.map((_output, place) => found[place] as readonly number[]);
      labels.forEach((output, place) => {
        const told = found[outputs.length + place] as readonly string[];
        misnamed += misnamedIn(output, numbers[outputs.indexOf(output)]!, told);
      });
      answers.push(numbers);
    } finally {
      for (const id of given.values()) backend.binding.deleteTensor(id);
    }
    if (answers.length >= leastSamples && Date.now() - began > enoughMs) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { answers, misnamed };
}

/** Throws where a signature for raw values answers otherwise than `own`, the answers to the same samples prepared. */
export async function checkRawSignatures(
  backend: NativeBackend,
  signatures: ReadonlyMap<keyof typeof rawNames, OpenedSignature>,
  samples: CheckSamples,
  own: CheckAnswers,
  given: { readonly trained: Trained; readonly watch: CheckWatch },
): Promise<void> {
  const named = rawArguments(exportedSettings(given.trained.record));
  for (const [key, signature] of signatures) {
    const { answers, misnamed } = await answersOf(backend, signature, key, named, samples, given);
    const { largest, scale, sameClass } = differenceOf({ ...samples, own }, answers);
    const which = `The signature "${rawNames[key]}"`;
    if (!(largest <= tolerance * scale) || sameClass < 1)
      throw new Error(`${which} answers differently: by ${largest.toExponential(1)} at most.`);
    if (misnamed > 0) throw new Error(`${which} names another class ${misnamed} times in ${answers.length} answers.`);
  }
}
