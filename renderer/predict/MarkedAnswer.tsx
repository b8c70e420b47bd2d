// What the network marks on a picture: a mask or boxes, and what the data say where the picture is one of theirs.
import { useTranslation } from 'react-i18next';
import { classColour } from '../../shared/data/classColours';
import { isBackground } from '../../shared/data/masks';
import type { PredictedOutput } from '../../shared/run/prediction';
import { Bars } from '../screens/Bars';
import { formatPercent } from '../screens/format';
import { Marked } from '../screens/Marked';
import classes from './MarkedAnswer.module.css';

interface Props {
  readonly output: PredictedOutput;
  /** The picture as the network was given it. */
  readonly picture: string;
}

export function MarkedAnswer({ output, picture }: Props) {
  const { t } = useTranslation();
  const names = output.classes ?? [];
  const bars = (output.shares ?? []).map((share, place) => ({
    key: String(place),
    name: names[place] ?? String(place),
    value: share,
    words: formatPercent(share),
    ...(isBackground(names[place] ?? '') ? {} : { colour: classColour(place) }),
  }));
  const found = output.marks?.boxes?.map(({ name, score = 1, class: index }, place) => ({
    key: String(place),
    name,
    value: score,
    words: formatPercent(score),
    colour: classColour(index),
  }));
  return (
    <>
      <div className={classes.pictures}>
        <figure data-testid="answer">
          <Marked picture={picture} marks={output.marks} alt={t('predict.markedByNetwork')} named />
          <figcaption>{t('predict.markedByNetwork')}</figcaption>
        </figure>
        {output.truthMarks !== undefined && (
          <figure>
            <Marked picture={picture} marks={output.truthMarks} alt={t('predict.markedByData')} named />
            <figcaption>{t('predict.markedByData')}</figcaption>
          </figure>
        )}
      </div>
      {found !== undefined &&
        (found.length === 0 ? (
          <p>{t('predict.nothingFound')}</p>
        ) : (
          <Bars full={1} label={t('predict.found')} bars={found} />
        ))}
      {bars.length > 0 && <Bars full={1} label={t('predict.shareOfPicture')} bars={bars} />}
    </>
  );
}
