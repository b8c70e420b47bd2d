// config.yaml of a Python project: settings of its training, one to a line, with what it is.
import type { ExportFile } from './format';

/** What stands above each setting, in the order of the file. */
const explained: { readonly [setting: string]: string } = {
  epochs: 'Times to go through the data.',
  batch_size: 'Samples per step, in all processes together.',
  lr: 'Learning rate.',
  optimizer:
    'Which formula moves the weights, and its numbers; in Keras all that the class of that name takes, such as "weight_decay" or "clipnorm".',
  schedule: 'How the learning rate changes over the training.',
  weight_decay: 'By how much of the learning rate every weight shrinks at each step.',
  clipping: 'Slopes are cut: by "none", "value", "norm" of each weight or "globalNorm" of all.',
  plateau: 'The learning rate shrinks after epochs without a better loss; null: it does not.',
  early_stopping: 'Ends the training after so many epochs without a better validation loss.',
  keeps: 'Weights of which epoch are kept: "best", by the validation loss where there is one, or "last".',
  judge:
    'The network that judges what is made: its learning rate (--lr bends both alike), its optimizer, and how much less than real it is to hold real samples.',
  class_weights: '"balanced": every class counts the same in all; "none": every sample does.',
  resampling: '"over": samples of rare classes come again; "under": some of frequent classes stay away; "none".',
  variation: 'Pictures with masks or boxes in training: "none", "mirror", "flips" or "turns".',
  noise: 'Strength of the noise that is laid over inputs which are to be rebuilt.',
  sounds:
    'Training sounds are up to so much earlier or later (seconds), louder or quieter (decibels) and noisier (share of their loudness); null: as they are.',
  mixing: 'Samples laid over each other two by two: "gentle", "even" or null.',
  divergence: 'How strongly draws are pulled to the prior (variational autoencoder); 0: not at all.',
  seed: 'Seed of the first weights and of the order of samples.',
  split_seed: 'Seed of the split into training, validation and test samples.',
  precision: 'Numbers of the forward pass: "float32" or "bfloat16".',
  device: '"auto", "cpu" or "gpu".',
  devices: 'GPUs of this machine that share each batch.',
  workers: 'How many read data at the same time.',
  limit_batches: 'At most so many batches per epoch; null: all.',
};

/** A JSON string without anything unprintable, which YAML refuses. */
function yamlText(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{C}\u0080-\u009f\u2028\u2029\ufffe\uffff]/gu,
    // Both halves of a pair would each be an escape of its own.
    (sign) => (sign.length > 1 ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** JSON that every reader of YAML reads the same: YAML 1.1 knows powers of ten behind a point alone. */
function yamlValue(value: unknown): string {
  if (typeof value === 'number') return JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e');
  if (typeof value === 'string') return yamlText(value);
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).map(([name, inner]) => `${yamlText(name)}: ${yamlValue(inner)}`);
  return `{${entries.join(', ')}}`;
}

/** Settings by their names in Python; `elsewhere`: which others stand where. Throws a RangeError for one that is not explained here. */
export function configFile(settings: { readonly [setting: string]: unknown }, elsewhere: string): ExportFile {
  const unknown = Object.keys(settings).find((name) => explained[name] === undefined);
  if (unknown !== undefined) throw new RangeError(`config.yaml does not explain ${JSON.stringify(unknown)}.`);
  const lines = Object.entries(explained)
    .filter(([name]) => name in settings)
    .map(([name, words]) => `\n# ${words}\n${name}: ${yamlValue(settings[name])}\n`);
  const text = [
    `# Settings of the training; ${elsewhere}.\n`,
    '# Each line is a name, a colon and a value as JSON, which YAML contains: text stands in quotes.\n',
    '# The command line goes before this file for one training (python train.py --help), and so does a file that --config names.\n',
    ...lines,
  ].join('');
  return { path: 'config.yaml', text };
}
