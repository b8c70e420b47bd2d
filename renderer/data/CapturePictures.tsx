// Pictures from the camera, several a second while a class's button is held.
import { Camera } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CameraButton } from '../screens/CameraButton';
import { CameraPlace } from '../screens/CameraPlace';
import { useCamera } from '../screens/useCamera';
import { formatCount } from '../ui/numbers';
import type { NewShot } from './capture';
import { CaptureFrame } from './CaptureFrame';
import classes from './CaptureFrame.module.css';
import { jpegOf, readPicture } from './readCaptured';
import { useCapture } from './useCapture';

/** Sides of the square pictures that are kept: more than most networks look at. */
const side = 256;
/** Milliseconds between two pictures: fast enough to be quick, slow enough for them to differ. */
const everyMs = 150;

const readFile = async (file: File): Promise<readonly NewShot[]> => [{ files: [await readPicture(file, side)] }];

export function CapturePictures({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const camera = useCamera();
  const { frame, state } = camera;
  const capture = useCapture('pictures', readFile);
  const { held, take } = capture;

  useEffect(() => {
    if (held === null || state !== 'on') return;
    const shoot = () => {
      const canvas = frame(side, side);
      if (canvas !== null) take(held, [{ files: [jpegOf(canvas)] }]);
    };
    shoot();
    const timer = setInterval(shoot, everyMs);
    return () => clearInterval(timer);
  }, [held, state, frame, take]);

  return (
    <CaptureFrame
      capture={capture}
      view={
        <div className={classes.camera}>
          <CameraPlace camera={camera} words={t('data.capture.cameraOff')} />
          <CameraButton camera={camera} />
        </div>
      }
      ready={state === 'on'}
      icon={<Camera size={14} />}
      accept="image/*"
      countOf={(count) => t('data.pictures', { count, n: formatCount(count) })}
      shown={6}
      renderShot={({ files }) => <img src={`data:image/jpeg;base64,${files[0]}`} alt="" />}
      onDone={onDone}
    />
  );
}
