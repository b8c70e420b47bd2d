// What was corrected by hand: a list that can be taken back entry by entry, and saved as a table.
import { ActionIcon, Button } from '@mantine/core';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spreadsheetCell } from '../../shared/csv';
import type { Correction } from '../../shared/data/config';
import { Panel } from '../screens/Page';
import { saveFile } from '../training/charts/exportChart';
import { formatCount } from '../ui/numbers';
import classes from './Corrections.module.css';
import { takeBack } from './sampleEdits';

const few = 6;

/** A sample's name for people: a file's path, or the number of a row. */
function sampleTitle(sample: string): string {
  return /^#(\d+):/.exec(sample)?.[1] === undefined ? sample : `#${/^#(\d+):/.exec(sample)![1]}`;
}

/** As a table for spreadsheets. */
export function correctionsTable(corrections: readonly Correction[]): string {
  const rows = corrections.map(({ sample, label, was }) => [
    sampleTitle(sample),
    was ?? '',
    label ?? '',
    label === null ? 'left out' : 'relabelled',
  ]);
  return [['sample', 'was', 'label', 'correction'], ...rows]
    .map((row) => `${row.map(spreadsheetCell).join(',')}\r\n`)
    .join('');
}

export function Corrections({ corrections }: { readonly corrections: readonly Correction[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (corrections.length === 0) return null;
  const newest = [...corrections].reverse();
  const shown = all ? newest.slice(0, 500) : newest.slice(0, few);
  return (
    <Panel
      title={t('samples.corrections', { n: formatCount(corrections.length) })}
      tools={
        <Button size="compact-xs" variant="subtle" onClick={() => takeBack()}>
          {t('samples.takeAllBack')}
        </Button>
      }
    >
      <ul className={classes.list} aria-label={t('samples.correctionsList')}>
        {shown.map(({ sample, label, was }) => (
          <li key={sample} className={classes.entry}>
            <span className={classes.name} title={sample}>
              <bdi dir="ltr">{sampleTitle(sample)}</bdi>
            </span>
            <span className={classes.change}>
              {label === null
                ? t('samples.leftOut', { was: was ?? '' })
                : was === undefined
                  ? label
                  : t('samples.relabelled', { was, label })}
            </span>
            <ActionIcon
              size="sm"
              aria-label={t('samples.takeBack', { name: sampleTitle(sample) })}
              onClick={() => takeBack([sample])}
            >
              <Undo2 size={13} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        {corrections.length > few && (
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(!all)}>
            {t(all ? 'samples.fewer' : 'samples.showAll')}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => saveFile('corrections.csv', correctionsTable(corrections), 'text/csv')}
        >
          {t('samples.saveTable')}
        </Button>
      </div>
      <p className={classes.note}>{t('samples.note')}</p>
    </Panel>
  );
}
