// Checks a SavedModel by opening the written folder with the native engine's own TensorFlow and running its signatures.
import { rawNames } from '../../../shared/export/tensorflow/raw';
import { servingArguments } from '../../../shared/export/tensorflow/savedModel';
import type { Trained } from '../answering/trained';
import type { Batch } from '../data/dataset';
import { nativeBackend } from '../graph/record';
import { inputTensors, tidied } from '../training/stepTensors';
import type { CheckAnswers, CheckResult, CheckSamples, CheckWatch } from './check';
import { atNetworkRate, checkRawSignatures } from './checkRawSignatures';
import { openSavedModel } from './savedModelSession';

/**
 * Throws what TensorFlow says when the folder cannot be opened or run. `prepared`: samples with their batch made by the
 * folder's own preprocessing.json.
 */
export async function checkSavedModel(
  folder: string,
  samples: CheckSamples,
  prepared: (samples: CheckSamples) => Promise<CheckSamples>,
  trained: Trained,
  watch: CheckWatch,
): Promise<CheckResult> {
  const { engine, network } = trained;
  const { tf } = engine;
  const backend = nativeBackend(tf);
  if (backend === null)
    return {
      ok: false,
      reason:
        'this engine cannot open a SavedModel. Choose the native engine in the settings, or run predict.py in the exported folder.',
    };
  const opened = await openSavedModel(folder, tf, backend);
  try {
    const serving = opened.signature('serving_default');
    if (serving === null) throw new Error('The file has no signature "serving_default".');
    const { plan } = network;
    const layerOf = new Map(plan.layers.map(({ id, name }) => [id, name]));
    const argumentOf = servingArguments(plan.inputs.map(({ layer }) => layerOf.get(layer)!));
    const outputs = plan.outputs.map(({ name }) => name);
    const serve = (batch: Batch): CheckAnswers =>
      tidied(tf, () => {
        const tensors = inputTensors(tf, network, batch);
        const ids = backend.getInputTensorIds(plan.inputs.map(({ source }) => tensors[source]!));
        const given = plan.inputs.map(({ layer }, at) => [argumentOf.get(layerOf.get(layer)!)!, ids[at]!] as const);
        const numbers = serving.ask(new Map(given), outputs) as readonly (readonly number[])[];
        return Array.from({ length: batch.size }, (_, at) =>
          numbers.map((all) => all.slice((at * all.length) / batch.size, ((at + 1) * all.length) / batch.size)),
        );
      });
    const answers = serve((await prepared(samples)).batch);
    const by = 'TensorFlow (the native engine)';
    const raw = (['raw', 'file'] as const).flatMap((key) => {
      const signature = opened.signature(rawNames[key]);
      return signature === null ? [] : [[key, signature] as const];
    });
    if (raw.length === 0) return { ok: true, by, answers };
    const turned = atNetworkRate(samples, trained);
    const own = turned === samples ? answers : serve((await prepared(turned)).batch);
    await checkRawSignatures(backend, new Map(raw), turned, own, { trained, watch });
    return { ok: true, by: `${by}, ${raw.length === 1 ? 'both' : 'all three'} signatures`, answers };
  } finally {
    opened.close();
  }
}
