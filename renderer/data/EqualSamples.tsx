// How far the search for samples in training and test alike is; a button where it has not been made.
import { Button } from '@mantine/core';
import { CopyCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { TaskProgress } from '../screens/TaskProgress';
import type { EqualSamples as Search } from './useEqualSamples';

export function EqualSamples({ search }: { readonly search: Search }) {
  const { t } = useTranslation();
  if (search.running)
    return <TaskProgress title={t('data.equal.looking')} progress={search.progress} onCancel={search.cancel} />;
  if (!search.offered) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<CopyCheck size={14} aria-hidden />}
      onClick={() => search.look()}
    >
      {t('data.equal.look')}
    </Button>
  );
}
