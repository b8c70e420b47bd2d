// Texts with their classes or their other halves, all of them, drawn as they come into view.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/numbers';
import preview from './Preview.module.css';
import classes from './TextRows.module.css';
import type { Pages } from './usePages';

const rowHeight = 46;

/** `pairs`: what stands as the label is a text, too, and comes second. */
export function TextRows({ pages, pairs = false }: { readonly pages: Pages; readonly pairs?: boolean }) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: pages.total ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => pages.want(first, last));
  return (
    <div ref={scroll} className={preview.scroll} role="list" aria-label={t('data.texts')} tabIndex={0}>
      <div style={{ position: 'relative', height: rows.getTotalSize() }}>
        {items.map((item) => {
          const row = pages.row(item.index);
          return (
            <div
              key={item.key}
              role="listitem"
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)` }}
              data-odd={item.index % 2 === 1 || undefined}
              data-pairs={pairs || undefined}
            >
              <span className={classes.index}>{row === undefined ? '' : formatCount(row.index + 1)}</span>
              <span className={classes.part}>
                {row === undefined ? '' : t(`data.part.${row.part === 'left out' ? 'leftOut' : row.part}`)}
              </span>
              <span className={classes.label} title={row?.label}>
                {row?.label}
              </span>
              <span className={classes.text} dir="auto">
                {row?.text}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
