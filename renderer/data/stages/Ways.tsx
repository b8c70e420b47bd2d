// What each way of framing makes of the picture that is looked at; a press on a way chooses it.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../../shared/data/config';
import { type Framing, framings } from '../../../shared/data/framing';
import { pictureParams } from '../../../shared/data/kinds/images';
import type { StageView } from '../../../shared/data/stages/stage';
import { rereadData } from '../openDataFile';
import classes from './Stages.module.css';

type PicturesView = Extract<StageView, { readonly form: 'pictures' }>;

const titleOf = (framing: Framing) =>
  pictureParams.framing.options.find(({ value }) => value === framing)?.title ?? framing;

export function Ways({ data, view }: { readonly data: DataConfig; readonly view: PicturesView }) {
  const { t } = useTranslation();
  const pictures = data.images ?? data.masks ?? data.boxes ?? data.video ?? data.table?.pictures;
  /** Chosen, while the data is read again. */
  const [asked, setAsked] = useState<Framing | null>(null);
  useEffect(() => setAsked(null), [data]);
  const { ways } = view;
  if (ways === undefined || pictures === undefined) return null;
  const chosen = asked ?? pictures.framing ?? 'stretch';
  return (
    <div className={classes.ways} role="group" aria-label={t('data.stages.ways')}>
      {framings.map((framing) => (
        <button
          key={framing}
          type="button"
          className={classes.way}
          aria-pressed={framing === chosen}
          onClick={() => {
            setAsked(framing);
            void rereadData({ options: { ...data.options, framing } });
          }}
        >
          <img src={ways[framing]} alt="" draggable={false} />
          <span>{titleOf(framing)}</span>
        </button>
      ))}
    </div>
  );
}
