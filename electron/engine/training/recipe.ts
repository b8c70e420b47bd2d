// Data as a recipe has it learned: targets made of inputs, and where one class alone is learned from, its samples alone.
import type { DataConfig } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { type MadeTarget, fittedWithRecipe, recipeOf, specWithRecipe } from '../../../shared/recipes';
import { type Result, ok } from '../../../shared/result';
import type { Plan } from '../../../shared/run/plan';
import type { Batch, OpenedData } from '../data/dataset';
import { throwProblem, toProblem } from '../problems';

type Open<W> = (config: DataConfig, fitted: FittedPreprocessing | undefined, watch: W) => Promise<Result<OpenedData>>;

/** Opens a plan's data as its recipe has it learned. `fitted`: the preprocessing of a run that began before. */
export async function openForPlan<W>(
  open: Open<W>,
  plan: Plan,
  fitted: FittedPreprocessing | undefined,
  watch: W,
): Promise<Result<OpenedData>> {
  const made = recipeOf(plan.training).recipe.targets(plan.spec);
  const opened = await open(plan.data, fitted === undefined ? undefined : withoutMade(fitted, made), watch);
  if (!opened.ok) return opened;
  try {
    return ok(learnedBy(opened.value, plan.training));
  } catch (error) {
    opened.value.close();
    return { ok: false, problem: toProblem(error, 'reading the data') };
  }
}

function withoutMade(fitted: FittedPreprocessing, made: readonly MadeTarget[]): FittedPreprocessing {
  const names = new Set(made.map(({ name }) => name));
  const targets = Object.entries(fitted.targets).filter(([name]) => !names.has(name));
  return { ...fitted, targets: Object.fromEntries(targets) };
}

/** Throws with a Problem when the class to learn from is not in the data. */
export function learnedBy(opened: OpenedData, training: Plan['training']): OpenedData {
  const { recipe, params } = recipeOf(training);
  const made = recipe.targets(opened.spec);
  const only = recipe.only(params);
  if (made.length === 0 && only === null) return opened;
  const { inputs } = opened.fitted;
  const added = ({ size, inputs: given }: Batch) =>
    made.flatMap((target): [string, Float32Array][] => {
      const array = given[target.input];
      const fitted = inputs[target.input];
      return array === undefined || fitted === undefined
        ? []
        : [[target.name, target.values(array.values, size, fitted)]];
    });
  return {
    ...opened,
    spec: specWithRecipe(opened.spec, recipe),
    fitted: fittedWithRecipe(opened.fitted, made),
    parts: only === null ? opened.parts : partsOf(opened, only),
    batch: async (samples) => {
      const batch = await opened.batch(samples);
      return { ...batch, targets: { ...batch.targets, ...Object.fromEntries(added(batch)) } };
    },
  };
}

/** Training and validation with samples of one class alone; the test part keeps all, so that it shows what stands out. */
function partsOf(opened: OpenedData, only: string): OpenedData['parts'] {
  const [name, target] =
    Object.entries(opened.spec.targets).find(
      ([, { classes, shape }]) => classes !== undefined && shape === undefined,
    ) ?? [];
  const index = target?.classes?.indexOf(only) ?? -1;
  if (name === undefined || index < 0) {
    throwProblem(
      'recipe.class',
      `The recipe is to learn only from "${only}", which is no class of this data${target === undefined ? '' : `: it has ${(target.classes ?? []).slice(0, 10).join(', ')}`}. Choose another class in the Train step.`,
      { fixes: [{ type: 'goTo', title: 'Go to training', step: 'train' }] },
    );
  }
  const ofClass = (samples: Uint32Array) => {
    const labels = opened.labels(name, samples);
    return samples.filter((_, at) => labels[at] === index);
  };
  return { ...opened.parts, train: ofClass(opened.parts.train), validation: ofClass(opened.parts.validation) };
}
