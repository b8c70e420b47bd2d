// A text as the network sees it: its tokens in order, those it does not know marked.
import { useTranslation } from 'react-i18next';
import { unknownId } from '../../shared/data/text';
import { formatCount } from '../ui/numbers';
import classes from './Tokens.module.css';

/** More than these are not looked at one by one. */
const most = 300;

interface Props {
  readonly tokens: readonly { readonly text: string; readonly id: number }[];
}

/** Blanks and line ends as signs that can be seen. */
const shown = (text: string) => text.replace(/ /g, '␣').replace(/\n/g, '⏎').replace(/\t/g, '⇥');

export function Tokens({ tokens }: Props) {
  const { t } = useTranslation();
  const unknown = tokens.filter(({ id }) => id === unknownId).length;
  return (
    <div className={classes.box}>
      <p className={classes.tokens}>
        {tokens.slice(0, most).map((token, place) => (
          <span
            key={place}
            className={classes.token}
            data-unknown={token.id === unknownId || undefined}
            title={token.id === unknownId ? t('predict.unknownToken') : t('predict.tokenId', { id: token.id })}
            dir="auto"
          >
            {shown(token.text)}
          </span>
        ))}
        {tokens.length > most && '…'}
      </p>
      <p className={classes.words}>
        {t('predict.tokens', { count: tokens.length, n: formatCount(tokens.length) })}
        {unknown > 0 && ` ${t('predict.unknownTokens', { count: unknown, n: formatCount(unknown) })}`}
      </p>
    </div>
  );
}
