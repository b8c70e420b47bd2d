// Try the trained network: on a row typed in, a picture drawn, dropped or pasted, or a sample of the data.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { recipeOf } from '../../shared/recipes';
import { useKeptRun, useRecordsStore, useTrainedRuns } from '../runs/records';
import { RunPicker } from '../runs/RunPicker';
import { NeedsTraining } from '../screens/NeedsTraining';
import { Page } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { goTo } from '../stores/uiStore';
import { GeneratePanel } from './GeneratePanel';
import { Trial } from './Trial';

export function PredictScreen() {
  const { t } = useTranslation();
  const { runs, chosen } = useTrainedRuns();
  const kept = useKeptRun(chosen);
  const problem = useRecordsStore((state) => (chosen ? state.problems.get(chosen.id) : undefined));
  if (chosen === undefined) return <NeedsTraining area="predict" icon="Sparkles" />;
  return (
    <Page
      title={t('predict.title')}
      lead={t('predict.lead')}
      actions={
        <>
          <RunPicker runs={runs} chosen={chosen} />
          <Button onClick={() => goTo('export')}>{t('predict.toExport')}</Button>
        </>
      }
    >
      {kept ? (
        recipeOf(kept.record.plan.training).recipe.rivals === undefined ? (
          <Trial key={kept.record.id} record={kept.record} />
        ) : (
          // It is given nothing but noise.
          <GeneratePanel key={kept.record.id} runId={kept.record.id} />
        )
      ) : problem ? (
        <ProblemCard problem={problem} />
      ) : (
        <TaskProgress title={t('predict.loading')} progress={null} />
      )}
    </Page>
  );
}
