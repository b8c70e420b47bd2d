// TF.js graph model: the same graph as the SavedModel, for browsers, Node, React Native and WeChat.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFormat, ExportInput } from './format';
import exampleSource from './page/example.mjs.txt?raw';
import readmeTemplate from './page/GRAPH.md?raw';
import { toProgram } from './program';
import { describeInputs, describeNames, describeOutputs, describedMarkdown } from './readme';
import { exportedSettings, namesInFile } from './settings';
import { encodeGraphModel } from './tensorflow/graphModel';
import { toTensorFlow } from './tensorflow/nodes';
import { fillTemplate, markdownText, stableJson } from './text';

export const graphModel: ExportFormat = {
  id: 'tfjs-graph',
  title: 'TensorFlow.js graph model',
  summary: 'For JavaScript programs that want speed: a graph of plain operations, with an example for Node.',
  icon: 'Waypoints',
  params: {},
  needs: ['scripts'],
  check: { by: 'tfjs' },
  opens: 'README.md',
  files: (input: ExportInput) => {
    const { record, weights, scripts } = input;
    if (scripts === undefined) throw new RangeError('The graph model needs scripts.');
    const settings = exportedSettings(record);
    const { modelTopology, signature, weightSpecs, shards } = encodeGraphModel(
      toTensorFlow(toProgram(record.plan, weights)),
    );
    const paths = shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`);
    const model = {
      format: 'graph-model',
      generatedBy: 'Layerloom',
      convertedBy: null,
      modelTopology,
      signature,
      ...namesInFile(record.plan),
      weightsManifest: [{ paths, weights: weightSpecs }],
    };
    return [
      {
        path: 'README.md',
        text: fillTemplate(readmeTemplate, {
          name: markdownText(record.name),
          inputs: describedMarkdown(describeInputs(settings)),
          outputs: describedMarkdown(describeOutputs(settings)),
          version: scripts.version,
        }).concat(describeNames(record.plan)),
      },
      { path: 'example.mjs', text: exampleSource },
      ...shards.map((bytes, i) => ({ path: paths[i]!, bytes })),
      { path: 'model.json', text: `${stableJson(model)}\n` },
      { path: 'package.json', text: `${stableJson({ private: true, type: 'commonjs' })}\n` },
      { path: 'predict.js', text: scripts.predict },
      { path: 'preprocessing.json', text: `${stableJson(settings)}\n` },
      { path: 'tf.min.js', bytes: scripts.tfjs },
    ];
  },
};
