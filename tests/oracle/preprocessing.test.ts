// Preprocessing against numpy and TensorFlow: the same rows and pictures through both.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ColumnConfig, Encoding } from '../../shared/data/config';
import { fitNumber, summarizeNumbers } from '../../shared/data/fit';
import { encodeNumber, resizePixels } from '../../shared/data/preprocess';
import { createRandom } from '../../shared/random';

const python = process.env['LAYERLOOM_PYTHON'];

function ask<T>(program: string, question: unknown): T {
  const answer = spawnSync(python!, ['-c', program], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0', CUDA_VISIBLE_DEVICES: '' },
  });
  if (answer.status !== 0) throw new Error(answer.stderr.slice(-2000));
  return JSON.parse(answer.stdout.slice(answer.stdout.indexOf('{'))) as T;
}

const random = createRandom(7);
const columns = [
  Array.from({ length: 201 }, () => random.normal() * 40 + 1e6),
  Array.from({ length: 100 }, (_, i) => (i % 7 === 0 ? null : Math.floor(random.uniform() * 9))),
  Array.from({ length: 50 }, () => 0.1),
  Array.from({ length: 64 }, () => random.uniform() * 1e-9),
];

describe.skipIf(python === undefined)('numbers, against numpy', () => {
  interface Answer {
    readonly summaries: readonly {
      readonly mean: number;
      readonly std: number;
      readonly min: number;
      readonly max: number;
      readonly median: number;
      readonly mostFrequent: number;
    }[];
    readonly encoded: readonly { readonly [E in Encoding]?: readonly number[] }[];
  }

  it('gives the same statistics and the same float32 numbers', () => {
    const { summaries, encoded } = ask<Answer>(
      `
import json, sys, numpy as np
columns = [np.array([np.nan if v is None else v for v in c], dtype=np.float64) for c in json.load(sys.stdin)]
out = {"summaries": [], "encoded": []}
for c in columns:
    p = c[~np.isnan(c)]
    values, counts = np.unique(p, return_counts=True)
    out["summaries"].append(dict(mean=p.mean(), std=p.std() if p.min() < p.max() else 0.0, min=p.min(), max=p.max(), median=float(np.median(p)), mostFrequent=float(values[counts.argmax()])))
    filled = np.where(np.isnan(c), np.median(p), c)
    std = p.std() if p.min() < p.max() else 1.0
    span = (p.max() - p.min()) or 1.0
    out["encoded"].append(dict(standardize=((filled - p.mean()) / std).astype(np.float32).tolist(), minmax=((filled - p.min()) / span).astype(np.float32).tolist(), none=filled.astype(np.float32).tolist()))
print(json.dumps(out))
`,
      columns,
    );
    for (const [i, column] of columns.entries()) {
      const values = Float64Array.from(column, (value) => value ?? NaN);
      const rows = Uint32Array.from(values, (_, row) => row);
      const summary = summarizeNumbers(values, rows);
      for (const [name, expected] of Object.entries(summaries[i]!)) {
        const got = summary[name as keyof typeof summary];
        expect(Math.abs(got - expected), `${name} of column ${i}`).toBeLessThanOrEqual(
          1e-12 * Math.max(1e-12, Math.abs(expected)) + 1e-13 * Math.abs(summary.std),
        );
      }
      for (const encoding of ['standardize', 'minmax', 'none'] as const) {
        const config: ColumnConfig = {
          name: 'c',
          type: 'number',
          reason: '',
          role: 'feature',
          input: 'features',
          encoding,
          missing: 'median',
          facts: { missing: 0, unique: 0 },
        };
        const fitted = fitNumber(config, values, rows);
        if (fitted.type !== 'number') throw new Error('not a number column');
        for (const [row, expected] of encoded[i]![encoding]!.entries()) {
          expect(Math.abs(Math.fround(encodeNumber(fitted, values[row]!)) - expected)).toBeLessThanOrEqual(
            2e-7 * Math.max(1, Math.abs(expected)),
          );
        }
      }
    }
  });
});

describe.skipIf(python === undefined)('pictures, against tf.image.resize', () => {
  // [from width, from height, to width, to height, channels]
  const cases = [
    [28, 28, 28, 28, 1],
    [8, 8, 28, 28, 1],
    [100, 60, 32, 32, 3],
    [7, 5, 3, 9, 3],
    [1, 1, 4, 4, 1],
    [33, 1, 8, 8, 3],
    [64, 48, 1, 1, 3],
    [31, 17, 62, 34, 1],
  ] as const;
  const pictures = cases.map(([width, height, , , channels]) =>
    Array.from({ length: width * height * channels }, () => random.integer(256)),
  );

  it('differs by rounding only', () => {
    // TensorFlow computes in float32: where its value lies at a half, our double may round the other way.
    const { resized } = ask<{ readonly resized: readonly (readonly number[])[] }>(
      `
import json, sys, numpy as np, tensorflow as tf
q = json.load(sys.stdin)
out = []
for (w, h, tw, th, c), p in zip(q["cases"], q["pictures"]):
    x = np.array(p, dtype=np.float32).reshape(1, h, w, c)
    y = tf.image.resize(x, (th, tw), method="bilinear", antialias=False).numpy()
    out.append([float(v) for v in y.reshape(-1)])
print(json.dumps({"resized": out}))
`,
      { cases, pictures },
    );
    for (const [i, [width, height, toWidth, toHeight, channels]] of cases.entries()) {
      const ours = resizePixels({ data: pictures[i]!, width, height, channels }, toWidth, toHeight, channels);
      expect(ours.length).toBe(resized[i]!.length);
      for (const [at, expected] of resized[i]!.entries()) {
        expect(Math.abs(ours[at]! - expected), `case ${i}, number ${at}`).toBeLessThanOrEqual(0.5 + 1e-3);
      }
    }
  });
});
