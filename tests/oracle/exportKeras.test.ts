// Exported Keras projects, run by real Keras: the same answers on raw samples as the run's own network, training that
// runs, and sources that are only what they say. Oracle: Keras and TensorFlow of LAYERLOOM_PYTHON.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import type { ExportReport } from '../../shared/run/exported';
import { readMetricsFile, runElsewhere } from '../../shared/run/elsewhere';
import { layerIdentifiers } from '../../shared/run/plan';
import { type OpenCase, exportCases, openCase } from '../engine/export/cases';

const python = process.env['LAYERLOOM_PYTHON'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'layerloom-keras-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runPython(report: ExportReport, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(python, ['-B', ...args], {
    cwd: report.folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1', ...env },
  });
}

/** Writes what it is told to a file. */
const fakeMlflow = `import json, os
def note(**told):
    with open(os.environ["TRACKED"], "a") as file:
        file.write(json.dumps(told) + "\\n")
active_run = lambda: None
start_run = lambda run_name: None
log_params = lambda params: note(**params)
log_metrics = lambda metrics, step: note(step=step, **metrics)
`;

describe.skipIf(python === '').each(exportCases.map((each, index) => ({ ...each, index })))('$title', (given) => {
  let open: OpenCase;
  let report: ExportReport;
  beforeAll(async () => {
    open = await openCase(given);
    const request = { folder: 'run', format: 'keras', out: join(folder, `case-${given.index}`), options: {} };
    const result = await exportRun(request, open.services);
    if (!result.ok) throw new Error(result.problem.message);
    report = result.value;
  }, 120_000);
  afterAll(() => open.close());

  it('Keras answers as the run does', () => {
    expect(report.verdict).toMatch(/^Checked on \d+ samples by Keras 3/);
    expect(report.verified!.samples).toBeGreaterThanOrEqual(20);
    expect(report.verified!.largestDifference).toBeLessThan(1e-5);
    expect(report.verified!.sameClass).toBe(1);
  });

  it('train.py trains an epoch and its weights predict', () => {
    const output = runPython(report, [
      'train.py',
      '--epochs',
      '1',
      '--limit-batches',
      '3',
      '--out',
      join(folder, `trained-${given.index}`),
    ]);
    expect(output).toMatch(/\d+ samples to train, \d+ to validate, \d+ to test/);
    expect(output).toMatch(/^\{"test_.+": /m);
    const { train, validation, test } = open.data.parts;
    const used = (length: number) => Math.min(length, 96);
    expect(output).toContain(
      `${used(train.length)} samples to train, ${used(validation.length)} to validate, ${used(test.length)} to test`,
    );
    expect(existsSync(join(folder, `trained-${given.index}`, 'weights.npz'))).toBe(true);
    expect(existsSync(join(folder, `trained-${given.index}`, 'model.keras'))).toBe(true);
    const figures = readFileSync(join(folder, `trained-${given.index}`, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(figures).toHaveLength(1);
    expect(JSON.parse(figures[0]!)).toMatchObject({ epoch: 1, loss: expect.any(Number) as number });
  });

  it.runIf(given.index === 0)(
    'train.py goes on after a stop to the same weights, and evaluate.py measures them',
    () => {
      const own = join(folder, 'own.yaml');
      const args = (out: string) => [
        '--epochs',
        '2',
        '--limit-batches',
        '3',
        '--config',
        own,
        '--out',
        join(folder, out),
      ];
      // The folder in which the data lie, as a cloud names it.
      writeFileSync(join(report.folder, 'src/mlflow.py'), fakeMlflow);
      const optimizer = { id: 'RMSprop', params: { momentum: 0.5, clipnorm: 0.25 } };
      const asked = `# As asked for.\nepochs: 2\nlimit_batches: 3\noptimizer: ${JSON.stringify(optimizer)}\n`;
      writeFileSync(own, asked);
      runPython(report, ['train.py', '--config', own, '--mlflow'], {
        SM_CHANNEL_TRAIN: join(report.folder, 'data'),
        SM_MODEL_DIR: join(folder, 'at-once'),
        TRACKED: join(folder, 'tracked.jsonl'),
      });
      const lines = (file: string) =>
        readFileSync(join(folder, file), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { readonly [name: string]: unknown });
      const told = lines('at-once/metrics.jsonl');
      expect(told).toMatchObject([
        { epoch: 1, step: 3, run: 'run', by: expect.stringMatching(/^Keras 3/) as string },
        { epoch: 2, step: 6, loss: expect.any(Number) as number, val_loss: expect.any(Number) as number },
      ]);
      // Layerloom takes the file in, by its own names of figures.
      const metrics = readMetricsFile(readFileSync(join(folder, 'at-once/metrics.jsonl'), 'utf8'));
      if (!metrics.ok) throw new Error(metrics.problem.message);
      const run = runElsewhere(open.trained.record, metrics.value, { id: 'again', now: new Date(0) });
      expect(run.epochs).toMatchObject([
        { epoch: 1, step: 3, train: { loss: told[0]!['loss'] } },
        { epoch: 2, step: 6, validation: { loss: told[1]!['val_loss'] } },
      ]);
      const figures = ['loss', ...open.trained.record.plan.outputs[0]!.metrics];
      expect(figures).toEqual(expect.arrayContaining(Object.keys(run.epochs[0]!.train)));
      const [began, ...tracked] = lines('tracked.jsonl');
      expect(began).toMatchObject({ epochs: '2', limit_batches: '3', batch_size: '32' });
      expect(tracked).toMatchObject(told.map(({ epoch, loss }) => ({ step: epoch, loss })));
      const untilFirst = `import sys, train
from network import checkpoint
keep = checkpoint.Checkpoint.on_epoch_end
def stop(self, epoch, logs=None):
    keep(self, epoch, logs)
    sys.exit()
checkpoint.Checkpoint.on_epoch_end = stop
train.main()`;
      runPython(report, ['-c', untilFirst, ...args('stopped')]);
      expect(runPython(report, ['train.py', ...args('stopped'), '--resume', 'auto'])).toContain(
        'Going on after epoch 1.',
      );
      const equal = `import json, sys, zipfile, numpy as np
first, second = (np.load(f"{folder}/weights.npz") for folder in sys.argv[1:])
with zipfile.ZipFile(f"{sys.argv[1]}/model.keras") as file:
    optimizer = json.loads(file.read("config.json"))["compile_config"]["optimizer"]
moved = [optimizer["class_name"], optimizer["config"]["momentum"], optimizer["config"]["clipnorm"]]
print(all(np.array_equal(first[name], second[name]) for name in first.files), *moved)`;
      const weights = ['at-once', 'stopped'].map((out) => join(folder, out));
      expect(runPython(report, ['-c', equal, ...weights]).trim()).toBe('True RMSprop 0.5 0.25');
      // A machine that is taken away says so within an epoch.
      const takenAway = `import os, signal, train
from network import checkpoint
def taken(self, batch, logs=None):
    if batch == 1:
        os.kill(os.getpid(), signal.SIGTERM)
checkpoint.Checkpoint.on_train_batch_begin = taken
try:
    train.main()
except SystemExit as end:
    print("ended with", repr(end.code))`;
      const further = [...args('stopped').map((word, at) => (at === 1 ? '3' : word)), '--resume', 'auto'];
      expect(runPython(report, ['-c', takenAway, ...further])).toMatch(/ended with 'Stopped; --resume auto/);
      const state = readdirSync(join(folder, 'stopped')).filter((name) => name.startsWith('checkpoint-'));
      expect(state).toHaveLength(1);
      expect(lines(`stopped/${state[0]}/state.json`)).toMatchObject([{ epoch: 2 }]);
      expect(lines('stopped/metrics.jsonl')).toHaveLength(2);
      const measured = JSON.parse(
        runPython(report, ['evaluate.py', '--weights', join(folder, 'stopped/weights.npz')]),
      ) as {
        part: string;
        samples: number;
      };
      expect(measured).toMatchObject({ part: 'test', samples: open.data.parts.test.length });
    },
  );

  it.runIf(given.title === 'several labels')('every label weighs for itself', () => {
    const script = `import json, sys, keras, numpy as np
sys.path.insert(0, 'src')
from network import model
r = np.random.default_rng(1)
truth, answer = (r.random((6, 3)) < 0.4).astype("float32"), r.random((6, 3)).astype("float32")
pairs = r.random((3, 2))
weight = truth * pairs[:, 1] + (1 - truth) * pairs[:, 0]
def difference(loss, smoothing):
    given = model.label_loss(loss, pairs.tolist())(keras.ops.array(truth), keras.ops.array(answer))
    soft = truth * (1 - smoothing) + smoothing / 2
    wanted = (-(soft * np.log(answer) + (1 - soft) * np.log(1 - answer)) * weight).mean(axis=1)
    return float(np.abs(keras.ops.convert_to_numpy(given) - wanted).max())
print(max(difference("binary_crossentropy", 0), difference(keras.losses.BinaryCrossentropy(label_smoothing=0.1), 0.1)))`;
    expect(Number(runPython(report, ['-c', script]).trim().split('\n').pop())).toBeLessThan(1e-5);
  });

  it.runIf(given.index === 0).each([
    {
      cloud: 'SageMaker',
      env: { SM_CHANNEL_TRAINING: '/in', SM_MODEL_DIR: '/opt/ml/model' },
      said: '/in /opt/ml/model',
    },
    {
      cloud: 'Vertex AI',
      env: { AIP_TRAINING_DATA_URI: 'gs://b/in', AIP_MODEL_DIR: 'gs://b/o' },
      said: 'gs://b/in /gcs/b/o',
    },
    { cloud: 'Azure ML', env: { AZUREML_OUTPUT_model: '/mnt/out' }, said: 'here /mnt/out' },
  ])('takes folders from the environment of $cloud', ({ env, said }) => {
    const script = `import sys
sys.path.insert(0, "src")
from network.config import parse
options = parse("here", resume="")
print(options.data, options.out)`;
    expect(runPython(report, ['-c', script], env).trim()).toBe(said);
  });

  it.runIf(given.index === 0).each([
    { what: 'a setting that there is not', text: 'epochs: 1\nepoch: 2', said: /sets 'epoch', which there is not/ },
    { what: 'a value that is no JSON', text: '# Mine\nepochs: ten', said: /Line 2 of .*'epochs: ten'; expected was/ },
    { what: 'a list of YAML', text: 'epochs:\n  - 1', said: /Line 1 of .*'epochs:'; expected was/ },
    { what: 'text for a number', text: 'epochs: "ten"', said: /invalid int value: 'ten'/ },
    { what: 'a precision that there is not', text: 'precision: "float8"', said: /float8/ },
  ])('--config refuses $what', ({ text, said }) => {
    writeFileSync(join(folder, 'bad.yaml'), text);
    const script = `import sys
sys.path.insert(0, "src")
from network.config import parse
parse("data", resume="")`;
    const { status, stderr } = spawnSync(python, ['-B', '-c', script, '--config', join(folder, 'bad.yaml')], {
      cwd: report.folder,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(said);
    expect(status).not.toBe(0);
  });

  it.runIf(given.title === 'sounds')(
    'training sounds are varied, anew each time and the same for all who read them',
    () => {
      const script = `import sys
sys.path.insert(0, "src")
from network.data import Samples, data_here
samples = Samples(data_here())
def heard(turn):
    return samples.batch([0, 1], turn)[0]["sound"].tobytes()
print(len({heard(None), heard((1, 1)), heard((1, 2)), heard((2, 1))}), heard((1, 1)) == heard((1, 1)), heard(None) == heard(None))`;
      expect(runPython(report, ['-c', script]).trim().split('\n').pop()).toBe('4 True True');
    },
  );

  it('the network is the same: names and parameters', () => {
    const script =
      'import json, sys\nsys.path.insert(0, "src")\nfrom network import model\nm = model.build_model()\nprint(json.dumps({"parameters": m.count_params(), "layers": [l.name for l in m.layers]}))';
    const seen = JSON.parse(runPython(report, ['-c', script]).trim().split('\n').pop()!) as {
      parameters: number;
      layers: string[];
    };
    const { record, network } = open.trained;
    expect(seen.parameters).toBe(network.parameters);
    const identifiers = layerIdentifiers(record.plan);
    const named = record.plan.layers.filter((layer) => layer.kind !== 'output').map(({ id }) => identifiers.get(id));
    expect(new Set(seen.layers)).toEqual(new Set(named));
    expect(seen.layers).toHaveLength(named.length);
  });
});
