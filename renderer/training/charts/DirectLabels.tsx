// Names of lines at their right ends, instead of a legend: pushed apart where they would overlap.
import type { Scales } from './scale';

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

interface Props {
  readonly labels: readonly DirectLabel[];
  readonly scales: Scales;
}

export function DirectLabels({ labels, scales: { area, y } }: Props) {
  const heights = labels.map((label) => {
    const height = y(label.value);
    return Number.isFinite(height) ? height : area.y;
  });
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
