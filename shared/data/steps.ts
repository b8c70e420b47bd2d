// Steps of preprocessing for a number column, between filling gaps and scaling, in the order the document lists them.
// Each is a definition: its parameters, how it is fitted on the training part, what it does to a value. preprocess.ts
// and the exported programs carry out what was fitted.
import { type ParamSchema, checkParams, defaultsOf, float, int } from '../params';
import type { ParamValues } from '../result';
import type { ColumnConfig, ColumnStep } from './config';
import type { FittedStep } from './fitted';

export interface StepDefinition {
  readonly id: ColumnStep['type'];
  readonly title: string;
  /** One or two sentences a beginner understands. */
  readonly help: string;
  readonly formula: string;
  /** Has a way back (`undoStep`), so that a number to be predicted may have it, too. */
  readonly reversible?: true;
  readonly params: ParamSchema;
  /** From the values that are there in the training part, sorted ascending, as earlier steps left them. */
  fit(params: ParamValues, sorted: Float64Array): FittedStep;
}

/** numpy's percentile (method "linear"): between the two nearest of the sorted values; 0 where there are none. */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0;
  const at = (sorted.length - 1) * Math.min(1, Math.max(0, share));
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

const bound = (title: string, help: string, value: number) =>
  float({ title, help, default: value, min: -1e300, max: 1e300 });

export const columnSteps: readonly StepDefinition[] = [
  {
    id: 'clip',
    title: 'Limit',
    help: 'Values below the lowest or above the highest allowed one are set to it.',
    formula: 'min(max(x, lowest), highest)',
    params: {
      low: bound('Lowest', 'Smaller values become this one.', 0),
      high: bound('Highest', 'Larger values become this one.', 1),
    },
    fit: ({ low, high }) => ({
      type: 'clip',
      low: Math.min(Number(low), Number(high)),
      high: Math.max(Number(low), Number(high)),
    }),
  },
  {
    id: 'clipTails',
    title: 'Limit outliers',
    help: 'The few smallest and largest values of the training part set the limits; what lies beyond is set to them.',
    formula: 'min(max(x, percentile below), percentile above)',
    params: {
      below: float({
        title: 'Below',
        help: 'Share of the values that is raised to the lower limit.',
        default: 1,
        min: 0,
        max: 49,
        step: 0.5,
        unit: '%',
      }),
      above: float({
        title: 'Above',
        help: 'Share of the values that is lowered to the upper limit.',
        default: 1,
        min: 0,
        max: 49,
        step: 0.5,
        unit: '%',
      }),
    },
    fit: ({ below, above }, sorted) => ({
      type: 'clip',
      low: quantile(sorted, Number(below) / 100),
      high: quantile(sorted, 1 - Number(above) / 100),
    }),
  },
  {
    id: 'log',
    title: 'Logarithm',
    help: 'Draws values together that differ by powers of ten, such as prices or counts. Zero stays zero, negative values stay negative.',
    formula: 'sign(x) · ln(1 + |x|)',
    reversible: true,
    params: {},
    fit: () => ({ type: 'log' }),
  },
  {
    id: 'root',
    title: 'Square root',
    help: 'Draws large values together, less than the logarithm does. Negative values stay negative.',
    formula: 'sign(x) · √|x|',
    reversible: true,
    params: {},
    fit: () => ({ type: 'root' }),
  },
  {
    id: 'ranks',
    title: 'Even out',
    help: 'Spreads the values evenly over 0 to 1 by their place among those of the training part (101 percentiles). Cures any skew and every outlier.',
    formula: 'share of the training values below x',
    params: {},
    fit: (_, sorted) => ({
      type: 'ranks',
      points: Array.from({ length: 101 }, (_unused, i) => quantile(sorted, i / 100)),
    }),
  },
];

/** The step of a category column, between filling gaps and becoming numbers; carried out by `fitCategory`. */
export const groupRare = {
  title: 'Group rare categories',
  help: 'The most frequent categories of the training part keep a place each; all others, and those never seen, share one.',
  params: {
    keep: int({
      title: 'Most frequent',
      help: 'So many categories keep a place of their own.',
      default: 20,
      min: 1,
      max: 1000,
    }),
  },
} as const;

/** What may be added to a column: a target's answers have to find the way back. */
export function stepsFor({ role }: Pick<ColumnConfig, 'role'>): readonly StepDefinition[] {
  return role === 'target' ? columnSteps.filter(({ reversible }) => reversible) : columnSteps;
}

export function findStep(id: string): StepDefinition | undefined {
  return columnSteps.find((step) => step.id === id);
}

/** A step as it starts, with sensible parameters. */
export function newStep(definition: StepDefinition): ColumnStep {
  return { type: definition.id, params: defaultsOf(definition.params) as ParamValues };
}

/** A step's parameters with what is left out at its default; the defaults where one of them is out of range. */
export function stepParams(definition: StepDefinition, params: ParamValues): ParamValues {
  const defaults = defaultsOf(definition.params) as ParamValues;
  const all = { ...defaults, ...params };
  return checkParams(definition.params, all) === null ? all : defaults;
}
