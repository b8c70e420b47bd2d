// Curves over one axis, drawn as they are: values over time, with bands behind them and marks upon them. No library: a
// path per curve is all it takes.
import { useElementSize } from '@mantine/hooks';
import classes from './Curves.module.css';
import { formatNumber } from './format';

export interface Curve {
  readonly name: string;
  /** At equal distances from left to right; null leaves a gap. A pair is drawn as the stretch between both. */
  readonly values: readonly (number | readonly [number, number] | null)[];
  /** Which of the curves' colours; 1 stands out. */
  readonly tone: 0 | 1 | 2 | 3;
  readonly dashed?: boolean;
}

interface Props {
  readonly curves: readonly Curve[];
  /** What the picture shows, for those who cannot see it. */
  readonly label: string;
  readonly height?: number;
  /** Words under both ends. */
  readonly ends?: readonly [string, string];
  /** Stretches of the width, from 0 to 1. */
  readonly bands?: readonly {
    readonly from: number;
    readonly to: number;
    readonly name: string;
    readonly kind: string;
  }[];
  /** Points, by their place along the axis. */
  readonly marks?: readonly {
    readonly at: number;
    readonly value: number;
    readonly name: string;
    readonly tone: 1 | 2;
  }[];
  /** Places along the axis; the longest curve's where left out. */
  readonly places?: number;
  /** No words around it: a small picture in a row. */
  readonly bare?: boolean;
}

const low = (value: number | readonly [number, number]) => (typeof value === 'number' ? value : value[0]);
const high = (value: number | readonly [number, number]) => (typeof value === 'number' ? value : value[1]);

export function Curves({ curves, label, height = 160, ends, bands = [], marks = [], places, bare = false }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const all = curves.flatMap(({ values }) => values).filter((value) => value !== null);
  const numbers = [...all.map(low), ...all.map(high), ...marks.map(({ value }) => value)].filter(Number.isFinite);
  let least = Infinity;
  let most = -Infinity;
  for (const value of numbers) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (numbers.length === 0) [least, most] = [0, 1];
  else if (least === most) [least, most] = [least - 1, most + 1];
  const count = places ?? Math.max(1, ...curves.map(({ values }) => values.length));
  // Room for a whole mark at the very end.
  const pad = bare && marks.length === 0 ? 2 : 6;
  const [top, bottom] = [formatNumber(most), formatNumber(least)];
  // Beside the numbers of the scale, so that no curve runs under them.
  const left = bare ? pad : pad + 8 + 7 * Math.max(top.length, bottom.length);
  const x = (place: number) => left + ((width - left - pad) * place) / Math.max(1, count - 1);
  const y = (value: number) => pad + (height - 2 * pad) * (1 - (value - least) / (most - least));
  return (
    <div className={classes.box} data-bare={bare || undefined}>
      <div ref={ref} className={classes.plot} style={{ height }}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={label}>
            {bands.map((band) => (
              <rect
                key={band.kind}
                className={classes.band}
                data-kind={band.kind}
                x={x(band.from * (count - 1))}
                y={0}
                width={Math.max(0, x(band.to * (count - 1)) - x(band.from * (count - 1)))}
                height={height}
              >
                <title>{band.name}</title>
              </rect>
            ))}
            {curves.map((curve) => (
              <path
                key={curve.name}
                className={classes.curve}
                data-tone={curve.tone}
                data-dashed={curve.dashed || undefined}
                d={pathOf(curve.values, x, y)}
              >
                <title>{curve.name}</title>
              </path>
            ))}
            {marks.map((mark) => (
              <circle
                key={mark.name}
                className={classes.mark}
                data-tone={mark.tone}
                cx={x(mark.at)}
                cy={y(mark.value)}
                r={4}
              >
                <title>{mark.name}</title>
              </circle>
            ))}
          </svg>
        )}
        {!bare && (
          <>
            <span className={classes.most}>{top}</span>
            <span className={classes.least}>{bottom}</span>
          </>
        )}
      </div>
      {ends !== undefined && (
        <div className={classes.ends} style={{ paddingLeft: left }}>
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}

function pathOf(values: Curve['values'], x: (place: number) => number, y: (value: number) => number): string {
  let path = '';
  let down = false;
  values.forEach((value, place) => {
    if (value === null || !Number.isFinite(low(value))) {
      down = false;
      return;
    }
    const across = x(place).toFixed(1);
    path += `${down ? 'L' : 'M'}${across} ${y(low(value)).toFixed(1)}`;
    if (typeof value !== 'number' && value[0] !== value[1]) path += `L${across} ${y(value[1]).toFixed(1)}`;
    down = true;
  });
  return path;
}

/** What the curves are called, beside a piece of each. */
export function Legend({ curves }: { readonly curves: readonly Pick<Curve, 'name' | 'tone' | 'dashed'>[] }) {
  return (
    <ul className={classes.legend}>
      {curves.map(({ name, tone, dashed }) => (
        <li key={name}>
          <svg width={18} height={8} aria-hidden>
            <path className={classes.curve} data-tone={tone} data-dashed={dashed || undefined} d="M1 4L17 4" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
