// Sounds from the microphone: it records while a class's button is held, and every second becomes a sound.
import { Mic, MicOff } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Curves } from '../screens/Curves';
import { DevicePlace } from '../screens/DevicePlace';
import { MicrophoneLight } from '../screens/MicrophoneLight';
import { PlayButton } from '../screens/SoundView';
import { useMicrophone } from '../screens/useMicrophone';
import { formatCount } from '../ui/numbers';
import frame from './CaptureFrame.module.css';
import { CaptureFrame } from './CaptureFrame';
import { cutRecording, readSound, shotOfSound } from './readCaptured';
import { useCapture } from './useCapture';

const readFile = async (file: File) => [shotOfSound(await readSound(file))];

export function CaptureSounds({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const capture = useCapture('sounds', readFile);
  const { held, take, letGo, setProblem } = capture;
  const say = (code: string, message: string) => setProblem({ code, severity: 'error', message });
  const { on, level, start, stop } = useMicrophone({
    onRecording: (recording) => {
      const pieces = cutRecording(recording);
      if (pieces.length === 0) say('capture.short', t('predict.holdLonger'));
      else take(held, pieces.map(shotOfSound));
    },
    onFailed: () => {
      letGo();
      say('capture.microphone', t('screens.noMicrophone'));
    },
  });
  useEffect(() => {
    if (held === null) return;
    start();
    return stop;
  }, [held, start, stop]);

  return (
    <CaptureFrame
      capture={capture}
      view={
        on ? (
          <DevicePlace on icon={<Mic size={28} strokeWidth={1.4} aria-hidden />}>
            <MicrophoneLight level={level ?? 0} />
          </DevicePlace>
        ) : (
          <DevicePlace icon={<MicOff size={28} strokeWidth={1.4} aria-hidden />}>
            {t('data.capture.microphoneOff')}
          </DevicePlace>
        )
      }
      ready
      icon={<Mic size={14} />}
      accept="audio/*"
      countOf={(count) => t('data.clips', { count, n: formatCount(count) })}
      shown={2}
      renderShot={({ id, files, wave = [] }) => (
        <span className={frame.sound}>
          <PlayButton load={() => Promise.resolve(files[0]!)} />
          <span className={frame.wave}>
            <Curves
              bare
              height={34}
              label={t('screens.waveform', { name: formatCount(id) })}
              curves={[{ name: '', values: wave, tone: 0 }]}
            />
          </span>
        </span>
      )}
      onDone={onDone}
    />
  );
}
