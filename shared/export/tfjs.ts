// TF.js: a layers model with preprocessing and class names, and a page that runs it from disk without a server.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { Plan } from '../run/plan';
import type { ExportFile, ExportFormat, ExportInput, SavedTopology } from './format';
import exampleSource from './page/example.mjs.txt?raw';
import pageTemplate from './page/index.html?raw';
import pageStyle from './page/page.css.txt?raw';
import readmeTemplate from './page/README.md?raw';
import { describeInputs, describeNames, describeOutputs, describedMarkdown } from './readme';
import { exportedSettings, namesInFile } from './settings';
import { base64, fillTemplate, htmlText, markdownText, scriptJson, stableJson } from './text';

/** tfjs numbers its models as it goes; a fixed name keeps the file the same. */
function namedNetwork(topology: unknown): unknown {
  const { config, ...rest } = topology as { config?: object };
  return config === undefined ? topology : { ...rest, config: { ...config, name: 'network' } };
}

function modelJson(topology: SavedTopology, plan: Plan): object {
  return {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${topology.version}`,
    convertedBy: null,
    modelTopology: namedNetwork(topology.modelTopology),
    ...namesInFile(plan),
    weightsManifest: [{ paths: ['weights.bin'], weights: topology.weightSpecs }],
  };
}

/** Layers and activations of our own (shared/layers/parts), tfjs' own spelling of GELU and empty steps, in a saved model. */
const needsRegister = /"Layerloom[A-Z]|"layerloom_|"gelu_new"|"mask_zero":true|"Masking"/;

const registerNote =
  'This network has layers or activations that `tf.loadLayersModel` alone cannot read back, or reads otherwise: call `layerloom.register(tf)` (from `predict.js`) before it. `layerloom.load` does so by itself.\n\n';

/** Empty steps, and attention that may be between two branches. */
const needsLoad = (topology: string): boolean =>
  /"mask_zero":true|"Masking"/.test(topology) && /"Layerloom(MultiHead)?Attention"/.test(topology);

const loadNote =
  'Where steps may be empty, attention between two branches is right through `layerloom.load` alone: a model of `tf.loadLayersModel` hands such a layer the empty steps of its first branch only.\n\n';

/** Keeps `.js` files classic scripts for Node, whatever project the folder is put into. */
const packageJson = { private: true, type: 'commonjs' };

export const tfjs: ExportFormat = {
  id: 'tfjs',
  title: 'TensorFlow.js with web page',
  summary: 'Runs in any browser, offline, and in Node: the network, its preprocessing and a page to try it.',
  icon: 'Globe',
  params: {},
  needs: ['topology', 'scripts'],
  check: { by: 'tfjs' },
  opens: 'index.html',
  files(input: ExportInput): readonly ExportFile[] {
    const { record, topology, scripts } = input;
    if (topology === undefined || scripts === undefined)
      throw new RangeError('The TF.js format needs topology and scripts.');
    const settings = exportedSettings(record);
    const written = JSON.stringify(topology.modelTopology);
    const model = {
      modelTopology: namedNetwork(topology.modelTopology),
      weightSpecs: topology.weightSpecs,
      weights: base64(topology.weightData),
      preprocessing: settings,
    };
    return [
      {
        path: 'README.md',
        text: fillTemplate(readmeTemplate, {
          name: markdownText(record.name),
          inputs: describedMarkdown(describeInputs(settings)),
          outputs: describedMarkdown(describeOutputs(settings)),
          version: topology.version,
          note: `${needsRegister.test(written) ? registerNote : ''}${needsLoad(written) ? loadNote : ''}`,
        }).concat(describeNames(record.plan)),
      },
      { path: 'example.mjs', text: exampleSource },
      { path: 'index.html', text: fillTemplate(pageTemplate, { name: htmlText(record.name) }) },
      { path: 'model.js', text: `globalThis.layerloomModel = ${scriptJson(model)};\n` },
      { path: 'model.json', text: `${stableJson(modelJson(topology, record.plan))}\n` },
      { path: 'package.json', text: `${stableJson(packageJson)}\n` },
      { path: 'page.css', text: pageStyle },
      { path: 'page.js', text: scripts.page },
      { path: 'predict.js', text: scripts.predict },
      { path: 'preprocessing.json', text: `${stableJson(settings)}\n` },
      { path: 'tf.min.js', bytes: scripts.tfjs },
      { path: 'weights.bin', bytes: topology.weightData },
    ];
  },
};
