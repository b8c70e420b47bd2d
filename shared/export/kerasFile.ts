// Keras' own files: `.keras` (version 3: a zip of configuration, metadata and HDF5 weights) and `.h5` (one HDF5 file).
// Written without Python; Keras opens them as if it had saved them itself.
import type { ExportCheck, ExportFile, ExportFormat, ExportInput } from './format';
import { type Hdf5Dataset, type Hdf5Group, listAttributes, writeHdf5 } from './hdf5';
import { kerasConfig, kerasNetwork, kerasVersion } from './kerasConfig';
import { snakeCase, weightPaths } from './kerasLayout';
import { type KerasNetwork, kerasLayers } from './kerasNodes';
import { ownNetwork } from './ownNetwork';
import { pythonFolder } from './pythonFolder';
import { pythonString } from './python';
import { describeNames } from './readme';
import { exportedSettings } from './settings';
import { stableJson, utf8 } from './text';
import { writeZip } from './zip';

/** A group that grows by paths: "cell/vars/0". */
class Tree {
  readonly members = new Map<string, Tree | Hdf5Dataset>();
  attributes: { readonly [name: string]: string | readonly string[] } = {};

  /** The group at a path, made if need be. */
  group(path: string): Tree {
    const [first, ...rest] = path.split('/');
    let next = this.members.get(first!);
    if (!(next instanceof Tree)) {
      next = new Tree();
      this.members.set(first!, next);
    }
    return rest.length === 0 ? next : next.group(rest.join('/'));
  }

  put(path: string, dataset: Hdf5Dataset): void {
    const cut = path.lastIndexOf('/');
    const folder = cut < 0 ? this : this.group(path.slice(0, cut));
    folder.members.set(path.slice(cut + 1), dataset);
  }

  done(): Hdf5Group {
    const members = [...this.members].map(
      ([name, member]) => [name, member instanceof Tree ? member.done() : member] as const,
    );
    return { attributes: this.attributes, members: new Map(members) };
  }
}

/** model.weights.h5 as Keras 3 lays it out: layers/<class in snake case, numbered>/…/vars/<n>. */
export function kerasWeights(network: KerasNetwork): Uint8Array<ArrayBuffer> {
  const root = new Tree();
  const used = new Map<string, number>();
  for (const { className, module, name, weights } of network.nodes) {
    // Operations that are no layers have no place in the list of layers.
    if (module !== kerasLayers) continue;
    const base = snakeCase(className);
    const seen = used.get(base) ?? 0;
    used.set(base, seen + 1);
    const group = root.group(`layers/${seen === 0 ? base : `${base}_${seen}`}`);
    group.group('vars').attributes = { name };
    weightPaths(className, weights.length).forEach((path, i) =>
      group.put(path, { shape: weights[i]!.shape, data: weights[i]!.values }),
    );
  }
  root.group('vars').attributes = { name: 'network' };
  return writeHdf5(root.done());
}

/** The date in Keras' own form; the run's, so that the same run gives the same bytes. */
function savedAt(createdAt: string): string {
  return createdAt.slice(0, 19).replace('T', '@');
}

/** What Keras does not know of and hands on unread: the preprocessing, and the network in our own words. */
function ownSettings(record: ExportInput['record']): object {
  return { ...exportedSettings(record, 'identifiers'), network: ownNetwork(record.plan) };
}

/** The bytes of a `.keras` file. */
export function writeKerasFile({ record, weights }: ExportInput): Uint8Array<ArrayBuffer> {
  const network = kerasNetwork(record.plan, weights);
  const metadata = {
    keras_version: kerasVersion,
    date_saved: savedAt(record.createdAt),
    layerloom: ownSettings(record),
  };
  return writeZip([
    { name: 'metadata.json', body: utf8(stableJson(metadata, 0)) },
    { name: 'config.json', body: utf8(stableJson(kerasConfig(network), 0)) },
    { name: 'model.weights.h5', body: kerasWeights(network) },
  ]);
}

/** The bytes of a `.h5` file. Throws CannotExport. */
export function writeKerasH5({ record, weights }: ExportInput): Uint8Array<ArrayBuffer> {
  const network = kerasNetwork(record.plan, weights);
  const about = { backend: 'tensorflow', keras_version: kerasVersion };
  const root = new Tree();
  root.attributes = {
    ...about,
    model_config: stableJson(kerasConfig(network, true), 0),
    layerloom: stableJson(ownSettings(record), 0),
  };
  const all = root.group('model_weights');
  all.attributes = {
    ...about,
    ...listAttributes(
      'layer_names',
      network.nodes.map(({ name }) => name),
    ),
  };
  for (const { name, weights: own } of network.nodes) {
    const group = all.group(name);
    group.attributes = listAttributes(
      'weight_names',
      own.map((weight) => `${name}/${weight.name}`),
    );
    for (const weight of own) group.put(`${name}/${weight.name}`, { shape: weight.shape, data: weight.values });
  }
  all.group('top_level_model_weights').attributes = { weight_names: [] };
  return writeHdf5(root.done());
}

function networkSource(file: string, outputs: readonly string[]): string {
  return `"""Opens ${file} and asks it."""

from pathlib import Path

import keras

OUTPUTS = [${outputs.map(pythonString).join(', ')}]
MODEL = keras.saving.load_model(Path(__file__).resolve().parent / "${file}", compile=False)


def run(inputs):
    """Arrays by the name of the output, for arrays by the name of the input layer."""
    answer = MODEL.predict(inputs if len(inputs) > 1 else next(iter(inputs.values())), verbose=0)
    return answer if isinstance(answer, dict) else {OUTPUTS[0]: answer}
`;
}

const check: ExportCheck = {
  by: 'python',
  title: 'Keras',
  module: 'keras',
  modules: ['keras', 'numpy', 'h5py'],
  anyOf: ['tensorflow', 'jax', 'torch'],
};
const requirements = [`keras==${kerasVersion}`, 'tensorflow==2.21.0', 'h5py==3.14.0'];

function folder(input: ExportInput, file: string, bytes: Uint8Array): readonly ExportFile[] {
  return [
    { path: file, bytes },
    ...pythonFolder(input, {
      what: `A neural network made with Layerloom, as a Keras file. It opens in Keras 3 on TensorFlow, JAX or PyTorch.`,
      use: `Without the example, the file expects numbers that are already prepared:\n\n\`\`\`python\nimport keras\n\nmodel = keras.saving.load_model("${file}")\nmodel.summary()\n\`\`\`\n`,
      network: networkSource(
        file,
        exportedSettings(input.record, 'identifiers').outputs.map(({ name }) => name),
      ),
      names: 'identifiers',
      end: describeNames(input.record.plan),
      requirements,
      files: [[file, 'the network and its weights, with the preprocessing as metadata']],
    }),
  ];
}

export const kerasFile: ExportFormat = {
  id: 'keras-file',
  title: 'Keras file (.keras)',
  summary: 'The network with its weights in one file, as Keras 3 saves it. Opens in Keras, to predict or to train on.',
  icon: 'FileBox',
  params: {},
  needs: [],
  check,
  opens: 'model.keras',
  files: (input) => folder(input, 'model.keras', writeKerasFile(input)),
};

export const kerasH5: ExportFormat = {
  id: 'keras-h5',
  title: 'Keras HDF5 file (.h5)',
  summary: 'The older Keras file, for programs that do not read .keras yet.',
  icon: 'FileArchive',
  params: {},
  needs: [],
  check,
  opens: 'model.h5',
  files: (input) => folder(input, 'model.h5', writeKerasH5(input)),
};
