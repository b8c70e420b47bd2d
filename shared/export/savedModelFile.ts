// TensorFlow SavedModel: what TensorFlow itself, TensorFlow Serving and its converters read. Written without Python.
import { CannotExport, type ExportFormat, type ExportInput } from './format';
import { flag } from '../params';
import { toProgram } from './program';
import { pythonString } from './python';
import { pythonFolder } from './pythonFolder';
import { describeNames } from './readme';
import { exportedSettings } from './settings';
import { toTensorFlow } from './tensorflow/nodes';
import { toRawTensorFlow } from './tensorflow/raw';
import { describeRaw, rawExample } from './tensorflow/raw/words';
import { encodeServing, servingArguments } from './tensorflow/savedModel';

function network(input: ExportInput): string {
  const whole = wholeInputs(input).map(pythonString);
  const names = [...servingArguments(exportedSettings(input.record).inputs.map(({ layer }) => layer))];
  return `"""Opens the folder saved_model and asks it."""

from pathlib import Path

import tensorflow as tf

MODEL = tf.saved_model.load(str(Path(__file__).resolve().parent / "saved_model"))
SERVING = MODEL.signatures["serving_default"]
# The signature's argument for every input layer, and its type.
ARGUMENTS = {
${names.map(([layer, name]) => `    ${pythonString(layer)}: (${pythonString(name)}, ${whole.includes(pythonString(layer)) ? '"int32"' : '"float32"'}),\n`).join('')}}


def run(inputs):
    """Arrays by the name of the output, for arrays by the name of the input layer."""
    given = {}
    for layer, array in inputs.items():
        name, kind = ARGUMENTS[layer]
        given[name] = tf.constant(array.astype(kind))
    return {name: tensor.numpy() for name, tensor in SERVING(**given).items()}
`;
}

/** Names of the inputs that take whole numbers. */
export function wholeInputs({ record: { plan } }: ExportInput): readonly string[] {
  const byId = new Map(plan.layers.map((layer) => [layer.id, layer]));
  return plan.inputs
    .map(({ layer }) => byId.get(layer)!)
    .filter(({ output }) => output.dtype === 'int32')
    .map(({ name }) => name);
}

export const savedModel: ExportFormat = {
  id: 'savedmodel',
  title: 'TensorFlow SavedModel',
  summary: 'For TensorFlow, TensorFlow Serving, Vertex AI and SageMaker: a graph with a serving signature.',
  icon: 'ServerCog',
  params: {
    raw: flag({
      title: 'Answer raw values, too',
      help: 'Adds signatures that take a row, a picture, a text, a window or a sound as the data has it and tell the class by its name: TensorFlow prepares the values by itself.',
      default: false,
    }),
  },
  needs: [],
  check: { by: 'savedModel', folder: 'saved_model' },
  opens: 'README.md',
  files: (input: ExportInput) => {
    const { record, weights } = input;
    const settings = exportedSettings(record);
    const program = toProgram(record.plan, weights);
    const raw = input.options['raw'] === true ? toRawTensorFlow(program, settings) : null;
    const bytes = raw === null ? encodeServing(toTensorFlow(program)) : encodeServing(raw.graph, raw.signatures);
    // A protobuf message ends at 2 GiB.
    if (bytes.length >= 2 ** 31)
      throw new CannotExport('The network has more weights than a SavedModel of one file can hold (2 GiB).');
    return [
      { path: 'saved_model/saved_model.pb', bytes },
      ...pythonFolder(input, {
        what: 'A neural network made with Layerloom, as a TensorFlow SavedModel: one graph with the signature `serving_default`, any batch size. Its weights are constants in the graph, so it answers and does not learn on.',
        use:
          'Without the example, the graph expects numbers that are already prepared:\n\n```python\nimport tensorflow as tf\n\nserving = tf.saved_model.load("saved_model").signatures["serving_default"]\nprint(serving.structured_input_signature, serving.structured_outputs)\n```\n\nTensorFlow Serving wants it in a folder with a number: `cp -r saved_model models/network/1`, then `tensorflow_model_server --rest_api_port=8501 --model_name=network --model_base_path=$PWD/models/network`. `tf.lite.TFLiteConverter.from_saved_model("saved_model")` and `tensorflowjs_converter` read it as well.\n' +
          (raw === null ? '' : describeRaw(raw)),
        network: network(input),
        requirements: ['tensorflow==2.21.0'],
        end: describeNames(record.plan),
        files: [
          ['saved_model/saved_model.pb', 'the network and its weights'],
          ...(raw === null ? [] : [['raw_example.py', 'asks with raw values, without preparing them'] as const]),
        ],
      }),
      ...(raw === null ? [] : [{ path: 'raw_example.py', text: rawExample(raw.named) }]),
    ];
  },
};
