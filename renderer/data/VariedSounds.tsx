// Training sounds before and after they are varied, to be seen and heard; drawn anew at will.
import { Button } from '@mantine/core';
import { Dices } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import type { PreviewRow } from '../../shared/data/shown';
import { api } from '../api';
import { Panel } from '../screens/Page';
import { SoundView } from '../screens/SoundView';
import styles from './VariedSounds.module.css';

/** Training sounds that are shown. */
const shown = 2;

/** From all over the training part, each by itself: only then does the sound come along. */
function useVaried(data: DataConfig, draw: number): readonly PreviewRow[] {
  const [rows, setRows] = useState<readonly PreviewRow[]>([]);
  useEffect(() => {
    let gone = false;
    const load = async () => {
      const found: PreviewRow[] = [];
      for (let at = 0, offset = 0; at < shown && !gone; at++) {
        const answer = await api.call('previewData', { data, part: 'train', offset, limit: 1, draw });
        if (!answer.ok) break;
        found.push(...answer.value.rows);
        offset = Math.floor(((at + 1) * answer.value.total) / shown);
      }
      if (!gone) setRows(found);
    };
    void load();
    return () => {
      gone = true;
    };
  }, [data, draw]);
  return rows;
}

export function VariedSounds({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const [draw, setDraw] = useState(1);
  const rows = useVaried(data, draw);
  return (
    <Panel title={t('data.varied.title')}>
      <ul className={styles['sounds']} aria-label={t('data.varied.sounds')}>
        {rows.map(({ index, label = '', sound, varied }) => (
          <li key={index}>
            <span className={styles['name']}>{label}</span>
            {sound && (
              <Side
                title={t('data.preparation.before')}
                name={t('data.varied.before', { name: label })}
                sound={sound}
              />
            )}
            {varied && (
              <Side title={t('data.preparation.after')} name={t('data.varied.after', { name: label })} sound={varied} />
            )}
          </li>
        ))}
      </ul>
      <p className={styles['note']}>{t('data.varied.help')}</p>
      <Button
        size="compact-xs"
        variant="default"
        className={styles['again'] ?? ''}
        leftSection={<Dices size={12} aria-hidden />}
        onClick={() => setDraw((before) => before + 1)}
      >
        {t('data.varied.again')}
      </Button>
    </Panel>
  );
}

function Side(props: {
  readonly title: string;
  readonly name: string;
  readonly sound: NonNullable<PreviewRow['sound']>;
}) {
  return (
    <div className={styles['side']}>
      <span>{props.title}</span>
      <SoundView sound={props.sound} name={props.name} height={38} />
    </div>
  );
}
