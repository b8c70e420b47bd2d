// Pictures of a video file, taken apart by Chromium's own decoder: whatever it plays can be learned from.
import { pickFrames } from '../../shared/data/video';
import { drawnWithin } from './pictures';

/** Milliseconds after which a file that does not answer is given up. */
const answerMs = 10_000;
/** Files that a camera recorded do not say how long they are; a jump beyond this finds their end. */
const beyond = 1e7;

/** Waits for one of these events; rejects on an error of the element, or when it takes too long. */
function happens(video: HTMLVideoElement, name: string, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error('It took too long.'))), answerMs);
    const done = () => end(resolve);
    const failed = () => end(() => reject(new Error('It cannot be played.')));
    const end = (then: () => void) => {
      clearTimeout(timer);
      video.removeEventListener(name, done);
      video.removeEventListener('error', failed);
      then();
    };
    video.addEventListener(name, done);
    video.addEventListener('error', failed);
    start();
  });
}

const seek = (video: HTMLVideoElement, seconds: number) =>
  happens(video, 'seeked', () => {
    video.currentTime = seconds;
  });

/**
 * `count` pictures from the middles of equal stretches of a video, at most `longest` pixels wide and high. Rejects with an
 * Error where the file cannot be played.
 */
export async function videoFrames(file: Blob, count: number, longest: number): Promise<readonly HTMLCanvasElement[]> {
  const frames: HTMLCanvasElement[] = [];
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  video.muted = true;
  video.preload = 'auto';
  try {
    await happens(video, 'loadeddata', () => {
      video.src = url;
    });
    if (!Number.isFinite(video.duration)) await seek(video, beyond);
    const { duration } = video;
    if (video.videoWidth === 0 || !Number.isFinite(duration)) throw new Error('It holds no pictures.');
    // Thousandths are as near as a decoder goes.
    for (const at of pickFrames(1000, count)) {
      await seek(video, (duration * at) / 1000);
      frames.push(drawnWithin(video, video.videoWidth, video.videoHeight, longest));
    }
    return frames;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}
