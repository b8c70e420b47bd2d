// Sentences in the colours of their tags.
import { useTranslation } from 'react-i18next';
import { PlaceLegend, TaggedText } from '../screens/Places';
import { RowList } from './RowList';
import classes from './TextRows.module.css';
import type { Pages } from './usePages';

export function TaggedRows({ pages, names }: { readonly pages: Pages; readonly names: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.legend}>
        <PlaceLegend names={names} />
      </div>
      <RowList pages={pages} label={t('data.texts')} rowHeight={46} className={classes.tagged}>
        {(row) => (
          <span className={classes.text}>
            {row?.places !== undefined && <TaggedText names={names} places={row.places} />}
          </span>
        )}
      </RowList>
    </>
  );
}
