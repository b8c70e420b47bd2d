// Named bars with their figures: class counts, probabilities. A list in HTML, so that it reads aloud as well.
import type { CSSProperties } from 'react';
import { visibleText } from '../../shared/visibleText';
import classes from './Bars.module.css';

export interface Bar {
  readonly key: string;
  readonly name: string;
  /** Against the largest of all, or against `full`. */
  readonly value: number;
  readonly words: string;
  readonly strong?: boolean;
  /** Instead of the usual one, where a colour stands for the name elsewhere. */
  readonly colour?: string;
}

/** A name as it is seen: of blanks alone, as a language model's tokens may be, in signs. */
function visible(name: string): string {
  return name.trim() === '' ? name.replace(/\n/g, '↵').replace(/\s/g, '␣') : visibleText(name);
}

export function Bars({
  bars,
  full,
  label,
}: {
  readonly bars: readonly Bar[];
  readonly full?: number;
  readonly label: string;
}) {
  const most = full ?? Math.max(...bars.map((bar) => bar.value), 0);
  const widest = (texts: readonly string[]) => Math.max(1, ...texts.map((text) => text.length));
  const columns = {
    '--name': `min(40%, ${widest(bars.map((bar) => visible(bar.name))) + 1}ch)`,
    '--words': `${widest(bars.map((bar) => bar.words))}ch`,
  } as CSSProperties;
  return (
    <ul className={classes.bars} aria-label={label} style={columns}>
      {bars.map((bar) => (
        <li key={bar.key} className={classes.bar} data-strong={bar.strong || undefined}>
          <span className={classes.name} title={visible(bar.name)} dir="auto">
            {visible(bar.name)}
          </span>
          <span className={classes.track} aria-hidden>
            <span
              className={classes.fill}
              style={{
                width: `${most > 0 ? (100 * bar.value) / most : 0}%`,
                ...(bar.colour === undefined ? {} : { background: bar.colour }),
              }}
            />
          </span>
          <span className={classes.words}>{bar.words}</span>
        </li>
      ))}
    </ul>
  );
}
