// Settings of the window. Every change shows at once and is kept; there is no "apply".
import { Button, Modal, SegmentedControl, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FieldRow } from '../screens/ParamForm';
import { useHostStore } from '../stores/hostStore';
import { changeLayout, changeSettings, resetLayout, useSettingsStore } from '../stores/settingsStore';
import { closeDialog, useUiStore } from '../stores/uiStore';
import { StartHere } from '../ui/StartHere';
import { PictureCache } from './PictureCache';
import classes from './dialogs.module.css';

const themes = ['system', 'light', 'dark'] as const;

export function SettingsDialog() {
  const { t } = useTranslation();
  const opened = useUiStore((state) => state.dialog === 'settings');
  const settings = useSettingsStore((state) => state.settings);
  const layout = useSettingsStore((state) => state.layout);
  const folder = useHostStore((state) => state.info?.dataFolder ?? '');
  return (
    <Modal
      classNames={{ title: classes.title ?? '' }}
      opened={opened}
      onClose={closeDialog}
      title={t('settings.title')}
      size={480}
    >
      <div className={classes.stack}>
        <StartHere />
        <FieldRow label={t('settings.theme')} labelId="settings-theme" help={t('settings.themeHelp')}>
          <SegmentedControl
            fullWidth
            aria-labelledby="settings-theme"
            data={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
            value={settings.theme}
            onChange={(theme) => changeSettings({ theme: theme as (typeof themes)[number] })}
          />
        </FieldRow>
        <Switch
          label={t('settings.reopen')}
          description={t('settings.reopenHelp')}
          checked={settings.reopenLast}
          onChange={(event) => changeSettings({ reopenLast: event.currentTarget.checked })}
        />
        <Switch
          label={t('settings.snap')}
          description={t('settings.snapHelp')}
          checked={layout.snap}
          onChange={(event) => changeLayout({ snap: event.currentTarget.checked })}
        />
        <Switch
          label={t('settings.minimap')}
          description={t('settings.minimapHelp')}
          checked={layout.minimapOpen}
          onChange={(event) => changeLayout({ minimapOpen: event.currentTarget.checked })}
        />
        <PictureCache />
        <div>
          <Button variant="default" onClick={resetLayout}>
            {t('settings.resetLayout')}
          </Button>
        </div>
        {folder !== '' && (
          <p className={classes.small}>
            {t('settings.folder')}
            <br />
            <span className={classes.path}>{folder}</span>
          </p>
        )}
      </div>
    </Modal>
  );
}
