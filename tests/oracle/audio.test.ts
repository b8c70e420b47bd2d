// Spectrograms against numpy: the same WAV files through the data room and through a few lines of Python that know only
// the formulas (Hann window, HTK's mel scale, triangles as librosa's with norm=None), and through librosa's where it is.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectData, openData } from '../../electron/engine/data';
import { writeWav } from '../../shared/data/wav';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-audio-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const random = createRandom(6);

/** Chirps with noise, of different lengths, quiet at their ends. */
function sound(rate: number) {
  const seconds = 0.2 + 0.5 * random.uniform();
  const [from, to] = [100 + 500 * random.uniform(), 500 + 2500 * random.uniform()];
  const samples = Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => {
    const share = i / (seconds * rate);
    const loud = share < 0.1 || share > 0.85 ? 0.001 : 0.6;
    return (
      loud * Math.sin(2 * Math.PI * (from + ((to - from) * share) / 2) * share * seconds) + 0.0005 * random.normal()
    );
  });
  return writeWav({ rate, samples });
}

describe.skipIf(python === '')('spectrograms', () => {
  it.each([
    { options: {}, rate: 8000 },
    { options: { trim: false, mels: 24, window: '512', overlap: '75', seconds: 0.5 }, rate: 16_000 },
    { options: { rate: '8000', seconds: 0.4 }, rate: 22_050 },
  ])('$options of $rate Hz', async ({ options, rate }) => {
    const place = join(folder, String(rate));
    for (const label of ['a', 'b']) {
      mkdirSync(join(place, label), { recursive: true });
      for (let i = 0; i < 12; i++) writeFileSync(join(place, label, `${i}.wav`), sound(rate));
    }
    const config = await inspectData({ type: 'folder', path: place, name: 'sounds' }, options);
    if (!config.ok) throw new Error(config.problem.message);
    const data = await openData(config.value);
    if (!data.ok) throw new Error(data.problem.message);
    const { parts, fitted } = data.value;
    const script = join(folder, 'mel.py');
    writeFileSync(
      script,
      `
import json, math, sys, wave
from pathlib import Path
import numpy as np
place, rule, train = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
rate, length, fft, hop, mels = (rule[k] for k in ("rate", "length", "fft", "hop", "mels"))

def read(path):
    with wave.open(str(path)) as f:
        return f.getframerate(), np.frombuffer(f.readframes(f.getnframes()), "<i2") / 32768

def resample(x, source):
    if source == rate:
        return x.astype(np.float32)
    r = rate / source
    c, reach = 0.95 * min(1, r), math.ceil(16 / min(1, r))
    out = []
    for i in range(math.floor(len(x) * r)):
        p = i / r
        k = np.arange(max(0, math.ceil(p - reach)), min(len(x) - 1, math.floor(p + reach)) + 1)
        out.append(np.sum(x[k] * c * np.sinc(c * (p - k)) * (1 + np.cos(np.pi * (p - k) / (reach + 1))) / 2))
    return np.array(out).astype(np.float32)

def mel_matrix():
    corner = 700 * (10 ** (np.linspace(2595 * np.log10(1 + rule["minHz"] / 700), 2595 * np.log10(1 + rule["maxHz"] / 700), mels + 2) / 2595) - 1)
    f = np.fft.rfftfreq(fft, 1 / rate)
    return np.array([np.interp(f, corner[m : m + 3], [0, 1, 0], left=0, right=0) for m in range(mels)])

M, hann = mel_matrix(), np.hanning(fft + 1)[:-1]
try:
    import librosa
    L = librosa.filters.mel(sr=rate, n_fft=fft, n_mels=mels, fmin=rule["minHz"], fmax=rule["maxHz"], htk=True, norm=None)
    assert np.abs(L - M).max() < 1e-6
except ImportError:
    pass
logs = []
for path in sorted(place.rglob("*.wav"), key=lambda p: p.relative_to(place).as_posix()):
    source, x = read(path)
    if rule["trim"]:
        loud = np.flatnonzero(np.abs(x) > 0.02 * np.abs(x).max())
        x = x[max(0, loud[0] - math.floor(0.03 * source)) : loud[-1] + 1 + math.floor(0.03 * source)]
    x = resample(x, source)
    x = np.pad(x[:length].astype(np.float64), (0, max(0, length - len(x))))
    frames = [np.abs(np.fft.rfft(x[s : s + fft] * hann)) ** 2 for s in range(0, length - fft + 1, hop)]
    logs.append(np.log(np.maximum(1e-10, np.array(frames) @ M.T)))
logs = np.array(logs)
mean, std = logs[train].mean(), logs[train].std()
print(json.dumps({"mean": mean, "std": std, "shape": logs.shape, "values": ((logs - mean) / std).astype(np.float32).ravel().tolist()}))
`,
    );
    const args = [script, place, JSON.stringify(config.value.audio), JSON.stringify(Array.from(parts.train))];
    const theirs = JSON.parse(execFileSync(python, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })) as {
      readonly mean: number;
      readonly std: number;
      readonly shape: readonly number[];
      readonly values: readonly number[];
    };
    const input = fitted.inputs['sound'];
    if (input?.modality !== 'audio') throw new Error('no sound');
    expect(Math.abs(input.subtract - theirs.mean)).toBeLessThan(1e-5);
    expect(Math.abs(input.divide - theirs.std)).toBeLessThan(1e-5);
    const batch = await data.value.batch(Uint32Array.from({ length: data.value.total }, (_, i) => i));
    expect(batch.inputs['sound']!.shape).toEqual([...theirs.shape, 1]);
    let largest = 0;
    batch.inputs['sound']!.values.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - theirs.values[i]!));
    });
    expect(largest).toBeLessThan(1e-5);
    data.value.close();
  });
});
