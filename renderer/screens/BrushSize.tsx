// How thick a pad draws.
import { Slider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './BrushSize.module.css';

/** Pixels of a pad of 280. */
export const usualBrush = 22;

export function BrushSize({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  const { t } = useTranslation();
  return (
    <label className={classes.brush}>
      <span>{t('screens.brush')}</span>
      <Slider min={6} max={48} value={value} onChange={onChange} label={null} thumbLabel={t('screens.brush')} />
    </label>
  );
}
