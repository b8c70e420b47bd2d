// What the camera sees while a clip is taken; says that it is off while none is.
import { VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CameraView } from './CameraView';
import { DevicePlace } from './DevicePlace';
import { ProblemCard } from './ProblemCard';
import type { Camera } from './useCamera';

export function ClipCamera({ camera }: { readonly camera: Camera }) {
  const { t } = useTranslation();
  if (camera.state === 'failed')
    return <ProblemCard problem={{ code: 'camera.none', severity: 'error', message: t('screens.noCamera') }} />;
  if (camera.state === 'off')
    return (
      <DevicePlace icon={<VideoOff size={28} strokeWidth={1.4} aria-hidden />}>{t('screens.cameraOff')}</DevicePlace>
    );
  return <CameraView camera={camera} square />;
}
