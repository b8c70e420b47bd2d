// Networks of keras.applications come in with every layer's shape and number of parameters. One small network of each
// family, as Keras 3.15 wrote it down without weights (scripts/nightly/applications.mjs, which does the same for all
// of them); Keras' own figures stand beside each configuration.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Written, compared } from './compareApplication';

const folder = resolve('tests/fixtures/applications');
const names = readdirSync(folder).map((file) => file.replace('.json.gz', ''));

/** Layers whose count differs from Keras', how, and why. */
const differ: { readonly [name: string]: readonly string[] } = {
  // Keras counts how many samples it measured; that is no number that anything is computed with.
  EfficientNetB0: ['normalization: 6 parameters, Keras has 7'],
  // Means and variances stand in Keras' configuration; here they are numbers that do not learn.
  ConvNeXtTiny: ['convnext_tiny_prestem_normalization: 6 parameters, Keras has 0'],
  EfficientNetV2B0: ['normalization: 6 parameters, Keras has 0'],
};

describe('keras.applications', () => {
  it('there is one of every family', () => {
    expect(names).toHaveLength(14);
  });

  it.each(names)('%s', async (name) => {
    const written = JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString()) as Written;
    const { differences, layers } = await compared(name, written);
    expect(differences).toEqual(differ[name] ?? []);
    expect(layers).toBe(Object.keys(written.layers).length);
  });
});
