// An empty canvas says how to begin: a picture of a small network, one sentence, and the one thing to do next.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocumentStore } from '../stores/documentStore';
import { addLayer, startWithSuggestion } from '../stores/networkActions';
import { goTo } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { EmptyState } from '../ui/EmptyState';
import styles from './EmptyCanvas.module.css';

export function EmptyCanvas() {
  const { t } = useTranslation();
  const hasData = useDocumentStore((state) => state.analysis?.data != null);
  const suggest = () => {
    startWithSuggestion();
    requestAnimationFrame(() => requestAnimationFrame(() => currentView()?.fit()));
  };
  return (
    <div className={styles['over']}>
      <EmptyState
        picture={<Sketch />}
        title={t('canvas.empty.title')}
        actions={
          <>
            {hasData ? (
              <Button onClick={suggest}>{t('canvas.empty.suggest')}</Button>
            ) : (
              <Button onClick={() => goTo('data')}>{t('canvas.empty.data')}</Button>
            )}
            <Button variant="default" onClick={() => addLayer('input')}>
              {t('canvas.empty.input')}
            </Button>
          </>
        }
      >
        {hasData ? t('canvas.empty.textWithData') : t('canvas.empty.text')}
      </EmptyState>
    </div>
  );
}

/** Input, two hidden layers that part and meet, output. */
function Sketch() {
  return (
    <svg width="264" height="96" viewBox="0 0 264 96" fill="none" aria-hidden>
      <g stroke="var(--wire)" strokeWidth="1.5">
        <path d="M56 48C76 48 72 22 92 22" />
        <path d="M56 48C76 48 72 74 92 74" />
        <path d="M140 22C160 22 156 48 176 48" />
        <path d="M140 74C160 74 156 48 176 48" />
      </g>
      <Sheet x={8} y={32} colour="var(--family-io)" />
      <Sheet x={92} y={6} colour="var(--family-convolution)" />
      <Sheet x={92} y={58} colour="var(--family-core)" />
      <Sheet x={176} y={32} colour="var(--family-recurrent)" />
      <path d="M224 48H248M248 48L242 43M248 48L242 53" stroke="var(--wire)" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}

function Sheet({ x, y, colour }: { readonly x: number; readonly y: number; readonly colour: string }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="48" height="32" rx="5" fill="var(--card)" stroke="var(--line-strong)" />
      <path d="M0 5a5 5 0 0 1 5-5h38a5 5 0 0 1 5 5Z" fill={colour} />
      <path d="M8 14h20M8 21h30" stroke="var(--line-strong)" strokeWidth="2.5" strokeLinecap="round" />
    </g>
  );
}
