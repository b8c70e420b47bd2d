// A sample's numbers as a person reads them: a picture, cells with their names, or curves over time.
import type { ShownNumbers } from '../../shared/data/shown';
import { Curves } from './Curves';
import classes from './NumbersView.module.css';

interface Props {
  readonly numbers: ShownNumbers;
  /** What is shown, for those who cannot see it. */
  readonly label: string;
  readonly large?: boolean;
}

/** More cells than these are not read one by one. */
const mostCells = 12;
const mostCurves = 3;
const tones = [0, 1, 2] as const;

export function NumbersView({ numbers, label, large = false }: Props) {
  const { picture, cells, series } = numbers;
  if (picture !== undefined) {
    return (
      <img src={picture} alt={label} className={classes.picture} data-large={large || undefined} draggable={false} />
    );
  }
  if (series !== undefined) {
    return (
      <Curves
        bare={!large}
        label={label}
        height={large ? 160 : 56}
        curves={series.channels.slice(0, mostCurves).map((name, at) => ({
          name,
          values: series.values.map((row) => row[at] ?? null),
          tone: tones[at] ?? 0,
        }))}
      />
    );
  }
  return (
    <dl className={classes.cells} aria-label={label}>
      {(cells ?? []).slice(0, large ? 100 : mostCells).map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
