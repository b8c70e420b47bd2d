// A run that is over: how it ended, its figures, and what to do next.
import { Button, Tooltip } from '@mantine/core';
import { ArrowRight, CircleCheck, OctagonX, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import type { RunStatus as Status } from '../../shared/run/record';
import { formatDuration } from '../screens/format';
import { ProblemCard } from '../screens/ProblemCard';
import { useRunStore } from '../stores/runStore';
import { goTo, useUiStore } from '../stores/uiStore';
import { formatCount } from '../ui/numbers';
import { figureWords, formatFigure } from './figures';
import { carryOn, useControlStore } from './follow';
import classes from './RunStatus.module.css';
import type { ShownRun } from './shown';
import { Tile } from './Tile';

/** Failures that the same numbers would bring about again. */
const repeating: ReadonlySet<string> = new Set(['training.diverged', 'training.dataNotFinite']);

interface End {
  readonly status: Status;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly elapsedMs: number;
  readonly name: string;
  readonly id: string;
  readonly problem: Problem | undefined;
}

function endOf(shown: ShownRun): End {
  const { live, kept } = shown;
  if (live.status === 'finished' || live.status === 'failed') {
    return {
      id: live.runId,
      name: useRunStore.getState().runs.find((run) => run.id === live.runId)?.name ?? '',
      status: live.status === 'failed' ? 'failed' : live.reason,
      epochs: live.history.length,
      bestEpoch: live.bestEpoch,
      elapsedMs: live.elapsedMs,
      // Shown above already.
      problem: undefined,
    };
  }
  const record = kept!.record;
  return {
    id: record.id,
    name: record.name,
    status: record.status,
    epochs: record.epochs.length,
    bestEpoch: record.bestEpoch,
    elapsedMs: record.elapsedMs,
    problem: record.status === 'failed' ? record.problem : undefined,
  };
}

export function RunEnded({ shown }: { readonly shown: ShownRun }) {
  const { t } = useTranslation();
  const end = endOf(shown);
  const history = shown.kept ? shown.kept.record.epochs : shown.live.status === 'idle' ? [] : shown.live.history;
  const best = history.find((entry) => entry.epoch === end.bestEpoch);
  const usable = end.bestEpoch > 0;
  const figures = Object.entries(best?.validation ?? best?.train ?? {});
  const failure = shown.live.status === 'failed' ? shown.live.problem : end.problem;
  const well = end.status === 'completed' || end.status === 'earlyStopping';
  const canGoOn = !well && !repeating.has(failure?.code ?? '');
  return (
    <>
      {end.problem !== undefined && <ProblemCard problem={end.problem} />}
      <section className={classes.status} aria-label={t('training.lastRun')}>
        <div className={classes.headline}>
          {well ? (
            <CircleCheck size={16} className={classes.okIcon} />
          ) : (
            <OctagonX size={16} className={classes.endIcon} />
          )}
          <strong>{t(`training.end.${end.status}`, { count: end.epochs, time: formatDuration(end.elapsedMs) })}</strong>
          <span className={classes.engine}>{end.name}</span>
        </div>
        <div className={classes.ended}>
          <div className={classes.tiles}>
            {figures.slice(0, 4).map(([name, value]) => {
              const words = figureWords(name);
              return (
                <Tile
                  key={name}
                  name={best?.validation ? t('training.validationOf', { title: words.title }) : words.title}
                  value={formatFigure(value, words.format)}
                />
              );
            })}
            {usable && <Tile name={t('training.bestEpoch')} value={formatCount(end.bestEpoch)} />}
          </div>
          {(usable || canGoOn) && (
            <div className={classes.next}>
              {canGoOn && <CarryOn runId={end.id} />}
              {usable && <NextSteps runId={end.id} />}
            </div>
          )}
        </div>
      </section>
    </>
  );
}

/** From the last checkpoint to where the run was to go. */
function CarryOn({ runId }: { readonly runId: string }) {
  const { t } = useTranslation();
  const pending = useControlStore((state) => state.pending);
  return (
    <Tooltip label={t('training.carryOnHelp')} multiline maw={300}>
      <Button
        variant="light"
        leftSection={<Play size={14} />}
        loading={pending === 'starting'}
        onClick={() => void carryOn(runId)}
      >
        {t('training.carryOn')}
      </Button>
    </Tooltip>
  );
}

/** What a trained network is for. */
function NextSteps({ runId }: { readonly runId: string }) {
  const { t } = useTranslation();
  const next = (step: 'evaluate' | 'predict' | 'export') => {
    useUiStore.setState({ chosenRun: runId });
    goTo(step);
  };
  return (
    <>
      <Button variant="light" rightSection={<ArrowRight size={14} />} onClick={() => next('evaluate')}>
        {t('training.toEvaluate')}
      </Button>
      <Button variant="default" onClick={() => next('predict')}>
        {t('training.toPredict')}
      </Button>
      <Button variant="default" onClick={() => next('export')}>
        {t('training.toExport')}
      </Button>
    </>
  );
}
