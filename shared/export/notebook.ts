// A Jupyter notebook that opens the network in Keras, asks it, and looks at its weights.
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

/** Runs as it is, whatever goes in: something of the right kind stands where a person puts their own. */
const askSource = `import numpy as np


def example(settings):
    """Something that the input takes; put your own values in its place."""
    if settings["modality"] == "table":
        return {column["name"]: None for column in settings["columns"]}  # None stands for "unknown"
    if settings["modality"] == "text":
        return "a text"
    if settings["modality"] == "series":
        return [[0.0] * len(settings["channels"])] * settings["window"]  # the last rows, the oldest first
    if settings["modality"] == "audio":
        # Or the path of a WAV file.
        return {"rate": settings["rate"], "samples": np.zeros(settings["length"])}
    # Or the path of an image file; of a clip, a folder of them.
    picture = np.full((settings["height"], settings["width"], 4), 255, np.uint8)
    return [picture] * settings["frames"] if settings["modality"] == "video" else picture


sample = {settings["source"]: example(settings) for settings in INPUTS}
print(json.dumps(predict([sample]), indent=2, ensure_ascii=False)[:2000])
`;

/** nbformat 4.5; cells have fixed ids, so that the same run gives the same bytes. */
function writeNotebook(input: ExportInput): string {
  const settings = exportedSettings(input.record);
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
    code('ask', askSource),
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
