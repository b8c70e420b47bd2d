// The samples themselves: rows of a table or a wall of pictures, all of them, drawn as they come into view.
import { SegmentedControl } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnConfig, DataConfig, Part } from '../../shared/data/config';
import { pictureInputs } from '../../shared/data/tablePictures';
import { visibleText } from '../../shared/visibleText';
import { ProblemCard } from '../screens/ProblemCard';
import { Marked } from '../screens/Marked';
import { Reel } from '../screens/Reel';
import { formatCount } from '../ui/numbers';
import classes from './Preview.module.css';
import { SeriesView } from './SeriesView';
import { SoundRows } from './SoundRows';
import { TaggedRows } from './TaggedRows';
import { TextRows } from './TextRows';
import { usePages, type Pages } from './usePages';
import { useVirtualRows } from './useVirtualRows';

/** Wide enough for the name and for most values, within reason. */
function columnWidth(column: ColumnConfig): number {
  if (column.type === 'text') return 240;
  if (column.type === 'picture') return 150;
  const values = column.type === 'number' ? [] : (column.facts.categories ?? []).slice(0, 50);
  const longest = Math.max(column.name.length, ...values.map((value) => Math.min(value.length, 32)));
  return Math.min(240, Math.max(84, longest * 7 + 26));
}

const filters = ['all', 'train', 'validation', 'test'] as const;

export function Preview({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const [part, setPart] = useState<Part | 'all'>('all');
  const pages = usePages(data, part);
  return (
    <div className={classes.box}>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t('data.whichPart')}
          data={filters.map((value) => ({ value, label: t(`data.part.${value}`) }))}
          value={part}
          onChange={(value) => setPart(value as Part | 'all')}
        />
        <span className={classes.total}>
          {pages.total === undefined ? '' : t('data.samples', { count: pages.total, n: formatCount(pages.total) })}
        </span>
      </div>
      {pages.problem !== null ? (
        <div className={classes.problem}>
          <ProblemCard problem={pages.problem} />
        </div>
      ) : data.images || data.video || data.masks || data.boxes ? (
        <Wall key={part} pages={pages} tile={data.masks || data.boxes ? markedTile : tile} />
      ) : data.audio ? (
        <SoundRows key={part} data={data} part={part} pages={pages} />
      ) : data.series ? (
        <SeriesView key={part} data={data} pages={pages} />
      ) : data.tags ? (
        <TaggedRows key={part} pages={pages} names={data.tags.classes} />
      ) : data.text || data.pairs ? (
        <TextRows key={part} pages={pages} pairs={data.pairs !== undefined} />
      ) : (
        <Rows key={part} data={data} pages={pages} />
      )}
    </div>
  );
}

function Rows({ data, pages }: { readonly data: DataConfig; readonly pages: Pages }) {
  const { t } = useTranslation();
  const columns = data.table?.columns ?? [];
  const pictureOf = new Map([...pictureInputs(columns)].map(([input, column]) => [column, input]));
  const { scroll, items, height } = useVirtualRows(pages, 28, 20);
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => columnWidth(columns[index]!),
    overscan: 4,
  });
  const cells = across.getVirtualItems();
  const fixed = 132;
  const width = fixed + across.getTotalSize();
  return (
    <div
      ref={scroll}
      className={classes.scroll}
      role="grid"
      aria-rowcount={(pages.total ?? 0) + 1}
      aria-colcount={columns.length + 2}
      tabIndex={0}
    >
      <div className={classes.rowHead} style={{ width }} role="row">
        <span className={classes.index} role="columnheader">
          #
        </span>
        <span className={classes.partCell} role="columnheader">
          {t('data.partName')}
        </span>
        {cells.map((cell) => (
          <span
            key={cell.key}
            role="columnheader"
            className={classes.cell}
            data-role={columns[cell.index]!.role}
            title={visibleText(columns[cell.index]!.name)}
            dir="auto"
            style={{ left: fixed + cell.start, width: cell.size }}
          >
            {visibleText(columns[cell.index]!.name)}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ position: 'relative', height, width, minWidth: '100%' }}>
        {items.map((item) => {
          const row = pages.row(item.index);
          return (
            <div
              key={item.key}
              role="row"
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)`, width }}
              data-odd={item.index % 2 === 1 || undefined}
            >
              <span role="gridcell" className={classes.index}>
                {row === undefined ? '' : formatCount(row.index + 1)}
              </span>
              <span role="gridcell" className={classes.partCell} data-part={row?.part}>
                {row === undefined ? '' : t(`data.part.${row.part === 'left out' ? 'leftOut' : row.part}`)}
              </span>
              {row !== undefined &&
                cells.map((cell) => {
                  const given = row.cells?.[cell.index];
                  const text = typeof given === 'string' ? visibleText(given) : given;
                  const picture = row.pictures?.[pictureOf.get(columns[cell.index]!) ?? ''];
                  return (
                    <span
                      key={cell.key}
                      role="gridcell"
                      className={classes.cell}
                      data-number={columns[cell.index]!.type === 'number' || undefined}
                      data-missing={text === null || undefined}
                      data-role={columns[cell.index]!.role}
                      style={{ left: fixed + cell.start, width: cell.size }}
                      title={text ?? t('data.missingCell')}
                      dir="auto"
                    >
                      {picture !== undefined && (
                        <img className={classes.small} src={picture} alt="" draggable={false} />
                      )}
                      {text ?? '–'}
                    </span>
                  );
                })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Pictures with marks on them are looked at more closely. */
const [tile, markedTile] = [84, 148];
/** Empty tiles that stand in until it is known how many there are. */
const awaited = 60;

function Wall({ pages, tile }: { readonly pages: Pages; readonly tile: number }) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const ref = useMergedRef(scroll, sizeRef);
  const perRow = Math.max(1, Math.floor((width - 24) / tile));
  const total = pages.total ?? awaited;
  const rows = useVirtualizer({
    count: Math.ceil(total / perRow),
    getScrollElement: () => scroll.current,
    estimateSize: () => tile + 18,
    overscan: 3,
  });
  const items = rows.getVirtualItems();
  const first = (items[0]?.index ?? 0) * perRow;
  const last = Math.min((pages.total ?? 1) - 1, ((items[items.length - 1]?.index ?? 0) + 1) * perRow - 1);
  useEffect(() => pages.want(first, Math.max(first, last)));
  return (
    <div
      ref={ref}
      className={classes.scroll}
      style={{ '--tile': `${tile}px` } as CSSProperties}
      tabIndex={0}
      role="list"
      aria-label={t('data.wall')}
      aria-busy={pages.total === undefined}
    >
      <div style={{ position: 'relative', height: rows.getTotalSize() + 16 }}>
        {items.map((item) => (
          <div
            key={item.key}
            className={classes.wallRow}
            style={{ transform: `translateY(${item.start + 8}px)`, gridTemplateColumns: `repeat(${perRow}, 1fr)` }}
          >
            {Array.from({ length: perRow }, (_, place) => {
              const index = item.index * perRow + place;
              if (index >= total) return null;
              const row = pages.row(index);
              return (
                <figure key={place} className={classes.tile} role="listitem">
                  <span className={classes.square}>
                    {row?.picture !== undefined && (
                      <Marked picture={row.picture} marks={row.marks} alt={row.label ?? ''} />
                    )}
                    {row?.frames !== undefined && (
                      <Reel frames={row.frames} alt={row.label ?? ''} className={classes.reel} />
                    )}
                  </span>
                  <figcaption title={visibleText(row?.label ?? '')} dir="auto">
                    {visibleText(row?.label ?? '')}
                  </figcaption>
                </figure>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
