// Names of lines at their right ends, instead of a legend: pushed apart where they would overlap.
import { usePlotArea, useYAxisScale } from 'recharts';

export interface DirectLabel {
  readonly key: string;
  readonly text: string;
  /** The line's last value: where the label belongs. */
  readonly value: number;
  readonly className: string;
}

/** Heights at least `gap` apart, as near to the wished ones as the room from `top` to `bottom` allows, in their order. */
export function spread(wished: readonly number[], gap: number, top: number, bottom: number): readonly number[] {
  const order = wished.map((_, place) => place).sort((a, b) => wished[a]! - wished[b]!);
  const placed = [...wished];
  let floor = top;
  for (const place of order) {
    placed[place] = Math.max(placed[place]!, floor);
    floor = placed[place]! + gap;
  }
  let ceiling = bottom;
  for (const place of [...order].reverse()) {
    placed[place] = Math.min(placed[place]!, ceiling);
    ceiling = placed[place]! - gap;
  }
  return placed;
}

export function DirectLabels({ labels }: { readonly labels: readonly DirectLabel[] }) {
  const area = usePlotArea();
  const scale = useYAxisScale();
  if (!area || !scale) return null;
  const heights = labels.map((label) => scale(label.value) ?? area.y);
  const places = spread(heights, 15, area.y + 4, area.y + area.height - 2);
  return (
    <g>
      {labels.map((label, place) => (
        <text
          key={label.key}
          x={area.x + area.width + 8}
          y={places[place]!}
          dominantBaseline="middle"
          className={label.className}
        >
          {label.text.length > 14 ? `${label.text.slice(0, 13)}…` : label.text}
        </text>
      ))}
    </g>
  );
}
