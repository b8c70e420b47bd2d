// The first rows of a table that is still being read.
import { useTranslation } from 'react-i18next';
import type { DataGlance } from '../../shared/data/shown';
import { visibleText } from '../../shared/visibleText';
import classes from './FirstRows.module.css';

export function FirstRows({ glance }: { readonly glance: DataGlance }) {
  const { t } = useTranslation();
  return (
    <div className={classes.box} tabIndex={0} role="region" aria-label={t('data.firstRows')}>
      <table className={classes.table}>
        <thead>
          <tr>
            {glance.columns.map((name, at) => (
              <th key={at} scope="col" dir="auto">
                {visibleText(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {glance.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column} dir="auto">
                  {cell === null ? '–' : visibleText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
