// Weights that a network starts from, such as those of an imported model: taken by name where their shape still fits.
import { promises as fs } from 'node:fs';
import type { TensorFlow } from '../../../shared/layers/layer';
import { readSafetensors } from '../../../shared/run/safetensors';
import type { Network } from '../network';
import { throwProblem } from '../problems';

/** How many of the network's weights were taken. Layers that were changed or added keep what they have. */
export async function startFrom(tf: TensorFlow, network: Network, path: string): Promise<number> {
  const read = readSafetensors(new Uint8Array(await fs.readFile(path)));
  if (!read.ok) throwProblem(read.problem.code, read.problem.message);
  let taken = 0;
  for (const { plan, weights } of network.layers) {
    // Weights that several layers use were kept under the name of any of them.
    const layers = [plan, ...network.plan.layers.filter(({ shares }) => shares === plan.id)];
    for (const { spec, variable } of weights) {
      const tensor = layers.map(({ name }) => read.value.tensors.get(`${name}/${spec.name}`)).find(Boolean);
      if (tensor === undefined || tensor.shape.join() !== variable.shape.join()) continue;
      tf.tidy(() => variable.assign(tf.tensor(tensor.data, variable.shape, variable.dtype as 'float32')));
      taken += 1;
    }
  }
  return taken;
}
