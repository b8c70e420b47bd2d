// What the camera sees, with a light that says that it is on.
import { useTranslation } from 'react-i18next';
import type { Camera } from './useCamera';
import classes from './CameraView.module.css';

export function CameraView({ camera, square }: { readonly camera: Camera; readonly square?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes.view} data-square={square || undefined}>
      <video ref={camera.video} muted playsInline aria-label={t('screens.cameraView')} />
      <span className={classes.light} role="status">
        <span className={classes.dot} />
        {t('screens.cameraOn')}
      </span>
    </div>
  );
}
