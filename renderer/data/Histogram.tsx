// A column's values at a glance: bars of its histogram, or of its most frequent categories.
import type { ColumnFacts, ColumnType } from '../../shared/data/config';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import classes from './Histogram.module.css';

const sizes = { small: { width: 104, height: 26 }, large: { width: 268, height: 84 } };
/** More categories than this do not fit as bars that can be told apart. */
const mostBars = 24;

export function Histogram(props: { readonly facts: ColumnFacts; readonly type: ColumnType; readonly large?: boolean }) {
  const { facts, type, large = false } = props;
  const { width, height } = sizes[large ? 'large' : 'small'];
  const counts = (facts.histogram ?? []).slice(0, mostBars);
  if (counts.length === 0 || type === 'text' || type === 'picture') return <span className={classes.blank} />;
  const most = Math.max(...counts, 1);
  const step = width / counts.length;
  const words = (place: number) => {
    if (type === 'number' && facts.min !== undefined && facts.max !== undefined) {
      const bin = (facts.max - facts.min) / counts.length;
      return `${formatNumber(facts.min + place * bin)} – ${formatNumber(facts.min + (place + 1) * bin)}`;
    }
    return facts.categories?.[place] ?? '';
  };
  return (
    <svg width={width} height={height} className={classes.bars} aria-hidden>
      {counts.map((count, place) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (height * count) / most);
        return (
          <g key={place}>
            <rect x={place * step} y={0} width={step} height={height} fill="transparent">
              <title>{`${words(place)}: ${formatCount(count)}`}</title>
            </rect>
            <rect
              className={classes.bar}
              x={place * step + 0.5}
              y={height - tall}
              width={Math.max(1, step - 1)}
              height={tall}
            />
          </g>
        );
      })}
    </svg>
  );
}
