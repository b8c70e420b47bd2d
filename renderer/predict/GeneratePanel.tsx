// New samples out of nothing but a seed: what a network makes of draws from the standard normal distribution.
import { Button } from '@mantine/core';
import { Dices } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import type { ShownNumbers } from '../../shared/data/shown';
import { api } from '../api';
import { NumberField } from '../screens/NumberField';
import { Panel } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { SampleGrid } from '../screens/SampleGrid';
import { useTask } from '../screens/useTask';
import classes from './GeneratePanel.module.css';

const count = 24;

export function GeneratePanel({ runId }: { readonly runId: string }) {
  const { t } = useTranslation();
  const [seed, setSeed] = useState(1);
  const [samples, setSamples] = useState<readonly ShownNumbers[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { run } = useTask();

  const generate = useCallback(async () => {
    const settings = { seed, count, temperature: 1, topK: 0, prompt: '' };
    const answer = await run((taskId) => api.call('generate', { taskId, runId, settings }));
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setSamples(answer.value.samples ?? []);
  }, [seed, runId, run]);
  useEffect(() => void generate(), [generate]);

  return (
    <Panel
      title={t('predict.generate.title')}
      tools={
        <span className={classes.tools}>
          <label htmlFor="generate-seed">{t('predict.generate.seed')}</label>
          <NumberField
            id="generate-seed"
            value={seed}
            min={0}
            max={4_294_967_295}
            onChange={(value) => value !== null && setSeed(Math.round(value))}
          />
          <Button variant="default" leftSection={<Dices size={14} />} onClick={() => setSeed((before) => before + 1)}>
            {t('predict.generate.more')}
          </Button>
        </span>
      }
    >
      <p className={classes.help}>{t('predict.generate.help')}</p>
      {problem !== null && <ProblemCard problem={problem} />}
      <SampleGrid samples={samples} label={t('predict.generate.title')} />
    </Panel>
  );
}
