// Samples one below the other, all of them, drawn as they come into view. Each row opens with its number and its part;
// what follows is the caller's.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PreviewRow } from '../../shared/data/shown';
import { formatCount } from '../ui/numbers';
import preview from './Preview.module.css';
import classes from './RowList.module.css';
import type { Pages } from './usePages';
import { useVirtualRows } from './useVirtualRows';

interface Props {
  readonly pages: Pages;
  /** What the rows are, for screen readers. */
  readonly label: string;
  /** In pixels, the same for all rows. */
  readonly rowHeight: number;
  /** Gives a row its columns. */
  readonly className: string | undefined;
  /** The cells after number and part; the row is undefined until its page is there. */
  readonly children: (row: PreviewRow | undefined, index: number) => ReactNode;
}

export function RowList({ pages, label, rowHeight, className, children }: Props) {
  const { t } = useTranslation();
  const { scroll, items, height } = useVirtualRows(pages, rowHeight, 10);
  return (
    <div ref={scroll} className={preview.scroll} role="list" aria-label={label} tabIndex={0}>
      <div style={{ position: 'relative', height }}>
        {items.map((item) => {
          const row = pages.row(item.index);
          return (
            <div
              key={item.key}
              role="listitem"
              className={`${classes.row} ${className}`}
              style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
              data-odd={item.index % 2 === 1 || undefined}
            >
              <span className={classes.index}>{row === undefined ? '' : formatCount(row.index + 1)}</span>
              <span className={classes.part}>
                {row === undefined ? '' : t(`data.part.${row.part === 'left out' ? 'leftOut' : row.part}`)}
              </span>
              {children(row, item.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
