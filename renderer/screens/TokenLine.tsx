// Tokens one after the other as the network sees them, those that it does not know marked.
import { useTranslation } from 'react-i18next';
import { paddingId, unknownId } from '../../shared/data/text';
import { visibleText } from '../../shared/visibleText';
import classes from './TokenLine.module.css';

/** Blanks and line ends as signs that can be seen. */
const shown = (text: string) => visibleText(text).replace(/ /g, '␣').replace(/\n/g, '⏎').replace(/\t/g, '⇥');

interface Props {
  readonly tokens: readonly { readonly text: string; readonly id: number }[];
  /** One line that ends where there is no more room, in place of as many as it takes. */
  readonly single?: boolean;
  /** Ends with a mark that there are more. */
  readonly more?: boolean;
}

export function TokenLine({ tokens, single = false, more = false }: Props) {
  const { t } = useTranslation();
  return (
    <span className={classes.tokens} data-single={single || undefined}>
      {tokens.map((token, place) => (
        <span
          key={place}
          className={classes.token}
          data-unknown={token.id === unknownId || undefined}
          data-padding={token.id === paddingId || undefined}
          title={token.id === unknownId ? t('screens.unknownToken') : t('screens.tokenId', { id: token.id })}
          dir="auto"
        >
          {shown(token.text)}
        </span>
      ))}
      {more && '…'}
    </span>
  );
}
