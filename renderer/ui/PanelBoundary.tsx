// Catches what goes wrong while a panel is drawn, so that the rest of the window lives on and nothing is lost.
import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { useTranslation } from 'react-i18next';
import styles from './PanelBoundary.module.css';

function Fallback({ error, resetErrorBoundary }: FallbackProps) {
  const { t } = useTranslation();
  return (
    <div className={styles['fallback']} role="alert">
      <TriangleAlert size={20} aria-hidden />
      <p>{t('shell.panelFailed')}</p>
      <p className={styles['detail']}>{error instanceof Error ? error.message : String(error)}</p>
      <Button variant="default" onClick={resetErrorBoundary}>
        {t('shell.panelRetry')}
      </Button>
    </div>
  );
}

export function PanelBoundary({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      FallbackComponent={Fallback}
      onError={(error, info) => console.error('A panel failed to draw.', error, info.componentStack)}
    >
      {children}
    </ErrorBoundary>
  );
}
