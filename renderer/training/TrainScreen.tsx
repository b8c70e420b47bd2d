// Training: settings on the left, the run's state and its curves beside them, earlier runs below.
import { Button, Modal } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { ChartSpline, SlidersHorizontal } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSharedSamples } from '../data/useEqualSamples';
import { RunsPanel } from '../runs/RunsPanel';
import { Page, Panel } from '../screens/Page';
import { ProblemList } from '../screens/ProblemCard';
import { useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { loadDevices, useDevicesStore } from '../settings/devices';
import { EmptyState } from '../ui/EmptyState';
import { StartHere } from '../ui/StartHere';
import { isTyping } from '../ui/isTyping';
import { FigureChart } from './charts/FigureChart';
import { figureNames } from './charts/curves';
import { figureWords } from './figures';
import { togglePause } from './follow';
import { isActive } from './progress';
import { cautions, obstacles } from './readiness';
import { MadeSoFar } from './MadeSoFar';
import { Controls, RunStatus, StartButton } from './RunStatus';
import { SettingsPanel } from './SettingsPanel';
import { useGhosts, useShownCurves, useShownRun, type ShownRun } from './shown';
import classes from './TrainScreen.module.css';

export function TrainScreen() {
  const { t } = useTranslation();
  const document = useDocumentStore((state) => state.document);
  const analysis = useDocumentStore((state) => state.analysis);
  const active = useRunStore((state) => isActive(state.run));
  const hasRuns = useRunStore((state) => state.runs.length > 0);
  const shown = useShownRun();
  const machineBytes = useDevicesStore((state) => state.report?.cpu.memoryBytes ?? 0);
  const equal = useSharedSamples(document?.data ?? null, active);
  useEffect(() => void loadDevices(), []);
  const narrow = useMediaQuery('(max-width: 900px)');
  const [settingsOpen, setSettingsOpen] = useState(false);

  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      // On a button or a switch the space bar presses that.
      const own = event.target instanceof Element && event.target.closest('button, input, select, a, [role="option"]');
      if (event.key !== ' ' || event.repeat || isTyping(event.target) || own) return;
      event.preventDefault();
      void togglePause();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);

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
          {active ? <Controls /> : <StartButton blocked={blocking} again={hasRuns} />}
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
          {!active && blocking.length === 0 && (
            <ProblemList
              problems={[
                ...cautions(document, analysis, machineBytes).slice(0, 3),
                // What could not be read is told where it is read: by the data step and by the run.
                ...equal.filter(({ severity }) => severity !== 'error'),
              ]}
            />
          )}
          <RunStatus shown={shown} />
          {shown === null ? (
            <Panel className={classes.empty}>
              <EmptyState picture={<ChartSpline size={40} strokeWidth={1.4} />} title={t('training.empty.title')}>
                {t('training.empty.text')}
              </EmptyState>
            </Panel>
          ) : (
            <>
              <MadeSoFar shown={shown} />
              <Charts shown={shown} />
            </>
          )}
          {hasRuns && (
            <Panel title={t('runs.title')} flush>
              <RunsPanel />
            </Panel>
          )}
        </div>
      </div>
      {narrow && (
        <Modal opened={settingsOpen} onClose={() => setSettingsOpen(false)} title={t('training.settings.title')}>
          <StartHere />
          {settings}
        </Modal>
      )}
    </Page>
  );
}

/** A chart lower than this says nothing. */
const fewestPixels = 96;
/** Height of a chart's card beside its plot, and the gap between two. */
const cardFrame = 46;
const gap = 12;

function Charts({ shown }: { readonly shown: ShownRun }) {
  const { curves, plannedEpochs } = useShownCurves(shown);
  const ghosts = useGhosts(curves.id);
  const tall = useMediaQuery('(min-height: 900px)');
  const [log, setLog] = useState(false);
  const toggleLog = useCallback(() => setLog((on) => !on), []);
  useHotkeys([['l', toggleLog]]);
  const names = figureNames(curves);
  const [loss, ...others] = names;
  // Losses of single outputs come after the metrics.
  const metrics = [...others].sort((a, b) => Number(a.endsWith('/loss')) - Number(b.endsWith('/loss')));
  const room = tall ? 380 : 290;
  const each = Math.max(
    fewestPixels,
    Math.floor((room - (metrics.length - 1) * (cardFrame + gap)) / Math.max(1, metrics.length)),
  );
  // Both columns end on one line.
  const height = Math.max(room, metrics.length * (each + cardFrame + gap) - gap - cardFrame);
  const common = { run: curves, ghosts, plannedEpochs };
  return (
    <div className={classes.charts} data-single={metrics.length === 0 || undefined}>
      <FigureChart
        {...common}
        figure={loss!}
        {...figureWords(loss!)}
        log={log}
        onToggleLog={toggleLog}
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
