// Data as a recipe has it learned: targets made of inputs, and where one class alone is learned from, its samples alone.
import type { DataConfig } from '../../../shared/data/config';
import type { FittedPreprocessing } from '../../../shared/data/fitted';
import { classTarget } from '../../../shared/data/spec';
import { type MadeInput, type MadeTarget, fittedWithRecipe, recipeOf, specWithRecipe } from '../../../shared/recipes';
import { type Result, ok } from '../../../shared/result';
import type { Plan } from '../../../shared/run/plan';
import type { Batch, BatchArray, OpenedData } from '../data/dataset';
import { throwProblem, toProblem } from '../problems';
import { createRandom } from '../../../shared/random';
import { sizeOf } from '../../../shared/shape';

type Open<W> = (config: DataConfig, fitted: FittedPreprocessing | undefined, watch: W) => Promise<Result<OpenedData>>;

/** Opens a plan's data as its recipe has it learned. `fitted`: the preprocessing of a run that began before. */
export async function openForPlan<W>(
  open: Open<W>,
  plan: Plan,
  fitted: FittedPreprocessing | undefined,
  watch: W,
): Promise<Result<OpenedData>> {
  const { recipe, params } = recipeOf(plan.training);
  const made = { targets: recipe.targets(plan.spec), inputs: recipe.inputs?.(params) ?? [] };
  const opened = await open(plan.data, fitted === undefined ? undefined : withoutMade(fitted, made), watch);
  if (!opened.ok) return opened;
  try {
    return ok(learnedBy(opened.value, plan.training));
  } catch (error) {
    opened.value.close();
    return { ok: false, problem: toProblem(error, 'reading the data') };
  }
}

interface Made {
  readonly targets: readonly MadeTarget[];
  readonly inputs: readonly MadeInput[];
}

function withoutMade(fitted: FittedPreprocessing, made: Made): FittedPreprocessing {
  const left = <T>(all: { readonly [name: string]: T }, taken: readonly { readonly name: string }[]) => {
    const names = new Set(taken.map(({ name }) => name));
    return Object.fromEntries(Object.entries(all).filter(([name]) => !names.has(name)));
  };
  return { inputs: left(fitted.inputs, made.inputs), targets: left(fitted.targets, made.targets) };
}

/** Throws with a Problem when the class to learn from is not in the data. */
export function learnedBy(opened: OpenedData, training: Plan['training']): OpenedData {
  const { recipe, params } = recipeOf(training);
  const made = recipe.targets(opened.spec);
  const drawn = recipe.inputs?.(params) ?? [];
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
    spec: specWithRecipe(opened.spec, { recipe, params }),
    fitted: fittedWithRecipe(opened.fitted, made, drawn),
    parts: only === null ? opened.parts : partsOf(opened, only),
    // What a person would give is noise alone.
    ...(drawn.length === 0
      ? {}
      : { raw: (samples: Uint32Array) => Promise.resolve(rawNoise(drawn, training.seed, samples)) }),
    batch: async (samples, epoch) => {
      const batch = await opened.batch(samples, epoch);
      const noise = drawn.map((input): [string, BatchArray] => [
        input.name,
        drawNoise(input, training.seed, samples, epoch),
      ]);
      return {
        ...batch,
        inputs: { ...batch.inputs, ...Object.fromEntries(noise) },
        targets: { ...batch.targets, ...Object.fromEntries(added(batch)) },
      };
    },
  };
}

/** N(0, 1), for every sample in every epoch its own; without an epoch always the same. */
function drawNoise(
  { name, spec }: MadeInput,
  seed: number,
  samples: Uint32Array,
  epoch: number | undefined,
): BatchArray {
  const width = sizeOf(spec.tensor.shape)!;
  const values = new Float32Array(samples.length * width);
  const stream = createRandom(seed).fork(`${name}/${epoch ?? 'fixed'}`);
  samples.forEach((sample, row) => {
    const random = stream.fork(String(sample));
    for (let at = 0; at < width; at++) values[row * width + at] = random.normal();
  });
  return { shape: [samples.length, width], values };
}

/** The same noise as rows of a table. */
function rawNoise(drawn: readonly MadeInput[], seed: number, samples: Uint32Array) {
  return Array.from(samples, (sample) =>
    Object.fromEntries(
      drawn.map((input) => {
        const { values } = drawNoise(input, seed, Uint32Array.of(sample), undefined);
        const columns = input.fitted.modality === 'table' ? input.fitted.columns : [];
        return [input.name, Object.fromEntries(columns.map(({ name }, at) => [name, String(values[at])]))];
      }),
    ),
  );
}

/** Training and validation with samples of one class alone; the test part keeps all, so that it shows what stands out. */
function partsOf(opened: OpenedData, only: string): OpenedData['parts'] {
  const target = classTarget(opened.spec);
  const index = target?.classes.indexOf(only) ?? -1;
  if (target === null || index < 0) {
    throwProblem(
      'recipe.class',
      `The recipe is to learn only from "${only}", which is no class of this data${target === null ? '' : `: it has ${target.classes.slice(0, 10).join(', ')}`}. Choose another class in the Train step.`,
      { fixes: [{ type: 'goTo', title: 'Go to training', step: 'train' }] },
    );
  }
  const ofClass = (samples: Uint32Array) => {
    const labels = opened.labels(target.name, samples);
    return samples.filter((_, at) => labels[at] === index);
  };
  return { ...opened.parts, train: ofClass(opened.parts.train), validation: ofClass(opened.parts.validation) };
}
