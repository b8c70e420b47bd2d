// The window: title bar, the step shown, drawer and status. Composes, holds no logic.
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { PanelBoundary } from './ui/PanelBoundary';
import { StepScreen } from './shell/StepScreen';
import { TitleBar } from './shell/TitleBar';
import { theme, variables } from './ui/theme';
import { useUiStore } from './stores/uiStore';
import styles from './App.module.css';

export function App() {
  const step = useUiStore((state) => state.step);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={4} autoClose={6000} />
      <div className={styles['window']}>
        <TitleBar />
        <main className={styles['content']}>
          <PanelBoundary key={step}>
            <StepScreen step={step} />
          </PanelBoundary>
        </main>
      </div>
    </MantineProvider>
  );
}
