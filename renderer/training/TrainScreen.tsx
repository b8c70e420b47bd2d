// Training: settings on the left, the run's state and its curves beside them, earlier runs below.
import { Button, Modal } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { ChartSpline, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RunsPanel } from '../runs/RunsPanel';
import { Page, Panel } from '../screens/Page';
import { ProblemList } from '../screens/ProblemCard';
import { useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { EmptyState } from '../ui/EmptyState';
import { FigureChart } from './charts/FigureChart';
import { figureNames } from './charts/curves';
import { figureWords } from './figures';
import { togglePause } from './follow';
import { isActive } from './progress';
import { cautions, obstacles } from './readiness';
import { Controls, RunStatus, StartButton } from './RunStatus';
import { SettingsPanel } from './SettingsPanel';
import { useGhosts, useShownRun, type ShownRun } from './shown';
import classes from './TrainScreen.module.css';

export function TrainScreen() {
  const { t } = useTranslation();
  const document = useDocumentStore((state) => state.document);
  const analysis = useDocumentStore((state) => state.analysis);
  const run = useRunStore((state) => state.run);
  const runs = useRunStore((state) => state.runs);
  const shown = useShownRun();
  const narrow = useMediaQuery('(max-width: 900px)');
  const [settingsOpen, setSettingsOpen] = useState(false);
  const active = isActive(run);

  useHotkeys(
    [['space', () => active && void togglePause(), { preventDefault: active }]],
    ['INPUT', 'TEXTAREA', 'SELECT', 'BUTTON'],
  );

  if (!document || !analysis) return null;
  const blocking = obstacles(document, analysis);
  const settings = <SettingsPanel locked={active} />;

  return (
    <Page
      fill
      title={t('training.title')}
      lead={t('training.lead')}
      actions={
        <>
          {narrow && (
            <Button
              variant="default"
              leftSection={<SlidersHorizontal size={14} />}
              onClick={() => setSettingsOpen(true)}
            >
              {t('training.settings.title')}
            </Button>
          )}
          {active ? <Controls run={run} /> : <StartButton blocked={blocking} again={runs.length > 0} />}
        </>
      }
    >
      <div className={classes.columns}>
        {!narrow && (
          <Panel className={classes.settings} title={t('training.settings.title')}>
            {settings}
          </Panel>
        )}
        <div className={classes.main}>
          {!active && <ProblemList problems={blocking} />}
          {!active && blocking.length === 0 && <ProblemList problems={cautions(document, analysis).slice(0, 3)} />}
          <RunStatus shown={shown} />
          {shown === null ? (
            <Panel className={classes.empty}>
              <EmptyState picture={<ChartSpline size={40} strokeWidth={1.4} />} title={t('training.empty.title')}>
                {t('training.empty.text')}
              </EmptyState>
            </Panel>
          ) : (
            <Charts shown={shown} />
          )}
          {runs.length > 0 && (
            <Panel title={t('runs.title')} flush>
              <RunsPanel />
            </Panel>
          )}
        </div>
      </div>
      {narrow && (
        <Modal opened={settingsOpen} onClose={() => setSettingsOpen(false)} title={t('training.settings.title')}>
          {settings}
        </Modal>
      )}
    </Page>
  );
}

function Charts({ shown }: { readonly shown: ShownRun }) {
  const ghosts = useGhosts(shown.curves.id);
  const tall = useMediaQuery('(min-height: 900px)');
  const [log, setLog] = useState(false);
  useHotkeys([['l', () => setLog((on) => !on)]]);
  const names = figureNames(shown.curves);
  const [loss, ...others] = names;
  // Losses of single outputs come after the metrics.
  const metrics = [...others].sort((a, b) => Number(a.endsWith('/loss')) - Number(b.endsWith('/loss')));
  const height = tall ? 380 : 290;
  const each =
    metrics.length <= 1 ? height : Math.max(120, Math.floor((height - (metrics.length - 1) * 52) / metrics.length));
  const common = { run: shown.curves, ghosts, plannedEpochs: shown.plannedEpochs };
  return (
    <div className={classes.charts} data-single={metrics.length === 0 || undefined}>
      <FigureChart
        {...common}
        figure={loss!}
        {...figureWords(loss!)}
        log={log}
        onToggleLog={() => setLog(!log)}
        height={height}
      />
      {metrics.length > 0 && (
        <div className={classes.metrics}>
          {metrics.map((name) => (
            <FigureChart key={name} {...common} figure={name} {...figureWords(name)} height={each} />
          ))}
        </div>
      )}
    </div>
  );
}
