// Sounds through the whole data room: every WAV format, hostile files, and the spectrograms that training and prediction see.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeInput, openData, previewData } from '../../../electron/engine/data';
import { fitSound, framesOf, resample, toMel, fromMel, trimSilence } from '../../../shared/data/audio';
import type { DataConfig, DataSource } from '../../../shared/data/config';
import { checkData, describeData } from '../../../shared/data/describe';
import { readWav, writeWav } from '../../../shared/data/wav';
import type { Result } from '../../../shared/result';
import { zipOf } from '../zipOf';
import { promptly } from '../../promptly';
import { inspectedWell } from './inspectedWell';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-audio-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
type Tree = { readonly [path: string]: Buffer | string };
function write(tree: Tree): DataSource & { readonly path: string } {
  const place = join(folder, String(made++));
  mkdirSync(place);
  for (const [path, bytes] of Object.entries(tree)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), bytes);
  }
  return { type: 'folder', path: place, name: basename(place) };
}

interface Format {
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly code?: number;
  readonly extensible?: boolean;
  /** Bytes that the data chunk claims to have, where it lies. */
  readonly claims?: number;
  /** A chunk before the samples. */
  readonly before?: Buffer;
}

/** A WAV file around bytes of samples. */
function wav(data: Buffer, format: Format = {}): Buffer {
  const { rate = 8000, channels = 1, bits = 16, code = 1, extensible = false, claims, before } = format;
  const fmt = Buffer.alloc(extensible ? 48 : 24);
  fmt.write('fmt ', 0, 'latin1');
  fmt.writeUInt32LE(fmt.length - 8, 4);
  fmt.writeUInt16LE(extensible ? 0xfffe : code, 8);
  fmt.writeUInt16LE(channels, 10);
  fmt.writeUInt32LE(rate, 12);
  fmt.writeUInt32LE((rate * channels * (bits >> 3)) >>> 0, 16);
  fmt.writeUInt16LE((channels * (bits >> 3)) & 0xffff, 20);
  fmt.writeUInt16LE(bits, 22);
  if (extensible) fmt.writeUInt16LE(code, 32);
  const head = Buffer.alloc(8);
  head.write('data', 0, 'latin1');
  head.writeUInt32LE(claims ?? data.length, 4);
  const body = Buffer.concat([Buffer.from('WAVE', 'latin1'), fmt, ...(before ? [before] : []), head, data]);
  const riff = Buffer.alloc(8);
  riff.write('RIFF', 0, 'latin1');
  riff.writeUInt32LE(body.length, 4);
  return Buffer.concat([riff, body]);
}

/** A tone as samples from -1 to 1. */
const tone = (hertz: number, seconds = 0.5, rate = 8000, loud = 0.5) =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => loud * Math.sin((2 * Math.PI * hertz * i) / rate),
  );
const pcm16 = (samples: Float32Array) => {
  const bytes = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, i) => bytes.writeInt16LE(Math.round(sample * 32767), 2 * i));
  return bytes;
};
const clip = (hertz: number, seconds = 0.5, rate = 8000) => wav(pcm16(tone(hertz, seconds, rate)), { rate });
const tones = (n = 6): Tree =>
  Object.fromEntries(
    Array.from({ length: n }, (_, i) => [
      [`low/${i}.wav`, clip(200 + 10 * i)] as const,
      [`high/${i}.wav`, clip(2000 + 10 * i)] as const,
    ]).flat(),
  );
const inspect = inspectedWell;

describe('WAV files', () => {
  const samples = [0, 0.5, -0.5, 0.25, -1];
  const bytesOf = (width: number, put: (view: Buffer, value: number, at: number) => void) => {
    const bytes = Buffer.alloc(width * samples.length);
    samples.forEach((sample, i) => put(bytes, sample, width * i));
    return bytes;
  };
  it.each([
    ['8 bit', { bits: 8 }, bytesOf(1, (b, v, at) => b.writeUInt8(Math.round(v * 128) + 128, at))],
    ['16 bit', { bits: 16 }, bytesOf(2, (b, v, at) => b.writeInt16LE(v * 32768, at))],
    ['24 bit', { bits: 24 }, bytesOf(3, (b, v, at) => b.writeIntLE(v * 8388608, at, 3))],
    ['32 bit', { bits: 32 }, bytesOf(4, (b, v, at) => b.writeInt32LE(v * 2147483648, at))],
    ['32 bit float', { bits: 32, code: 3 }, bytesOf(4, (b, v, at) => b.writeFloatLE(v, at))],
    ['64 bit float', { bits: 64, code: 3 }, bytesOf(8, (b, v, at) => b.writeDoubleLE(v, at))],
    ['extensible', { bits: 16, extensible: true }, bytesOf(2, (b, v, at) => b.writeInt16LE(v * 32768, at))],
    [
      'a chunk of odd length before the samples',
      { before: Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1') },
      bytesOf(2, (b, v, at) => b.writeInt16LE(v * 32768, at)),
    ],
  ] as const)('%s', (_what, format, data) => {
    const answer = readWav(wav(data, format), 60);
    if (!answer.ok) throw new Error(answer.reason);
    expect(answer.value.rate).toBe(8000);
    expect(Array.from(answer.value.samples)).toEqual(samples);
  });

  it('channels are averaged', () => {
    const bytes = Buffer.alloc(8);
    [16384, -16384, 16384, 0].forEach((value, i) => bytes.writeInt16LE(value, 2 * i));
    const answer = readWav(wav(bytes, { channels: 2 }), 60);
    expect(answer.ok && Array.from(answer.value.samples)).toEqual([0, 0.25]);
  });

  it('what is written reads back', () => {
    const sound = { rate: 16000, samples: tone(440, 0.01, 16000) };
    const answer = readWav(writeWav(sound), 60);
    if (!answer.ok) throw new Error(answer.reason);
    expect(answer.value.rate).toBe(16000);
    answer.value.samples.forEach((sample, i) => expect(Math.abs(sample - sound.samples[i]!)).toBeLessThan(1e-4));
  });

  const sound = pcm16(tone(440, 0.1));
  const nan = Buffer.alloc(16);
  nan.writeFloatLE(NaN, 4);
  it.each([
    ['no bytes', Buffer.alloc(0), /not a WAV/],
    ['text', Buffer.from('this is no sound, it is a text'), /not a WAV/],
    ['a header cut off', wav(sound).subarray(0, 20), /cut off/],
    ['a header without samples', wav(Buffer.alloc(0)), /no samples/],
    ['half a sample', wav(Buffer.alloc(1)), /no samples/],
    ['0 Hz', wav(sound, { rate: 0 }), /0 samples a second/],
    ['10 MHz', wav(sound, { rate: 10_000_000 }), /10,000,000 samples a second/],
    ['no channel', wav(sound, { channels: 0 }), /0 channels/],
    ['255 channels', wav(sound, { channels: 255 }), /255 channels/],
    ['12 bits', wav(sound, { bits: 12 }), /12 bits/],
    ['0 bits', wav(sound, { bits: 0 }), /0 bits/],
    ['a compressed WAV', wav(sound, { code: 85 }), /compressed/],
    ['samples that are no numbers', wav(nan, { bits: 32, code: 3 }), /no numbers/],
    ['RF64', Buffer.from(wav(sound).toString('latin1').replace('RIFF', 'RF64'), 'latin1'), /RF64/],
    [
      'a thousand empty chunks',
      Buffer.concat([Buffer.from('RIFF\x00\x00\x00\x00WAVE', 'latin1'), Buffer.alloc(100_000)]),
      /how its samples/,
    ],
  ] as const)('%s is refused with its reason', (_what, bytes, says) => {
    const answer = readWav(bytes, 60);
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(answer.reason).toMatch(says);
  });

  it('4 GB claimed in 1 KB gives the samples that are there', () => {
    const answer = readWav(wav(sound.subarray(0, 1000), { claims: 0xffffffff }), 60);
    expect(answer.ok && answer.value.samples.length).toBe(500);
  });

  it('every cut of a file and every flipped header byte leaves the reader alive', () => {
    const whole = wav(sound.subarray(0, 200));
    for (let length = 0; length < whole.length; length++) readWav(whole.subarray(0, length), 60);
    for (let at = 0; at < 60; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        const answer = readWav(bytes, 60);
        if (answer.ok) expect(answer.value.samples.length).toBeLessThanOrEqual(whole.length);
      }
    }
  });
});

describe('sets of sounds', () => {
  it.each([
    ['a folder per class', async () => write(tones())],
    [
      'a zip',
      async () => {
        const at = write({ 'sounds.zip': await zipOf(tones()) });
        return { type: 'file', path: join(at.path, 'sounds.zip'), name: 'sounds.zip' } as const;
      },
    ],
  ])('%s', async (_what, source) => {
    const config = must(await inspect(await source()));
    expect(config.kind).toBe('audio');
    expect(config.audio).toMatchObject({
      rate: 8000,
      fft: 256,
      hop: 128,
      mels: 40,
      classes: ['high', 'low'],
      classCounts: [6, 6],
      length: 4000,
    });
    const spec = describeData(config);
    expect(spec.inputs['sound']!.tensor.shape).toEqual([30, 40, 1]);
    expect(framesOf(config.audio!)).toBe(30);
    const data = must(await openData(config));
    const all = Uint32Array.from({ length: data.total }, (_, i) => i);
    const batch = await data.batch(all);
    expect(batch.inputs['sound']!.shape).toEqual([12, 30, 40, 1]);
    // A low tone is loudest in a low band, a high one in a high band.
    for (let i = 0; i < 12; i++) {
      const frame = Array.from(batch.inputs['sound']!.values.slice((i * 30 + 15) * 40, (i * 30 + 16) * 40));
      const loudest = frame.indexOf(Math.max(...frame));
      if (config.audio!.classes[batch.targets['class']![i]!] === 'low') expect(loudest).toBeLessThan(8);
      else expect(loudest).toBeGreaterThan(20);
    }
    data.close();
  });

  it('standardized on the training part, and there alone', async () => {
    const data = must(await openData(must(await inspect(write(tones(20))))));
    const { values } = (await data.batch(data.parts.train)).inputs['sound']!;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(1e-4);
    expect(spread).toBeCloseTo(1, 4);
    data.close();
  });

  it('training sounds are varied anew with every epoch, the same for the same seed, and no others are', async () => {
    const source = write(tones());
    const plain = must(await openData(must(await inspect(source))));
    const options = { shift: 0.05, gain: 3, noise: 0.2 };
    const config = must(await inspect(source, options));
    expect(config.audio!.variation).toEqual(options);
    const varied = must(await openData(config));
    // What was measured, and what validation, test and prediction see, is of the sounds as they are.
    expect(varied.fitted).toEqual(plain.fitted);
    const { train } = varied.parts;
    const values = async (data: typeof plain, samples: Uint32Array, epoch?: number) =>
      (await data.batch(samples, epoch)).inputs['sound']!.values;
    expect(await values(varied, train)).toEqual(await values(plain, train));
    expect(await values(plain, train, 3)).toEqual(await values(plain, train));
    const third = await values(varied, train, 3);
    expect(third).not.toEqual(await values(plain, train));
    expect(await values(varied, train, 4)).not.toEqual(third);
    // In another company and another opening, on as many threads as there are.
    const again = must(await openData(config));
    const size = third.length / train.length;
    expect(await values(again, train.slice(2, 3), 3)).toEqual(third.slice(2 * size, 3 * size));
    for (const data of [plain, varied, again]) data.close();
  });

  it('prediction takes the path of training: from the file, and from what a microphone gives', async () => {
    const tree = tones();
    const source = write(tree);
    const data = must(await openData(must(await inspect(source, { rate: '16000', trim: false }))));
    const input = data.fitted.inputs['sound']!;
    const [row] = await data.show(Uint32Array.of(0));
    expect(row!.sound!.wav).toBeDefined();
    const trained = (await data.batch(Uint32Array.of(0))).inputs['sound']!.values;
    const fromFile = must(await encodeInput(input, { type: 'file', path: join(source.path, 'high/0.wav') }));
    expect(fromFile.array.values).toEqual(trained);
    const file = tree['high/0.wav'] as Buffer;
    const pcm = file.subarray(44).toString('base64');
    const recorded = must(await encodeInput(input, { type: 'sound', rate: 8000, pcm }));
    expect(recorded.array.values).toEqual(trained);
    const silence = await encodeInput(input, { type: 'sound', rate: 8000, pcm: Buffer.alloc(8000).toString('base64') });
    expect(silence).toMatchObject({ ok: false, problem: { code: 'predict.silence' } });
    data.close();
  });

  it('a page of the preview travels without its sounds; one alone comes with it', async () => {
    const config = must(await inspect(write(tones())));
    const page = must(await previewData(config, 'all', 0, 5));
    expect(
      page.rows.every(({ sound }) => sound!.wav === undefined && sound!.picture.startsWith('data:image/png')),
    ).toBe(true);
    expect(must(await previewData(config, 'all', 3, 1)).rows[0]!.sound!.wav).toBeDefined();
  });

  it('what cannot be used is listed with its reason, and the rest is read', async () => {
    const config: DataConfig = must(
      await inspect(
        write({
          ...tones(),
          'low/empty.wav': '',
          'low/text.wav': 'no sound at all, but a text',
          'low/silent.wav': wav(Buffer.alloc(4000)),
          'low/music.mp3': Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00', 'latin1'),
          'low/fast.wav': wav(pcm16(tone(440)), { rate: 10_000_000 }),
          'low/page.wav': '<!doctype html><html></html>',
          'outside.wav': clip(440),
        }),
      ),
    );
    expect(config.audio!.classCounts).toEqual([6, 6]);
    const reasons = new Map(config.audio!.unreadable.map(({ file, reason }) => [file, reason]));
    expect(reasons.get('low/empty.wav')).toMatch(/empty/);
    expect(reasons.get('low/text.wav')).toMatch(/not a WAV/);
    expect(reasons.get('low/silent.wav')).toMatch(/silence/);
    expect(reasons.get('low/music.mp3')).toMatch(/Only WAV/);
    expect(reasons.get('low/fast.wav')).toMatch(/10,000,000/);
    expect(reasons.get('low/page.wav')).toMatch(/web page/);
    expect(reasons.get('outside.wav')).toMatch(/outside/);
    expect(checkData(config).map(({ code }) => code)).toContain('data.audio.unreadable');
  });

  it.each([
    ['nothing readable', () => write({ 'a/1.wav': 'x', 'b/1.wav': 'y' }), {}, 'data.audio.none'],
    ['a length of -1', () => write(tones()), { seconds: -1 }, 'data.options'],
    ['a rate of its own', () => write(tones()), { rate: '12345' }, 'data.options'],
  ] as const)('%s', async (_what, source, options, code) => {
    const answer = await inspect(source(), options);
    expect(answer).toMatchObject({ ok: false, problem: { code } });
  });

  it('of ten hours only a minute is read', async () => {
    // Ten hours at 44.1 kHz, 3.2 GB: a file of which only the beginning takes room on the disk.
    const bytes = 2 * 36_000 * 44_100;
    const source = write({
      ...tones(2),
      'low/long.wav': wav(pcm16(tone(300, 1, 44_100)), { rate: 44_100, claims: bytes }),
    });
    truncateSync(join(source.path, 'low/long.wav'), 44 + bytes);
    const config = must(await inspect(source, { trim: false }));
    expect(config.audio!.durations.longest).toBe(60);
  });
});

describe('the steps of a spectrogram', () => {
  it('resampling keeps a tone, and leaves the same rate alone', () => {
    const at8 = tone(440, 0.5, 8000);
    expect(resample(at8, 8000, 8000)).toEqual(at8);
    for (const rate of [4000, 11_025, 16_000, 44_100]) {
      const there = resample(at8, 8000, rate);
      const expected = tone(440, 0.5, rate);
      expect(there.length).toBe(Math.floor(0.5 * rate));
      // Away from the ends, where the filter looks beyond the sound; 440 Hz is far below every cut.
      for (let i = Math.round(0.1 * there.length); i < 0.9 * there.length; i++)
        expect(Math.abs(there[i]! - expected[i]!)).toBeLessThan(2e-3);
    }
  });

  it('a minute of a high rate is fitted within moments, and what is cut off changes nothing before', () => {
    const rule = {
      rate: 16_000,
      length: 16_000,
      trim: false,
      fft: 512,
      hop: 256,
      mels: 40,
      minHz: 20,
      maxHz: 8000,
    } as const;
    const long = { rate: 44_100, samples: tone(440, 60, 44_100) };
    const start = performance.now();
    const fitted = fitSound(rule, long);
    expect(performance.now() - start).toBeLessThan(promptly(1000));
    expect(fitted).toEqual(resample(long.samples.subarray(0, 100_000), 44_100, 16_000).subarray(0, 16_000));
  });

  it('what is above half the new rate is gone', () => {
    const gone = resample(tone(3000, 0.5, 8000), 8000, 4000);
    expect(Math.max(...gone.subarray(200, 1800).map(Math.abs))).toBeLessThan(5e-3);
  });

  it('silence at the ends is cut but for 0.03 seconds', () => {
    const sound = new Float32Array(8000);
    sound.set(tone(440, 0.25), 3000);
    expect(trimSilence(sound, 8000).length).toBeGreaterThan(2000 + 470);
    expect(trimSilence(sound, 8000).length).toBeLessThanOrEqual(2000 + 480);
    expect(trimSilence(new Float32Array(100), 8000).length).toBe(100);
  });

  // Oracle: HTK's formula at 1000 Hz, as in the HTK Book: 2595 log10(1 + 1000 / 700) = 999.9856.
  it('mel', () => {
    expect(toMel(1000)).toBeCloseTo(999.9856, 3);
    expect(fromMel(toMel(4321))).toBeCloseTo(4321, 8);
  });
});
