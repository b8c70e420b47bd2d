// The camera, on from a press of its button until it is turned off or left, and never otherwise.
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { api } from '../api';

export type CameraState = 'off' | 'starting' | 'on' | 'failed';

export interface Camera {
  readonly state: CameraState;
  /** Shows what the camera sees. */
  readonly video: RefObject<HTMLVideoElement | null>;
  start(): void;
  stop(): void;
  /** The middle of what it sees now, at this size; null until there is a picture. */
  frame(width: number, height: number): HTMLCanvasElement | null;
  /** All of what it sees now, in its own size; null until there is a picture. */
  whole(): HTMLCanvasElement | null;
}

async function openCamera(): Promise<MediaStream> {
  // The shell lets one request through, now; it refuses all others.
  await api.call('allowDevice', { device: 'camera', on: true });
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } } });
  } finally {
    void api.call('allowDevice', { device: 'camera', on: false });
  }
}

const turnOff = (stream: MediaStream | null) => stream?.getTracks().forEach((track) => track.stop());

/** Goes off when the screen is left and when the window is hidden. */
export function useCamera(): Camera {
  const [state, setState] = useState<CameraState>('off');
  const video = useRef<HTMLVideoElement | null>(null);
  const stream = useRef<MediaStream | null>(null);
  /** Counts presses: a camera that opens after it was turned off is turned off at once. */
  const press = useRef(0);

  const stop = useCallback(() => {
    press.current += 1;
    turnOff(stream.current);
    stream.current = null;
    if (video.current !== null) video.current.srcObject = null;
    setState('off');
  }, []);

  const start = useCallback(() => {
    press.current += 1;
    const mine = press.current;
    setState('starting');
    openCamera().then(
      (opened) => {
        if (press.current !== mine) {
          turnOff(opened);
          return;
        }
        stream.current = opened;
        // Unplugged, or taken by the system.
        opened.getVideoTracks()[0]?.addEventListener('ended', stop);
        setState('on');
      },
      () => {
        if (press.current === mine) setState('failed');
      },
    );
  }, [stop]);

  // Before anything is painted: where the light is seen, so is the picture.
  useLayoutEffect(() => {
    const element = video.current;
    if (state !== 'on' || element === null) return;
    element.srcObject = stream.current;
    void element.play().catch(() => undefined);
  }, [state]);

  useEffect(() => {
    const onHide = () => {
      if (document.visibilityState === 'hidden') stop();
    };
    document.addEventListener('visibilitychange', onHide);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      press.current += 1;
      turnOff(stream.current);
      stream.current = null;
    };
  }, [stop]);

  const frame = useCallback((width: number, height: number) => {
    const element = video.current;
    if (element === null || element.videoWidth === 0) return null;
    // As much of the middle as has the wanted shape.
    const scale = Math.min(element.videoWidth / width, element.videoHeight / height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    const left = (element.videoWidth - width * scale) / 2;
    const top = (element.videoHeight - height * scale) / 2;
    context.drawImage(element, left, top, width * scale, height * scale, 0, 0, width, height);
    return canvas;
  }, []);

  const whole = useCallback(() => {
    const element = video.current;
    return element === null ? null : frame(element.videoWidth, element.videoHeight);
  }, [frame]);

  return { state, video, start, stop, frame, whole };
}
