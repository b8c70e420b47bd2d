// The run in words and figures while it goes on, and its buttons (always in the same place).
import { Button, Progress, Tooltip } from '@mantine/core';
import { CirclePause, Pause, Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import { formatPercent, formatRemaining } from '../screens/format';
import { ProblemCard } from '../screens/ProblemCard';
import { useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { formatCount } from '../ui/numbers';
import { remainingMs } from './eta';
import { figureWords, formatFigure } from './figures';
import {
  clearControlProblem,
  pauseTraining,
  resumeTraining,
  startTraining,
  stopTraining,
  useControlStore,
} from './follow';
import { isActive, runProgress } from './progress';
import classes from './RunStatus.module.css';
import { RunEnded } from './RunEnded';
import type { ShownRun } from './shown';
import { Tile } from './Tile';
import { useRunEvery } from './useRunEvery';

export function StartButton(props: { readonly blocked: readonly Problem[]; readonly again: boolean }) {
  const { t } = useTranslation();
  const document = useDocumentStore((state) => state.document);
  const pending = useControlStore((state) => state.pending);
  const [first] = props.blocked;
  const button = (
    <Button
      leftSection={<Play size={14} />}
      disabled={props.blocked.length > 0}
      loading={pending === 'starting'}
      onClick={() => document && void startTraining(document)}
    >
      {props.again ? t('training.startAgain') : t('training.start')}
    </Button>
  );
  return (
    <Tooltip label={first ? first.message : t('training.startHelp')} multiline maw={340} position="bottom-end">
      <span>{button}</span>
    </Tooltip>
  );
}

export function Controls() {
  const { t } = useTranslation();
  const status = useRunStore((state) => state.run.status);
  const pending = useControlStore((state) => state.pending);
  const paused = status === 'paused';
  return (
    <>
      <Tooltip label={t('training.pauseHelp')}>
        <Button
          w={104}
          variant="default"
          leftSection={paused ? <Play size={14} /> : <Pause size={14} />}
          loading={pending === 'pausing' || pending === 'resuming'}
          disabled={status === 'starting' || pending === 'stopping'}
          onClick={() => void (paused ? resumeTraining() : pauseTraining())}
        >
          {paused ? t('training.resume') : t('training.pause')}
        </Button>
      </Tooltip>
      <Tooltip label={t('training.stopHelp')}>
        <Button
          w={92}
          color="red"
          variant="light"
          leftSection={<Square size={13} />}
          loading={pending === 'stopping'}
          onClick={() => void stopTraining()}
        >
          {t('training.stop')}
        </Button>
      </Tooltip>
    </>
  );
}

/** Tiles are for people: four times a second is as fast as one reads. */
const tilesEveryMs = 250;

export function RunStatus({ shown }: { readonly shown: ShownRun | null }) {
  const problem = useControlStore((state) => state.problem);
  const active = useRunStore((state) => isActive(state.run));
  const failure = useRunStore((state) => (state.run.status === 'failed' ? state.run.problem : null));
  return (
    <>
      {problem !== null && <ProblemCard problem={problem} onDismiss={clearControlProblem} />}
      {failure !== null && <ProblemCard problem={failure} />}
      {active ? <Running /> : shown !== null && <RunEnded shown={shown} />}
    </>
  );
}

function Running() {
  const { t } = useTranslation();
  const { run, msPerBatch } = useRunEvery(
    (state) => ({ run: state.run, msPerBatch: useControlStore.getState().msPerBatch }),
    tilesEveryMs,
    (state) => state.run.status,
  );
  if (!isActive(run)) return null;
  const left = remainingMs({ ...run, msPerBatch });
  const share = runProgress(run) ?? 0;
  const paused = run.status === 'paused';
  const preparing = run.status === 'starting' || run.batchesPerEpoch === 0;
  const newest = run.history[run.history.length - 1];
  const inEpoch = run.batchesPerEpoch === 0 ? 0 : run.step - (run.epoch - 1) * run.batchesPerEpoch;
  const rate =
    run.samplesPerSecond > 0
      ? run.samplesPerSecond
      : msPerBatch !== null && run.batchesPerEpoch > 0
        ? (run.samples.train / run.batchesPerEpoch) * (1000 / msPerBatch)
        : 0;
  return (
    <section className={classes.status} aria-label={t('training.running')}>
      <div className={classes.headline} aria-live="polite">
        {paused ? <CirclePause size={16} className={classes.pausedIcon} /> : <span className={classes.pulse} />}
        <strong>
          {paused
            ? t('training.paused')
            : preparing
              ? run.message || t('training.preparing')
              : t('training.epochOf', { epoch: Math.max(1, run.epoch), epochs: run.epochs })}
        </strong>
        {!paused && !preparing && <span className={classes.phase}>{t(`training.phase.${run.phase}`)}</span>}
        <span className={classes.engine}>{run.engine?.title}</span>
      </div>
      <Progress
        value={preparing ? 100 : share * 100}
        animated={preparing && !paused}
        size="sm"
        aria-label={t('training.progress')}
        className={classes.bar ?? ''}
      />
      <div className={classes.tiles}>
        <Tile
          name={t('training.batch')}
          value={preparing ? '–' : `${formatCount(Math.max(0, inEpoch))} / ${formatCount(run.batchesPerEpoch)}`}
        />
        <Tile
          name={t('training.left')}
          value={paused ? '–' : left === null ? t('training.measuring') : formatRemaining(left)}
        />
        <Tile
          name={t('training.speed')}
          value={rate > 0 ? t('training.perSecond', { rate: formatCount(Math.round(rate)) }) : '–'}
        />
        {run.dataWait !== null && (
          <Tile name={t('training.dataWait')} help={t('training.dataWaitHelp')} value={formatPercent(run.dataWait)} />
        )}
        {newest &&
          Object.entries(newest.validation ?? newest.train)
            .slice(0, 2)
            .map(([name, value]) => {
              const words = figureWords(name);
              return (
                <Tile
                  key={name}
                  name={newest.validation ? t('training.validationOf', { title: words.title }) : words.title}
                  value={formatFigure(value, words.format)}
                />
              );
            })}
      </div>
    </section>
  );
}
