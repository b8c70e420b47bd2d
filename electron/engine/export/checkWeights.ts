// Checks a file of bare weights: read back from the disk, put into the same network built anew, and run on the samples.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../../../shared/run/safetensors';
import type { CheckResult, CheckSamples } from './check';
import { buildNetwork, putWeights } from '../network';
import { forwardNumbers } from './check';
import type { Trained } from '../answering/trained';

/** Throws with the reader's own words when the file is not what it should be. */
export async function checkWeights(
  folder: string,
  file: string,
  samples: CheckSamples,
  { engine: { tf }, record }: Trained,
): Promise<CheckResult> {
  const read = readSafetensors(new Uint8Array(await fs.readFile(join(folder, file))));
  if (!read.ok) throw new Error(read.problem.message);
  const network = buildNetwork(tf, record.plan);
  try {
    putWeights(tf, network, read.value.tensors);
    return { ok: true, by: 'Layerloom, from the written file', answers: forwardNumbers(tf, network, samples.batch) };
  } finally {
    network.dispose();
  }
}
