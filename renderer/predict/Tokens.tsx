// A text as the network sees it: its tokens in order, those it does not know marked.
import { useTranslation } from 'react-i18next';
import { unknownId } from '../../shared/data/text';
import { TokenLine } from '../screens/TokenLine';
import { formatCount } from '../ui/numbers';
import classes from './Tokens.module.css';

/** More than these are not looked at one by one. */
const most = 300;

interface Props {
  readonly tokens: readonly { readonly text: string; readonly id: number }[];
}

export function Tokens({ tokens }: Props) {
  const { t } = useTranslation();
  const unknown = tokens.filter(({ id }) => id === unknownId).length;
  return (
    <div className={classes.box}>
      <TokenLine tokens={tokens.slice(0, most)} more={tokens.length > most} />
      <p className={classes.words}>
        {t('predict.tokens', { count: tokens.length, n: formatCount(tokens.length) })}
        {unknown > 0 && ` ${t('predict.unknownTokens', { count: unknown, n: formatCount(unknown) })}`}
      </p>
    </div>
  );
}
