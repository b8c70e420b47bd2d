// The figures of a run and of an evaluation: metrics, which a person chooses (shared/choices/metrics), and those that come by
// themselves.
import { findMetric } from '../choices/metrics';

export interface FigureKind {
  readonly title: string;
  readonly format: 'percent' | 'number';
  readonly better: 'higher' | 'lower';
}

/** How far random layers draw from the standard normal distribution. */
export const divergenceFigure = 'kl';
/** How far the answers are from the teacher's. */
export const teacherFigure = 'teacher';

const others: ReadonlyMap<string, FigureKind> = new Map([
  ['loss', { title: 'Loss', format: 'number', better: 'lower' }],
  [divergenceFigure, { title: 'KL divergence', format: 'number', better: 'lower' }],
  [teacherFigure, { title: 'Distance to teacher', format: 'number', better: 'lower' }],
  ['exactMatch', { title: 'Exact match', format: 'percent', better: 'higher' }],
  ['tokenAccuracy', { title: 'Tokens right', format: 'percent', better: 'higher' }],
  ['meanAveragePrecision', { title: 'mAP at half overlap', format: 'percent', better: 'higher' }],
  ['lifelike', { title: 'Lifelike', format: 'percent', better: 'higher' }],
  ['variety', { title: 'Variety', format: 'percent', better: 'higher' }],
]);

/** A figure by its id, without an output's name before it; undefined for one of another version. */
export function findFigure(id: string): FigureKind | undefined {
  return others.get(id) ?? findMetric(id);
}
