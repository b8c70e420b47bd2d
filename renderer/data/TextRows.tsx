// Texts with their classes or their other halves.
import { useTranslation } from 'react-i18next';
import { RowList } from './RowList';
import classes from './TextRows.module.css';
import type { Pages } from './usePages';

/** `pairs`: what stands as the label is a text, too, and comes second. */
export function TextRows({ pages, pairs = false }: { readonly pages: Pages; readonly pairs?: boolean }) {
  const { t } = useTranslation();
  return (
    <RowList pages={pages} label={t('data.texts')} rowHeight={46} className={pairs ? classes.pair : classes.row}>
      {(row) => (
        <>
          <span className={classes.label} title={row?.label}>
            {row?.label}
          </span>
          <span className={classes.text} dir="auto">
            {row?.text}
          </span>
        </>
      )}
    </RowList>
  );
}
