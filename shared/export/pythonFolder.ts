// What stands around a model file in an export's folder: a Python example that answers raw values, and a README.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFile, ExportInput } from './format';
import askSource from './project/ask.py?raw';
import fileReadme from './project/FILE.md?raw';
import preprocessingSource from './project/preprocessing.py?raw';
import { describeInputs, describeOutputs } from './readme';
import { type ExportedSettings, exportedSettings } from './settings';
import { fillTemplate, markdownText, stableJson } from './text';

export interface PythonFolder {
  /** One sentence: what the folder is. */
  readonly what: string;
  /** How the file is used without the example: Markdown of the program's own. */
  readonly use: string;
  /** network.py: defines `run(inputs)`, arrays by input layer in, arrays by output name out. */
  readonly network: string;
  /** With exact versions. */
  readonly requirements: readonly string[];
  /** The model's own files: path and what it holds. */
  readonly files: readonly (readonly [path: string, holds: string])[];
}

export const numpyPin = 'numpy==2.4.6';
export const pillowPin = 'pillow==13.0.0';

/** How predict.py is called for this network's first input. */
export function exampleCall(settings: ExportedSettings): string {
  if (settings.inputs.length !== 1) return 'python predict.py --samples samples.json';
  return settings.inputs[0]!.modality === 'table'
    ? 'python predict.py --row \'{"column": "cell"}\''
    : 'python predict.py --image picture.png';
}

export function pythonFolder(input: ExportInput, folder: PythonFolder): readonly ExportFile[] {
  const settings = exportedSettings(input.record);
  const pictures = settings.inputs.some(({ modality }) => modality !== 'table');
  const requirements = [...folder.requirements, numpyPin, ...(pictures ? [pillowPin] : [])];
  return [
    {
      path: 'README.md',
      text: fillTemplate(fileReadme, {
        name: markdownText(input.record.name),
        what: folder.what,
        use: folder.use,
        example: exampleCall(settings),
        inputs: describeInputs(settings),
        outputs: describeOutputs(settings),
        files: folder.files.map(([path, holds]) => `| \`${path}\` | ${holds} |`).join('\n'),
      }),
    },
    { path: 'network.py', text: folder.network },
    { path: 'predict.py', text: askSource },
    { path: 'preprocessing.json', text: `${stableJson(settings)}\n` },
    { path: 'preprocessing.py', text: preprocessingSource },
    { path: 'requirements.txt', text: `${requirements.join('\n')}\n` },
  ];
}
