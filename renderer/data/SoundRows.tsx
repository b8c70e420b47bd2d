// Sounds with their classes, all of them, drawn as they come into view and played at the press of a button.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig, Part } from '../../shared/data/config';
import { api } from '../api';
import { SoundView } from '../screens/SoundView';
import { formatCount } from '../ui/numbers';
import preview from './Preview.module.css';
import classes from './TextRows.module.css';
import type { Pages } from './usePages';

const rowHeight = 58;

interface Props {
  readonly data: DataConfig;
  readonly part: Part | 'all';
  readonly pages: Pages;
}

export function SoundRows({ data, part, pages }: Props) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: pages.total ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => pages.want(first, last));
  /** The sound itself travels only when it is to be heard: one alone is asked for. */
  const load = async (place: number): Promise<string | null> => {
    const answer = await api.call('previewData', { data, part, offset: place, limit: 1 });
    return answer.ok ? (answer.value.rows[0]?.sound?.wav ?? null) : null;
  };
  return (
    <div ref={scroll} className={preview.scroll} role="list" aria-label={t('data.sounds')} tabIndex={0}>
      <div style={{ position: 'relative', height: rows.getTotalSize() }}>
        {items.map((item) => {
          const row = pages.row(item.index);
          return (
            <div
              key={item.key}
              role="listitem"
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
              data-odd={item.index % 2 === 1 || undefined}
            >
              <span className={classes.index}>{row === undefined ? '' : formatCount(row.index + 1)}</span>
              <span className={classes.part}>
                {row === undefined ? '' : t(`data.part.${row.part === 'left out' ? 'leftOut' : row.part}`)}
              </span>
              <span className={classes.label} title={row?.label}>
                {row?.label}
              </span>
              {row?.sound !== undefined && (
                <SoundView sound={row.sound} name={row.label ?? ''} height={46} load={() => load(item.index)} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
