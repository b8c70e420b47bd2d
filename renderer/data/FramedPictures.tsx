// Real pictures of the training part beside what each way of framing makes of them; a press on a way chooses it.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import type { Framing } from '../../shared/data/framing';
import { pictureParams } from '../../shared/data/kinds/images';
import type { FramedSample } from '../../shared/data/shown';
import { api } from '../api';
import classes from './FramedPictures.module.css';

interface Props {
  readonly data: DataConfig;
  readonly onChoose: (framing: Framing) => void;
}

const ways = pictureParams.framing.options;

export function FramedPictures({ data, onChoose }: Props) {
  const { t } = useTranslation();
  const [samples, setSamples] = useState<readonly FramedSample[]>([]);
  /** Chosen, while the data is read again. */
  const [asked, setAsked] = useState<Framing | null>(null);
  useEffect(() => {
    let gone = false;
    setAsked(null);
    void api.call('frameSamples', { data }).then((answer) => {
      // What is wrong with the files is told beside the samples.
      if (!gone && answer.ok) setSamples(answer.value);
    });
    return () => {
      gone = true;
    };
  }, [data]);
  const pictures = data.images ?? data.masks ?? data.boxes ?? data.video;
  if (pictures === undefined) return null;
  const { framing = 'stretch', framingReason, width, height } = pictures;
  // Where every picture has the network's shape, all ways are one.
  if (samples.every((sample) => sample.width * height === sample.height * width)) return null;
  return (
    <figure className={classes.figure}>
      <h3 className={classes.title}>{t('data.framing.title')}</h3>
      <div className={classes.columns}>
        <div className={classes.column}>
          {samples.map(({ before, width, height }, at) => (
            <span key={at} className={classes.place}>
              <img src={before} alt={t('data.framing.before', { n: at + 1, width, height })} draggable={false} />
            </span>
          ))}
          <span className={classes.name}>{t('data.framing.original')}</span>
        </div>
        {ways.map(({ value, title }) => (
          <button
            key={value}
            type="button"
            className={classes.column}
            aria-pressed={value === (asked ?? framing)}
            onClick={() => {
              setAsked(value as Framing);
              onChoose(value as Framing);
            }}
          >
            {samples.map(({ after }, at) => (
              <span key={at} className={classes.place}>
                <img
                  src={after[value as Framing]}
                  alt={t('data.framing.after', { n: at + 1, title })}
                  style={{ aspectRatio: width / height }}
                  draggable={false}
                />
              </span>
            ))}
            <span className={classes.name}>{title}</span>
          </button>
        ))}
      </div>
      {framingReason !== undefined && <figcaption className={classes.reason}>{framingReason}</figcaption>}
    </figure>
  );
}
