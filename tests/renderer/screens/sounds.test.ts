// Sound files of any format, by the window's own decoder: one that never answers is given up.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { decodeSound } from '../../../renderer/screens/recorder';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function decoder(decodeAudioData: () => Promise<unknown>): void {
  vi.stubGlobal(
    'OfflineAudioContext',
    class {
      readonly decodeAudioData = decodeAudioData;
    },
  );
}

it('a file that is decoded without an end is given up after ten seconds', async () => {
  decoder(() => new Promise(() => undefined));
  const answer = decodeSound(new Blob(['x']), 16_000).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await answer).toContain('took too long');
});

it('channels become one, and no timer is left behind', async () => {
  const channels = [Float32Array.of(1, 0, 0.5), Float32Array.of(0, 0, 0.5)];
  decoder(() =>
    Promise.resolve({
      length: 3,
      sampleRate: 8000,
      numberOfChannels: 2,
      getChannelData: (channel: number) => channels[channel],
    }),
  );
  expect(await decodeSound(new Blob(['x']), 8000)).toEqual({ rate: 8000, samples: Float32Array.of(0.5, 0, 0.5) });
  expect(vi.getTimerCount()).toBe(0);
});
