// Numbers and figures as a model card says them.
import type { SplitConfig } from '../../data/config';
import { splitMethodOf } from '../../data/split';
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

/** What a processor of a desktop under full load draws beyond what it does when idle, roughly. */
const assumedWatts = 50;

/** Nothing here measures power: an estimate that names what it assumes. */
export function energyWords(ms: number): string {
  const wattHours = (assumedWatts * ms) / 3_600_000;
  const said = wattHours >= 1000 ? `${number(wattHours / 1000)} kWh` : `${number(wattHours)} Wh`;
  return `about ${said}, if the machine drew ${assumedWatts} W more meanwhile; not measured`;
}

/** How samples were shared out among the parts. */
export function splitWords(split: SplitConfig): string {
  const { title, id } = splitMethodOf(split);
  const column = split.column === undefined ? '' : ` (column ${split.column})`;
  const how = `Shared out: ${title.toLowerCase()}${column}`;
  if (id === 'column' || id === 'folders') return `${how}.`;
  if (id === 'folds')
    return `${how}: fold ${(split.fold ?? 0) + 1} of ${split.folds ?? 5} only measures (seed ${split.seed}).`;
  const equal = split.stratify && id === 'random' ? ', each part with the same share of every class' : '';
  const shares = `${percent(split.train)} of the samples train, ${percent(split.validation)} choose the best epoch, ${percent(split.test)} only measure`;
  return `${how}${equal}: ${shares} (seed ${split.seed}).`;
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
