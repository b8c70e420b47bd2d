// ONNX: one file that ONNX Runtime, browsers, phones, C#, C++, Java and most accelerators read.
import { type ExportFormat, type ExportInput } from './format';
import { writeOnnx } from './onnx';
import { onnxOpset } from './onnx/graph';
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

export const onnx: ExportFormat = {
  id: 'onnx',
  title: 'ONNX',
  summary: 'One file for ONNX Runtime: Python, C#, C++, Java, JavaScript, phones and accelerators.',
  icon: 'Boxes',
  params: {},
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
    const settings = exportedSettings(input.record);
    return [
      { path: 'model.onnx', bytes: writeOnnx(input.record.plan, input.weights, { name: input.record.name, settings }) },
      ...pythonFolder(input, {
        what: `A neural network made with Layerloom, as an ONNX file (opset ${onnxOpset}, any batch size).`,
        use: 'Without the example, the file expects numbers that are already prepared. Class names and preprocessing are in its metadata:\n\n```python\nimport onnxruntime\n\nsession = onnxruntime.InferenceSession("model.onnx")\nprint(session.get_modelmeta().custom_metadata_map["preprocessing"])\n```\n',
        network,
        requirements: ['onnxruntime==1.32.0'],
        files: [['model.onnx', 'the network, its weights, class names and preprocessing']],
      }),
    ];
  },
};
