// The window: title bar, the step shown, drawer and status. Composes, holds no logic.
import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { Dialogs } from './shell/Dialogs';
import { Drawer } from './shell/Drawer';
import { FileDrop } from './shell/FileDrop';
import { Notice } from './shell/Notice';
import { StatusBar } from './shell/StatusBar';
import { StepScreen } from './shell/StepScreen';
import { TitleBar } from './shell/TitleBar';
import { useDocumentStore } from './stores/documentStore';
import { useSettingsStore } from './stores/settingsStore';
import { useUiStore } from './stores/uiStore';
import { PanelBoundary } from './ui/PanelBoundary';
import { theme, variables } from './ui/theme';
import styles from './App.module.css';

export function App() {
  const step = useUiStore((state) => state.step);
  const ready = useUiStore((state) => state.ready);
  const hasProject = useDocumentStore((state) => state.document !== null);
  const chosen = useSettingsStore((state) => state.settings.theme);
  const system = useColorScheme('light', { getInitialValueInEffect: false });
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      forceColorScheme={chosen === 'system' ? system : chosen}
    >
      <Notifications position="bottom-right" limit={4} autoClose={6000} />
      <div className={styles['window']}>
        <TitleBar />
        <Notice />
        <main className={styles['content']}>
          {ready && (
            <PanelBoundary key={step}>
              <StepScreen step={step} />
            </PanelBoundary>
          )}
        </main>
        {hasProject && step !== 'start' && <Drawer />}
        {hasProject && step !== 'start' && <StatusBar />}
      </div>
      <PanelBoundary>
        <Dialogs />
      </PanelBoundary>
      <FileDrop />
    </MantineProvider>
  );
}
