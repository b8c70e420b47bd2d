// A class for every token or row: the text with its tags, or bands of what the network says and what the data say.
import { useTranslation } from 'react-i18next';
import type { PredictedOutput, Prediction } from '../../shared/run/prediction';
import { Bars } from '../screens/Bars';
import { formatPercent } from '../screens/format';
import { PlaceBand, PlaceLegend, TaggedText } from '../screens/Places';
import { formatCount } from '../ui/numbers';
import classes from './AnswerPanel.module.css';
import own from './PlacesAnswer.module.css';

interface Props {
  readonly output: PredictedOutput;
  readonly input: Prediction['input'];
}

export function PlacesAnswer({ output, input }: Props) {
  const { t } = useTranslation();
  const { classes: names = [], places = [] } = output;
  const known = places.filter(({ truth }) => truth !== undefined);
  const right = known.filter((place) => place.truth === place.class).length;
  const truths = places.map(({ text, truth }) => ({ text, class: truth ?? null }));
  const shares = names.map((name, index) => ({
    name,
    share: places.filter((place) => place.class === index).length / Math.max(1, places.length),
  }));
  return (
    <div className={own.box}>
      <p className={classes.small}>{output.target}</p>
      <PlaceLegend names={names} />
      {input.series === undefined ? (
        <div data-testid="answer">
          <TaggedText names={names} places={places} named />
        </div>
      ) : (
        <div className={own.bands} data-testid="answer">
          <span>{t('predict.bandNetwork')}</span>
          <PlaceBand names={names} places={places} label={t('predict.bandNetwork')} />
          {known.length > 0 && (
            <>
              <span>{t('predict.bandData')}</span>
              <PlaceBand names={names} places={truths} label={t('predict.bandData')} />
            </>
          )}
        </div>
      )}
      {known.length > 0 && (
        <p className={classes.truth} data-right={right === known.length}>
          {t('predict.placesRight', { right: formatCount(right), all: formatCount(known.length) })}
        </p>
      )}
      {input.series !== undefined && (
        <Bars
          full={1}
          label={t('predict.shareOfRows')}
          bars={shares.map(({ name, share }) => ({ key: name, name, value: share, words: formatPercent(share) }))}
        />
      )}
    </div>
  );
}
