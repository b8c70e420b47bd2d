// Turns the camera on, and off again: it is on only while this button is pressed in.
import { Button } from '@mantine/core';
import { Camera as CameraIcon, CameraOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Camera } from './useCamera';

/** `onStop`: what happens in place of turning it off alone. */
export function CameraButton({ camera, onStop }: { readonly camera: Camera; readonly onStop?: () => void }) {
  const { t } = useTranslation();
  const on = camera.state === 'on';
  return (
    <Button
      variant="default"
      leftSection={on ? <CameraOff size={14} /> : <CameraIcon size={14} />}
      aria-pressed={on}
      loading={camera.state === 'starting'}
      onClick={on ? (onStop ?? camera.stop) : camera.start}
    >
      {t(on ? 'screens.turnCameraOff' : 'screens.turnCameraOn')}
    </Button>
  );
}
