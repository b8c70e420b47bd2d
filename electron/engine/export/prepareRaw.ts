// The check's raw samples as numbers, by nothing but what the written folder itself says of its inputs: for runtimes that
// take prepared numbers, so that they too are asked what a person would ask.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { encodeRaw } from '../../../shared/export/rawSample';
import type { ExportedSettings } from '../../../shared/export/settings';
import type { CheckSamples, CheckWatch } from './check';

/** The samples with their batch made anew from the raw ones. Throws where preprocessing.json gives other sizes. */
export async function prepareRaw(folder: string, samples: CheckSamples, watch: CheckWatch): Promise<CheckSamples> {
  const text = await fs.readFile(join(folder, 'preprocessing.json'), 'utf8');
  const settings = JSON.parse(text) as ExportedSettings;
  const { batch, raw } = samples;
  const inputs = Object.fromEntries(
    settings.inputs.map(({ source }) => {
      const { shape, values } = batch.inputs[source]!;
      return [source, { shape, values: new Float32Array(values.length) }];
    }),
  );
  for (const [at, sample] of raw.entries()) {
    watch.stop();
    for (const input of settings.inputs) {
      const { values } = inputs[input.source]!;
      const numbers = encodeRaw(input, sample);
      const each = values.length / raw.length;
      if (numbers.length !== each)
        throw new Error(`preprocessing.json gives "${input.source}" ${numbers.length} numbers, not ${each}.`);
      values.set(numbers, at * each);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ...samples, batch: { ...batch, inputs } };
}
