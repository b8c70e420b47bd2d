// The learning rate over the whole training as a small curve: what a schedule will do, seen before it is done.
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../screens/format';
import type { RatePoint } from './ratePoints';
import classes from './ScheduleCurve.module.css';

const width = 240;
const height = 56;

export function ScheduleCurve(props: {
  readonly points: readonly RatePoint[];
  readonly epochs: number;
  /** Nobody knows its course beforehand. */
  readonly supposed: boolean;
}) {
  const { t } = useTranslation();
  const { points, epochs, supposed } = props;
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return null;
  const highest = Math.max(...points.map(({ rate }) => rate));
  const lowest = Math.min(...points.map(({ rate }) => rate));
  const x = (epoch: number) => (last.epoch > 0 ? (epoch / last.epoch) * width : 0);
  const y = (rate: number) => (highest > 0 ? height - (rate / highest) * height : height);
  const path = points.map(
    ({ epoch, rate }, at) => `${at === 0 ? 'M' : 'L'}${x(epoch).toFixed(1)},${y(rate).toFixed(1)}`,
  );
  const end = points.length === 1 ? `L${width},${y(last.rate).toFixed(1)}` : '';
  const said = t('training.settings.curve', {
    first: formatNumber(first.rate),
    last: formatNumber(last.rate),
    highest: formatNumber(highest),
    lowest: formatNumber(lowest),
  });
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.curve}
        viewBox={`0 -2 ${width} ${height + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        <path d={`${path.join('')}${end}`} />
      </svg>
      <span className={classes.high}>{formatNumber(highest)}</span>
      <figcaption className={classes.ends}>
        <span>{t('training.settings.curveStart')}</span>
        <span>{t('training.settings.curveEnd', { count: epochs })}</span>
      </figcaption>
      {supposed && <p className={classes.note}>{t('training.settings.curveSupposed')}</p>}
    </figure>
  );
}
