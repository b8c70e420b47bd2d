// The list of learning-rate schedules. Where Keras has one of that name, the numbers are Keras'; tests/oracle compares them.
import { defaultsOf } from '../../params';
import type { ParamValues } from '../../result';
import { constant, cosineDecay, cosineRestarts, exponential, polynomial, step } from './falling';
import { plateau } from './plateau';
import type { ScheduleDefinition, ScheduleMoment } from './schedule';
import { cosineWarmup, inverseRoot, linearWarmup, oneCycle } from './warming';

export const schedules: readonly ScheduleDefinition[] = [
  constant,
  step,
  exponential,
  polynomial,
  cosineDecay,
  cosineWarmup,
  cosineRestarts,
  linearWarmup,
  oneCycle,
  inverseRoot,
  plateau,
];

export function findSchedule(id: string): ScheduleDefinition | undefined {
  return schedules.find((schedule) => schedule.id === id);
}

/** Which schedule a training uses, and its parameters. */
export interface ScheduleChoice {
  readonly id: string;
  readonly params: ParamValues;
}

/** A schedule's parameters with its defaults where none are given. */
export function scheduleValues(schedule: ScheduleDefinition, given: ParamValues): ParamValues {
  return { ...(defaultsOf(schedule.params) as ParamValues), ...given };
}

/** The learning rate of the next step. A schedule that this version does not know leaves the rate as it is. */
export function learningRateAt(chosen: ScheduleChoice, base: number, moment: ScheduleMoment): number {
  const schedule = findSchedule(chosen.id);
  return schedule === undefined
    ? base
    : schedule.rateAt(scheduleValues(schedule, chosen.params) as never, base, moment);
}

export type { EpochFigures, ScheduleDefinition, ScheduleInKeras, ScheduleMoment } from './schedule';
