// A sound for the network: spoken into the microphone while a button is held, chosen or dropped. Shows what it heard.
import { Button, FileButton } from '@mantine/core';
import { FileAudio, Mic } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import type { PredictInput, ShownSound } from '../../shared/run/engine';
import { api } from '../api';
import { ProblemCard } from '../screens/ProblemCard';
import { SoundView } from '../screens/SoundView';
import { useDropTarget } from '../screens/useDropTarget';
import { toBase64 } from './drawing';
import { decodeSound, record, toPcm, type Recorder, type Recording } from './recorder';
import classes from './SoundPanel.module.css';

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
  const [level, setLevel] = useState<number | null>(null);
  /** The recorder on its way or at work; null while the microphone is off. */
  const running = useRef<Promise<Recorder> | null>(null);

  const say = (code: string, message: string) => setProblem({ code, severity: 'error', message });

  const start = () => {
    if (running.current !== null) return;
    setProblem(null);
    setLevel(0);
    running.current = record((loud) => setLevel((before) => (before === null ? null : loud)));
    running.current.catch(() => {
      running.current = null;
      setLevel(null);
      say('predict.microphone', t('predict.noMicrophone'));
    });
  };

  const stop = async () => {
    const recorder = running.current;
    if (recorder === null) return;
    running.current = null;
    setLevel(null);
    const recording = await recorder.then((found) => found.stop()).catch(() => null);
    if (recording === null) return;
    if (recording.samples.length < leastSeconds * recording.rate) {
      say('predict.shortSound', t('predict.holdLonger'));
      return;
    }
    onChange(asInput(recording));
  };

  // Whatever happens to the window, the microphone goes off.
  useEffect(() => {
    const off = () => void stop();
    window.addEventListener('blur', off);
    window.addEventListener('pointerup', off);
    return () => {
      window.removeEventListener('blur', off);
      window.removeEventListener('pointerup', off);
    };
  });
  useEffect(
    () => () => {
      void running.current?.then((recorder) => recorder.stop()).catch(() => undefined);
    },
    [],
  );

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

  const onKey = (event: KeyboardEvent, down: boolean) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (down && !event.repeat) start();
    if (!down) void stop();
  };
  const drop = useDropTarget((file) => void take(file));
  const recording = level !== null;
  return (
    <div className={classes.panel} {...drop}>
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      <div className={classes.tools}>
        <Button
          {...(recording ? { color: 'red' } : {})}
          leftSection={<Mic size={14} />}
          aria-pressed={recording}
          onPointerDown={(event) => {
            if (event.button === 0) start();
          }}
          onKeyDown={(event) => onKey(event, true)}
          onKeyUp={(event) => onKey(event, false)}
        >
          {recording ? t('predict.recording') : t('predict.hold')}
        </Button>
        <FileButton accept="audio/*" onChange={(file) => file && void take(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<FileAudio size={14} />}>
              {t('predict.chooseSound')}
            </Button>
          )}
        </FileButton>
        {recording && (
          <span className={classes.light} role="status">
            <span className={classes.dot} />
            <span className={classes.level} style={{ width: `${Math.round(80 * Math.min(1, level))}px` }} />
          </span>
        )}
      </div>
      {heard === undefined ? (
        <p className={classes.words}>{t('predict.soundWords')}</p>
      ) : (
        <SoundView sound={heard} name={t('predict.heard')} height={84} />
      )}
    </div>
  );
}
