// A clip from the camera: on from a press of a button until it is let go, which is when the clip is there.
import { useEffect, useRef } from 'react';
import { mostFilesOfItem } from '../../shared/ipc';
import { useCamera, type Camera } from './useCamera';

/** Milliseconds between two pictures. */
const everyMs = 100;
/** Fewer pictures are a slip, not a movement. */
const leastFrames = 4;

interface Handlers {
  /** The pictures in order, square, at this side. */
  readonly onClip: (frames: readonly HTMLCanvasElement[]) => void;
  /** The button was let go before there was a movement to be seen. */
  readonly onShort: () => void;
  /** There are as many pictures as a clip may have: the button counts as let go. */
  readonly onFull: () => void;
}

/** Takes pictures while `held`. */
export function useClip(held: boolean, side: number, handlers: Handlers): Camera {
  const camera = useCamera();
  const { start, stop, frame } = camera;
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!held) return;
    const frames: HTMLCanvasElement[] = [];
    start();
    const timer = setInterval(() => {
      const canvas = frame(side, side);
      if (canvas !== null && frames.length < mostFilesOfItem) frames.push(canvas);
      if (frames.length >= mostFilesOfItem) latest.current.onFull();
    }, everyMs);
    return () => {
      clearInterval(timer);
      stop();
      if (frames.length >= leastFrames) latest.current.onClip(frames);
      else latest.current.onShort();
    };
  }, [held, side, start, stop, frame]);
  return camera;
}
