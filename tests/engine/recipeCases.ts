// Small data and networks for each recipe that makes its target of the input.
import type { OpenedData } from '../../electron/engine/data/dataset';
import type { FittedInput } from '../../shared/data/fitted';
import type { DataSpec } from '../../shared/data/spec';
import { encodeText } from '../../shared/data/text';
import { createRandom } from '../../shared/random';
import { type RecipeChoice, recipeOf, specWithRecipe } from '../../shared/recipes';
import type { Plan } from '../../shared/run/plan';
import type { TrainingConfig } from '../../shared/run/training';
import { type MemorySet, memorySpec, openMemory } from './memoryData';
import { type LayerRow, planOf } from './plans';

export interface Case {
  readonly title: string;
  readonly plan: Plan;
  /** The data as it is, before the recipe. */
  readonly data: () => OpenedData;
}

function planFor(
  spec: DataSpec,
  rows: readonly LayerRow[],
  recipe: RecipeChoice,
  training: Partial<TrainingConfig> = {},
  outputs: Parameters<typeof planOf>[3] = {},
): Plan {
  return planOf(
    specWithRecipe(spec, recipeOf({ recipe })),
    rows,
    { epochs: 3, batchSize: 8, ...training, recipe },
    outputs,
  );
}

const width = 6;
const random = createRandom(5);
/** Plain rows lie on a line through space; odd ones anywhere. */
const rows = Array.from({ length: 160 }, (_, at) => {
  const along = random.normal();
  return Array.from({ length: width }, (_value, column) =>
    at % 2 === 0 ? along * Math.sin(column + 1) + 0.02 * random.normal() : random.normal(),
  );
});
const set: MemorySet = {
  inputs: { x: { shape: [width], rows } },
  targets: { y: { task: 'binary', column: 'y', classes: ['plain', 'odd'], values: rows.map((_, at) => at % 2) } },
  train: 96,
  validation: 16,
  test: 48,
};
const columns: FittedInput = {
  modality: 'table',
  columns: Array.from({ length: width }, (_, at) => ({
    type: 'number',
    name: `c${at}`,
    fill: 0,
    subtract: at,
    divide: 2,
  })),
};
const openRows = (): OpenedData => {
  const opened = openMemory(set);
  return { ...opened, fitted: { ...opened.fitted, inputs: { x: columns } } };
};

export const autoencoder: Case = {
  title: 'a denoising autoencoder',
  plan: planFor(
    memorySpec(set),
    [
      ['in', 'input'],
      ['narrow', 'dense', { units: 1, activation: 'linear' }],
      ['again', 'dense', { units: width, activation: 'linear' }],
      ['out', 'output'],
    ],
    { id: 'autoencoder', params: { noise: 0.05, only: 'plain' } },
    { epochs: 20, optimizerParams: { learningRate: 0.03 } },
  ),
  data: openRows,
};

export const variational: Case = {
  title: 'a variational autoencoder',
  plan: planFor(
    memorySpec(set),
    [
      ['in', 'input'],
      ['hidden', 'dense', { units: 8, activation: 'tanh' }],
      ['mean', 'dense', { units: 2, activation: 'linear' }, ['hidden']],
      ['spread', 'dense', { units: 2, activation: 'linear' }, ['hidden']],
      ['draw', 'sampling', {}, ['mean', 'spread']],
      ['again', 'dense', { units: width, activation: 'linear' }],
      ['out', 'output'],
    ],
    { id: 'variationalAutoencoder', params: { weight: 0.1, noise: 0, only: '' } },
  ),
  data: openRows,
};

export const adversarial: Case = {
  title: 'two networks against each other',
  plan: planFor(
    memorySpec(set),
    [
      ['noise', 'input', { source: 'noise' }],
      ['imagine', 'dense', { units: 8, activation: 'tanh' }],
      ['even', 'batchNormalization'],
      ['draw', 'dense', { units: width, activation: 'linear' }],
      ['in', 'input', {}, []],
      ['look', 'dense', { units: 8, activation: 'tanh' }],
      ['verdict', 'dense', { units: 1, activation: 'sigmoid' }],
      ['generator', 'output', {}, ['draw']],
      ['discriminator', 'output', {}, ['verdict']],
    ],
    { id: 'adversarial', params: { noise: 3, rate: 0.002, optimizer: 'sgd', smoothing: 0.1 } },
    {},
    {
      generator: { target: 'made', loss: 'binaryCrossentropy', metrics: [] },
      discriminator: { target: 'real', metrics: ['accuracy'] },
    },
  ),
  data: openRows,
};

const text: Extract<FittedInput, { readonly modality: 'text' }> = {
  modality: 'text',
  level: 'character',
  lowercase: true,
  length: 12,
  padding: 'after',
  vocabulary: ['a', 'b', 'c'],
};
const texts = Array.from({ length: 120 }, (_, at) => 'abcabcabcabcabc'.slice(at % 3, 9));
const textSet: MemorySet = {
  inputs: { text: { shape: [12], rows: texts.map((one) => [...encodeText(text, one)]) } },
  targets: { y: { task: 'binary', column: 'y', classes: ['even', 'odd'], values: texts.map((_, at) => at % 2) } },
  train: 96,
  validation: 24,
};
const textSpec: DataSpec = {
  ...memorySpec(textSet),
  inputs: { text: { title: 'Text', modality: 'text', tensor: { shape: [12], dtype: 'int32' }, codes: 5 } },
};

const writing = (title: string, body: readonly LayerRow[]): Case => ({
  title,
  plan: planFor(
    textSpec,
    [['in', 'input'], ...body, ['chances', 'dense', { units: 5, activation: 'softmax' }], ['out', 'output']],
    { id: 'languageModel', params: { frame: '' } },
    { epochs: 12, optimizerParams: { learningRate: 0.02 } },
  ),
  data: () => {
    const opened = openMemory(textSet);
    return { ...opened, spec: textSpec, fitted: { ...opened.fitted, inputs: { text } } };
  },
});

export const languageModel = writing('a language model with attention', [
  ['codes', 'tokenAndPositionEmbedding', { inputDim: 5, maxLength: 12, outputDim: 8 }],
  ['look', 'multiHeadAttention', { numHeads: 2, keyDim: 4, causal: true }],
  ['sum', 'add', {}, ['codes', 'look']],
]);

export const recurrent = writing('a recurrent language model', [
  ['codes', 'embedding', { inputDim: 5, outputDim: 6 }],
  ['gru', 'gru', { units: 8, returnSequences: true }],
]);

export const cases: readonly Case[] = [autoencoder, variational, adversarial, languageModel, recurrent];
