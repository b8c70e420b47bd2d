// The list of recipes, and what a chosen one makes of the data. Adding one means one file and one line here.
import type { FittedInput, FittedPreprocessing, FittedTarget } from '../data/fitted';
import type { DataSpec, InputSpec, TargetSpec } from '../data/spec';
import { type ParamSchema, type ValuesOf, checkParams, defaultsOf } from '../params';
import type { Fix, Problem } from '../result';
import { type Plan, layersBehind } from '../run/plan';
import type { TrainingConfig } from '../run/training';
import { adversarial } from './adversarial';
import { autoencoder } from './autoencoder';
import { distillation } from './distillation';
import { languageModel } from './languageModel';
import { canMix } from './mixing';
import {
  type MadeInput,
  type MadeTarget,
  type Mixing,
  type RecipeChoice,
  type RecipeDefinition,
  type Rivals,
  type Teaching,
  unlabelled,
} from './recipe';
import { supervised } from './supervised';
import { variationalAutoencoder } from './variationalAutoencoder';

export const recipes: readonly RecipeDefinition[] = [
  supervised,
  distillation,
  autoencoder,
  variationalAutoencoder,
  adversarial,
  languageModel,
];

export function findRecipe(id: string): RecipeDefinition | undefined {
  return recipes.find((recipe) => recipe.id === id);
}

/** The recipe of training settings with all its parameters; the plain one where none is named or known. */
export function recipeOf(training: { readonly recipe?: RecipeChoice }): {
  readonly recipe: RecipeDefinition;
  readonly params: ValuesOf<ParamSchema>;
} {
  const recipe = findRecipe(training.recipe?.id ?? supervised.id) ?? supervised;
  const defaults = defaultsOf(recipe.params);
  const given = { ...defaults, ...training.recipe?.params };
  // checkParams has just looked at every one of them.
  const params = checkParams(recipe.params, given) === null ? (given as ValuesOf<ParamSchema>) : defaults;
  return { recipe, params };
}

/** The two networks that these settings have learn against each other; null where one learns alone. */
export function rivalsOf(
  training: Pick<TrainingConfig, 'optimizer' | 'optimizerParams'> & { readonly recipe?: RecipeChoice },
): Rivals | null {
  const { recipe, params } = recipeOf(training);
  return recipe.rivals?.(params, training) ?? null;
}

/** The earlier run that these settings have a network learn from, and how; null where it learns from none. */
export function teachingOf(training: { readonly recipe?: RecipeChoice }): Teaching | null {
  const { recipe, params } = recipeOf(training);
  return recipe.teaching?.(params) ?? null;
}

/** How these settings mix samples of this data while training; null where they do not. */
export function mixingOf({ training, spec }: Pick<Plan, 'training' | 'spec'>): Mixing | null {
  const { recipe, params } = recipeOf(training);
  return canMix(spec) ? (recipe.mixing?.(params) ?? null) : null;
}

/** How a question is put to a language model that answers, with {} in its place; '' where none is put. */
export function frameOf(training: { readonly recipe?: RecipeChoice }): string {
  return String(recipeOf(training).params['frame'] ?? '');
}

/** What one of two networks that learned against each other is made of. */
function sideOf(plan: Plan, output: Plan['outputs'][number]): Plan {
  const used = layersBehind(plan.layers, output.layer);
  const ofUsed = ({ layer }: { readonly layer: string }) => used.has(layer);
  return {
    ...plan,
    layers: plan.layers.filter(({ id }) => used.has(id)),
    inputs: plan.inputs.filter(ofUsed),
    outputs: plan.outputs.filter(ofUsed),
  };
}

/** What is used of a trained network: of two that learned against each other the one that makes samples, of noise alone. */
export function planInUse(plan: Plan): Plan {
  const rivals = rivalsOf(plan.training);
  const maker = plan.outputs.find(({ target }) => target === rivals?.made);
  return maker === undefined ? plan : sideOf(plan, maker);
}

/** The other one of the two, which judges what is made, with the optimizer that is its own; null where one learns alone. */
export function planOfJudge(plan: Plan): Plan | null {
  const rivals = rivalsOf(plan.training);
  const judge = plan.outputs.find(({ target }) => target === rivals?.judged);
  if (rivals === null || judge === undefined) return null;
  const { optimizer, optimizerParams } = rivals;
  return { ...sideOf(plan, judge), training: { ...plan.training, optimizer, optimizerParams } };
}

/** Remembered per data, so that the same data keeps the same specification. */
const made = new WeakMap<DataSpec, Map<string, DataSpec>>();

/** What the data gives to a network that learns by this recipe: made targets first and made inputs last. */
export function specWithRecipe(
  data: DataSpec,
  { recipe, params }: Pick<ReturnType<typeof recipeOf>, 'recipe' | 'params'>,
): DataSpec {
  if (recipe.id === supervised.id) return data;
  const inputs = recipe.inputs?.(params) ?? [];
  const key = JSON.stringify([recipe.id, inputs.map(({ spec }) => spec.tensor.shape)]);
  const known = made.get(data) ?? new Map<string, DataSpec>();
  made.set(data, known);
  let spec = known.get(key);
  if (spec === undefined) {
    const targets = recipe.targets(data).map(({ name, spec: target }): [string, TargetSpec] => [name, target]);
    const added = inputs.map((input): [string, InputSpec] => [input.name, input.spec]);
    spec = {
      ...data,
      inputs: { ...without(data.inputs, added), ...Object.fromEntries(added) },
      targets: { ...Object.fromEntries(targets), ...without(data.targets, targets) },
    };
    known.set(key, spec);
  }
  return spec;
}

/** The same for preprocessing as it was fitted. */
export function fittedWithRecipe(
  fitted: FittedPreprocessing,
  targets: readonly MadeTarget[],
  inputs: readonly MadeInput[],
): FittedPreprocessing {
  if (targets.length === 0 && inputs.length === 0) return fitted;
  const addedTargets = targets.flatMap((target): [string, FittedTarget][] => {
    const input = fitted.inputs[target.input];
    return input === undefined ? [] : [[target.name, target.fitted(input)]];
  });
  const addedInputs = inputs.map((input): [string, FittedInput] => [input.name, input.fitted]);
  return {
    inputs: { ...without(fitted.inputs, addedInputs), ...Object.fromEntries(addedInputs) },
    targets: { ...Object.fromEntries(addedTargets), ...without(fitted.targets, addedTargets) },
  };
}

function without<T>(given: { readonly [name: string]: T }, taken: readonly (readonly [string, unknown])[]) {
  const names = new Set(taken.map(([name]) => name));
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.has(name)));
}

/** The ways to learn from samples without classes that suit the data. */
function withoutClasses(data: DataSpec): readonly Fix[] {
  return recipes
    .filter(({ silences, objection }) => silences.includes(unlabelled) && objection(data) === null)
    .map(({ id, title }) => ({
      type: 'setTraining',
      title: `Learn without classes: ${title}`,
      values: { recipe: { id, params: {} } },
    }));
}

/** Data problems that matter to a recipe, and what it has to say about data that does not suit it. */
export function dataProblemsWithRecipe(
  problems: readonly Problem[],
  data: DataSpec,
  recipe: RecipeDefinition,
): readonly Problem[] {
  const left = problems
    .filter(({ code }) => !recipe.silences.some((prefix) => code.startsWith(prefix)))
    .map((problem) =>
      problem.code === unlabelled
        ? { ...problem, fixes: [...withoutClasses(data), ...(problem.fixes ?? [])] }
        : problem,
    );
  const objection = recipe.objection(data);
  if (objection === null) return left;
  return [
    ...left,
    {
      code: 'recipe.data',
      severity: 'error',
      message: `The training recipe "${recipe.title}" does not suit the data. ${objection} Choose other data, or learn from examples.`,
      fixes: [
        { type: 'setTraining', title: 'Learn from examples', values: { recipe: { id: supervised.id, params: {} } } },
        { type: 'goTo', title: 'Open the data step', step: 'data' },
      ],
    },
  ];
}

export type { MadeInput, MadeTarget, RecipeChoice, RecipeDefinition, Rivals, Teaching } from './recipe';
