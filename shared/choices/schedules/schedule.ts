// What a learning-rate schedule is: a rule that gives the learning rate of every step, and the same rule in Keras.
import type { KerasValue } from '../../layers/layer';
import type { ParamSchema, ValuesOf } from '../../params';

/** An epoch that is over: what a rule may look back on. */
export interface EpochFigures {
  readonly train: { readonly [figure: string]: number };
  readonly validation: { readonly [figure: string]: number } | null;
}

/** Where a run stands before one of its steps. */
export interface ScheduleMoment {
  /** Steps done before this one, from 0, as Keras' `iterations`. */
  readonly step: number;
  /** Epochs done before this one, from 0. */
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole run, early stopping aside. */
  readonly totalSteps: number;
  /** The epochs that are over, in order. */
  readonly epochs: readonly EpochFigures[];
}

export interface ScheduleDefinition<S extends ParamSchema = ParamSchema> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly formula?: string;
  readonly params: S;
  /** Looks at the epochs so far, so that its curve is not known beforehand. */
  readonly looksBack?: true;
  /** The rate of the next step. Pure: the same moment gives the same rate, so that a run can go on where it stopped. */
  rateAt(params: ValuesOf<S>, base: number, moment: ScheduleMoment): number;
  /**
   * The same in Keras: a value for the optimizer's learning rate, as Python in which `learning_rate`,
   * `steps_per_epoch` and `total_steps` have values and `schedule` is a dictionary of the parameters; a callback for
   * rules that look back, with its arguments; null for a constant rate.
   */
  keras(params: ValuesOf<S>): ScheduleInKeras | null;
}

export type ScheduleInKeras =
  | {
      readonly rate: KerasValue;
      /** A class of its own, where Keras has none: its source, which uses `keras` and `math`. */
      readonly source?: string;
    }
  | { readonly plateau: { readonly [argument: string]: number } };

/** Types a definition by its own parameters and forgets them again, as `defineLayer` does. */
export function defineSchedule<const S extends ParamSchema>(definition: ScheduleDefinition<S>): ScheduleDefinition {
  return definition as unknown as ScheduleDefinition;
}
