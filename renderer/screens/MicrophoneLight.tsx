// Says that the microphone is on, and how loud it is.
import { useTranslation } from 'react-i18next';
import classes from './MicrophoneLight.module.css';

/** `level` from 0 to 1. */
export function MicrophoneLight({ level }: { readonly level: number }) {
  const { t } = useTranslation();
  return (
    <span className={classes.light} role="status" aria-label={t('screens.microphoneOn')}>
      <span className={classes.dot} />
      <span className={classes.level} style={{ width: `${Math.round(80 * Math.min(1, level))}px` }} />
    </span>
  );
}
