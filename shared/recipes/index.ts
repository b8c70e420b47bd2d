// The list of recipes, and what a chosen one makes of the data. Adding one means one file and one line here.
import type { FittedPreprocessing, FittedTarget } from '../data/fitted';
import type { DataSpec, TargetSpec } from '../data/spec';
import { type ParamSchema, type ValuesOf, checkParams, defaultsOf } from '../params';
import type { Problem } from '../result';
import { autoencoder } from './autoencoder';
import { languageModel } from './languageModel';
import type { MadeTarget, RecipeChoice, RecipeDefinition } from './recipe';
import { supervised } from './supervised';
import { variationalAutoencoder } from './variationalAutoencoder';

export const recipes: readonly RecipeDefinition[] = [supervised, autoencoder, variationalAutoencoder, languageModel];

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

/** Remembered per data, so that the same data keeps the same specification. */
const made = new WeakMap<DataSpec, Map<string, DataSpec>>();

/** What the data gives to a network that learns by this recipe: made targets first, then the data's own. */
export function specWithRecipe(data: DataSpec, recipe: RecipeDefinition): DataSpec {
  if (recipe.id === supervised.id) return data;
  const known = made.get(data) ?? new Map<string, DataSpec>();
  made.set(data, known);
  let spec = known.get(recipe.id);
  if (spec === undefined) {
    const targets = recipe.targets(data).map(({ name, spec: target }): [string, TargetSpec] => [name, target]);
    spec = { ...data, targets: { ...Object.fromEntries(targets), ...without(data.targets, targets) } };
    known.set(recipe.id, spec);
  }
  return spec;
}

/** The same for preprocessing as it was fitted. */
export function fittedWithRecipe(fitted: FittedPreprocessing, targets: readonly MadeTarget[]): FittedPreprocessing {
  if (targets.length === 0) return fitted;
  const added = targets.flatMap((target): [string, FittedTarget][] => {
    const input = fitted.inputs[target.input];
    return input === undefined ? [] : [[target.name, target.fitted(input)]];
  });
  return { ...fitted, targets: { ...Object.fromEntries(added), ...without(fitted.targets, added) } };
}

function without<T>(given: { readonly [name: string]: T }, taken: readonly (readonly [string, unknown])[]) {
  const names = new Set(taken.map(([name]) => name));
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.has(name)));
}

/** Data problems that matter to a recipe, and what it has to say about data that does not suit it. */
export function dataProblemsWithRecipe(
  problems: readonly Problem[],
  data: DataSpec,
  recipe: RecipeDefinition,
): readonly Problem[] {
  const left = problems.filter(({ code }) => !recipe.silences.some((prefix) => code.startsWith(prefix)));
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

export type { MadeTarget, RecipeChoice, RecipeDefinition } from './recipe';
