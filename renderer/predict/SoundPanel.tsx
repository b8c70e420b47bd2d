// A sound for the network: spoken into the microphone while a button is held, chosen or dropped. Shows what it heard.
import { Button, FileButton } from '@mantine/core';
import { FileAudio, Mic } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import type { PredictInput } from '../../shared/run/prediction';
import type { ShownSound } from '../../shared/data/shown';
import { api } from '../api';
import { toBase64 } from '../screens/base64';
import { HoldButton } from '../screens/HoldButton';
import { MicrophoneLight } from '../screens/MicrophoneLight';
import { ProblemCard } from '../screens/ProblemCard';
import { decodeSound, toPcm, type Recording } from '../screens/recorder';
import { SoundView } from '../screens/SoundView';
import { useDropTarget } from '../screens/useDropTarget';
import { useMicrophone } from '../screens/useMicrophone';
import classes from './DevicePanel.module.css';

interface Props {
  /** Samples a second that the network hears. */
  readonly rate: number;
  /** What it was given last. */
  readonly heard: ShownSound | undefined;
  readonly onChange: (input: PredictInput | null) => void;
}

/** Shorter presses are slips. */
const leastSeconds = 0.2;

const asInput = ({ rate, samples }: Recording): PredictInput => ({
  type: 'sound',
  rate: Math.round(rate),
  pcm: toBase64(toPcm(samples)),
});

export function SoundPanel({ rate, heard, onChange }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);

  const say = (code: string, message: string) => setProblem({ code, severity: 'error', message });
  const { on, level, start, stop } = useMicrophone({
    onRecording: (recording) => {
      if (recording.samples.length < leastSeconds * recording.rate) say('predict.shortSound', t('predict.holdLonger'));
      else onChange(asInput(recording));
    },
    onFailed: () => say('predict.microphone', t('screens.noMicrophone')),
  });
  const hold = () => {
    setProblem(null);
    start();
  };

  const take = async (file: File) => {
    setProblem(null);
    // A WAV file with a path goes to the engine as it is, so that it is read exactly as in training.
    const grant = /\.wave?$/i.test(file.name) ? await api.grantFile(file).catch(() => null) : null;
    if (grant !== null && grant.kind === 'file') {
      onChange({ type: 'file', path: grant.path });
      return;
    }
    try {
      onChange(asInput(await decodeSound(file, rate)));
    } catch {
      say('predict.sound', t('predict.noSound', { name: file.name }));
    }
  };

  const drop = useDropTarget((file) => void take(file));
  const words = !on ? t('predict.hold') : level === null ? t('predict.microphoneWakes') : t('predict.recording');
  return (
    <div className={classes.panel} {...drop}>
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      <div className={classes.tools}>
        <HoldButton held={on} onHold={hold} onLetGo={stop} icon={<Mic size={14} />}>
          {words}
        </HoldButton>
        <FileButton accept="audio/*" onChange={(file) => file && void take(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<FileAudio size={14} />}>
              {t('predict.chooseSound')}
            </Button>
          )}
        </FileButton>
        {on && <MicrophoneLight level={level ?? 0} />}
      </div>
      {heard === undefined ? (
        <p className={classes.words}>{t('predict.soundWords')}</p>
      ) : (
        <SoundView sound={heard} name={t('predict.heard')} height={84} />
      )}
    </div>
  );
}
