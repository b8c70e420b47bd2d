// Evaluate, Predict and Export before anything is trained: they say what they are for and lead to training.
import { Button } from '@mantine/core';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useRunStore } from '../stores/runStore';
import { goTo } from '../stores/uiStore';
import { EmptyState } from '../ui/EmptyState';
import { Icon } from '../ui/Icon';
import { isActive } from '../training/progress';
import { Page, Panel } from './Page';

export function NeedsTraining({
  area,
  icon,
}: {
  readonly area: 'evaluate' | 'predict' | 'export';
  readonly icon: string;
}) {
  const { t } = useTranslation();
  const active = useRunStore((state) => isActive(state.run));
  return (
    <Page title={t(`${area}.title`)} lead={t(`${area}.lead`)}>
      <Panel>
        <EmptyState
          picture={<Icon name={icon} size={40} />}
          title={t(`${area}.emptyTitle`)}
          actions={
            <Button rightSection={<ArrowRight size={14} />} onClick={() => goTo('train')}>
              {active ? t('screens.watchTraining') : t('screens.goTrain')}
            </Button>
          }
        >
          {active ? t('screens.firstEpoch') : t(`${area}.emptyText`)}
        </EmptyState>
      </Panel>
    </Page>
  );
}
