// What stands around a model file in an export's folder: a Python example that answers raw values, and a README.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFile, ExportInput } from './format';
import fileReadme from './project/FILE.md?raw';
import predictSource from './project/predict.py?raw';
import preprocessingSource from './project/preprocessing.py?raw';
import { ownPath, packageName } from './packaging';
import { describeInputs, describeOutputs, describedMarkdown } from './readme';
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
  /** What preprocessing.json calls inputs and outputs; as on the canvas where left out. */
  readonly names?: 'identifiers';
  /** Markdown that the README ends with. */
  readonly end?: string;
  /** The model's own files: path and what it holds. */
  readonly files: readonly (readonly [path: string, holds: string])[];
}

const numpyPin = 'numpy==2.4.6';
const pillowPin = 'pillow==13.0.0';

/** predict.py for a project whose weights are in a file of that name, so that others may be named, and whose modules are a package. */
export function askSource(weights: string): string {
  return predictSource
    .replace(/weights\.npz/g, weights)
    .replace(
      'from network import run\nfrom preprocessing',
      `${ownPath}\nfrom ${packageName}.export import run\nfrom ${packageName}.preprocessing`,
    );
}

/** predict.py for a folder whose weights are in the model itself. */
const askModelSource = predictSource
  .replace(', weights=HERE / "weights.npz"', '')
  .replace(/ +parser\.add_argument\("--weights".*\n/, '')
  .replace(', options.weights', '')
  .replace(', weights))', '))')
  .replace('import HERE, INPUTS', 'import INPUTS');

/** How predict.py is called for this network's first input. */
export function exampleCall(settings: ExportedSettings): string {
  const [first] = settings.inputs;
  if (settings.inputs.length !== 1) return 'python predict.py --samples samples.json';
  if (first!.modality === 'table') return 'python predict.py --row \'{"column": "cell"}\'';
  if (first!.modality === 'series') return 'python predict.py --series table.csv';
  if (first!.modality === 'video') return 'python predict.py --video folder';
  if (first!.modality === 'audio') return 'python predict.py --sound sound.wav';
  return first!.modality === 'text' ? 'python predict.py --text "a text"' : 'python predict.py --image picture.png';
}

export function pythonFolder(input: ExportInput, folder: PythonFolder): readonly ExportFile[] {
  const settings = exportedSettings(input.record);
  const pictures = settings.inputs.some(({ modality }) => modality === 'image' || modality === 'video');
  const requirements = [...folder.requirements, numpyPin, ...(pictures ? [pillowPin] : [])];
  return [
    {
      path: 'README.md',
      text: fillTemplate(fileReadme, {
        name: markdownText(input.record.name),
        what: folder.what,
        use: folder.use,
        example: exampleCall(settings),
        inputs: describedMarkdown(describeInputs(settings)),
        outputs: describedMarkdown(describeOutputs(settings)),
        files: folder.files.map(([path, holds]) => `| \`${path}\` | ${holds} |`).join('\n'),
      }).concat(folder.end ?? ''),
    },
    { path: 'network.py', text: folder.network },
    { path: 'predict.py', text: askModelSource },
    {
      path: 'preprocessing.json',
      text: `${stableJson(exportedSettings(input.record, folder.names))}\n`,
    },
    { path: 'preprocessing.py', text: preprocessingSource },
    { path: 'requirements.txt', text: `${requirements.join('\n')}\n` },
  ];
}
