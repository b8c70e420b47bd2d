// Models that ship with the app: their weights for a network to start from, and runs that hold what was learned
// elsewhere.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from '../../shared/run/plan';
import { readSafetensors } from '../../shared/run/safetensors';
import { assetsFolder, sha256 } from './data/assets';
import type { OpenedData } from './data/dataset';
import type { RunningEngine } from './backends';
import { writeAtomically } from './files';
import { runFiles } from '../../shared/run/runFiles';
import { buildNetwork, putWeights } from './network';
import { throwProblem } from './problems';
import { createRecord } from './training/record';

const broken = 'Install Layerloom again to get it back.';

/** The bytes of a bundled model's safetensors file, checked against its hash. Throws with a Problem. */
export async function readModel(id: string): Promise<Uint8Array> {
  const folder = join(assetsFolder(), 'models', id);
  const text = /^[a-z0-9-]+$/u.test(id)
    ? await fs.readFile(join(folder, 'model.json'), 'utf8').catch(() => null)
    : null;
  if (text === null) throwProblem('model.unknown', `The bundled model "${id}" is not there. ${broken}`);
  const { weights, sha256: hashes } = JSON.parse(text) as {
    readonly weights: string;
    readonly sha256: { readonly [file: string]: string };
  };
  const bytes = await fs.readFile(join(folder, weights)).catch(() => null);
  if (bytes === null || sha256(bytes) !== hashes[weights]) {
    throwProblem('model.damaged', `The weights of the bundled model "${id}" are missing or damaged. ${broken}`);
  }
  return bytes;
}

/** Writes a bundled model's weights to a file, whose folder is made. */
export async function takeModel(id: string, out: string): Promise<void> {
  const bytes = await readModel(id);
  await fs.mkdir(dirname(out), { recursive: true });
  await writeAtomically(out, bytes);
}

export interface AdoptRequest {
  readonly runId: string;
  readonly name: string;
  /** Exists, and belongs to this run alone. */
  readonly folder: string;
  readonly plan: Plan;
  /** Id of a bundled model that has every weight of the plan's network. */
  readonly model: string;
}

/** Writes a completed run without epochs that holds a bundled model's weights. Throws with a Problem when they do not fit. */
export async function adoptRun({ tf, info }: RunningEngine, request: AdoptRequest, data: OpenedData): Promise<void> {
  const { folder, plan, model } = request;
  const bytes = await readModel(model);
  const weights = readSafetensors(bytes);
  if (!weights.ok) throwProblem(weights.problem.code, weights.problem.message);
  const network = buildNetwork(tf, plan);
  try {
    putWeights(tf, network, weights.value.tensors);
    await writeAtomically(join(folder, runFiles.weights), bytes);
    await createRecord(request).write({
      status: 'completed',
      preprocessing: data.fitted,
      engine: info,
      parameters: network.parameters,
    });
  } finally {
    network.dispose();
  }
}
