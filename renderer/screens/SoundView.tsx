// A sound to be seen and heard: its waveform, its spectrogram, and a button that plays it.
import { ActionIcon, Tooltip } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownSound } from '../../shared/data/shown';
import { fromBase64 } from './base64';
import { Curves } from './Curves';
import classes from './SoundView.module.css';

/** Only one sound plays at a time. */
let playing: { readonly audio: HTMLAudioElement; readonly stop: () => void } | null = null;

const blobOf = (base64: string) => new Blob([fromBase64(base64)], { type: 'audio/wav' });

/** `load` gives the WAV file in base64 when it is wanted; null where it cannot be had. */
export function PlayButton({ load }: { readonly load: () => Promise<string | null> }) {
  const { t } = useTranslation();
  const [on, setOn] = useState(false);
  const own = useRef<(() => void) | null>(null);
  useEffect(() => () => own.current?.(), []);
  const press = async () => {
    if (on) {
      own.current?.();
      return;
    }
    playing?.stop();
    setOn(true);
    const wav = await load();
    if (wav === null) {
      setOn(false);
      return;
    }
    const url = URL.createObjectURL(blobOf(wav));
    const audio = new Audio(url);
    const stop = () => {
      audio.pause();
      URL.revokeObjectURL(url);
      if (playing?.audio === audio) playing = null;
      own.current = null;
      setOn(false);
    };
    playing = { audio, stop };
    own.current = stop;
    audio.addEventListener('ended', stop);
    audio.addEventListener('error', stop);
    await audio.play().catch(stop);
  };
  const words = on ? t('screens.stopSound') : t('screens.playSound');
  return (
    <Tooltip label={words}>
      <ActionIcon variant="default" size={30} radius="xl" aria-label={words} onClick={() => void press()}>
        {on ? <Square size={13} fill="currentColor" /> : <Play size={14} fill="currentColor" />}
      </ActionIcon>
    </Tooltip>
  );
}

interface Props {
  readonly sound: ShownSound;
  readonly name: string;
  readonly height?: number;
  /** Left out where the sound itself came along. */
  readonly load?: () => Promise<string | null>;
}

export function SoundView({ sound, name, height = 56, load }: Props) {
  const { t } = useTranslation();
  const { wav } = sound;
  const fetched = load ?? (wav === undefined ? undefined : () => Promise.resolve(wav));
  return (
    <div className={classes.sound}>
      {fetched !== undefined && <PlayButton load={fetched} />}
      <div className={classes.wave}>
        <Curves
          bare
          height={height}
          label={t('screens.waveform', { name })}
          curves={[{ name, values: sound.wave, tone: 0 }]}
        />
      </div>
      <img
        className={classes.spectrogram}
        style={{ height }}
        src={sound.picture}
        alt={t('screens.spectrogram', { name })}
        draggable={false}
      />
    </div>
  );
}
