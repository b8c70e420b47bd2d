// One line at the bottom: how large the network is, what is wrong with it, and the way into the drawer.
import { CircleAlert, CircleCheck, Database, ListTree, History, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentStore } from '../stores/documentStore';
import { toggleDrawer, useUiStore, type DrawerTab } from '../stores/uiStore';
import { formatCount } from '../ui/numbers';
import styles from './StatusBar.module.css';

export function StatusBar() {
  const { t } = useTranslation();
  const layers = useDocumentStore((state) => state.document?.network.nodes.length ?? 0);
  const parameters = useDocumentStore((state) =>
    state.analysis ? state.analysis.totals.trainable + state.analysis.totals.fixed : 0,
  );
  const errors = useDocumentStore((state) => countOf(state.analysis?.problems, 'error'));
  const others = useDocumentStore(
    (state) => (state.analysis?.problems.length ?? 0) - countOf(state.analysis?.problems, 'error'),
  );
  // An untouched project has nothing wrong with it, only a beginning.
  const blank = useDocumentStore((state) => state.document?.data === null && state.document.network.nodes.length === 0);
  const summary = blank
    ? t('shell.status.begin')
    : errors > 0
      ? t('shell.status.problems', { count: errors })
      : t('shell.status.noProblems');
  return (
    <footer className={styles['bar']}>
      <Toggle tab="problems">
        {blank ? (
          <Database size={13} aria-hidden />
        ) : errors > 0 ? (
          <CircleAlert size={13} className={styles['error']} aria-hidden />
        ) : others > 0 ? (
          <TriangleAlert size={13} className={styles['warning']} aria-hidden />
        ) : (
          <CircleCheck size={13} className={styles['ok']} aria-hidden />
        )}
        {!blank && errors === 0 && others > 0 ? t('shell.status.hints', { count: others }) : summary}
      </Toggle>
      <Toggle tab="outline">
        <ListTree size={13} aria-hidden />
        {t('shell.drawer.outline')}
      </Toggle>
      <Toggle tab="runs">
        <History size={13} aria-hidden />
        {t('shell.drawer.runs')}
      </Toggle>
      <span className={styles['space']} />
      <span className={styles['figure']} data-testid="layer-total">
        {t('shell.status.layers', { count: layers })}
      </span>
      <span className={styles['figure']} data-testid="parameter-total">
        {t('shell.status.parameters', { count: parameters, exact: formatCount(parameters) })}
      </span>
      {/* Said politely to screen readers whenever the number of errors changes. */}
      <span className={styles['spoken']} role="status" aria-live="polite">
        {summary}
      </span>
    </footer>
  );
}

function countOf(problems: readonly { readonly severity: string }[] | undefined, severity: string): number {
  let count = 0;
  for (const problem of problems ?? []) if (problem.severity === severity) count++;
  return count;
}

function Toggle({ tab, children }: { readonly tab: DrawerTab; readonly children: ReactNode }) {
  const open = useUiStore((state) => state.drawer === tab);
  return (
    <button type="button" className={styles['toggle']} aria-pressed={open} onClick={() => toggleDrawer(tab)}>
      {children}
    </button>
  );
}
