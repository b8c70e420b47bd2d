// A Jupyter notebook that opens the network in Keras, looks at it, asks it, and goes on training it.
import type { ExportFormat, ExportInput } from './format';
import { kerasFile } from './kerasFile';
import { describeInputs, describeOutputs, describedMarkdown } from './readme';
import { exportedSettings } from './settings';
import { markdownText, stableJson } from './text';

const markdown = (id: string, text: string) => ({ cell_type: 'markdown', id, metadata: {}, source: lines(text) });
const code = (id: string, text: string) => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source: lines(text),
});

function lines(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** nbformat 4.5; cells have fixed ids, so that the same run gives the same bytes. */
function writeNotebook(input: ExportInput): string {
  const settings = exportedSettings(input.record);
  const ask =
    settings.inputs.length === 1 && settings.inputs[0]!.modality === 'table'
      ? `row = {${settings.inputs[0]!.columns.slice(0, 50)
          .map(({ name }) => `${JSON.stringify(name)}: None`)
          .join(
            ', ',
          )}}  # None stands for "unknown": put your own values here\nprint(json.dumps(predict([row if len(INPUTS) > 1 else {INPUTS[0]["source"]: row}]), indent=2, ensure_ascii=False))`
      : 'print(json.dumps([{"input": settings["source"], "takes": settings["modality"]} for settings in INPUTS], indent=2))\n# samples = [{INPUTS[0]["source"]: "picture.png"}]\n# print(json.dumps(predict(samples), indent=2))';
  const cells = [
    markdown(
      'intro',
      `# ${markdownText(input.record.name)}\n\nA neural network made with Layerloom. Run the cells from top to bottom.`,
    ),
    code('install', '# Once, where they are missing:\n# %pip install -r requirements.txt\n'),
    code(
      'load',
      'import json\n\nimport keras\n\nfrom preprocessing import INPUTS, OUTPUTS\nfrom predict import predict\n\nmodel = keras.saving.load_model("model.keras")\nmodel.summary()\n',
    ),
    markdown(
      'about',
      `## What goes in\n\n${describedMarkdown(describeInputs(settings))}\n\n## What comes out\n\n${describedMarkdown(describeOutputs(settings))}`,
    ),
    markdown('ask-title', '## Ask it\n\nRaw values go in; `preprocessing.py` prepares them as in training.'),
    code('ask', `${ask}\n`),
    markdown('weights-title', '## Look at its weights'),
    code(
      'weights',
      'for layer in model.layers:\n    for weight in layer.weights:\n        values = keras.ops.convert_to_numpy(weight)\n        print(f"{layer.name + \'/\' + weight.name:40} {str(values.shape):20} mean {values.mean():+.4f}  std {values.std():.4f}")\n',
    ),
  ];
  return `${stableJson({ cells, metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' }, language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 })}\n`;
}

export const notebook: ExportFormat = {
  ...kerasFile,
  id: 'notebook',
  title: 'Jupyter notebook',
  summary:
    'A notebook that opens the network in Keras, asks it and looks at its weights, with all files that it needs.',
  icon: 'NotebookText',
  opens: 'network.ipynb',
  files: (input) => [...kerasFile.files(input), { path: 'network.ipynb', text: writeNotebook(input) }],
};
