// Asks real Keras, in a Python process of its own.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** The Python that has Keras; undefined where the set-up found none. */
export const python = process.env['LAYERLOOM_PYTHON'];

/** Answers by topic, in the order of the questions; see keras_oracle.py. Throws with Python's own words. */
export function askKeras<T extends { readonly [topic: string]: readonly unknown[] }>(
  questions: T,
): { readonly [K in keyof T]: unknown[] } {
  const script = resolve(import.meta.dirname, 'keras_oracle.py');
  const { status, stdout, stderr } = spawnSync(python!, [script], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Keras did not answer: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as { readonly [K in keyof T]: unknown[] };
}

/** The first place where two lists of numbers differ by more than `tolerance`, absolute below 1 and relative above. */
export function difference(ours: ArrayLike<number>, theirs: ArrayLike<number>, tolerance: number): string | null {
  if (ours.length !== theirs.length) return `${ours.length} numbers, Keras gives ${theirs.length}`;
  for (let i = 0; i < ours.length; i++) {
    const [a, b] = [ours[i]!, theirs[i]!];
    if (!(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)))) return `number ${i} is ${a}, Keras gives ${b}`;
  }
  return null;
}
