// The drawer below every step: what is wrong, the network as a list, and all runs.
import { ActionIcon } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import type { ComponentType, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Outline } from '../outline/Outline';
import { ProblemsPanel } from '../problems/ProblemsPanel';
import { RunsPanel } from '../runs/RunsPanel';
import { useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { changeLayout, panelLimits, useSettingsStore } from '../stores/settingsStore';
import { closeDrawer, openDrawer, useUiStore, type DrawerTab } from '../stores/uiStore';
import { PanelBoundary } from '../ui/PanelBoundary';
import { Resizer } from './Resizer';
import styles from './Drawer.module.css';

const tabs: readonly { readonly id: DrawerTab; readonly Panel: ComponentType }[] = [
  { id: 'problems', Panel: ProblemsPanel },
  { id: 'outline', Panel: Outline },
  { id: 'runs', Panel: RunsPanel },
];

export function Drawer() {
  const { t } = useTranslation();
  const open = useUiStore((state) => state.drawer);
  const height = useSettingsStore((state) => state.layout.drawerHeight);
  const counts: { readonly [T in DrawerTab]: number } = {
    problems: useDocumentStore((state) => state.analysis?.problems.length ?? 0),
    outline: useDocumentStore((state) => state.document?.network.nodes.length ?? 0),
    runs: useRunStore((state) => state.runs.length),
  };
  const current = tabs.find((tab) => tab.id === open);
  if (!current) return null;
  const { Panel } = current;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? tabs.length - 1 : 0;
    if (by === 0) return;
    const next = tabs[(tabs.indexOf(current) + by) % tabs.length]!;
    openDrawer(next.id);
    document.getElementById(`drawer-tab-${next.id}`)?.focus();
    event.preventDefault();
  };
  return (
    <>
      <Resizer
        label={t('shell.resizeDrawer')}
        panel="bottom"
        size={height}
        limits={panelLimits.drawerHeight}
        onResize={(drawerHeight) => changeLayout({ drawerHeight })}
        onClose={closeDrawer}
      />
      <section className={styles['drawer']} style={{ height }} aria-label={t('shell.drawer.title')}>
        <div className={styles['head']}>
          <div role="tablist" className={styles['tabs']} aria-label={t('shell.drawer.title')}>
            {tabs.map(({ id }) => (
              <button
                key={id}
                id={`drawer-tab-${id}`}
                type="button"
                role="tab"
                aria-selected={id === open}
                aria-controls="drawer-panel"
                tabIndex={id === open ? 0 : -1}
                className={styles['tab']}
                onClick={() => openDrawer(id)}
                onKeyDown={onKeyDown}
              >
                {t(`shell.drawer.${id}`)}
                {counts[id] > 0 && <span className={styles['count']}>{counts[id]}</span>}
              </button>
            ))}
          </div>
          <ActionIcon aria-label={t('shell.drawer.close')} onClick={closeDrawer}>
            <ChevronDown size={16} aria-hidden />
          </ActionIcon>
        </div>
        <div
          id="drawer-panel"
          role="tabpanel"
          aria-labelledby={`drawer-tab-${current.id}`}
          className={styles['body']}
          data-drawer={current.id}
        >
          <PanelBoundary key={current.id}>
            <Panel />
          </PanelBoundary>
        </div>
      </section>
    </>
  );
}
