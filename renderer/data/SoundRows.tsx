// Sounds with their classes, played at the press of a button.
import { useTranslation } from 'react-i18next';
import type { DataConfig, Part } from '../../shared/data/config';
import { api } from '../api';
import { SoundView } from '../screens/SoundView';
import { RowList } from './RowList';
import classes from './TextRows.module.css';
import type { Pages } from './usePages';

interface Props {
  readonly data: DataConfig;
  readonly part: Part | 'all';
  readonly pages: Pages;
}

export function SoundRows({ data, part, pages }: Props) {
  const { t } = useTranslation();
  /** The sound itself travels only when it is to be heard: one alone is asked for. */
  const load = async (place: number): Promise<string | null> => {
    const answer = await api.call('previewData', { data, part, offset: place, limit: 1 });
    return answer.ok ? (answer.value.rows[0]?.sound?.wav ?? null) : null;
  };
  return (
    <RowList pages={pages} label={t('data.sounds')} rowHeight={58} className={classes.row}>
      {(row, index) => (
        <>
          <span className={classes.label} title={row?.label}>
            {row?.label}
          </span>
          {row?.sound !== undefined && (
            <SoundView sound={row.sound} name={row.label ?? ''} height={46} load={() => load(index)} />
          )}
        </>
      )}
    </RowList>
  );
}
