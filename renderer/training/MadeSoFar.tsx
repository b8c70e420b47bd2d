// What the network makes of the same random numbers after each epoch: how it learned, picture by picture.
import { Slider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recipeOf } from '../../shared/recipes';
import type { ShownNumbers } from '../../shared/data/shown';
import type { RunState } from '../../shared/run/state';
import { api } from '../api';
import { SampleGrid } from '../screens/SampleGrid';
import { Panel } from '../screens/Page';
import { newTaskId } from '../screens/useTask';
import { useDocumentStore } from '../stores/documentStore';
import classes from './MadeSoFar.module.css';
import type { ShownRun } from './shown';
import { useRunEvery } from './useRunEvery';

const count = 24;
const settings = { seed: 1, count, temperature: 1, topK: 0, prompt: '' };
/** As often as a person can compare; a run may have many epochs a second. */
const askEveryMs = 700;
/** Earlier ones are thinned out beyond this, so that memory stays bounded. */
const mostKept = 100;

interface Moment {
  readonly epoch: number;
  readonly samples: readonly ShownNumbers[];
}

/** Nothing where the run's recipe makes up no samples. */
export function MadeSoFar({ shown }: { readonly shown: ShownRun }) {
  const recipe = useDocumentStore((state) => state.document?.training.recipe);
  const training = shown.kept?.record.plan.training ?? (recipe === undefined ? {} : { recipe });
  const now = useRunEvery(
    (store) => epochOf(store.run),
    askEveryMs,
    ({ run }) => run.status,
  );
  const place = shown.kept ? { id: shown.kept.record.id, epoch: shown.kept.record.epochs.length } : now;
  if (recipeOf(training).recipe.generates !== 'samples' || place === null) return null;
  return <Samples key={place.id} runId={place.id} epoch={place.epoch} />;
}

function epochOf(run: RunState): { readonly id: string; readonly epoch: number } | null {
  return run.status === 'idle' || run.status === 'starting' ? null : { id: run.runId, epoch: run.history.length };
}

function Samples({ runId, epoch }: { readonly runId: string; readonly epoch: number }) {
  const { t } = useTranslation();
  const [moments, setMoments] = useState<readonly Moment[]>([]);
  /** The place that was chosen; null follows the newest. */
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => {
    let wanted = true;
    // A run that has made nothing yet has nothing to show: that is no problem to tell.
    void api.call('generate', { taskId: newTaskId(), runId, settings }).then((answer) => {
      if (!wanted || !answer.ok || answer.value.samples === undefined) return;
      const { samples } = answer.value;
      setMoments((before) => [...thinned(before.filter((moment) => moment.epoch !== epoch)), { epoch, samples }]);
    });
    return () => {
      wanted = false;
    };
  }, [runId, epoch]);
  if (moments.length === 0) return null;
  const at = Math.min(chosen ?? moments.length - 1, moments.length - 1);
  const moment = moments[at]!;
  return (
    <Panel title={t('training.made.title', { n: moment.epoch })}>
      <p className={classes.help}>{t('training.made.help')}</p>
      <SampleGrid samples={moment.samples} label={t('training.made.title', { n: moment.epoch })} />
      {moments.length > 1 && (
        <Slider
          thumbLabel={t('training.made.epoch')}
          min={0}
          max={moments.length - 1}
          label={(place) => t('training.made.after', { n: moments[place]?.epoch ?? 0 })}
          value={at}
          onChange={(place) => setChosen(place === moments.length - 1 ? null : place)}
        />
      )}
    </Panel>
  );
}

/** Every second one where there are too many. */
function thinned(moments: readonly Moment[]): readonly Moment[] {
  return moments.length < mostKept ? moments : moments.filter((_, at) => at % 2 === 0);
}
