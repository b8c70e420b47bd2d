// Clips: what the camera sees while a class's button is held is one, and so is every video file.
import { Video } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CameraPlace } from '../screens/CameraPlace';
import { Reel } from '../screens/Reel';
import { useClip } from '../screens/useClip';
import { formatCount } from '../ui/numbers';
import type { NewShot } from './capture';
import { CaptureFrame } from './CaptureFrame';
import { clipSide as side, jpegOf, readClip } from './readCaptured';
import { useCapture } from './useCapture';

const readFile = async (file: File): Promise<readonly NewShot[]> => [{ files: await readClip(file, side) }];

export function CaptureClips({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const capture = useCapture('clips', readFile);
  const { held, take, letGo, setProblem } = capture;
  const camera = useClip(held !== null, side, {
    onClip: (frames) => take(held, [{ files: frames.map(jpegOf) }]),
    onShort: () => setProblem({ code: 'capture.short', severity: 'warning', message: t('screens.clipShort') }),
    onFull: letGo,
  });
  return (
    <CaptureFrame
      capture={capture}
      view={<CameraPlace camera={camera} words={t('screens.cameraOff')} />}
      ready
      icon={<Video size={14} />}
      accept="video/*"
      countOf={(count) => t('data.reels', { count, n: formatCount(count) })}
      shown={6}
      renderShot={({ files }) => <ShotReel files={files} />}
      onDone={onDone}
    />
  );
}

function ShotReel({ files }: { readonly files: readonly string[] }) {
  const urls = useMemo(() => files.map((file) => `data:image/jpeg;base64,${file}`), [files]);
  return <Reel frames={urls} alt="" />;
}
