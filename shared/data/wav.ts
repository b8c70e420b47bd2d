// Reads WAV files: PCM of 8, 16, 24 and 32 bits and floats of 32 and 64, any number of channels. Whatever a file claims,
// nothing beyond its bytes is read and no more is made than was asked for.

export interface Sound {
  /** Samples per second. */
  readonly rate: number;
  /** One channel: the mean of all. From -1 to 1, or beyond where a float file says so. */
  readonly samples: Float32Array;
}

export interface WavHeader {
  readonly rate: number;
  readonly channels: number;
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly float: boolean;
  /** Where the samples begin, in bytes. */
  readonly start: number;
  /** Bytes of samples that the file claims to have. */
  readonly claimed: number;
}

export type WavAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const lowestRate = 1000;
export const highestRate = 384_000;
export const mostChannels = 32;
/** Chunks before the samples: pictures, cue points and the like. */
const mostChunks = 200;

const refuse = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });
const word = (view: DataView, at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** Understands a file's beginning; 64 KiB of it are enough for almost every file. */
export function readWavHeader(bytes: Uint8Array): WavAnswer<WavHeader> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || word(view, 8) !== 'WAVE') return refuse('It is not a WAV file.');
  if (word(view, 0) === 'RF64') return refuse('It is a WAV file of more than 4 GB (RF64), which is not read.');
  if (word(view, 0) !== 'RIFF') return refuse('It is not a WAV file.');
  let format: Omit<WavHeader, 'start' | 'claimed'> | null = null;
  let at = 12;
  for (let chunk = 0; chunk < mostChunks && at + 8 <= bytes.length; chunk++) {
    const name = word(view, at);
    const size = view.getUint32(at + 4, true);
    at += 8;
    if (name === 'fmt ') {
      const read = readFormat(view, at, Math.min(size, bytes.length - at));
      if (!read.ok) return read;
      format = read.value;
    } else if (name === 'data') {
      if (format === null) return refuse('Its samples come before it says how they are stored.');
      return { ok: true, value: { ...format, start: at, claimed: size } };
    }
    // Chunks begin at even places.
    at += size + (size % 2);
  }
  return refuse(format === null ? 'It does not say how its samples are stored.' : 'It holds no samples.');
}

function readFormat(view: DataView, at: number, size: number): WavAnswer<Omit<WavHeader, 'start' | 'claimed'>> {
  if (size < 16) return refuse('Its header is cut off.');
  let code = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const rate = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  // "Extensible" keeps the real code where the rest of it begins.
  if (code === 0xfffe && size >= 26) code = view.getUint16(at + 24, true);
  if (code !== 1 && code !== 3) {
    return refuse('It is compressed within the WAV file, which is not read. Save it as PCM (uncompressed).');
  }
  if (channels < 1 || channels > mostChannels) {
    return refuse(`It has ${channels} channels; 1 to ${mostChannels} are read.`);
  }
  if (rate < lowestRate || rate > highestRate) {
    return refuse(
      `It has ${rate.toLocaleString('en-US')} samples a second; ${lowestRate.toLocaleString('en-US')} to ${highestRate.toLocaleString('en-US')} are read.`,
    );
  }
  const float = code === 3;
  const known = float ? [32, 64] : [8, 16, 24, 32];
  if (!known.includes(bits)) {
    return refuse(`Its samples have ${bits} bits; ${float ? '32 or 64 bit floats' : '8, 16, 24 or 32 bits'} are read.`);
  }
  return { ok: true, value: { rate, channels, bits: bits as WavHeader['bits'], float } };
}

/**
 * Samples of a WAV file, at most its first `seconds`. `bytes` may end early: what is there is used. Whole numbers are
 * divided by 2^(bits - 1), 8 bit ones (which are unsigned) after 128 is taken off; channels are averaged. Refused are
 * files without a sample and samples that are no numbers.
 */
export function readWav(bytes: Uint8Array, seconds: number): WavAnswer<Sound> {
  const found = readWavHeader(bytes);
  if (!found.ok) return found;
  const { rate, channels, bits, float, start, claimed } = found.value;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = bits / 8;
  const there = Math.min(claimed, Math.max(0, bytes.length - start));
  const count = Math.min(Math.floor(there / (width * channels)), Math.floor(seconds * rate));
  if (count === 0) return refuse('It holds no samples.');
  const read = sampleReader(view, bits, float);
  const samples = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += read(start + (i * channels + c) * width);
    samples[i] = sum / channels;
    if (!Number.isFinite(samples[i]!)) return refuse('It holds samples that are no numbers.');
  }
  return { ok: true, value: { rate, samples } };
}

function sampleReader(view: DataView, bits: WavHeader['bits'], float: boolean): (at: number) => number {
  if (float) return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32768;
    case 24:
      return (at) => (view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getInt8(at + 2) << 16)) / 8388608;
    default:
      return (at) => view.getInt32(at, true) / 2147483648;
  }
}

/** A WAV file of one channel with 16 bits a sample; values beyond -1 and 1 are limited. */
export function writeWav(sound: Sound): Uint8Array {
  const { rate, samples } = sound;
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  for (let i = 0; i < samples.length; i++) {
    view.setInt16(44 + 2 * i, Math.max(-32768, Math.min(32767, Math.round(samples[i]! * 32767))), true);
  }
  return bytes;
}
