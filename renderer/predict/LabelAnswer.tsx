// Several labels as an answer: those above a threshold in words, and the probability of each as a bar.
import { Slider } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelsGiven, usualThreshold } from '../../shared/data/labels';
import type { PredictedOutput } from '../../shared/run/prediction';
import { Bars } from '../screens/Bars';
import { formatPercent } from '../screens/format';
import classes from './AnswerPanel.module.css';

export function LabelAnswer({ output }: { readonly output: PredictedOutput }) {
  const { t } = useTranslation();
  const [threshold, setThreshold] = useState(usualThreshold);
  const labelId = useId();
  const names = output.classes ?? [];
  const probabilities = output.probabilities ?? [];
  const given = labelsGiven(probabilities, threshold);
  return (
    <>
      <p className={classes.small}>{output.target}</p>
      <p className={classes.answer} data-testid="answer" data-long={given.length > 2 || undefined}>
        {given.length === 0 ? t('predict.labels.none') : given.map((place) => names[place]).join(', ')}
      </p>
      {output.truth !== undefined && (
        <p className={classes.truth}>{t('predict.labels.truth', { truth: output.truth })}</p>
      )}
      <p id={labelId} className={classes.small} title={t('predict.labels.help')}>
        {t('predict.labels.threshold')} {formatPercent(threshold)}
      </p>
      <Slider
        thumbProps={{ 'aria-labelledby': labelId }}
        min={0.05}
        max={0.95}
        step={0.05}
        value={threshold}
        label={formatPercent}
        onChange={setThreshold}
      />
      <Bars
        full={1}
        label={t('predict.probabilities')}
        bars={names.map((name, place) => ({
          key: name,
          name,
          value: probabilities[place] ?? 0,
          words: formatPercent(probabilities[place] ?? 0),
          strong: given.includes(place),
        }))}
      />
    </>
  );
}
