// An input rebuilt (autoencoders): how far off every sample is, and originals beside what became of them.
import { classTarget } from '../../../shared/data/spec';
import { recipeOf } from '../../../shared/recipes';
import type { RebuiltPart } from '../../../shared/run/evaluation';
import { areaOf } from './area';
import { type AnswerKind, type Asked, quantityTarget } from './kind';
import { showNumbers } from './showNumbers';

const MAX_ERRORS = 5000;
const MAX_PAIRS = 24;
/** Rebuilt samples that are kept to be shown. */
const MAX_KEPT = 512;

export const rebuilt: AnswerKind = {
  fits: (target) => target.task === 'regression' && target.rebuilds !== undefined,
  gather: (asked) => {
    const errors: number[] = [];
    // Of every `every`th sample, so that memory stays bounded however large the part is.
    let kept: { readonly position: number; readonly given: Float32Array; readonly made: Float32Array }[] = [];
    let every = 1;
    let odd: readonly boolean[] | null = null;
    return {
      // With one class learned alone: how well the error tells it from all others.
      figures: () => {
        const area = odd === null ? null : areaOf(errors, odd);
        return area === null ? {} : { auc: area };
      },
      take: (truths, values, size) => {
        const width = values.length / size;
        for (let row = 0; row < size; row++) {
          const given = truths.subarray(row * width, (row + 1) * width);
          const made = values.subarray(row * width, (row + 1) * width);
          const position = errors.push(errorOf(given, made)) - 1;
          if (position % every !== 0) continue;
          kept.push({ position, given: given.slice(), made: made.slice() });
          if (kept.length < MAX_KEPT) continue;
          every *= 2;
          kept = kept.filter((one) => one.position % every === 0);
        }
      },
      describe: async (data, samples) => {
        const input = inputOf(asked);
        const { recipe, params } = recipeOf(asked.plan.training);
        const only = recipe.only(params);
        const found = classTarget(data.spec);
        const labels = found === null ? null : data.labels(found.name, samples);
        const names = found?.classes ?? [];
        if (only !== null && labels !== null) odd = Array.from(labels, (label) => names[label] !== only);
        const learned = errors.filter((_, at) => only === null || names[labels?.[at] ?? -1] === only);
        const byError = [...kept].sort((a, b) => errors[a.position]! - errors[b.position]!);
        const spread = spreadOver(byError.length, MAX_PAIRS).map((at) => byError[at]!);
        const stride = Math.max(1, Math.ceil(errors.length / MAX_ERRORS));
        const shown = errors.map((_, at) => at).filter((at) => at % stride === 0);
        const part: RebuiltPart = {
          stride,
          errors: shown.map((at) => errors[at]!),
          ...(labels === null ? {} : { classes: names, labels: shown.map((at) => labels[at]!) }),
          ...(only === null ? {} : { only }),
          usual: quantileOf(learned.length > 0 ? learned : errors, 0.95),
          pairs: spread.map(({ position, given, made }) => {
            const label = names[labels?.[position] ?? -1];
            return {
              position,
              error: errors[position]!,
              ...(label === undefined ? {} : { label }),
              given: showNumbers(input, given),
              made: showNumbers(input, made),
            };
          }),
        };
        return { rebuilt: part, worst: [] };
      },
    };
  },
  answer: (asked, values, { inputs }) => {
    const input = inputOf(asked);
    const given = inputs[rebuiltInput(asked)]!.values;
    return {
      rebuilt: {
        error: errorOf(given, values),
        given: showNumbers(input, given),
        made: showNumbers(input, values),
      },
    };
  },
  truth: () => null,
};

function rebuiltInput(asked: Asked): string {
  return quantityTarget(asked.target).rebuilds!;
}

function inputOf(asked: Asked) {
  return asked.fitted.inputs[rebuiltInput(asked)]!;
}

/** The mean squared difference. */
function errorOf(given: Float32Array, made: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < given.length; at++) sum += (given[at]! - made[at]!) ** 2;
  return sum / given.length;
}

/** At most `most` places from the first to the last of `count`, evenly. */
function spreadOver(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: most }, (_, at) => Math.round((at * (count - 1)) / (most - 1)));
}

/** Linear between the two values beside it, as numpy's quantile. */
function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const below = sorted[low] ?? 0;
  return below + (at - low) * ((sorted[low + 1] ?? below) - below);
}
