// What several schedules share: their parameters, and names as Python expressions.
import type { KerasValue } from '../../layers/layer';
import { float, int } from '../../params';
import type { FloatParam, IntParam } from '../../params';

export function warmup(fallback = 0.1): FloatParam {
  return float({
    title: 'Warm-up',
    help: 'The part of the whole training in which the rate rises from small to full. 0.1 is the first tenth.',
    default: fallback,
    min: 0,
    max: 0.9,
    step: 0.05,
  });
}

export function start(fallback = 0.01): FloatParam {
  return float({
    title: 'Beginning',
    help: 'The rate of the very first step, as a share of the learning rate.',
    default: fallback,
    min: 0,
    max: 1,
    step: 0.01,
    advanced: true,
  });
}

export function end(fallback = 0): FloatParam {
  return float({
    title: 'End',
    help: 'The rate that is left at the end, as a share of the learning rate.',
    default: fallback,
    min: 0,
    max: 1,
    step: 0.01,
  });
}

export function every(fallback: number, help: string): IntParam {
  return int({ title: 'Every', help, default: fallback, min: 1, max: 100_000, unit: 'ep.' });
}

/** Steps of the warm-up; the same in Python is `int(share * total_steps)`. */
export function warmupSteps(share: number, totalSteps: number): number {
  return Math.floor(share * totalSteps);
}

/** A parameter by its name, as Python reads it where the schedule's parameters are the dictionary `schedule`. */
export function setting(name: string): string {
  return `schedule["${name}"]`;
}

export function python(source: string): KerasValue {
  return { source };
}

/** Half a cosine: 1 at 0, 0 at 1. */
export function cosine(share: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * share));
}

/** A number as Python source that is a float, not an int. */
export function pythonFloatSource(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
