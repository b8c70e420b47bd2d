// Training sounds varied by exported projects, run by numpy: the app's own sounds where the same numbers are drawn.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SoundVariation, varySound } from '../../shared/data/soundVariation';
import { type Random, createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const rate = 1000;
const random = createRandom(3);
/** Quiet at both ends, as sounds of unequal lengths are. */
const wave = Float32Array.from({ length: 120 }, (_, i) => (i < 7 || i > 100 ? 0 : random.normal()));
const normals = Array.from(wave, () => random.normal());

interface Row {
  readonly most: SoundVariation;
  /** What is drawn for each effect, in [0, 1). */
  readonly drawn: { readonly [E in keyof SoundVariation]: number };
  readonly silent?: true;
}

const none = { shift: 0, gain: 0, noise: 0 };
const middle = { shift: 0.5, gain: 0.5, noise: 0.5 };
const rows: readonly Row[] = [
  ...[0, 0.25, 0.5, 0.8125, 0.9999].map((shift) => ({ most: { ...none, shift: 0.05 }, drawn: { ...middle, shift } })),
  { most: { ...none, shift: 5 }, drawn: { ...middle, shift: 0 } },
  ...[0, 0.7].map((gain) => ({ most: { ...none, gain: 12 }, drawn: { ...middle, gain } })),
  ...[0, 0.9].map((noise) => ({ most: { ...none, noise: 0.3 }, drawn: { ...middle, noise } })),
  { most: { ...none, noise: 2 }, drawn: middle, silent: true },
  { most: { shift: 0.02, gain: 6, noise: 0.1 }, drawn: { shift: 0.1, gain: 0.9, noise: 0.6 } },
];

/** Draws what a row says: one uniform number for each effect, and the same noise. */
function drawing(drawn: Row['drawn']): Random {
  const stream = (uniform: number): Random => {
    let next = 0;
    return { ...random, uniform: () => uniform, normal: () => normals[next++]! };
  };
  return { ...random, fork: (effect) => stream(drawn[effect as keyof SoundVariation]) };
}

const script = `
import json, sys
import numpy as np
from sounds import vary_sound
asked = json.load(sys.stdin)

class Drawing:
    def __init__(self, most, drawn):
        self.left = [drawn[effect] for effect in ("shift", "gain", "noise") if most[effect] > 0]
    def uniform(self, low, high):
        return low + (high - low) * self.left.pop(0)
    def standard_normal(self, count):
        return np.array(asked["normals"][:count])

print(json.dumps([
    vary_sound(np.array(row["wave"]), asked["rate"], row["most"], Drawing(row["most"], row["drawn"])).tolist()
    for row in asked["rows"]
]))
`;

describe.skipIf(python === '')('sounds.py', () => {
  it('shifts, amplifies and adds noise as the app does', () => {
    const heard = ({ silent }: Row) => (silent ? new Float32Array(wave.length) : wave);
    const asked = { rate, normals, rows: rows.map((row) => ({ ...row, wave: Array.from(heard(row)) })) };
    const { stdout, stderr } = spawnSync(python, ['-B', '-c', script], {
      cwd: resolve(import.meta.dirname, '../../shared/export/project'),
      input: JSON.stringify(asked),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const theirs = JSON.parse(stdout) as readonly (readonly number[])[];
    rows.forEach((row, at) => {
      const own = varySound(heard(row), rate, row.most, drawing(row.drawn));
      expect(theirs[at]).toHaveLength(own.length);
      const apart = own.map((sample, i) => Math.abs(sample - theirs[at]![i]!) / Math.max(1, Math.abs(sample)));
      expect(Math.max(...apart), JSON.stringify(row.most)).toBeLessThan(1e-6);
    });
  });
});
