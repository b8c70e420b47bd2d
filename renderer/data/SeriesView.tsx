// A time series: the whole of it with the borders of its parts, and below it the windows that the network sees.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { Curves } from '../screens/Curves';
import { formatNumber } from '../screens/format';
import { formatCount } from '../ui/numbers';
import preview from './Preview.module.css';
import classes from './SeriesView.module.css';
import type { Pages } from './usePages';

const rowHeight = 58;

export function SeriesView({ data, pages }: { readonly data: DataConfig; readonly pages: Pages }) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: pages.total ?? 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => pages.want(first, last));
  const target = data.series?.target ?? '';
  const place = data.series?.channels.indexOf(target) ?? -1;
  return (
    <>
      <div className={classes.overview}>
        {pages.overview?.map((group) => (
          <figure key={group.name} className={classes.group}>
            <figcaption>{group.name === '' ? target : `${target} · ${group.name}`}</figcaption>
            <Curves
              label={t('data.seriesOver', { name: target, first: group.first, last: group.last })}
              height={pages.overview!.length > 1 ? 72 : 120}
              curves={[{ name: target, values: group.points, tone: 0 }]}
              ends={[group.first, group.last]}
              bands={[
                { kind: 'train', name: t('data.part.train'), from: 0, to: group.borders[0] },
                { kind: 'validation', name: t('data.part.validation'), from: group.borders[0], to: group.borders[1] },
                { kind: 'test', name: t('data.part.test'), from: group.borders[1], to: 1 },
              ]}
            />
          </figure>
        ))}
        <p className={classes.key}>
          <span data-kind="train">{t('data.part.train')}</span>
          <span data-kind="validation">{t('data.part.validation')}</span>
          <span data-kind="test">{t('data.part.test')}</span>
        </p>
      </div>
      <div ref={scroll} className={preview.scroll} role="list" aria-label={t('data.windows')} tabIndex={0}>
        <div style={{ position: 'relative', height: rows.getTotalSize() }}>
          {items.map((item) => {
            const row = pages.row(item.index);
            const shown = row?.series;
            const values = shown?.values.map((step) => step[Math.max(0, place)] ?? null) ?? [];
            return (
              <div
                key={item.key}
                role="listitem"
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)` }}
                data-odd={item.index % 2 === 1 || undefined}
              >
                <span className={classes.index}>{row === undefined ? '' : formatCount(row.index + 1)}</span>
                <span className={classes.part}>
                  {row === undefined ? '' : t(`data.part.${row.part === 'left out' ? 'leftOut' : row.part}`)}
                </span>
                <span className={classes.when}>
                  {shown?.time}
                  {shown?.group !== undefined && <small>{shown.group}</small>}
                </span>
                <span className={classes.picture}>
                  {shown !== undefined && (
                    <Curves
                      bare
                      height={44}
                      label={t('data.windowOf', { name: shown.channels[Math.max(0, place)] ?? '', n: values.length })}
                      curves={[{ name: shown.channels[Math.max(0, place)] ?? '', values, tone: 0 }]}
                      places={values.length + shown.horizon}
                      marks={
                        place < 0
                          ? []
                          : [
                              {
                                at: values.length - 1 + shown.horizon,
                                value: Number(row!.label),
                                name: target,
                                tone: 1,
                              },
                            ]
                      }
                    />
                  )}
                </span>
                <span className={classes.target}>{row === undefined ? '' : formatNumber(Number(row.label))}</span>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
