// Texts as a language model read them: the thicker the line under a token, the more it surprised the network.
import { useTranslation } from 'react-i18next';
import type { ReadText } from '../../shared/run/evaluation';
import { formatPercent } from '../screens/format';
import classes from './ReadTexts.module.css';

/** 0 for what the network expected, 1 for what it held for one in a thousand or less. */
export function surprise(chance: number): number {
  return Math.min(1, Math.max(0, -Math.log10(Math.max(1e-9, chance)) / 3));
}

export function ReadTexts(props: { readonly texts: readonly ReadText[]; readonly onShow: (position: number) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={classes.help}>{t('evaluate.texts.help')}</p>
      <ul className={classes.texts}>
        {props.texts.map((text) => (
          <li key={text.position}>
            <button type="button" className={classes.text} dir="auto" onClick={() => props.onShow(text.position)}>
              {text.tokens.map((token, place) => (
                <span
                  key={place}
                  title={
                    token.chance === null ? '' : t('evaluate.texts.chance', { share: formatPercent(token.chance) })
                  }
                  style={
                    token.chance === null
                      ? {}
                      : { boxShadow: `inset 0 -${(4 * surprise(token.chance)).toFixed(1)}px 0 var(--warning)` }
                  }
                >
                  {token.text}
                </span>
              ))}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
