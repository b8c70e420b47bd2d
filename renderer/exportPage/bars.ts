// Shares as bars: how probable each class is, or how much of a picture it covers.
import { element } from './dom';

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.0005 && share < 0.9995 ? 1 : 0)} %`;
}

/** Bars shown at most, most probable first. */
const maxBars = 12;

export interface Bar {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  /** Of the same thing in a picture, as #rrggbb. */
  readonly colour?: string;
}

/** Shares as a list of bars, the largest first. */
export function barsOf(shares: readonly Bar[]): HTMLElement {
  const list = element('ul', 'bars');
  for (const { share, name, colour } of [...shares].sort((a, b) => b.share - a.share).slice(0, maxBars)) {
    const item = element('li');
    const bar = element('span', 'bar');
    bar.style.width = `${Math.min(100, Math.max(0, share * 100))}%`;
    if (colour !== undefined) bar.style.background = colour;
    const track = element('span', 'track');
    track.append(bar);
    item.append(element('span', 'name', name), track, element('span', 'share', percent(share)));
    list.append(item);
  }
  return list;
}
