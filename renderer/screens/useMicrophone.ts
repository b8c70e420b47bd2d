// The microphone, on from a press of a button until it is let go, and never otherwise.
import { useCallback, useEffect, useRef, useState } from 'react';
import { record, type Recorder, type Recording } from './recorder';

export interface Microphone {
  /** From the press of the button on; it may take a moment more until it hears. */
  readonly on: boolean;
  /** How loud it is, from 0 to 1; null as long as it hears nothing at all. */
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
  const [on, setOn] = useState(false);
  const [level, setLevel] = useState<number | null>(null);
  /** The recorder on its way or at work; null while the microphone is off. */
  const running = useRef<Promise<Recorder> | null>(null);
  const handlers = useRef({ onRecording, onFailed });
  useEffect(() => {
    handlers.current = { onRecording, onFailed };
  });

  const start = useCallback(() => {
    if (running.current !== null) return;
    setOn(true);
    const mine = record((loud) => running.current === mine && setLevel(loud));
    running.current = mine;
    mine.catch(() => {
      if (running.current === mine) {
        running.current = null;
        setOn(false);
      }
      // Not while the next one is under way for something else.
      if (running.current === null) handlers.current.onFailed();
    });
  }, []);

  const stop = useCallback(() => {
    const recorder = running.current;
    if (recorder === null) return;
    running.current = null;
    setOn(false);
    setLevel(null);
    // As it is now: by the time the recording is there, the next one may be under way for something else.
    const { onRecording: heard } = handlers.current;
    recorder
      .then((found) => found.stop())
      .then(heard)
      .catch(() => undefined);
  }, []);

  useEffect(
    () => () => {
      void running.current?.then((recorder) => recorder.stop()).catch(() => undefined);
      running.current = null;
    },
    [],
  );
  return { on, level, start, stop };
}
