// How many numbers lie in each of so many equal stretches, with the least and the largest below.
import type { Spread } from '../../shared/data/stages/stage';
import { formatNumber } from '../screens/format';
import classes from './ValueBars.module.css';

interface Props {
  readonly title?: string;
  readonly spread: Spread;
  /** What is shown, for those who cannot see it. */
  readonly label: (from: string, to: string) => string;
  readonly small?: boolean;
}

export function ValueBars({ title, spread: { low, high, counts }, label, small = false }: Props) {
  const most = Math.max(...counts, 1);
  const [from, to] = [formatNumber(low), formatNumber(high)];
  return (
    <figure className={classes.figure} data-small={small || undefined}>
      {title !== undefined && <figcaption>{title}</figcaption>}
      <svg viewBox={`0 0 ${counts.length} 40`} preserveAspectRatio="none" role="img" aria-label={label(from, to)}>
        {counts.map((count, at) => (
          <rect key={at} x={at + 0.05} width={0.9} y={40 - (38 * count) / most} height={(38 * count) / most} />
        ))}
      </svg>
      <span className={classes.axis}>
        <span>{from}</span>
        <span>{to}</span>
      </span>
    </figure>
  );
}
