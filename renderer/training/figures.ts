// Names of figures ("loss", "accuracy", "digit/accuracy") in words, and their values as people read them.
import { type FigureKind, findFigure } from '../../shared/run/figures';
import { formatNumber, formatPercent } from '../screens/format';

export type FigureWords = FigureKind;
export type FigureFormat = FigureWords['format'];

/** With several outputs a figure's name begins with its output's: "digit/accuracy" is "Accuracy of digit". */
export function figureWords(name: string): FigureWords {
  const slash = name.lastIndexOf('/');
  const figure = findFigure(slash < 0 ? name : name.slice(slash + 1));
  if (figure === undefined) return { title: name, format: 'number', better: 'higher' };
  const { title, format, better } = figure;
  return { title: slash < 0 ? title : `${title} of ${name.slice(0, slash)}`, format, better };
}

export function formatFigure(value: number, format: FigureFormat): string {
  return format === 'percent' ? formatPercent(value) : formatNumber(value);
}
