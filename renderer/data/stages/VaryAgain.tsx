// Draws anew what acts at random while training.
import { Button } from '@mantine/core';
import { Dices } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './Stages.module.css';

export function VaryAgain({ onVary }: { readonly onVary: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      size="compact-xs"
      variant="default"
      className={classes.again ?? ''}
      leftSection={<Dices size={12} aria-hidden />}
      onClick={onVary}
    >
      {t('data.stages.again')}
    </Button>
  );
}
