// ONNX: one file that ONNX Runtime, browsers, phones, C#, C++, Java and most accelerators read.
import { type ExportFormat, type ExportInput } from './format';
import { writeOnnx } from './onnx';
import { type OnnxOpset, newestOpset, olderOpset } from './onnx/graph';
import { choice } from '../params';
import { pythonFolder } from './pythonFolder';
import { exportedSettings } from './settings';

const network = `"""Opens model.onnx and asks it."""

from pathlib import Path

import onnxruntime

SESSION = onnxruntime.InferenceSession(
    Path(__file__).resolve().parent / "model.onnx", providers=onnxruntime.get_available_providers()
)
NAMES = [output.name for output in SESSION.get_outputs()]
WHOLE = {given.name for given in SESSION.get_inputs() if given.type == "tensor(int32)"}


def run(inputs):
    """Arrays by the name of the output, for arrays by the name of the input layer."""
    given = {name: array.astype("int32") if name in WHOLE else array for name, array in inputs.items()}
    return dict(zip(NAMES, SESSION.run(NAMES, given)))
`;

const params = {
  opset: choice({
    title: 'Operators',
    help: 'ONNX adds operators every few months: the newest say a network in fewer steps, and older programs do not know them.',
    default: String(newestOpset),
    options: [
      { value: String(newestOpset), title: 'Newest', help: 'Operator set 26, for ONNX Runtime 1.25 and newer.' },
      {
        value: String(olderOpset),
        title: 'For older readers',
        help: 'Operator set 21, which programs since 2024 read.',
      },
    ],
  }),
};

export const onnx: ExportFormat = {
  id: 'onnx',
  title: 'ONNX',
  summary: 'One file for ONNX Runtime: Python, C#, C++, Java, JavaScript, phones and accelerators.',
  icon: 'Boxes',
  params,
  needs: [],
  check: {
    by: 'python',
    title: 'ONNX Runtime',
    module: 'onnxruntime',
    modules: ['onnxruntime', 'numpy'],
    otherwise: { runtime: 'onnx', file: 'model.onnx' },
  },
  opens: 'model.onnx',
  files: (input: ExportInput) => {
    const { record, weights, options } = input;
    const opset = Number(options['opset'] ?? params.opset.default) as OnnxOpset;
    const about = { name: record.name, settings: exportedSettings(record), opset };
    return [
      { path: 'model.onnx', bytes: writeOnnx(record.plan, weights, about) },
      ...pythonFolder(input, {
        what: `A neural network made with Layerloom, as an ONNX file (opset ${opset}, any batch size).`,
        use: 'Without the example, the file expects numbers that are already prepared. Class names and preprocessing are in its metadata:\n\n```python\nimport onnxruntime\n\nsession = onnxruntime.InferenceSession("model.onnx")\nprint(session.get_modelmeta().custom_metadata_map["preprocessing"])\n```\n',
        network,
        requirements: ['onnxruntime==1.32.0'],
        files: [['model.onnx', 'the network, its weights, class names and preprocessing']],
      }),
    ];
  },
};
