// Numbers and figures as a model card says them.
import { findFigure } from '../../run/figures';

/** A number with four digits or so. */
export const number = (value: number): string =>
  Number.isInteger(value)
    ? value.toLocaleString('en')
    : Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4)
      ? value.toExponential(2)
      : String(Number(value.toPrecision(4)));
export const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** With several outputs a figure's name begins with its output's: "digit/accuracy" is "digit: Accuracy". */
export function figureName(name: string): string {
  const id = name.slice(name.lastIndexOf('/') + 1);
  const title = findFigure(id)?.title ?? id;
  return name.includes('/') ? `${name.slice(0, name.lastIndexOf('/'))}: ${title}` : title;
}

export function figureValue(name: string, value: number): string {
  const id = name.slice(name.lastIndexOf('/') + 1);
  return findFigure(id)?.format === 'percent' ? percent(value) : number(value);
}
