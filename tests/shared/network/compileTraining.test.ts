// The plan's training settings leave nothing open: what an older file lacks has its default, and weight decay counts once.
import { describe, expect, it } from 'vitest';
import { findOptimizer } from '../../../shared/choices/optimizers';
import { findSchedule } from '../../../shared/choices/schedules';
import { compile } from '../../../shared/network/compile';
import { defaultsOf } from '../../../shared/params';
import type { TrainingConfig } from '../../../shared/run/training';
import { row, threeFlowers } from './documents';

function plan(training: Partial<TrainingConfig>) {
  const document = row(threeFlowers, ['input'], ['dense', { units: 3, activation: 'softmax' }], ['output']);
  const result = compile({ ...document, training: { ...document.training, ...training } });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.training;
}

describe('the training of a plan', () => {
  it('has every parameter of its optimizer', () => {
    const optimizerParams = { learningRate: 0.5 };
    expect(plan({ optimizer: 'adagrad', optimizerParams }).optimizerParams).toEqual({
      ...defaultsOf(findOptimizer('adagrad')!.params),
      learningRate: 0.5,
    });
  });

  it('has every parameter of its schedule', () => {
    const { schedule } = plan({ schedule: { id: 'cosineWarmup', params: { warmup: 0.5 } } });
    expect(schedule.params).toEqual({ ...defaultsOf(findSchedule('cosineWarmup')!.params), warmup: 0.5 });
  });

  it.each([
    ['adam', 0.01],
    ['adamw', 0],
  ])('%s decays by %d apart from its own', (optimizer, expected) => {
    expect(plan({ optimizer, optimizerParams: {}, weightDecay: 0.01 }).weightDecay).toBe(expected);
  });

  it('is refused with a schedule that there is not', () => {
    const document = row(threeFlowers, ['input'], ['dense', { units: 3, activation: 'softmax' }], ['output']);
    const result = compile({
      ...document,
      training: { ...document.training, schedule: { id: 'magic', params: {} } },
    });
    expect(result.ok ? '' : result.problem.code).toBe('training.schedule');
  });
});
