// Exported projects whose target has a shape, one for each sort of target: masks, tags, boxes, next tokens, rebuilt inputs. They
// measure the run's weights by the app's own figures of all test samples, and train. Oracle: Keras and PyTorch of
// LAYERLOOM_PYTHON and LAYERLOOM_TORCH_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { evaluatePart } from '../../electron/engine/answering/evaluate';
import { generate } from '../../electron/engine/answering/generate';
import { exportRun } from '../../electron/engine/export';
import { openForPlan } from '../../electron/engine/training/recipe';
import type { DataSpec } from '../../shared/data/spec';
import { type ParamValues, ok } from '../../shared/result';
import type { ExportReport } from '../../shared/run/exported';
import { type Sample, findSample } from '../../shared/samples';
import { type Builder, createBuilder } from '../../shared/samples/architectures/builder';
import { type OpenCase, openSample } from '../engine/export/cases';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-targets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const every = process.env['LAYERLOOM_EVERY'] === '1';

interface Row {
  /** The sort of target. */
  readonly target: string;
  readonly sample: Sample;
  /** Figures of the app by those of evaluate.py. */
  readonly figures: { readonly [theirs: string]: string };
  /** write.py goes on with "the" as the app does. */
  readonly writes?: true;
  /** Of two networks that learn against each other the losses need not fall. */
  readonly against?: true;
}

/** A sample project made small: fewer samples, a network of a few layers. */
function small(
  id: string,
  changes: Partial<Sample>,
  layers: (builder: Builder, data: DataSpec) => string,
  out: ParamValues = {},
): Sample {
  const sample = findSample(id)!;
  return {
    ...sample,
    ...changes,
    training: { ...sample.training, ...changes.training },
    network: (data) => {
      const builder = createBuilder();
      builder.add('output', 'out', layers(builder, data), out);
      return builder.network();
    },
  };
}

const rows: readonly Row[] = [
  {
    target: 'a class for every pixel',
    sample: small(
      'segmentation',
      { source: { type: 'generated', id: 'shape-masks', params: { side: 32, count: 60 } } },
      ({ add }) => {
        const seen = add('conv2d', 'conv', add('input', 'in', []), { filters: 4, padding: 'same', activation: 'relu' });
        return add('conv2d', 'pixels', seen, { filters: 4, kernelSize: [1, 1], activation: 'softmax' });
      },
    ),
    figures: { out_mean_iou: 'meanIoU', out_pixel_accuracy: 'accuracy' },
  },
  {
    target: 'a class for every token',
    sample: small(
      'named-words',
      { source: { type: 'generated', id: 'tagged', params: { count: 80, noise: 0.1 } } },
      ({ add }, data) => {
        const { codes = 0 } = Object.values(data.inputs)[0]!;
        const vectors = add('embedding', 'vectors', add('input', 'in', []), { inputDim: codes, outputDim: 3 });
        return add('dense', 'tags', vectors, { units: 7, activation: 'softmax' });
      },
    ),
    figures: { out_accuracy: 'accuracy', out_macro_f1: 'macroF1' },
  },
  {
    target: 'a class for every row of a series',
    sample: small(
      'sales',
      {
        source: { type: 'bundled', id: 'seattle-weather' },
        options: { window: 6, stride: 5 },
        training: { metrics: ['accuracy', 'macroF1'], classWeights: 'balanced' },
      },
      ({ add }) => add('dense', 'weather', add('input', 'in', []), { units: 5, activation: 'softmax' }),
    ),
    figures: { out_accuracy: 'accuracy', out_macro_f1: 'macroF1' },
  },
  {
    target: 'boxes',
    sample: small(
      'detection',
      { source: { type: 'generated', id: 'shape-boxes', params: { side: 48, count: 60 } } },
      ({ add }) => {
        const seen = add('averagePooling2d', 'pool', add('input', 'in', []), { poolSize: [8, 8] });
        return add('conv2d', 'cells', seen, { filters: 8, kernelSize: [1, 1], activation: 'linear' });
      },
    ),
    figures: { out_mean_average_precision: 'meanAveragePrecision' },
  },
  {
    target: 'the next token of a text',
    sample: small(
      'stories',
      { source: { type: 'generated', id: 'stories', params: { count: 60 } }, options: { level: 'word', length: 20 } },
      ({ add }, data) => {
        const { codes = 0 } = Object.values(data.inputs)[0]!;
        const vectors = add('embedding', 'vectors', add('input', 'in', []), { inputDim: codes, outputDim: 3 });
        return add('dense', 'next', vectors, { units: codes, activation: 'softmax' });
      },
    ),
    figures: { out_perplexity: 'perplexity', out_accuracy: 'accuracy' },
    writes: true,
  },
  {
    target: 'the input rebuilt, drawn around a mean',
    sample: small(
      'new-digits',
      {
        source: { type: 'bundled', id: 'digits8x8' },
        training: { recipe: { id: 'variationalAutoencoder', params: { weight: 0.01, noise: 0.1, only: '3' } } },
      },
      ({ add }) => {
        const flat = add('flatten', 'flat', add('input', 'in', []));
        const sides = ['mean', 'spread'].map((name) => add('dense', name, flat, { units: 3, activation: 'linear' }));
        const pixels = add('dense', 'pixels', add('sampling', 'draw', sides), { units: 64, activation: 'sigmoid' });
        return add('reshape', 'again', pixels, { targetShape: [8, 8, 1] });
      },
    ),
    figures: { out_rmse: 'rootMeanSquaredError', out_mae: 'meanAbsoluteError', out_auc: 'auc' },
  },
  {
    // What is made is the same whatever the noise, which a project draws by itself.
    target: 'samples made of noise',
    sample: small(
      'made-digits',
      { source: { type: 'bundled', id: 'digits8x8' } },
      ({ add }) => {
        const one = add('dense', 'one', add('input', 'noise', [], { source: 'noise' }), {
          units: 1,
          activation: 'softmax',
        });
        const pixels = add('dense', 'pixels', one, { units: 64, activation: 'sigmoid' });
        add('output', 'made', add('reshape', 'again', pixels, { targetShape: [8, 8, 1] }), { target: 'made' });
        return add('dense', 'verdict', add('flatten', 'flat', add('input', 'picture', [])), {
          units: 1,
          activation: 'sigmoid',
        });
      },
      { target: 'real' },
    ),
    figures: {
      loss: 'loss',
      made_loss: 'made/loss',
      out_loss: 'out/loss',
      out_accuracy: 'out/accuracy',
      made_lifelike: 'lifelike',
      made_variety: 'variety',
    },
    against: true,
  },
];

const frameworks = [
  { format: 'keras', python: process.env['LAYERLOOM_PYTHON'] ?? '', more: [], by: /by Keras 3/ },
  {
    format: 'pytorch',
    python: process.env['LAYERLOOM_TORCH_PYTHON'] ?? '',
    more: ['--device', 'cpu'],
    by: /by PyTorch 2/,
  },
];

/** Each project in a child of its own, so that the framework is loaded once for all of them. */
const script = `import io, json, os, sys, contextlib
framework, more, *folders = json.loads(sys.argv[1])
__import__(framework)
children = {}
for folder in folders:
    children[os.fork()] = folder
    if 0 in children:
        os.chdir(folder)
        sys.path.insert(0, folder)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            sys.argv = ["evaluate.py"]
            import evaluate
            evaluate.main()
        with open("measured.json", "w") as file:
            file.write(said.getvalue())
        if os.path.exists("write.py"):
            import write
            with open("written.txt", "w") as file:
                file.write(write.go_on("the", tokens=8, temperature=0))
        sys.argv = ["train.py", "--epochs", "2", "--limit-batches", "2", "--out", "trained", *more]
        import train
        with contextlib.redirect_stdout(io.StringIO()):
            train.main()
        os._exit(0)
for _ in folders:
    child, status = os.wait()
    if status != 0:
        sys.exit(children[child])`;

describe.each(frameworks)('$format', ({ format, python, more, by }) => {
  const opened: OpenCase[] = [];
  const reports: ExportReport[] = [];
  beforeAll(async () => {
    if (python === '') return;
    // The nightly matrix has every project answer raw samples; here the figures of all samples must be the app's.
    vi.stubEnv('LAYERLOOM_PYTHON', every ? python : 'none');
    for (const [index, { sample }] of rows.entries()) {
      const open = await openSample(sample);
      opened.push(open);
      const request = { folder: 'run', format, out: join(folder, `${format}-${index}`), options: {} };
      const result = await exportRun(request, open.services);
      if (!result.ok) throw new Error(result.problem.message);
      reports.push(result.value);
    }
    const asked = [format === 'keras' ? 'keras' : 'torch', more, ...reports.map((report) => report.folder)];
    execFileSync(python, ['-B', '-c', script, JSON.stringify(asked)], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '', OMP_NUM_THREADS: '1' },
    });
  }, 240_000);
  afterAll(() => {
    opened.forEach((open) => open.close());
    vi.unstubAllEnvs();
  });

  it.skipIf(python === '').each(rows.map((row, index) => ({ ...row, index })))('$target', async (row) => {
    const [{ trained, data }, report] = [opened[row.index]!, reports[row.index]!];
    if (every) {
      expect(report.verdict).toMatch(by);
      expect(report.verified!.largestDifference).toBeLessThan(1e-5);
      expect(report.verified!.sameClass).toBe(1);
    }
    const read = (name: string) => readFileSync(join(report.folder, name), 'utf8');
    const measured = JSON.parse(read('measured.json')) as { readonly [figure: string]: number };
    const { plan, preprocessing } = trained.record;
    const learned = await openForPlan(() => Promise.resolve(ok(data)), plan, preprocessing, undefined);
    if (!learned.ok) throw new Error(learned.problem.message);
    const own = await evaluatePart(trained.engine.tf, trained.network, learned.value, {
      runId: 'run',
      part: 'test',
      onProgress: () => undefined,
    });
    expect(measured['samples']).toBe(data.parts.test.length);
    for (const [theirs, ours] of Object.entries(row.figures)) {
      const apart = Math.abs(measured[theirs]! - own.figures[ours]!) / Math.max(1, Math.abs(own.figures[ours]!));
      expect(apart, `${theirs} ${measured[theirs]} and ${own.figures[ours]}`).toBeLessThan(1e-5);
    }
    if (row.writes === true) {
      const settings = { prompt: 'the', count: 8, temperature: 0, topK: 0, seed: 1 };
      const watch = { signal: new AbortController().signal, progress: () => undefined };
      const { text } = await generate(trained.engine.tf, trained.network, preprocessing, settings, watch);
      expect(read('written.txt')).toBe(text!.written);
    }
    const losses = read('trained/metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { loss: number }).loss);
    expect(losses).toHaveLength(2);
    if (row.against !== true) expect(losses[1]!).toBeLessThan(losses[0]!);
  });
});
