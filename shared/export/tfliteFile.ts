// TensorFlow Lite (LiteRT): one file for phones, single-board computers and microcontrollers, in three precisions.
import type { ExportFormat, ExportInput } from './format';
import { int } from '../params';
import { toProgram } from './program';
import { fold } from './program/fold';
import type { Program } from './program/program';
import { pythonString } from './python';
import { pythonFolder } from './pythonFolder';
import { wholeInputs } from './savedModelFile';
import { exportedSettings } from './settings';
import { stableJson } from './text';
import { encodeTflite, type Precision } from './tflite/lower';

/** The program that a TFLite file is written from; tensors have the same names every time. Throws CannotExport. */
export function tfliteProgram({ record, weights }: Pick<ExportInput, 'record' | 'weights'>): Program {
  return fold(toProgram(record.plan, weights));
}

const network = (whole: readonly string[]): string => `"""Opens model.tflite and asks it."""

from pathlib import Path

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:
    try:
        from tflite_runtime.interpreter import Interpreter
    except ImportError:
        import tensorflow

        Interpreter = tensorflow.lite.Interpreter

MODEL = Interpreter(model_path=str(Path(__file__).resolve().parent / "model.tflite"))
SERVING = MODEL.get_signature_runner("serving_default")
# Inputs that take whole numbers.
WHOLE = [${whole.map(pythonString).join(', ')}]


def run(inputs):
    """Arrays by the name of the output, for arrays by the name of the input layer."""
    return SERVING(
        **{name: array.astype("int32" if name in WHOLE else "float32") for name, array in inputs.items()}
    )
`;

function files(input: ExportInput, precision: Precision, what: string) {
  const settings = exportedSettings(input.record);
  const classes = settings.outputs.flatMap((output) =>
    output.task === 'regression' ? [] : [[output.name, output.classes] as const],
  );
  const metadata = [
    ['name', input.record.name],
    ...(classes.length === 0 ? [] : [['class_names', stableJson(Object.fromEntries(classes), 0)] as const]),
    ['preprocessing', stableJson(settings, 0)],
  ] as readonly (readonly [string, string])[];
  return [
    { path: 'model.tflite', bytes: encodeTflite(tfliteProgram(input), precision, metadata) },
    ...pythonFolder(input, {
      what: `A neural network made with Layerloom, as a TensorFlow Lite (LiteRT) file: ${what}, any batch size.`,
      use: 'Without the example, the file expects numbers that are already prepared and gives numbers (float32). Class names and preprocessing are in its metadata under `class_names` and `preprocessing`. Android, iOS, C++ and microcontrollers read `model.tflite` with the LiteRT or TensorFlow Lite library; inputs and outputs are found by name in the signature `serving_default`. For more than one sample at a time, resize the inputs first, as the signature runner in `network.py` does by itself.\n',
      network: network(wholeInputs(input)),
      requirements: ['ai-edge-litert==2.3.0'],
      files: [['model.tflite', 'the network, its weights, class names and preprocessing']],
    }),
  ];
}

const common = {
  needs: [] as ExportFormat['needs'],
  params: {},
  check: {
    by: 'python',
    title: 'TensorFlow Lite',
    module: 'ai_edge_litert',
    modules: ['numpy'],
    anyOf: ['ai_edge_litert', 'tflite_runtime', 'tensorflow'],
    otherwise: { runtime: 'tflite', file: 'model.tflite' },
  },
  opens: 'model.tflite',
} as const;

export const tflite: ExportFormat = {
  ...common,
  id: 'tflite',
  title: 'TensorFlow Lite',
  summary: 'One file for phones and small computers (LiteRT): Android, iOS, Raspberry Pi.',
  icon: 'Smartphone',
  files: (input) => files(input, { type: 'float32' }, '32-bit numbers'),
};

export const tfliteFloat16: ExportFormat = {
  ...common,
  id: 'tflite-float16',
  title: 'TensorFlow Lite, 16 bits',
  summary: 'The same file with weights of 16 bits: up to half as large, hardly less exact.',
  icon: 'Smartphone',
  // What rounding the weights costs is the network's own; the file must compute what those weights give.
  bounds: { rounded: 1e-5, mean: 0.001, sameClass: 0.99 },
  files: (input) => files(input, { type: 'float16' }, 'weights of 16 bits, computed with 32'),
};

export const tfliteInt8: ExportFormat = {
  ...common,
  id: 'tflite-int8',
  title: 'TensorFlow Lite, 8 bits',
  summary: 'The same file in whole numbers: up to a quarter as large, for chips that know no decimals.',
  icon: 'Microchip',
  params: {
    samples: int({
      title: 'Samples to measure with',
      help: 'The network sees so many samples of the training part, to find how large its numbers become. A few hundred are enough.',
      default: 200,
      min: 20,
      max: 10_000,
    }),
  },
  needs: ['ranges'],
  bounds: { mean: 0.03, sameClass: 0.9 },
  files: (input) => {
    if (input.ranges === undefined) throw new RangeError('Whole numbers need the ranges of the network.');
    return files(input, { type: 'int8', ranges: input.ranges }, 'whole numbers of 8 bits inside, float32 at both ends');
  },
};
