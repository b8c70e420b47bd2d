// How the network does on each group of a column, and between which groups it differs.
import { Select, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  differencesOf,
  fewestCompared,
  type GroupFigure,
  groupFigures,
  type GroupResult,
  scoreDifference,
  sharesOf,
} from '../../shared/data/groups';
import type { EvaluatedOutput } from '../../shared/run/evaluation';
import { formatNumber, formatPercent } from '../screens/format';
import { formatCount } from '../ui/numbers';
import page from './EvaluateScreen.module.css';
import styles from './GroupResults.module.css';

interface Props {
  readonly output: EvaluatedOutput;
  readonly groups: NonNullable<EvaluatedOutput['groups']>;
}

export function GroupResults({ output, groups }: Props) {
  if (groups.rows.some(({ score }) => score !== undefined))
    return <ScoredGroups column={groups.column} rows={groups.rows} />;
  return output.classes === undefined ? (
    <NumberGroups target={output.target} column={groups.column} rows={groups.rows} />
  ) : (
    <ClassGroups classes={output.classes} binary={output.task === 'binary'} column={groups.column} rows={groups.rows} />
  );
}

/** Samples that are right in parts: the mean of what each scores. */
function ScoredGroups({ column, rows }: Props['groups']) {
  const { t } = useTranslation();
  const of = rows.find(({ score }) => score !== undefined)!.score!.of;
  const found = scoreDifference(rows);
  const compared = rows.filter(({ count }) => count >= fewestCompared);
  return (
    <>
      <div className={page.tableScroll}>
        <Table className={page.table ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{column}</Table.Th>
              <Table.Th className={page.figure ?? ''} title={t(`evaluate.groups.help.${of}`)}>
                {t(`evaluate.groups.figure.${of}`)}
              </Table.Th>
              <Table.Th className={page.figure ?? ''}>{t('evaluate.samples')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, score, count }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td className={page.figure ?? ''}>
                  <span className={styles.value} data-few={count < fewestCompared || undefined}>
                    {score === undefined ? '–' : formatPercent(score.mean)}
                  </span>
                </Table.Td>
                <Table.Td className={page.figure ?? ''}>{formatCount(count)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <ul className={styles.words}>
        {found === null ? (
          <li>{t(compared.length < 2 ? 'evaluate.groups.oneGroup' : 'evaluate.groups.noDifference')}</li>
        ) : (
          <li data-sure={found.beyondChance || undefined}>
            {t(`evaluate.groups.words.${of}`, {
              high: formatPercent(found.highest.value),
              highName: found.highest.name,
              low: formatPercent(found.lowest.value),
              lowName: found.lowest.name,
            })}{' '}
            <span className={styles.soft}>
              {t(found.beyondChance ? 'evaluate.groups.beyondChance' : 'evaluate.groups.maybeChance')}
            </span>
          </li>
        )}
      </ul>
    </>
  );
}

function ClassGroups(props: {
  readonly classes: readonly string[];
  readonly binary: boolean;
  readonly column: string;
  readonly rows: readonly GroupResult[];
}) {
  const { t } = useTranslation();
  const { classes, rows, column } = props;
  const [positive, setPositive] = useState(props.binary ? 1 : 0);
  const named = classes[positive] ?? '';
  const differences = differencesOf(rows, positive);
  const widest = new Map(differences.filter(({ beyondChance }) => beyondChance).map((each) => [each.figure, each]));
  const small = rows.filter(({ count }) => count < fewestCompared);
  return (
    <>
      <label className={styles.positive}>
        {t('evaluate.groups.positive')}
        <Select
          aria-label={t('evaluate.groups.positive')}
          data={classes.map((name, place) => ({ value: String(place), label: name }))}
          value={String(positive)}
          allowDeselect={false}
          searchable={classes.length > 8}
          w={180}
          onChange={(value) => value !== null && setPositive(Number(value))}
        />
      </label>
      <div className={page.tableScroll}>
        <Table className={page.table ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{column}</Table.Th>
              {groupFigures.map((figure) => (
                <Table.Th
                  key={figure}
                  className={page.figure ?? ''}
                  title={t(`evaluate.groups.help.${figure}`, { name: named })}
                >
                  {t(`evaluate.groups.figure.${figure}`)}
                </Table.Th>
              ))}
              <Table.Th className={page.figure ?? ''}>{t('evaluate.samples')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => {
              const shares = sharesOf(row.confusion ?? [], positive);
              const mark = (figure: GroupFigure) => {
                const each = widest.get(figure);
                return each?.lowest.name === row.name ? 'low' : each?.highest.name === row.name ? 'high' : undefined;
              };
              return (
                <Table.Tr key={row.name}>
                  <Table.Td>{row.name}</Table.Td>
                  {groupFigures.map((figure) => {
                    const { part, of } = shares[figure];
                    return (
                      <Table.Td
                        key={figure}
                        className={page.figure ?? ''}
                        title={t('evaluate.groups.share', { part: formatCount(part), of: formatCount(of) })}
                      >
                        <span
                          className={styles.value}
                          data-mark={mark(figure)}
                          data-few={of < fewestCompared || undefined}
                        >
                          {of === 0 ? '–' : formatPercent(part / of)}
                        </span>
                      </Table.Td>
                    );
                  })}
                  <Table.Td className={page.figure ?? ''}>{formatCount(row.count)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      <ul className={styles.words}>
        {differences.length === 0 && (
          <li>{t(rows.length < 2 ? 'evaluate.groups.oneGroup' : 'evaluate.groups.noDifference')}</li>
        )}
        {differences.map(({ figure, highest, lowest, beyondChance }) => (
          <li key={figure} data-sure={beyondChance || undefined}>
            {t(`evaluate.groups.words.${figure}`, {
              positive: named,
              high: formatPercent(highest.value),
              highName: highest.name,
              low: formatPercent(lowest.value),
              lowName: lowest.name,
            })}{' '}
            <span className={styles.soft}>
              {t(beyondChance ? 'evaluate.groups.beyondChance' : 'evaluate.groups.maybeChance')}
            </span>
          </li>
        ))}
        {small.length > 0 && (
          <li className={styles.soft}>
            {t('evaluate.groups.small', {
              names: small.map(({ name }) => `“${name}”`).join(', '),
              n: String(fewestCompared),
            })}
          </li>
        )}
      </ul>
    </>
  );
}

function NumberGroups(props: {
  readonly target: string;
  readonly column: string;
  readonly rows: readonly GroupResult[];
}) {
  const { t } = useTranslation();
  const { column, rows, target } = props;
  const large = rows.filter(({ count }) => count >= fewestCompared);
  const mae = ({ errors }: GroupResult) => errors?.mae ?? 0;
  const worst = large.reduce<GroupResult | undefined>(
    (a, b) => (a === undefined || mae(b) > mae(a) ? b : a),
    undefined,
  );
  const best = large.reduce<GroupResult | undefined>((a, b) => (a === undefined || mae(b) < mae(a) ? b : a), undefined);
  return (
    <>
      <div className={page.tableScroll}>
        <Table className={page.table ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{column}</Table.Th>
              {(['mae', 'rmse', 'bias'] as const).map((figure) => (
                <Table.Th key={figure} className={page.figure ?? ''} title={t(`evaluate.groups.help.${figure}`)}>
                  {t(`evaluate.groups.figure.${figure}`)}
                </Table.Th>
              ))}
              <Table.Th className={page.figure ?? ''}>{t('evaluate.samples')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, errors, count }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                {(['mae', 'rmse', 'bias'] as const).map((figure) => (
                  <Table.Td key={figure} className={page.figure ?? ''}>
                    {errors === undefined ? '–' : formatNumber(errors[figure])}
                  </Table.Td>
                ))}
                <Table.Td className={page.figure ?? ''}>{formatCount(count)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <ul className={styles.words}>
        {worst !== undefined && best !== undefined && worst !== best ? (
          <li>
            {t('evaluate.groups.words.mae', {
              target,
              high: formatNumber(mae(worst)),
              highName: worst.name,
              low: formatNumber(mae(best)),
              lowName: best.name,
            })}
          </li>
        ) : (
          <li>{t('evaluate.groups.oneGroup')}</li>
        )}
      </ul>
    </>
  );
}
