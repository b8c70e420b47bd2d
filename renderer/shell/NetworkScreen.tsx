// The network step: palette, canvas and inspector side by side. Panels are resized, closed and remembered.
import { useTranslation } from 'react-i18next';
import { Canvas } from '../canvas/Canvas';
import { CodePane } from '../code/CodePane';
import { Inspector } from '../inspector/Inspector';
import { Palette } from '../palette/Palette';
import { changeLayout, panelLimits, useSettingsStore } from '../stores/settingsStore';
import { PanelBoundary } from '../ui/PanelBoundary';
import { Resizer } from './Resizer';
import styles from './NetworkScreen.module.css';

export function NetworkScreen() {
  const { t } = useTranslation();
  const layout = useSettingsStore((state) => state.layout);
  return (
    <div className={styles['screen']}>
      {layout.paletteOpen && (
        <>
          <aside className={styles['panel']} style={{ width: layout.paletteWidth }} aria-label={t('palette.title')}>
            <PanelBoundary>
              <Palette />
            </PanelBoundary>
          </aside>
          <Resizer
            label={t('shell.resizePalette')}
            panel="left"
            size={layout.paletteWidth}
            limits={panelLimits.paletteWidth}
            onResize={(paletteWidth) => changeLayout({ paletteWidth })}
            onClose={() => changeLayout({ paletteOpen: false })}
          />
        </>
      )}
      <PanelBoundary>
        <Canvas />
      </PanelBoundary>
      {layout.codeOpen && (
        <>
          <Resizer
            label={t('code.resize')}
            panel="right"
            size={layout.codeWidth}
            limits={panelLimits.codeWidth}
            onResize={(codeWidth) => changeLayout({ codeWidth })}
            onClose={() => changeLayout({ codeOpen: false })}
          />
          <aside className={styles['panel']} style={{ width: layout.codeWidth }} aria-label={t('code.title')}>
            <PanelBoundary>
              <CodePane />
            </PanelBoundary>
          </aside>
        </>
      )}
      {layout.inspectorOpen && (
        <>
          <Resizer
            label={t('shell.resizeInspector')}
            panel="right"
            size={layout.inspectorWidth}
            limits={panelLimits.inspectorWidth}
            onResize={(inspectorWidth) => changeLayout({ inspectorWidth })}
            onClose={() => changeLayout({ inspectorOpen: false })}
          />
          <aside
            className={styles['panel']}
            style={{ width: layout.inspectorWidth }}
            aria-label={t('inspector.title')}
            data-inspector
          >
            <PanelBoundary>
              <Inspector />
            </PanelBoundary>
          </aside>
        </>
      )}
    </div>
  );
}
