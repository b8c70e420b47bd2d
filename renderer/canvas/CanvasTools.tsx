// The few tools that one reaches for with the mouse: zoom, fit, arrange, snap, map, add.
import { ActionIcon, Tooltip } from '@mantine/core';
import {
  Grid2x2,
  Map as MapIcon,
  Minus,
  MoveDown,
  MoveRight,
  Plus,
  SquarePlus,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import { memo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentStore } from '../stores/documentStore';
import { changeLayout, useSettingsStore } from '../stores/settingsStore';
import { openDialog } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { Keys } from '../ui/Keys';
import type { Motion } from './motion';
import styles from './CanvasTools.module.css';

/** Apart from the canvas, which is drawn again for every few cards that come into view. */
export const CanvasTools = memo(function CanvasTools({ motion }: { readonly motion: Motion }) {
  const { t } = useTranslation();
  const down = useDocumentStore((state) => state.document?.view?.direction === 'down');
  const snap = useSettingsStore((state) => state.layout.snap);
  const minimap = useSettingsStore((state) => state.layout.minimapOpen);
  return (
    <div className={styles['tools']} role="toolbar" aria-label={t('canvas.tools')}>
      <Tool icon={SquarePlus} label={t('canvas.addLayer')} keys="/" run={() => openDialog('addLayer')} />
      <span className={styles['gap']} />
      <Tool icon={Minus} label={t('canvas.zoomOut')} keys="CmdOrCtrl+-" run={() => currentView()?.zoomOut()} />
      <ZoomLevel motion={motion} />
      <Tool icon={Plus} label={t('canvas.zoomIn')} keys="CmdOrCtrl+Plus" run={() => currentView()?.zoomIn()} />
      <span className={styles['gap']} />
      <Tool icon={Workflow} label={t('canvas.arrange')} keys="CmdOrCtrl+L" run={() => currentView()?.arrange()} />
      <Tool
        icon={down ? MoveDown : MoveRight}
        label={down ? t('canvas.flowsDown') : t('canvas.flowsRight')}
        run={() => currentView()?.turn()}
      />
      <Tool
        icon={Grid2x2}
        label={snap ? t('canvas.snapOn') : t('canvas.snapOff')}
        pressed={snap}
        run={() => changeLayout({ snap: !snap })}
      />
      <Tool
        icon={MapIcon}
        label={minimap ? t('canvas.minimapHide') : t('canvas.minimapShow')}
        pressed={minimap}
        run={() => changeLayout({ minimapOpen: !minimap })}
      />
    </div>
  );
});

interface ToolProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly run: () => void;
}

function Tool({ icon: Picture, label, keys, pressed, run }: ToolProps) {
  return (
    <Tooltip
      position="top"
      label={
        <span className={styles['tip']}>
          {label} {keys !== undefined && <Keys accelerator={keys} />}
        </span>
      }
    >
      <ActionIcon
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed, 'data-pressed': pressed })}
        className={styles['tool'] ?? ''}
        onClick={run}
      >
        <Picture size={15} strokeWidth={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function ZoomLevel({ motion }: { readonly motion: Motion }) {
  const { t } = useTranslation();
  const percent = useSyncExternalStore(motion.onSettle, () => Math.round(motion.current().zoom * 100));
  return (
    <Tooltip
      label={
        <span className={styles['tip']}>
          {t('canvas.fit')} <Keys accelerator="CmdOrCtrl+0" />
        </span>
      }
      position="top"
    >
      <button
        type="button"
        className={styles['zoom']}
        aria-label={t('canvas.zoomLevel', { percent })}
        onClick={() => currentView()?.fit()}
      >
        {percent} %
      </button>
    </Tooltip>
  );
}
