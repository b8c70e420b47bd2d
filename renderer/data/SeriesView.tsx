// A time series: the whole of it with the borders of its parts, and below it the windows that the network sees.
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import type { PreviewRow } from '../../shared/data/shown';
import { Curves } from '../screens/Curves';
import { startingAt } from '../screens/curveValues';
import { formatNumber } from '../screens/format';
import { PlaceBand, PlaceLegend } from '../screens/Places';
import { RowList } from './RowList';
import classes from './SeriesView.module.css';
import type { Pages } from './usePages';

export function SeriesView({ data, pages }: { readonly data: DataConfig; readonly pages: Pages }) {
  const { t } = useTranslation();
  const names = data.series?.classes;
  const target = (names === undefined ? data.series?.target : data.series?.channels[0]) ?? '';
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
        {names !== undefined && <PlaceLegend names={names} />}
      </div>
      <RowList pages={pages} label={t('data.windows')} rowHeight={58} className={classes.row}>
        {(row) => <Window row={row} target={target} place={place} names={names} />}
      </RowList>
    </>
  );
}

/** The value that is to be forecast, or the first and the last of several. */
function wordsOf(followed: readonly number[]): string {
  const ends = followed.length > 1 ? [followed[0]!, followed[followed.length - 1]!] : followed;
  return ends.map((value) => formatNumber(value)).join(' … ');
}

/** What the network sees of the series for one answer, and the answer. `place`: the target's channel, -1 for none. */
function Window(props: {
  readonly row: PreviewRow | undefined;
  readonly target: string;
  readonly place: number;
  /** Of a target of words. */
  readonly names: readonly string[] | undefined;
}) {
  const { t } = useTranslation();
  const { row, target, place, names } = props;
  const shown = row?.series;
  const channel = Math.max(0, place);
  const name = shown?.channels[channel] ?? '';
  const values = shown?.values.map((step) => step[channel] ?? null) ?? [];
  const followed = place < 0 ? [] : (shown?.followed ?? []);
  const from = values.length - 1 + (shown?.horizon ?? 1);
  return (
    <>
      <span className={classes.when}>
        {shown?.time}
        {shown?.group !== undefined && <small>{shown.group}</small>}
      </span>
      <span className={classes.picture}>
        {shown !== undefined && (
          <Curves
            bare
            height={44}
            label={t('data.windowOf', { name, n: values.length })}
            curves={[
              { name, values, tone: 0 },
              ...(followed.length > 1
                ? [{ name: t('data.followed', { name: target }), values: startingAt(from, followed), tone: 1 as const }]
                : []),
            ]}
            places={Math.max(values.length, from + (shown.followed?.length ?? 1))}
            marks={
              names === undefined && followed.length === 1
                ? [{ at: from, value: followed[0]!, name: target, tone: 1 }]
                : []
            }
          />
        )}
        {row?.places !== undefined && names !== undefined && (
          <PlaceBand names={names} places={row.places} label={t('data.windowClasses')} />
        )}
      </span>
      <span className={classes.target}>{names === undefined ? wordsOf(shown?.followed ?? []) : row?.label}</span>
    </>
  );
}
