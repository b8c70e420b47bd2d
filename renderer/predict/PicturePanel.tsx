// A picture for the network: drawn, chosen, dropped or pasted. Shows a sample's picture while one is looked at.
import { Button, FileButton, SegmentedControl, Tooltip } from '@mantine/core';
import { ImageUp } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FittedInput } from '../../shared/data/fitted';
import type { Problem } from '../../shared/result';
import type { PredictInput } from '../../shared/run/prediction';
import { api } from '../api';
import { CameraButton } from '../screens/CameraButton';
import { CameraView } from '../screens/CameraView';
import { toBase64 } from '../screens/base64';
import { ProblemCard } from '../screens/ProblemCard';
import { useCamera } from '../screens/useCamera';
import { useDropTarget } from '../screens/useDropTarget';
import { DrawPad } from './DrawPad';
import classes from './PicturePanel.module.css';

type ImageInput = Extract<FittedInput, { modality: 'image' }>;
type Way = 'draw' | 'picture';

interface Props {
  readonly input: ImageInput;
  /** The picture of the sample looked at. */
  readonly sample: string | undefined;
  /** An answer is on its way: the camera waits for it before it shows its next picture. */
  readonly busy: boolean;
  readonly onChange: (input: PredictInput | null) => void;
}

/** Least time between two pictures from the camera. */
const cameraMs = 120;

/** Larger pictures are made smaller before they travel; the network sees far fewer pixels anyway. */
const longestSide = 1024;

/** Pixels of a picture that has no path of its own (from the clipboard). Rejects when it is no picture. */
async function pixelsOf(blob: Blob): Promise<{ readonly input: PredictInput; readonly url: string }> {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return {
    input: { type: 'pixels', width: canvas.width, height: canvas.height, rgba: toBase64(data) },
    url: canvas.toDataURL(),
  };
}

export function PicturePanel({ input, sample, busy, onChange }: Props) {
  const { t } = useTranslation();
  const drawable = input.channels === 1;
  const [way, setWay] = useState<Way>(drawable ? 'draw' : 'picture');
  const [picture, setPicture] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const camera = useCamera();
  const { width, height, framing } = input;
  const live = camera.state === 'on';
  const { frame, whole, stop } = camera;

  // One picture after the other, each as soon as the one before has its answer, a few a second at most.
  useEffect(() => {
    if (!live || busy) return;
    const timer = setInterval(() => {
      // Where the network frames pictures, it is given the whole; else the middle, which needs no stretching.
      const canvas = framing === undefined ? frame(width, height) : whole();
      if (canvas === null) return;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      onChange({ type: 'pixels', width: canvas.width, height: canvas.height, rgba: toBase64(data) });
    }, cameraMs);
    return () => clearInterval(timer);
  }, [live, busy, frame, whole, width, height, framing, onChange]);

  const take = useCallback(
    async (file: File) => {
      setProblem(null);
      stop();
      setWay('picture');
      // A file with a path goes to the engine as it is, so that it is read exactly as in training.
      const grant = file.name === '' ? null : await api.grantFile(file).catch(() => null);
      try {
        const read = await pixelsOf(file);
        setPicture(read.url);
        onChange(grant !== null && grant.kind === 'file' ? { type: 'file', path: grant.path } : read.input);
      } catch {
        setProblem({
          code: 'predict.picture',
          severity: 'error',
          message: t('predict.noPicture', { name: file.name || t('predict.clipboard') }),
        });
      }
    },
    [onChange, stop, t],
  );

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find((entry) => entry.type.startsWith('image/'));
      if (!file) return;
      event.preventDefault();
      void take(new File([file], '', { type: file.type }));
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [take]);

  const drop = useDropTarget((file) => void take(file));
  const shown = sample ?? picture;

  return (
    <div className={classes.panel} {...drop}>
      {drawable && (
        <SegmentedControl
          aria-label={t('predict.way')}
          data={[
            { value: 'draw', label: t('predict.draw') },
            { value: 'picture', label: t('predict.picture') },
          ]}
          value={way}
          onChange={(value) => {
            stop();
            setWay(value as Way);
          }}
        />
      )}
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      {way === 'draw' ? (
        <DrawPad width={input.width} height={input.height} under={sample} onChange={onChange} />
      ) : (
        <div className={classes.picture}>
          {live || camera.state === 'starting' ? (
            <CameraView camera={camera} square={width === height} />
          ) : shown === null || shown === undefined ? (
            <div className={classes.blank}>
              <ImageUp size={32} strokeWidth={1.4} aria-hidden />
              <span>{t('predict.dropPicture')}</span>
            </div>
          ) : (
            <img src={shown} alt={t('predict.chosenPicture')} draggable={false} />
          )}
          {camera.state === 'failed' && (
            <ProblemCard problem={{ code: 'camera.none', severity: 'error', message: t('screens.noCamera') }} />
          )}
          <div className={classes.buttons}>
            <FileButton accept="image/*" onChange={(file) => file && void take(file)}>
              {(props) => (
                <Button {...props} variant="default" leftSection={<ImageUp size={14} />}>
                  {t('predict.choosePicture')}
                </Button>
              )}
            </FileButton>
            <Tooltip label={t('predict.cameraHelp')} multiline maw={300}>
              <span>
                <CameraButton camera={camera} onStop={stop} />
              </span>
            </Tooltip>
          </div>
        </div>
      )}
    </div>
  );
}
