// Steps of a column or a quantity as an array of nn_step.
import type { FittedStep } from '../../../data/fitted';
import { cArray, cDouble } from './literals';

/** Declarations, and the two members of a struct that point at them: how many, and which. */
export function stepsIn(steps: readonly FittedStep[], name: string): { arrays: readonly string[]; members: string } {
  if (steps.length === 0) return { arrays: [], members: '0, 0' };
  const arrays: string[] = [];
  const each = steps.map((step, place) => {
    if (step.type === 'clip') return `{NN_CLIP, ${cDouble(step.low)}, ${cDouble(step.high)}, 0, 0}`;
    if (step.type !== 'ranks') return `{NN_${step.type.toUpperCase()}, 0, 0, 0, 0}`;
    const points = `${name}_points_${place}`;
    arrays.push(cArray('double', points, step.points.map(cDouble)));
    return `{NN_RANKS, 0, 0, ${step.points.length}, ${points}}`;
  });
  return { arrays: [...arrays, cArray('nn_step', name, each)], members: `${steps.length}, ${name}` };
}
