// Networks of keras.applications come in with every layer's shape and number of parameters. One small network of each
// family, as Keras 3.15 wrote it down without weights (scripts/nightly/applications.mjs, which does the same for all
// of them); Keras' own figures stand beside each configuration.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aboutScaling } from '../../../../shared/import/keras/trainedScaling';
import { type Written, compared } from './compareApplication';

const folder = resolve('tests/fixtures/applications');
const names = readdirSync(folder).map((file) => file.replace('.json.gz', ''));

describe('keras.applications', () => {
  it('there is one of every family', () => {
    expect(names).toHaveLength(14);
  });

  it.each(names)('%s', async (name) => {
    const written = JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString()) as Written;
    const { differences, layers } = await compared(name, written);
    expect(differences).toEqual([]);
    expect(layers).toBe(Object.keys(written.layers).length);
  });

  const scaledAs: { readonly [name: string]: string } = {
    VGG16: 'Blue before red',
    ResNet50: 'Blue before red',
    DenseNet121: 'ImageNet',
    ConvNeXtTiny: '0 to 255',
    EfficientNetB0: '0 to 255',
    EfficientNetV2B0: '0 to 255',
    MobileNetV3Small: '0 to 255',
  };
  it.each(names)('the scaling of %s is told, also as a part of another', (name) => {
    const { model } = JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString()) as Written;
    const title = scaledAs[name] ?? '-1 to 1';
    for (const whole of [model, { config: { name: 'mine', layers: [model] } }])
      expect(aboutScaling(whole as never)).toEqual([expect.stringContaining(`the scaling "${title}"`)]);
  });
  it.each([{}, { config: { name: 'vgg16' } }, { config: { name: 'my_vgg16', layers: [] } }])(
    'of %j nothing',
    (model) => {
      expect(aboutScaling(model)).toEqual([]);
    },
  );
});
