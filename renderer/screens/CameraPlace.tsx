// What the camera sees; that it is off while it is, or that there is none.
import { VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CameraView } from './CameraView';
import { DevicePlace } from './DevicePlace';
import { ProblemCard } from './ProblemCard';
import type { Camera } from './useCamera';

/** `words`: how it is turned on. */
export function CameraPlace({ camera, words }: { readonly camera: Camera; readonly words: string }) {
  const { t } = useTranslation();
  if (camera.state === 'failed')
    return <ProblemCard problem={{ code: 'camera.none', severity: 'error', message: t('screens.noCamera') }} />;
  if (camera.state === 'off')
    return <DevicePlace icon={<VideoOff size={28} strokeWidth={1.4} aria-hidden />}>{words}</DevicePlace>;
  return <CameraView camera={camera} square />;
}
