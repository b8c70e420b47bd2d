// Texts with their classes and their tokens, or with their other halves.
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../shared/visibleText';
import { TokenLine } from '../screens/TokenLine';
import { RowList } from './RowList';
import classes from './TextRows.module.css';
import type { Pages } from './usePages';

/** `pairs`: what stands as the label is a text, too, and comes second. */
export function TextRows({ pages, pairs = false }: { readonly pages: Pages; readonly pairs?: boolean }) {
  const { t } = useTranslation();
  return (
    <RowList
      pages={pages}
      label={t('data.texts')}
      rowHeight={pairs ? 46 : 72}
      className={pairs ? classes.pair : classes.row}
    >
      {(row) => (
        <>
          <span className={classes.label} title={visibleText(row?.label ?? '')} dir="auto">
            {visibleText(row?.label ?? '')}
          </span>
          <span className={classes.both}>
            <span className={classes.text} dir="auto">
              {visibleText(row?.text ?? '')}
            </span>
            {row?.tokens !== undefined && <TokenLine tokens={row.tokens} single />}
          </span>
        </>
      )}
    </RowList>
  );
}
