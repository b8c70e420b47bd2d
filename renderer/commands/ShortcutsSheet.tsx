// All keys on one sheet, drawn from the list of commands.
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { commands, menus } from '../../shared/commands';
import { closeDialog, useUiStore } from '../stores/uiStore';
import { Keys } from '../ui/Keys';
import { StartHere } from '../ui/StartHere';
import styles from './ShortcutsSheet.module.css';

/** Keys that the canvas hears without a command; words in place of keys are gestures. */
const canvasKeys: readonly { readonly id: string; readonly keys?: string; readonly gesture?: string }[] = [
  { id: 'arrows', keys: 'Left+Up+Down+Right' },
  { id: 'shiftArrows', keys: 'Shift+Right' },
  { id: 'altArrows', keys: 'Alt+Right' },
  { id: 'enter', keys: 'Enter' },
  { id: 'escape', keys: 'Escape' },
  { id: 'doubleClick', gesture: 'doubleClickKeys' },
  { id: 'box', gesture: 'boxKeys' },
  { id: 'pan', gesture: 'panKeys' },
  { id: 'zoom', gesture: 'zoomKeys' },
];

export function ShortcutsSheet() {
  const { t } = useTranslation();
  const open = useUiStore((state) => state.dialog === 'shortcuts');
  return (
    <Modal opened={open} onClose={closeDialog} title={t('commands.shortcuts')} size={760}>
      <StartHere />
      <div className={styles['sheet']} tabIndex={0} role="group" aria-label={t('commands.shortcuts')}>
        <Group title={t('commands.canvasKeys')}>
          {canvasKeys.map(({ id, keys, gesture }) => (
            <Row key={id} title={t(`commands.canvas.${id}`)}>
              {keys !== undefined ? (
                <Keys accelerator={keys} />
              ) : (
                <span className={styles['gesture']}>{t(`commands.canvas.${gesture}`)}</span>
              )}
            </Row>
          ))}
        </Group>
        {menus.map((menu) => {
          const listed = commands.filter((command) => command.menu === menu.id && command.keys !== undefined);
          return listed.length === 0 ? null : (
            <Group key={menu.id} title={menu.title}>
              {listed.map((command) => (
                <Row key={command.id} title={command.title}>
                  {command.keys!.map((keys) => (
                    <Keys key={keys} accelerator={keys} />
                  ))}
                </Row>
              ))}
            </Group>
          );
        })}
      </div>
    </Modal>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section className={styles['group']}>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles['row']}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
