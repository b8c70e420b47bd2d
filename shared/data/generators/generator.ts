// What a generated data set is: its parameters, its columns and how it is made.
import { type ParamSchema, type ValuesOf, checkParams, defaultsOf, int } from '../../params';
import { type Random, createRandom } from '../../random';
import type { ParamValues } from '../../result';
import type { DataConfig } from '../config';
import type { Task } from '../spec';

/** One generated table: numbers in Float64Array, class names in string arrays, all of length `count`. */
export interface GeneratedTable {
  readonly columns: { readonly [name: string]: Float64Array | readonly string[] };
}

/** Values of a generator's parameters; those left out stand at their default, the seed at 0. */
export interface GeneratorOptions {
  readonly count?: number;
  readonly noise?: number;
  readonly seed?: number;
  readonly [param: string]: number | undefined;
}

export interface GeneratorDefinition {
  readonly id: string;
  readonly title: string;
  /** One plain sentence: what it looks like and what it shows. */
  readonly summary: string;
  /** `classification` also where two of several possible numbers of classes happen to be chosen. */
  readonly task: Task;
  /** The data kind that it is an example of; a table where it does not say. */
  readonly kind?: DataConfig['kind'];
  /** Always with `count`, `noise` and `seed`. */
  readonly params: ParamSchema;
  /** Column names in order: the features, then the target. */
  readonly columns: readonly string[];
  readonly target: string;
  /** Columns that the network is not to see unless a person says so. */
  readonly ignore?: readonly string[];
  /**
   * The same table for the same options. Where classes are equally frequent they take turns, so that their counts differ
   * by at most one, and any stretch of rows is mixed. Throws a RangeError where a parameter is out of its range; `generateTable`
   * says the same as a Problem.
   */
  generate(options: GeneratorOptions): GeneratedTable;
}

const seedParam = int({
  title: 'Seed',
  help: 'The start of the random numbers. The same seed gives the same data every time.',
  default: 0,
  min: 0,
  max: 4294967295,
});

/** Gives a definition its typed parameters inside and one plain signature outside. */
export function defineGenerator<S extends ParamSchema>(
  definition: Omit<GeneratorDefinition, 'params' | 'generate'> & {
    readonly params: S;
    readonly make: (values: ValuesOf<S>, random: Random) => GeneratedTable;
  },
): GeneratorDefinition {
  const { make, ...rest } = definition;
  const params = { ...definition.params, seed: seedParam };
  return {
    ...rest,
    params,
    generate: (options) => {
      const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
      const values = { ...defaultsOf<ParamSchema>(params), ...given } as ParamValues;
      const objection = checkParams(params, values);
      if (objection !== null) throw new RangeError(objection.message);
      // checkParams has just looked at every one of them.
      return make(values as ValuesOf<S>, createRandom(values['seed'] as number));
    },
  };
}
