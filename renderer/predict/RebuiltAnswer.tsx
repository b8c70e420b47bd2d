// An input beside what the network made of it, and how far off that is.
import { useTranslation } from 'react-i18next';
import type { PredictedOutput } from '../../shared/run/prediction';
import { formatNumber } from '../screens/format';
import { NumbersView } from '../screens/NumbersView';
import classes from './AnswerPanel.module.css';
import own from './RebuiltAnswer.module.css';

export function RebuiltAnswer({ rebuilt }: { readonly rebuilt: NonNullable<PredictedOutput['rebuilt']> }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={classes.small}>{t('predict.rebuilt.error')}</p>
      <p className={classes.answer} data-testid="answer">
        {formatNumber(rebuilt.error, 3)}
      </p>
      <p className={classes.sure}>{t('predict.rebuilt.help')}</p>
      <div className={own.both}>
        <figure>
          <NumbersView large numbers={rebuilt.given} label={t('evaluate.rebuilt.original')} />
          <figcaption>{t('evaluate.rebuilt.original')}</figcaption>
        </figure>
        <figure>
          <NumbersView large numbers={rebuilt.made} label={t('evaluate.rebuilt.made')} />
          <figcaption>{t('evaluate.rebuilt.made')}</figcaption>
        </figure>
      </div>
    </>
  );
}
