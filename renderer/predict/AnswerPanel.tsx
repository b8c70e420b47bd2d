// What the network answers: in words, as bars, and what it was shown.
import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedAnswer } from './MarkedAnswer';
import type { PredictedOutput } from '../../shared/run/prediction';
import { Bars } from '../screens/Bars';
import { formatDuration, formatNumber, formatPercent } from '../screens/format';
import { Panel } from '../screens/Page';
import { formatCount } from '../ui/numbers';
import classes from './AnswerPanel.module.css';
import { ForecastAnswer } from './ForecastAnswer';
import { PlacesAnswer } from './PlacesAnswer';
import { LabelAnswer } from './LabelAnswer';
import { RebuiltAnswer } from './RebuiltAnswer';
import { Tokens } from './Tokens';
import type { Answer } from './usePrediction';
import { WrittenAnswer } from './WrittenAnswer';

const first = 5;

export function AnswerPanel({ answer, waiting }: { readonly answer: Answer; readonly waiting: string }) {
  const { t } = useTranslation();
  const { prediction } = answer;
  if (prediction === null) {
    return (
      <Panel className={classes.panel}>
        <p className={classes.waiting}>{answer.busy ? t('predict.thinking') : waiting}</p>
      </Panel>
    );
  }
  return (
    <>
      {prediction.outputs.map((output) => (
        <Panel
          key={output.name}
          className={classes.panel}
          {...(prediction.outputs.length > 1 ? { title: output.name } : {})}
        >
          <div aria-live="polite" data-busy={answer.busy || undefined} className={classes.live}>
            {output.marks !== undefined && prediction.input.picture !== undefined ? (
              <MarkedAnswer output={output} picture={prediction.input.picture} />
            ) : output.places !== undefined ? (
              <PlacesAnswer output={output} input={prediction.input} />
            ) : (
              <Output output={output} />
            )}
          </div>
        </Panel>
      ))}
      {prediction.input.picture !== undefined && !prediction.outputs.some(({ marks }) => marks) && (
        <Panel title={t('predict.sees')}>
          <div className={classes.sees}>
            <img src={prediction.input.picture} alt={t('predict.sees')} draggable={false} />
            <p>{t('predict.seesHelp')}</p>
          </div>
        </Panel>
      )}
      {prediction.input.tokens !== undefined && (
        <Panel title={t('predict.sees')}>
          <Tokens tokens={prediction.input.tokens} />
        </Panel>
      )}
      <p className={classes.time}>{t('predict.took', { time: formatDuration(prediction.elapsedMs) })}</p>
    </>
  );
}

function Output({ output }: { readonly output: PredictedOutput }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (output.written !== undefined) return <WrittenAnswer texts={output.written} truth={output.truth} />;
  if (output.task === 'labels') return <LabelAnswer output={output} />;
  if (output.rebuilt !== undefined) return <RebuiltAnswer rebuilt={output.rebuilt} />;
  if (output.forecast !== undefined) return <ForecastAnswer target={output.target} forecast={output.forecast} />;
  if (output.value !== undefined) {
    const truth = output.truth === undefined ? NaN : Number(output.truth);
    return (
      <>
        <p className={classes.small}>{output.target}</p>
        <p className={classes.answer} data-testid="answer">
          {formatNumber(output.value)}
        </p>
        {output.truth !== undefined && (
          <p className={classes.truth}>
            {t('predict.truth', { truth: output.truth })}
            {Number.isFinite(truth) && ` ${t('predict.off', { by: formatNumber(Math.abs(output.value - truth), 3) })}`}
          </p>
        )}
      </>
    );
  }
  const names = output.classes ?? [];
  const bars = (output.probabilities ?? [])
    .map((probability, place) => ({ name: names[place] ?? String(place), probability }))
    .sort((a, b) => b.probability - a.probability);
  const [best] = bars;
  if (!best) return null;
  const right = output.truth === undefined ? undefined : output.truth === best.name;
  const shown = all ? bars : bars.slice(0, first);
  return (
    <>
      <p className={classes.small}>{output.next === true ? t('predict.write.next') : output.target}</p>
      <p className={classes.answer} data-testid="answer">
        {best.name === ' ' ? '␣' : best.name}
      </p>
      <p className={classes.sure}>{sureness(best.probability, names.length, t)}</p>
      {right !== undefined && (
        <p className={classes.truth} data-right={right}>
          {right ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
          {right ? t('predict.right', { truth: output.truth }) : t('predict.wrong', { truth: output.truth })}
        </p>
      )}
      <Bars
        full={1}
        label={t('predict.probabilities')}
        bars={shown.map(({ name, probability }, place) => ({
          key: name,
          name,
          value: probability,
          words: formatPercent(probability),
          strong: place === 0,
        }))}
      />
      {bars.length > first && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(!all)}>
          {all ? t('predict.fewer') : t('predict.all', { n: formatCount(bars.length) })}
        </Button>
      )}
    </>
  );
}

/** How sure the network is, in words. Against chance, so that 60 % of two classes is a guess and of ten is not. */
function sureness(probability: number, classes: number, t: TFunction): string {
  const share = formatPercent(probability);
  const chance = 1 / Math.max(2, classes);
  const above = (probability - chance) / (1 - chance);
  return above > 0.96
    ? t('predict.certain', { share })
    : above > 0.7
      ? t('predict.likely', { share })
      : above > 0.3
        ? t('predict.maybe', { share })
        : t('predict.guess', { share });
}
