// Names of figures ("loss", "accuracy", "digit/accuracy") in words, and their values as people read them.
import { findMetric } from '../../shared/choices/metrics';
import { formatNumber, formatPercent } from '../screens/format';

export type FigureFormat = 'percent' | 'number';

export interface FigureWords {
  readonly title: string;
  readonly format: FigureFormat;
  readonly better: 'higher' | 'lower';
}

/** With several outputs a figure's name begins with its output's: "digit/accuracy" is "Accuracy of digit". */
export function figureWords(name: string): FigureWords {
  const slash = name.lastIndexOf('/');
  const id = slash < 0 ? name : name.slice(slash + 1);
  const of = slash < 0 ? '' : ` of ${name.slice(0, slash)}`;
  if (id === 'exactMatch') return { title: `Exact match${of}`, format: 'percent', better: 'higher' };
  if (id === 'tokenAccuracy') return { title: `Tokens right${of}`, format: 'percent', better: 'higher' };
  if (id === 'meanAveragePrecision') return { title: `mAP at half overlap${of}`, format: 'percent', better: 'higher' };
  if (id === 'lifelike') return { title: `Lifelike${of}`, format: 'percent', better: 'higher' };
  if (id === 'variety') return { title: `Variety${of}`, format: 'percent', better: 'higher' };
  if (id === 'loss') return { title: `Loss${of}`, format: 'number', better: 'lower' };
  if (id === 'kl') return { title: `KL divergence${of}`, format: 'number', better: 'lower' };
  if (id === 'teacher') return { title: `Distance to teacher${of}`, format: 'number', better: 'lower' };
  const metric = findMetric(id);
  return metric
    ? { title: `${metric.title}${of}`, format: metric.format, better: metric.better }
    : { title: name, format: 'number', better: 'higher' };
}

export function formatFigure(value: number, format: FigureFormat): string {
  return format === 'percent' ? formatPercent(value) : formatNumber(value);
}
