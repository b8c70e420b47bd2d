// Samples laid over each other: their shares against scipy's Beta distribution, and the exported program's against both.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharesOf } from '../../electron/engine/training/mixup';
import { engines } from '../engine/runs';

const python = process.env['LAYERLOOM_PYTHON'];

const program = `
import json, sys, numpy as np
from scipy.stats import beta, kstest
q = json.load(sys.stdin)
source = open(q["path"], encoding="utf-8").read()
scope = {"np": np}
exec("def mixed" + source.split("\\ndef mixed")[1].split("\\ndef ")[0], scope)
out = {}
for how, alpha in (("gentle", 0.5), ("even", 1.0)):
    random = np.random.default_rng(3)
    rows = np.eye(3, dtype="float32")[random.integers(0, 3, 2000)]
    inputs, targets = scope["mixed"]({"x": rows, "picture": rows[:, None, :]}, {"y": rows}, how, np.random.default_rng(5))
    own = (np.arange(2000.0))[:, None]
    ramp = scope["mixed"]({"x": own}, {"y": own}, how, np.random.default_rng(5))
    shares = (next(iter(ramp))["x"][:, 0] - own[::-1, 0]) / (own - own[::-1])[:, 0]
    out[how] = {
        "quantiles": beta.ppf(q["uniform"], alpha, alpha).tolist(),
        "alike": bool(np.array_equal(inputs["x"], targets["y"]) and np.array_equal(inputs["picture"][:, 0], inputs["x"])),
        "p": float(kstest(shares, beta(alpha, alpha).cdf).pvalue),
    }
print(json.dumps(out))
`;

describe.skipIf(python === undefined)('mixup', () => {
  it('draws shares from Beta(½, ½) and Beta(1, 1), as the exported program does', async () => {
    const uniform = [0, 0.01, 0.1, 0.25, 0.5, 0.6, 0.9, 0.999];
    const answer = spawnSync(python!, ['-c', program], {
      input: JSON.stringify({ path: join(__dirname, '../../shared/export/project/data.py'), uniform }),
      encoding: 'utf8',
    });
    if (answer.status !== 0) throw new Error(answer.stderr.slice(-2000));
    const expected = JSON.parse(answer.stdout) as {
      readonly [how in 'gentle' | 'even']: { quantiles: number[]; alike: boolean; p: number };
    };
    const { tf } = await engines.current();
    for (const how of ['gentle', 'even'] as const) {
      const { quantiles, alike, p } = expected[how];
      const ours = tf.tidy(() => Array.from(sharesOf(tf, tf.tensor1d(uniform), how).dataSync()));
      ours.forEach((share, at) => expect(share).toBeCloseTo(quantiles[at]!, 5));
      expect(alike).toBe(true);
      expect(p).toBeGreaterThan(0.001);
    }
  });
});
