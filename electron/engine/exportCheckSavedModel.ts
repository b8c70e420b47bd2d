// Checks a SavedModel by opening the written folder with the native engine's own TensorFlow and running its signature.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { ReadMessage } from '../../shared/export/protobuf';
import { servingArguments } from '../../shared/export/tensorflow/savedModel';
import type { CheckResult, CheckSamples } from './exportCheck';
import { nativeBackend } from './graph/record';
import { inputTensors, tidied } from './stepBody';
import type { Trained } from './trained';

/** Tensor names by the network's own: the signature of the first graph in a saved_model.pb. */
function signatureOf(file: Uint8Array): {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
} {
  const entry = new ReadMessage(file)
    .message(2)
    ?.messages(5)
    .find((each) => each.text(1) === 'serving_default');
  const signature = entry?.message(2);
  if (!signature) throw new Error('The file has no signature "serving_default".');
  const ports = (field: number) =>
    new Map(signature.messages(field).map((port) => [port.text(1), port.message(2)?.text(1) ?? '']));
  return { inputs: ports(1), outputs: ports(2) };
}

/** Throws what TensorFlow says when the folder cannot be opened or run. */
export async function checkSavedModel(
  folder: string,
  samples: CheckSamples,
  { engine: { tf }, network }: Trained,
): Promise<CheckResult> {
  const backend = nativeBackend(tf);
  if (backend === null)
    return {
      ok: false,
      reason:
        'this engine cannot open a SavedModel. Choose the native engine in the settings, or run predict.py in the exported folder.',
    };
  const { inputs, outputs } = signatureOf(await fs.readFile(join(folder, 'saved_model.pb')));
  const { plan } = network;
  const layerOf = new Map(plan.layers.map(({ id, name }) => [id, name]));
  const names = plan.inputs.map(({ layer }) => layerOf.get(layer)!);
  const argumentOf = servingArguments(names);
  const id = backend.binding.loadSavedModel(folder, 'serve');
  try {
    const numbers = tidied(tf, () => {
      const given = inputTensors(tf, network, samples.batch);
      const tensors = plan.inputs.map(({ source }) => given[source]!);
      const results = backend.binding.runSavedModel(
        id,
        backend.getInputTensorIds(tensors),
        names.map((name) => inputs.get(argumentOf.get(name)!)!).join(','),
        plan.outputs.map(({ name }) => outputs.get(name)!).join(','),
      );
      return results.map((info) => Float32Array.from(backend.createOutputTensor(info).dataSync()));
    });
    const { size } = samples.batch;
    const answers = Array.from({ length: size }, (_, at) =>
      numbers.map((all) => Array.from(all.subarray((at * all.length) / size, ((at + 1) * all.length) / size))),
    );
    return { ok: true, by: 'TensorFlow (the native engine)', answers };
  } finally {
    backend.binding.deleteSavedModel(id);
  }
}
