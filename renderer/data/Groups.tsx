// The groups of a column: how many samples each has, in which parts, and of which classes.
import { Table } from '@mantine/core';
import { Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import { groupColumns, sampleColumn } from '../../shared/data/sampleColumns';
import type { Problem } from '../../shared/result';
import type { DataPreview } from '../../shared/data/shown';
import { visibleText } from '../../shared/visibleText';
import { api } from '../api';
import { formatPercent } from '../screens/format';
import { ProblemCard } from '../screens/ProblemCard';
import { classToken, mostColours } from '../ui/classColours';
import { formatCount } from '../ui/numbers';
import { GroupColumn } from './GroupColumn';
import classes from './Groups.module.css';
import tab from './TabPage.module.css';

type Counts = NonNullable<DataPreview['groups']>;

/** The counts of the document's groups; undefined until they are there. */
function useGroupCounts(data: DataConfig): { readonly counts: Counts | undefined; readonly problem: Problem | null } {
  const [state, setState] = useState<{ of: DataConfig | null; counts: Counts | undefined; problem: Problem | null }>({
    of: null,
    counts: undefined,
    problem: null,
  });
  useEffect(() => {
    if (data.groupBy === undefined) return undefined;
    let gone = false;
    void api.call('previewData', { data, part: 'all', offset: 0, limit: 1 }).then((answer) => {
      if (gone) return;
      setState(
        answer.ok
          ? { of: data, counts: answer.value.groups, problem: null }
          : { of: data, counts: undefined, problem: answer.problem },
      );
    });
    return () => {
      gone = true;
    };
  }, [data]);
  const column = data.groupBy;
  // Counts of an older state of the data stand until the new ones are there, as long as they are of the same column.
  return column !== undefined && (state.counts?.column === column || state.problem !== null)
    ? { counts: state.counts, problem: state.problem }
    : { counts: undefined, problem: null };
}

export function Groups({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const { counts, problem } = useGroupCounts(data);
  const columns = groupColumns(data);
  const chosen = data.groupBy !== undefined && columns.includes(data.groupBy) ? data.groupBy : '';
  return (
    <div className={`${tab.page} ${classes.page}`}>
      <div className={tab.head}>
        <p className={tab.help}>{t('data.groups.help')}</p>
        <GroupColumn columns={columns} chosen={chosen} />
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
      {chosen === '' ? (
        <div className={tab.empty}>
          <Users size={28} strokeWidth={1.5} aria-hidden />
          <p>{t('data.groups.empty')}</p>
        </div>
      ) : (
        problem === null &&
        (counts === undefined ? (
          <p className={tab.help}>{t('data.groups.waiting', { name: chosen })}</p>
        ) : (
          <Counted data={data} counts={counts} />
        ))
      )}
    </div>
  );
}

function Counted({ data, counts }: { readonly data: DataConfig; readonly counts: Counts }) {
  const { t } = useTranslation();
  const { targets, sampleCount } = describeData(data);
  const samples = data.table?.rowCount ?? sampleCount;
  const [target] = Object.values(targets);
  // Of a class at every place no sample has one of its own.
  const names = target?.shape === undefined ? (target?.classes ?? []) : [];
  const reason = data.table === undefined ? sampleColumn(data, counts.column)?.reason : undefined;
  const all = counts.rows.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...counts.rows.map(({ count }) => count));
  return (
    <>
      {reason !== undefined && <p className={tab.help}>{reason}</p>}
      {names.length > 0 && (
        <ul className={classes.key} aria-label={t('data.classes', { name: target!.title })}>
          {names.slice(0, mostColours).map((name, place) => (
            <li key={name} style={{ '--colour': `var(${classToken(place)})` } as React.CSSProperties}>
              <bdi>{visibleText(name)}</bdi>
            </li>
          ))}
          {names.length > mostColours && (
            <li style={{ '--colour': `var(${classToken(mostColours)})` } as React.CSSProperties}>
              {t('data.moreClasses', { n: formatCount(names.length - mostColours) })}
            </li>
          )}
        </ul>
      )}
      <Table className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{counts.column}</Table.Th>
            <Table.Th>{t('data.groups.samples')}</Table.Th>
            {names.length > 0 && <Table.Th>{t('data.groups.shares')}</Table.Th>}
            {(['train', 'validation', 'test'] as const).map((part) => (
              <Table.Th key={part} className={classes.number ?? ''}>
                {t(`data.part.${part}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {counts.rows.map((row) => (
            <Table.Tr key={row.name}>
              <Table.Td className={classes.name ?? ''} title={row.name}>
                {row.name}
              </Table.Td>
              <Table.Td>
                <span className={classes.amount}>
                  <span className={classes.track} aria-hidden>
                    <span className={classes.fill} style={{ width: `${(100 * row.count) / most}%` }} />
                  </span>
                  <span>{formatCount(row.count)}</span>
                  <span className={classes.soft}>{formatPercent(row.count / all)}</span>
                </span>
              </Table.Td>
              {names.length > 0 && (
                <Table.Td>
                  <Shares names={names} counts={row.perClass} />
                </Table.Td>
              )}
              {(['train', 'validation', 'test'] as const).map((part) => (
                <Table.Td key={part} className={classes.number ?? ''}>
                  {formatCount(row.parts[part])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {all < samples && (
        <p className={tab.help}>
          {t('data.groups.without', {
            count: samples - all,
            n: formatCount(samples - all),
            name: counts.column,
          })}
        </p>
      )}
    </>
  );
}

/** The classes within a group, as shares of a bar; the figures are read aloud and shown where they fit. */
function Shares({ names, counts }: { readonly names: readonly string[]; readonly counts: readonly number[] }) {
  const sum = counts.reduce((a, b) => a + b, 0);
  if (sum === 0) return null;
  const words = names.map((name, place) => `${name} ${formatPercent((counts[place] ?? 0) / sum)}`).join(', ');
  return (
    <span className={classes.shares} role="img" aria-label={words} title={words}>
      {counts.map((count, place) => {
        const share = count / sum;
        return count === 0 ? null : (
          <span
            key={place}
            className={classes.share}
            style={{ width: `${100 * share}%`, background: `var(${classToken(place)})` }}
          >
            {share >= 0.16 ? `${Math.round(100 * share)} %` : ''}
          </span>
        );
      })}
    </span>
  );
}
