// The microphone, on from a press of a button until it is let go, and never otherwise.
import { useCallback, useEffect, useRef, useState } from 'react';
import { record, type Recorder, type Recording } from './recorder';

export interface Microphone {
  /** How loud it is, from 0 to 1; null while it is off. */
  readonly level: number | null;
  start(): void;
  stop(): void;
}

interface Handlers {
  readonly onRecording: (recording: Recording) => void;
  readonly onFailed: () => void;
}

/** It goes off when the screen is left. */
export function useMicrophone({ onRecording, onFailed }: Handlers): Microphone {
  const [level, setLevel] = useState<number | null>(null);
  /** The recorder on its way or at work; null while the microphone is off. */
  const running = useRef<Promise<Recorder> | null>(null);
  const handlers = useRef({ onRecording, onFailed });
  useEffect(() => {
    handlers.current = { onRecording, onFailed };
  });

  const start = useCallback(() => {
    if (running.current !== null) return;
    setLevel(0);
    const mine = record((loud) => setLevel((before) => (before === null ? null : loud)));
    running.current = mine;
    mine.catch(() => {
      if (running.current === mine) {
        running.current = null;
        setLevel(null);
      }
      handlers.current.onFailed();
    });
  }, []);

  const stop = useCallback(() => {
    const recorder = running.current;
    if (recorder === null) return;
    running.current = null;
    setLevel(null);
    recorder
      .then((found) => found.stop())
      .then((recording) => handlers.current.onRecording(recording))
      .catch(() => undefined);
  }, []);

  useEffect(
    () => () => {
      void running.current?.then((recorder) => recorder.stop()).catch(() => undefined);
      running.current = null;
    },
    [],
  );
  return { level, start, stop };
}
