// `npm run nightly:applications [-- --only NAME[,NAME]] [--from FOLDER] [--fixtures] [--dry]`: every network of
// keras.applications, written down by Keras of LAYERLOOM_PYTHON and imported: shapes and parameters, layer by layer. Writes
// the table of docs/import-applications.md; with --dry or --only it does not; --from takes what was written before, --fixtures
// renews those of tests/fixtures/applications. Ends with 1 where a network does not come in.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { has, listed, option } from '../commandLine.mjs';
import { loadSource } from '../loadSource.mjs';
import { root } from '../setup/paths.mjs';
import { tableLines, writePage } from './page.mjs';

const names = [
  ...['VGG16', 'VGG19', 'ResNet50', 'ResNet101', 'ResNet152', 'ResNet50V2', 'ResNet101V2', 'ResNet152V2'],
  ...['InceptionV3', 'InceptionResNetV2', 'Xception', 'MobileNet', 'MobileNetV2', 'MobileNetV3Small'],
  ...['MobileNetV3Large', 'DenseNet121', 'DenseNet169', 'DenseNet201', 'NASNetMobile', 'NASNetLarge'],
  ...Array.from({ length: 8 }, (_, i) => `EfficientNetB${i}`),
  ...['B0', 'B1', 'B2', 'B3', 'S', 'M', 'L'].map((size) => `EfficientNetV2${size}`),
  ...['Tiny', 'Small', 'Base', 'Large', 'XLarge'].map((size) => `ConvNeXt${size}`),
];
const chosen = has('--only') ? listed('--only') : names;
const scratch = option('--from', undefined) ?? mkdtempSync(join(tmpdir(), 'layerloom-applications-'));
const rows = [];
let failed = 0;
try {
  const { compared } = await loadSource('./tests/shared/import/keras/compareApplication.ts');
  for (const name of chosen) {
    const file = join(scratch, `${name}.json.gz`);
    if (!existsSync(file)) {
      const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' };
      const script = join(root, 'scripts/nightly/applications.py');
      execFileSync(process.env['LAYERLOOM_PYTHON'] ?? 'python3', ['-B', script, scratch, name], {
        env,
        stdio: 'ignore',
      });
    }
    const written = JSON.parse(gunzipSync(readFileSync(file)).toString());
    const layers = Object.keys(written.layers).length;
    const outcome = await compared(name, written).catch((error) => ({ differences: [error.message], layers: 0 }));
    if (outcome.layers < layers) failed++;
    const equal = outcome.layers === layers && outcome.differences.length === 0;
    rows.push([`\`${name}\``, layers, written.parameters, equal ? 'equal' : outcome.differences.join('; ')]);
    console.log(rows.at(-1).join(' | '));
  }
  if (has('--fixtures')) {
    const fixtures = join(root, 'tests/fixtures/applications');
    for (const file of readdirSync(fixtures))
      if (existsSync(join(scratch, file))) copyFileSync(join(scratch, file), join(fixtures, file));
  }
} finally {
  if (!has('--from')) rmSync(scratch, { recursive: true, force: true });
}
const lines = [
  "# Import of Keras' applications",
  '',
  'Written by `npm run nightly:applications`. Every network of `keras.applications` 3.15, without weights, as Keras writes it down and as',
  'it comes in: the shape and the number of parameters of every layer. Models within models (the stem of ConvNeXt) become blocks.',
  '',
  ...tableLines(['network', 'layers', 'parameters in Keras', 'shapes and parameters of every layer'], rows),
];
// A part of the rows would take the others from the page.
if (!has('--dry') && !has('--only')) await writePage('import-applications.md', lines);
process.exitCode = failed === 0 ? 0 : 1;
