// What a recipe is: what a network is to learn from its data beyond the data's own target. Data plus pure functions; the
// engine wraps the opened data by it (electron/engine/training/recipe.ts), the document only names it.
import type { FittedInput, FittedTarget } from '../data/fitted';
import type { DataSpec, InputSpec, TargetSpec } from '../data/spec';
import type { Option, ParamSchema, ValuesOf } from '../params';
import type { ParamValues, Problem } from '../result';
import type { TrainingConfig } from '../run/training';
import type { TensorSpec } from '../shape';

/** Code of the data problem that no sample has a class; a recipe that needs none silences it. */
export const unlabelled = 'data.unlabelled';

/** What a document says about its recipe. */
export interface RecipeChoice {
  /** Id in shared/recipes. */
  readonly id: string;
  readonly params: ParamValues;
}

/** A target made of an input. */
export interface MadeTarget {
  readonly name: string;
  /** Name of the input that it is made of. */
  readonly input: string;
  readonly spec: TargetSpec;
  /** From the input as it was fitted on the training part. */
  fitted(input: FittedInput): FittedTarget;
  /** The target's numbers of `size` samples from the input's, one sample after the other. */
  values(input: Float32Array, size: number, fitted: FittedInput): Float32Array;
}

/** An input of random numbers, drawn anew for every sample in every epoch: N(0, 1). */
export interface MadeInput {
  readonly name: string;
  readonly spec: InputSpec;
  readonly fitted: FittedInput;
}

/** Two networks that learn against each other in every step: first the one that judges, then the one that makes. */
export interface Rivals {
  /** Target of what is made, and of the judgement whether a sample is real. */
  readonly made: string;
  readonly judged: string;
  /** Name of the input that samples are made of. */
  readonly noise: string;
  /** What a real sample counts less than 1. */
  readonly smoothing: number;
  /** The judge's optimizer, with all its settings; the other has the training's. */
  readonly optimizer: string;
  readonly optimizerParams: ParamValues;
}

/** An earlier run whose answers are learned beside what the data says. */
export interface Teaching {
  /** Id of that run; empty while none is chosen. */
  readonly teacher: string;
  /** Both networks' answers are softened by it before they are compared. */
  readonly temperature: number;
  /** The teacher's share of the loss, 0 to 1; what the data says has the rest. */
  readonly alpha: number;
}

/**
 * How the samples of a batch are mixed two by two while training: each counts for a share of 0 to 1, drawn from
 * Beta(½, ½), mostly near one of the two, or from Beta(1, 1), any share alike; its partner for the rest.
 */
export type Mixing = 'gentle' | 'even';

/** The network that is to learn by it, as far as a recipe looks. */
export interface RecipeNetwork {
  readonly layers: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly params: ParamValues;
    /** Ids of the layers that are wired to it, and what they give. */
    readonly sources: readonly string[];
    readonly inputs: readonly TensorSpec[];
  }[];
}

export interface RecipeDefinition<S extends ParamSchema = ParamSchema> {
  readonly id: string;
  readonly title: string;
  /** One plain sentence for a beginner. */
  readonly summary: string;
  /** What it means for the data step: one plain sentence; empty where nothing changes. */
  readonly data: string;
  readonly params: S;
  /**
   * The parameters as a form for the data, if any is chosen, and the project's trained runs: choices among its classes or
   * among them, and none that has no effect.
   */
  form?(data: DataSpec | null, runs: readonly Option[], params: ValuesOf<S>): ParamSchema;
  /** Null where the data suits it, else a sentence that says what it needs. `data` is the data's own. */
  objection(data: DataSpec): string | null;
  /** Inputs that the data does not have; they stand after its own. */
  inputs?(params: ValuesOf<S>): readonly MadeInput[];
  /** Targets made of inputs; they stand before the data's own. */
  targets(data: DataSpec): readonly MadeTarget[];
  /** Beginnings of codes of data problems that do not matter to it: what is wrong with a target nobody learns. */
  readonly silences: readonly string[];
  /** Ids of metrics shown where none are chosen; empty: the task's own. */
  readonly metrics: readonly string[];
  /** What is wrong with a network for it. */
  check(network: RecipeNetwork, params: ValuesOf<S>): readonly Problem[];
  /** How samples are mixed with each other while training, where the data is made of what can be mixed; null: not at all. */
  mixing?(params: ValuesOf<S>): Mixing | null;
  /** Standard deviation of the noise on made targets' inputs while training; 0 is none. */
  noise(params: ValuesOf<S>): number;
  /** Weight in the loss of how far what is drawn lies from the standard normal distribution; 0 leaves it out. */
  divergence(params: ValuesOf<S>): number;
  /** The class that is learned from alone, of the data's first target with classes; null: all. */
  only(params: ValuesOf<S>): string | null;
  /** For two networks that learn against each other; with them the last epoch is the best, for no loss tells. */
  rivals?(params: ValuesOf<S>, training: Pick<TrainingConfig, 'optimizer' | 'optimizerParams'>): Rivals;
  /** For a network that learns from another one. */
  teaching?(params: ValuesOf<S>): Teaching;
  /** What the trained network can make up by itself. */
  readonly generates: 'nothing' | 'samples' | 'text';
}

/** Types a definition by its own parameters and forgets them again, as `defineLayer` does. */
export function defineRecipe<const S extends ParamSchema>(definition: RecipeDefinition<S>): RecipeDefinition {
  return definition as unknown as RecipeDefinition;
}
