// Which of many rows are in view: only they are drawn, and only their pages are asked for.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Pages } from './usePages';

/** `scroll` goes on the element that scrolls; `items` are the rows to draw, `height` is that of all rows together. */
export function useVirtualRows(pages: Pages, rowHeight: number, overscan: number) {
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: pages.total ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => pages.want(first, last));
  return { scroll, items, height: rows.getTotalSize() };
}
