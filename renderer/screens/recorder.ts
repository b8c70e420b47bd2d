// Records from the microphone for as long as a button is pressed, and not a moment longer.
import { api } from '../api';

export interface Recording {
  readonly rate: number;
  /** One channel, from -1 to 1. */
  readonly samples: Float32Array;
}

export interface Recorder {
  /** Ends it: the microphone is off when the promise settles. */
  stop(): Promise<Recording>;
}

/** Longest recording in seconds; what comes later is not kept. */
const longestRecording = 60;

/**
 * Turns the microphone on. `onLevel` is told how loud it is, from 0 to 1, about twenty times a second. Rejects where
 * there is no microphone or it may not be used.
 */
export async function record(onLevel: (level: number) => void): Promise<Recorder> {
  // The shell lets one request through, now; it refuses all others.
  await api.call('allowDevice', { device: 'microphone', on: true });
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      // The network learned from sounds as they are.
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true },
    });
  } finally {
    void api.call('allowDevice', { device: 'microphone', on: false });
  }
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  // An AudioWorklet would need a script file of its own; for a few seconds of one channel this does as well.
  const processor = context.createScriptProcessor(2048, 1, 1);
  const chunks: Float32Array[] = [];
  let kept = 0;
  processor.onaudioprocess = (event) => {
    const chunk = Float32Array.from(event.inputBuffer.getChannelData(0));
    if (kept < longestRecording * context.sampleRate) chunks.push(chunk);
    kept += chunk.length;
    onLevel(chunk.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  };
  source.connect(processor);
  processor.connect(context.destination);
  return {
    stop: async () => {
      processor.onaudioprocess = null;
      source.disconnect();
      processor.disconnect();
      for (const track of stream.getTracks()) track.stop();
      const rate = context.sampleRate;
      await context.close();
      const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      let at = 0;
      for (const chunk of chunks) {
        samples.set(chunk, at);
        at += chunk.length;
      }
      return { rate, samples };
    },
  };
}

/** Milliseconds after which a file that is still being decoded is given up. */
const decodeMs = 10_000;

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long.')), decodeMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A sound file of any format that Chromium knows, as one channel. Rejects with an Error where it cannot be read. */
export async function decodeSound(file: Blob, rate: number): Promise<Recording> {
  const context = new OfflineAudioContext(1, 1, rate);
  const decoded = await inTime(context.decodeAudioData(await file.arrayBuffer()));
  const length = Math.min(decoded.length, longestRecording * decoded.sampleRate);
  const samples = new Float32Array(length);
  for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
    const values = decoded.getChannelData(channel);
    for (let i = 0; i < length; i++) samples[i] = samples[i]! + values[i]! / decoded.numberOfChannels;
  }
  return { rate: decoded.sampleRate, samples };
}

/** 16 bit samples, little endian; values beyond -1 and 1 are limited. */
export function toPcm(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(2 * samples.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i++)
    view.setInt16(2 * i, Math.max(-32768, Math.min(32767, Math.round(samples[i]! * 32767))), true);
  return bytes;
}
