// Checks a SavedModel by opening the written folder with the native engine's own TensorFlow and running its signature.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { ReadMessage } from '../../../shared/export/protobuf';
import { dataTypes } from '../../../shared/export/tensorflow/graphDef';
import { rawInputs } from '../../../shared/export/tensorflow/raw';
import { servingArguments } from '../../../shared/export/tensorflow/savedModel';
import { type CheckAnswers, type CheckResult, type CheckSamples, differenceOf } from './check';
import { nativeBackend } from '../graph/record';
import { inputTensors, tidied } from '../training/stepTensors';
import type { Trained } from '../answering/trained';

/** Raw values were turned back from prepared ones, and pixels rounded to whole numbers. */
const rawTolerance = 0.02;

interface Signature {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** Tensor names by the network's own: a signature of the first graph in a saved_model.pb. */
function signatureOf(file: Uint8Array, key: string): Signature | null {
  const entry = new ReadMessage(file)
    .message(2)
    ?.messages(5)
    .find((each) => each.text(1) === key);
  const signature = entry?.message(2);
  if (!signature) return null;
  const ports = (field: number) =>
    new Map(signature.messages(field).map((port) => [port.text(1), port.message(2)?.text(1) ?? '']));
  return { inputs: ports(1), outputs: ports(2) };
}

/**
 * Throws what TensorFlow says when the folder cannot be opened or run. `prepared`: the samples, asked for once it is known
 * that they can be run.
 */
export async function checkSavedModel(
  folder: string,
  prepared: () => Promise<CheckSamples>,
  { engine: { tf }, network, record }: Trained,
): Promise<CheckResult> {
  const backend = nativeBackend(tf);
  if (backend === null)
    return {
      ok: false,
      reason:
        'this engine cannot open a SavedModel. Choose the native engine in the settings, or run predict.py in the exported folder.',
    };
  const file = await fs.readFile(join(folder, 'saved_model.pb'));
  const serving = signatureOf(file, 'serving_default');
  if (serving === null) throw new Error('The file has no signature "serving_default".');
  const raw = signatureOf(file, 'raw');
  const samples = await prepared();
  const { plan } = network;
  const layerOf = new Map(plan.layers.map(({ id, name }) => [id, name]));
  const names = plan.inputs.map(({ layer }) => layerOf.get(layer)!);
  const argumentOf = servingArguments(names);
  const id = backend.binding.loadSavedModel(folder, 'serve');
  const ask = ({ inputs, outputs }: Signature, tensors: readonly number[]): CheckAnswers => {
    const numbers = tidied(tf, () =>
      backend.binding
        .runSavedModel(
          id,
          tensors,
          names.map((name) => inputs.get(argumentOf.get(name)!)!).join(','),
          plan.outputs.map(({ name }) => outputs.get(name)!).join(','),
        )
        .map((info) => Float32Array.from(backend.createOutputTensor(info).dataSync())),
    );
    const { size } = samples.batch;
    return Array.from({ length: size }, (_, at) =>
      numbers.map((all) => Array.from(all.subarray((at * all.length) / size, ((at + 1) * all.length) / size))),
    );
  };
  try {
    const answers = tidied(tf, () => {
      const given = inputTensors(tf, network, samples.batch);
      return ask(serving, backend.getInputTensorIds(plan.inputs.map(({ source }) => given[source]!)));
    });
    const by = 'TensorFlow (the native engine)';
    if (raw === null) return { ok: true, by, answers };
    const prepare = rawInputs({ record });
    const tensors = plan.inputs.map(({ source }, i) => {
      const { values, shape } = samples.batch.inputs[source]!;
      const { subtract, divide, pixels } = prepare.get(names[i]!)!;
      const value = (place: number) => {
        const channel = place % subtract.length;
        return values[place]! * divide[channel]! + subtract[channel]!;
      };
      const from = { length: values.length };
      return pixels
        ? backend.binding.createTensor(
            [...shape],
            dataTypes.uint8,
            Uint8Array.from(from, (_, at) => Math.round(value(at))),
          )
        : backend.binding.createTensor(
            [...shape],
            dataTypes.float32,
            Float32Array.from(from, (_, at) => value(at)),
          );
    });
    try {
      const prepared = ask(raw, tensors);
      const { largest, scale, sameClass } = differenceOf({ ...samples, own: answers }, prepared);
      // A picture that had to be made smaller has pixels between whole numbers.
      if (!(largest <= rawTolerance * scale) || sameClass < 0.95)
        throw new Error(`The signature "raw" answers differently: by ${largest.toExponential(1)} at most.`);
    } finally {
      for (const tensor of tensors) backend.binding.deleteTensor(tensor);
    }
    return { ok: true, by: `${by}, both signatures`, answers };
  } finally {
    backend.binding.deleteSavedModel(id);
  }
}
