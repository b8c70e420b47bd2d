// Preprocessing against numpy and TensorFlow: the same rows and pictures through both.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ColumnConfig, Encoding } from '../../shared/data/config';
import { fitCategory, fitImage, fitNumber, fitTarget, summarizeNumbers } from '../../shared/data/fit';
import {
  decodeTarget,
  encodeNumber,
  encodeRow,
  encodeTarget,
  resizePixels,
  scalePixels,
  unscalePixels,
} from '../../shared/data/preprocess';
import { relate } from '../../shared/data/relation';
import { quantile } from '../../shared/data/steps';
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

describe.skipIf(python === undefined)('steps, against numpy, scikit-learn and the exported Python', () => {
  const skewed = Array.from({ length: 400 }, (_, i) => (i % 23 === 5 ? null : Math.exp(3 * random.normal()) - 2));
  const ties = Array.from({ length: 300 }, () => Math.floor(8 * random.uniform() ** 2));
  const pipelines: readonly {
    readonly what: string;
    readonly values: readonly (number | null)[];
    readonly column: Partial<ColumnConfig>;
    /** The same in Python: x is raw with NaN, t the training part; `fill` and `out` are to be set. */
    readonly program: string;
  }[] = [
    {
      what: 'quartiles',
      values: skewed,
      column: { encoding: 'robust', missing: 'median' },
      program:
        'fill = np.nanmedian(t); s = RobustScaler().fit(t[~np.isnan(t), None]); f = lambda v: s.transform(v[:, None])[:, 0]',
    },
    {
      what: 'limits, then 0 to 1',
      values: skewed,
      column: {
        encoding: 'minmax',
        missing: 'constant',
        constant: 7,
        steps: [{ type: 'clip', params: { low: -1, high: 5 } }],
      },
      program:
        'fill = 7.0; c = lambda v: np.clip(v, -1, 5); s = MinMaxScaler().fit(c(t[~np.isnan(t), None])); f = lambda v: s.transform(c(v)[:, None])[:, 0]',
    },
    {
      what: 'outliers, logarithm, then standardized',
      values: skewed,
      column: {
        encoding: 'standardize',
        missing: 'mean',
        steps: [
          { type: 'clipTails', params: { below: 2, above: 5 } },
          { type: 'log', params: {} },
        ],
      },
      program:
        'fill = np.nanmean(t); p = t[~np.isnan(t)]; a, b = np.percentile(p, [2, 95]); g = lambda v: (lambda c: np.sign(c) * np.log1p(np.abs(c)))(np.clip(v, a, b)); s = StandardScaler().fit(g(p)[:, None]); f = lambda v: s.transform(g(v)[:, None])[:, 0]',
    },
    {
      what: 'logarithm, then outliers: the order counts',
      values: skewed,
      column: {
        encoding: 'none',
        missing: 'zero',
        steps: [
          { type: 'log', params: {} },
          { type: 'clipTails', params: { below: 10, above: 10 } },
          { type: 'root', params: {} },
        ],
      },
      program:
        'fill = 0.0; g = lambda v: np.sign(v) * np.log1p(np.abs(v)); a, b = np.percentile(g(t[~np.isnan(t)]), [10, 90]); f = lambda v: (lambda c: np.sign(c) * np.sqrt(np.abs(c)))(np.clip(g(v), a, b))',
    },
    ...[skewed, ties].map((values, i) => ({
      what: i === 0 ? 'ranks' : 'ranks of few values',
      values,
      column: { encoding: 'none', missing: 'median', steps: [{ type: 'ranks', params: {} }] } as const,
      program:
        'fill = np.nanmedian(t); s = QuantileTransformer(n_quantiles=101, subsample=None).fit(t[~np.isnan(t), None]); f = lambda v: s.transform(v[:, None])[:, 0]',
    })),
  ];

  it('gives the same numbers within 1e-5', () => {
    const rows = (n: number) => Uint32Array.from({ length: Math.floor(0.7 * n) }, (_, i) => i);
    const fittedColumns = pipelines.map(({ values, column }) => {
      const config: ColumnConfig = {
        name: 'c',
        type: 'number',
        reason: '',
        role: 'feature',
        input: 'features',
        encoding: 'none',
        missing: 'mean',
        facts: { missing: 0, unique: 0 },
        ...column,
      };
      return fitNumber(
        config,
        Float64Array.from(values, (value) => value ?? NaN),
        rows(values.length),
      );
    });
    const answer = ask<{
      readonly out: readonly { readonly numpy: readonly number[]; readonly exported: readonly number[] }[];
    }>(
      `
import json, sys, numpy as np
from sklearn.preprocessing import MinMaxScaler, QuantileTransformer, RobustScaler, StandardScaler
q = json.load(sys.stdin)
source = open(q["path"], encoding="utf-8").read()
source = source[: source.index("SETTINGS = ")] + source[source.index("SPACES = ") :]
exported = {"__file__": q["path"]}
exec(source.split("def model_inputs")[0], exported)
out = []
for one in q["questions"]:
    x = np.array([np.nan if v is None else v for v in one["values"]], dtype=np.float64)
    scope = {"np": np, "t": x[: int(0.7 * len(x))], "RobustScaler": RobustScaler, "MinMaxScaler": MinMaxScaler, "StandardScaler": StandardScaler, "QuantileTransformer": QuantileTransformer}
    exec(one["program"].replace("; ", "\\n"), scope)
    filled = np.where(np.isnan(x), scope["fill"], x)
    mine = [float(exported["encode_row"]([one["fitted"]], {"c": v})[0]) for v in one["values"]]
    out.append(dict(numpy=scope["f"](filled).tolist(), exported=mine))
print(json.dumps({"out": out}))
`,
      {
        path: join(__dirname, '../../shared/export/project/preprocessing.py'),
        questions: pipelines.map(({ values, program }, i) => ({ values, program, fitted: fittedColumns[i] })),
      },
    );
    for (const [i, { what, values }] of pipelines.entries()) {
      const fitted = fittedColumns[i]!;
      if (fitted.type !== 'number') throw new Error('not a number column');
      for (const [row, value] of values.entries()) {
        const ours = Math.fround(encodeNumber(fitted, value ?? NaN));
        const expected = answer.out[i]!.numpy[row]!;
        expect(Math.abs(ours - expected), `${what}, row ${row}: ${ours} and ${expected}`).toBeLessThanOrEqual(
          1e-5 * Math.max(1, Math.abs(expected)),
        );
        // The exported program carries out the same arithmetic in double precision.
        expect(Math.abs(ours - answer.out[i]!.exported[row]!), `${what}, row ${row}, exported`).toBeLessThanOrEqual(
          1e-6 * Math.max(1, Math.abs(ours)),
        );
      }
    }
  });
});

/** The exported program's functions, without a run's settings. */
const exportedSource = `
source = open(q["path"], encoding="utf-8").read()
source = source[: source.index("SETTINGS = ")] + source[source.index("SPACES = ") :]
exported = {"__file__": q["path"]}
exec(source.split("def model_inputs")[0], exported)
exec("def to_learn" + source.split("def to_learn")[1].split("def encode_target")[0], exported)
`;
const exportedPath = join(__dirname, '../../shared/export/project/preprocessing.py');

describe.skipIf(python === undefined)(
  'rare categories and targets, against scikit-learn and the exported Python',
  () => {
    it('groups as OneHotEncoder(max_categories) does, and gives unknown ones to the others', () => {
      const frequencies = { ash: 40, beech: 3, cedar: 25, elm: 1, fir: 17, oak: 2 };
      const names = Object.keys(frequencies);
      const train = Object.entries(frequencies).flatMap(([name, count]) => Array.from({ length: count }, () => name));
      const asked = [...names, 'yew', null];
      const config: ColumnConfig = {
        name: 'c',
        type: 'category',
        reason: '',
        role: 'feature',
        input: 'features',
        encoding: 'onehot',
        missing: 'mostFrequent',
        keep: 3,
        facts: { missing: 0, unique: names.length },
      };
      const codes = Int32Array.from(train, (name) => names.indexOf(name));
      const fitted = fitCategory(
        config,
        names,
        codes,
        Uint32Array.from(codes, (_, row) => row),
      );
      const answer = ask<{ readonly sklearn: number[][]; readonly exported: number[][] }>(
        `
import json, sys, numpy as np
from sklearn.preprocessing import OneHotEncoder
q = json.load(sys.stdin)
${exportedSource}
encoder = OneHotEncoder(max_categories=4, handle_unknown="infrequent_if_exist", sparse_output=False).fit(np.array(q["train"], dtype=object)[:, None])
filled = [q["fitted"]["fill"] if value is None else value for value in q["asked"]]
mine = [exported["encode_row"]([q["fitted"]], {"c": value}).tolist() for value in q["asked"]]
print(json.dumps({"sklearn": encoder.transform(np.array(filled, dtype=object)[:, None]).tolist(), "exported": mine}))
`,
        { path: exportedPath, train, asked, fitted },
      );
      const ours = asked.map((value) => Array.from(encodeRow({ modality: 'table', columns: [fitted] }, { c: value })));
      expect(ours).toEqual(answer.sklearn);
      expect(answer.exported).toEqual(ours);
    });

    it('learns a quantity on a logarithmic scale and tells it in its own unit', () => {
      const values = Float64Array.from({ length: 200 }, () => Math.exp(2 * random.normal() + 3) - 4);
      const rows = Uint32Array.from({ length: 140 }, (_, row) => row);
      const steps = [{ type: 'log', params: {} }] as const;
      const target = fitTarget('price', { title: 'price', task: 'regression' }, values, rows, {
        encoding: 'standardize',
        steps,
      });
      const answer = ask<{ readonly [what in 'learned' | 'back' | 'exported' | 'told']: readonly number[] }>(
        `
import json, sys, numpy as np
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.pipeline import make_pipeline
q = json.load(sys.stdin)
${exportedSource}
y = np.array(q["values"])
log = FunctionTransformer(lambda v: np.sign(v) * np.log1p(np.abs(v)), lambda v: np.sign(v) * np.expm1(np.abs(v)))
scale = make_pipeline(log, StandardScaler()).fit(y[:140, None])
learned = scale.transform(y[:, None])[:, 0]
back = scale.inverse_transform(learned[:, None] + 0.1)[:, 0]
mine = [exported["to_learn"](q["target"], v) for v in q["values"]]
print(json.dumps({"learned": learned.tolist(), "back": back.tolist(), "exported": mine, "told": exported["in_units"](q["target"], learned + 0.1).tolist()}))
`,
        { path: exportedPath, values: Array.from(values), target },
      );
      for (const [row, value] of values.entries()) {
        const learned = encodeTarget(target, value);
        const told = decodeTarget(target, [learned + 0.1]);
        if (!('value' in told)) throw new Error('not a quantity');
        const size = 1e-9 * Math.max(1, Math.abs(told.value));
        expect(Math.abs(learned - answer.learned[row]!)).toBeLessThan(1e-9);
        expect(Math.abs(learned - answer.exported[row]!)).toBeLessThan(1e-9);
        expect(Math.abs(told.value - answer.back[row]!)).toBeLessThan(size);
        expect(Math.abs(told.value - answer.told[row]!)).toBeLessThan(size);
      }
    });
  },
);

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
      const ours = resizePixels(
        { data: pictures[i]!, width, height, channels },
        { width: toWidth, height: toHeight, channels, framing: 'stretch' },
      );
      expect(ours.length).toBe(resized[i]!.length);
      for (const [at, expected] of resized[i]!.entries()) {
        expect(Math.abs(ours[at]! - expected), `case ${i}, number ${at}`).toBeLessThanOrEqual(0.5 + 1e-3);
      }
    }
  });
});

describe.skipIf(python === undefined)('scalings of pictures, against keras.applications', () => {
  const modes = { caffe: 'caffe', minusOneToOne: 'tf', imagenet: 'torch' } as const;
  const drawn = createRandom(11);
  const pixels = Array.from({ length: 5 * 4 * 3 }, () => drawn.integer(256));

  it('gives trained networks the numbers that they were trained on, and finds the way back', () => {
    const { scaled } = ask<{ readonly scaled: { readonly [mode: string]: readonly number[] } }>(
      `
import json, sys, numpy as np
from keras.applications.imagenet_utils import preprocess_input
q = json.load(sys.stdin)
x = np.array(q["pixels"], dtype=np.float32).reshape(1, 5, 4, 3)
print(json.dumps({"scaled": {m: preprocess_input(x.copy(), data_format="channels_last", mode=m).ravel().tolist() for m in q["modes"]}}))
`,
      { pixels, modes: Object.values(modes) },
    );
    for (const [scaling, mode] of Object.entries(modes) as [keyof typeof modes, string][]) {
      const input = fitImage({ width: 4, height: 5, channels: 3, framing: 'stretch', scaling }, null);
      const ours = new Float32Array(pixels.length);
      scalePixels(input, pixels, ours, 0);
      ours.forEach((value, at) => {
        expect(Math.abs(value - scaled[mode]![at]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
      });
      unscalePixels(input, ours).forEach((value, at) => expect(value).toBeCloseTo(pixels[at]!, 3));
    }
  });
});

describe.skipIf(python === undefined)('relations between columns, against numpy and scipy', () => {
  it('gives the same figures', () => {
    const n = 500;
    const a = Array.from({ length: n }, () => Math.floor(4 * random.uniform()));
    const b = a.map((code) => (random.uniform() < 0.4 ? code % 3 : Math.floor(3 * random.uniform())));
    const x = a.map((code) => code + random.normal());
    const y = x.map((value) => -2 * value + random.normal());
    const expected = ask<{
      readonly r: number;
      readonly eta: number;
      readonly v: number;
      readonly quartiles: readonly number[];
    }>(
      `
import json, sys, numpy as np
from scipy.stats import pearsonr
from scipy.stats.contingency import crosstab, chi2_contingency
q = json.load(sys.stdin)
a, b, x, y = (np.array(q[k]) for k in "abxy")
between = sum((a == c).sum() * (x[a == c].mean() - x.mean()) ** 2 for c in np.unique(a))
table = crosstab(a, b).count
chi = chi2_contingency(table, correction=False).statistic
n, r, k = len(a), table.shape[0], table.shape[1]
phi = max(0, chi / n - (r - 1) * (k - 1) / (n - 1))
rr, kk = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
print(json.dumps(dict(r=pearsonr(x, y).statistic, eta=float(np.sqrt(between / ((x - x.mean()) ** 2).sum())), v=float(np.sqrt(phi / min(rr - 1, kk - 1))), quartiles=np.percentile(x, [0, 25, 50, 75, 100]).tolist())))
`,
      { a, b, x, y },
    );
    const category = (codes: readonly number[], count: number) => ({ type: 'category', codes, count }) as const;
    const number = (values: readonly number[]) => ({ type: 'number', values }) as const;
    expect(relate(number(x), number(y))!.value).toBeCloseTo(expected.r, 10);
    expect(relate(number(x), category(a, 4))!.value).toBeCloseTo(expected.eta, 10);
    expect(relate(category(a, 4), number(x))!.value).toBeCloseTo(expected.eta, 10);
    expect(relate(category(a, 4), category(b, 3))!.value).toBeCloseTo(expected.v, 10);
    const sorted = Float64Array.from(x).sort();
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share))).toEqual(
      expected.quartiles.map((value) => expect.closeTo(value, 12)),
    );
  });
});
