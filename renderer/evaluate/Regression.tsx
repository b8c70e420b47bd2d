// Predictions of a number against the truth: on the line is right; and the errors in the data's own units.
import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { EvaluatedOutput } from '../../shared/run/evaluation';
import { formatNumber } from '../screens/format';
import { ticksOf } from '../training/charts/curves';
import styles from './EvaluateScreen.module.css';

interface Spot {
  readonly truth: number;
  readonly predicted: number;
}

export function Regression(props: {
  readonly target: string;
  readonly errors: NonNullable<EvaluatedOutput['errors']>;
}) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { errors, target } = props;
  const values = errors.points.flat();
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low) * 0.04 || 1;
  const range: [number, number] = [low - air, high + air];
  const ticks = ticksOf(range[0], range[1], 6, false) as number[];
  const height = Math.min(400, Math.max(260, width));
  return (
    <div
      ref={ref}
      className={styles.scatter}
      style={{ height }}
      role="img"
      aria-label={t('evaluate.scatterWords', { name: target, mae: formatNumber(errors.mae) })}
    >
      {width > 0 && (
        <ScatterChart
          width={width}
          height={height}
          margin={{ top: 8, right: 12, bottom: 16, left: 4 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" syncWithTicks />
          <XAxis
            type="number"
            dataKey="truth"
            domain={range}
            ticks={ticks}
            tickFormatter={(value: number) => formatNumber(value)}
            tickLine={false}
            label={{ value: t('evaluate.truthAxis', { name: target }), position: 'insideBottom', offset: -8 }}
          />
          <YAxis
            type="number"
            dataKey="predicted"
            domain={range}
            ticks={ticks}
            tickFormatter={(value: number) => formatNumber(value)}
            tickLine={false}
            axisLine={false}
            width={64}
            label={{ value: t('evaluate.predictedAxis'), angle: -90, position: 'insideLeft', offset: 8 }}
          />
          <ReferenceLine
            segment={[
              { x: range[0], y: range[0] },
              { x: range[1], y: range[1] },
            ]}
            className={styles.diagonal ?? ''}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ payload }) => {
              const point = payload[0]?.payload as Spot | undefined;
              return point ? (
                <div className={styles.reading}>
                  {t('evaluate.pointWords', {
                    truth: formatNumber(point.truth),
                    predicted: formatNumber(point.predicted),
                  })}
                </div>
              ) : null;
            }}
          />
          <Scatter
            isAnimationActive={false}
            data={errors.points.map(([truth, predicted]) => ({ truth, predicted }))}
            shape={({ cx, cy }) => <circle cx={cx ?? 0} cy={cy ?? 0} r={3} className={styles.dot} />}
          />
        </ScatterChart>
      )}
    </div>
  );
}
