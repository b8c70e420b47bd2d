// What decoded pictures may take on disk, how much they take, and a way to be rid of them.
import { Button, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { standardPictureCache } from '../../shared/run/engine';
import { api } from '../api';
import { FieldRow } from '../screens/ParamForm';
import { changeSettings, useSettingsStore } from '../stores/settingsStore';
import { formatBytes } from '../ui/numbers';
import { valueOrShow } from '../ui/showProblem';
import classes from './dialogs.module.css';

const bounds = [0, 1, 2, 4, 8, 16, 32, 64];

export function PictureCache() {
  const { t } = useTranslation();
  const bound = useSettingsStore((state) => state.settings.pictureCache ?? standardPictureCache);
  const [bytes, setBytes] = useState<number | null>(null);
  useEffect(() => {
    void api.call('pictureCacheSize', {}).then((answer) => {
      if (answer.ok) setBytes(answer.value.bytes);
    });
  }, [bound]);
  const clear = async () => {
    const left = await valueOrShow(api.call('clearPictureCache', {}));
    if (left !== undefined) setBytes(left.bytes);
  };
  const choices = [...new Set([...bounds, bound])].sort((a, b) => a - b);
  return (
    <FieldRow label={t('settings.pictures')} labelId="settings-pictures" help={t('settings.picturesHelp')}>
      <div className={classes.beside}>
        <Select
          aria-labelledby="settings-pictures"
          allowDeselect={false}
          data={choices.map((value) => ({
            value: String(value),
            label: value === 0 ? t('settings.picturesNone') : t('settings.picturesBound', { count: value }),
          }))}
          value={String(bound)}
          onChange={(value) => changeSettings({ pictureCache: Number(value) })}
        />
        <Button variant="default" disabled={bytes === null || bytes === 0} onClick={() => void clear()}>
          {bytes === null || bytes === 0
            ? t('settings.picturesEmpty')
            : t('settings.picturesClear', { size: formatBytes(bytes) })}
        </Button>
      </div>
    </FieldRow>
  );
}
