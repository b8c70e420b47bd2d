// A clip for the network: taken with the camera while a button is held, or a video file. Shows what it was given.
import { Button, FileButton } from '@mantine/core';
import { FileVideo, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickFrames, type FittedVideo } from '../../shared/data/video';
import type { Problem } from '../../shared/result';
import type { PredictInput } from '../../shared/run/prediction';
import { toBase64 } from '../screens/base64';
import { CameraPlace } from '../screens/CameraPlace';
import { HoldButton } from '../screens/HoldButton';
import { ProblemCard } from '../screens/ProblemCard';
import { Reel } from '../screens/Reel';
import { useClip } from '../screens/useClip';
import { useDropTarget } from '../screens/useDropTarget';
import { videoFrames } from '../screens/videoFrames';
import classes from './DevicePanel.module.css';

interface Props {
  readonly input: FittedVideo;
  /** The pictures that it was given last. */
  readonly seen: readonly string[] | undefined;
  readonly onChange: (input: PredictInput | null) => void;
}

/** Longer sides of the pictures that travel; the network sees no more of them than it learned from. */
const side = 160;

function asInput(frames: readonly HTMLCanvasElement[]): PredictInput {
  const { width, height } = frames[0]!;
  const rgba = (canvas: HTMLCanvasElement) => toBase64(canvas.getContext('2d')!.getImageData(0, 0, width, height).data);
  return { type: 'clip', width, height, frames: frames.map(rgba) };
}

export function ClipPanel({ input, seen, onChange }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [held, setHeld] = useState(false);
  const letGo = () => setHeld(false);
  const say = (code: string, message: string) => setProblem({ code, severity: 'error', message });
  const camera = useClip(held, side, {
    onClip: (frames) => onChange(asInput(pickFrames(frames.length, input.frames).map((at) => frames[at]!))),
    onShort: () => say('predict.shortClip', t('screens.clipShort')),
    onFull: letGo,
  });
  const take = async (file: File) => {
    setProblem(null);
    try {
      onChange(asInput(await videoFrames(file, input.frames, side)));
    } catch {
      say('predict.video', t('predict.noVideo', { name: file.name }));
    }
  };
  const drop = useDropTarget((file) => void take(file));
  return (
    <div className={classes.panel} {...drop}>
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      {held || camera.state === 'failed' || seen === undefined ? (
        <CameraPlace camera={camera} words={t('screens.cameraOff')} />
      ) : (
        <Reel frames={seen} alt={t('predict.seenClip')} className={classes.reel} />
      )}
      <div className={classes.tools}>
        <HoldButton held={held} onHold={() => setHeld(true)} onLetGo={letGo} icon={<Video size={14} />}>
          {held ? t('predict.recording') : t('predict.holdClip')}
        </HoldButton>
        <FileButton accept="video/*" onChange={(file) => file && void take(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<FileVideo size={14} />}>
              {t('predict.chooseVideo')}
            </Button>
          )}
        </FileButton>
      </div>
      <p className={classes.words}>{t('predict.clipWords')}</p>
    </div>
  );
}
