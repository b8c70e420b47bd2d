// compile_model of exported projects, run by real Keras: every schedule, optimizer, loss and metric compiles, trains a
// step, survives saving and loading, and works with the numbers that the run had. Oracle: Keras of LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { losses } from '../../shared/choices/losses';
import { metrics } from '../../shared/choices/metrics';
import { optimizers } from '../../shared/choices/optimizers';
import { learningRateAt, schedules } from '../../shared/choices/schedules';
import type { DataSpec, Task } from '../../shared/data/spec';
import { writeKerasModel } from '../../shared/export/kerasModel';
import type { RunRecord } from '../../shared/run/record';
import { defaultTraining, type TrainingConfig } from '../../shared/run/training';
import { type LayerRow, planOf } from '../engine/plans';
import { python } from './keras';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-compile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const specOf = (task: Task): DataSpec => ({
  inputs: { features: { title: 'Features', modality: 'table', tensor: { shape: [4], dtype: 'float32' } } },
  targets: {
    y: {
      title: 'y',
      task,
      ...(task === 'regression' ? {} : { classes: task === 'binary' ? ['no', 'yes'] : ['a', 'b', 'c', 'd', 'e', 'f'] }),
    },
  },
  sampleCount: 100,
});

interface Case {
  readonly name: string;
  readonly task: Task;
  readonly training?: Partial<TrainingConfig>;
  readonly loss?: string;
  readonly metrics?: readonly string[];
}

const adam = defaultTraining.optimizerParams;
const cases: readonly Case[] = [
  ...schedules.map(({ id }) => ({
    name: `schedule ${id}`,
    task: 'binary' as const,
    training: { schedule: { id, params: {} }, epochs: 5, optimizerParams: { ...adam, learningRate: 0.01 } },
  })),
  ...optimizers.map(({ id }, index) => ({
    name: `optimizer ${id}`,
    task: 'regression' as const,
    training: {
      optimizer: id,
      optimizerParams: {},
      weightDecay: 0.125,
      clipping: { by: (['value', 'norm', 'globalNorm'] as const)[index % 3]!, limit: 0.5 },
    },
  })),
  // Boxes have a training of their own to be compared with.
  ...losses
    .filter(({ tasks }) => !tasks.includes('detection'))
    .map((loss) => ({
      name: `loss ${loss.id}`,
      task: loss.target === 'onehot' ? ('classification' as const) : loss.tasks[0]!,
      loss: loss.id,
    })),
  ...(['classification', 'binary', 'regression'] as const).map((task) => ({
    name: `metrics for ${task}`,
    task,
    metrics: metrics.filter(({ tasks }) => tasks.includes(task)).map(({ id }) => id),
  })),
];

const script = `
import importlib, json, sys
import keras
import numpy as np
sys.path.insert(0, ".")
random = np.random.default_rng(1)
answers = []
for i, case in enumerate(json.load(open("cases.json"))):
    try:
        module = importlib.import_module(f"m{i}")
        model = module.build_model()
        module.compile_model(model, steps_per_epoch=7)
        rate = model.optimizer._learning_rate
        rates = [float(rate(step)) if callable(rate) else float(rate) for step in range(35)]
        x = random.normal(size=(8, 4)).astype("float32")
        kinds = {"classification": 6, "binary": 2}
        y = random.normal(size=(8, 1)) if case["task"] == "regression" else random.integers(0, kinds[case["task"]], (8, 1))
        y = np.eye(6)[y[:, 0]] if case["task"] == "classification" else y
        result = model.train_on_batch(x, y.astype("float32"), return_dict=True)
        model.save(f"m{i}.keras")
        again = keras.models.load_model(f"m{i}.keras")
        same = np.array_equal(np.asarray(model(x)), np.asarray(again(x)))
        o = model.optimizer
        settings = {"id": "SGD", "params": {"momentum": 0.25, "weight_decay": 0.5}}
        module.compile_model(model, steps_per_epoch=7, optimizer=settings, schedule={**module.SCHEDULE, "end": 0.5})
        given = model.optimizer
        bent = given._learning_rate
        answers.append({
            "given": [type(given).__name__, given.momentum, given.weight_decay],
            "bent": [float(bent(step)) if callable(bent) else float(bent) for step in range(35)],
            "rates": rates, "figures": {k: float(v) for k, v in result.items()}, "same": bool(same),
            "decay": o.weight_decay, "clipvalue": o.clipvalue, "clipnorm": o.clipnorm, "global_clipnorm": o.global_clipnorm,
            "loss": again.loss if isinstance(again.loss, str) else getattr(again.loss, "__name__", type(again.loss).__name__),
        })
    except Exception as error:
        answers.append({"error": repr(error)[:800]})
print(json.dumps(answers))
`;

interface Answer {
  readonly error?: string;
  readonly rates: readonly number[];
  /** The optimizer and the rates with others than the run's settings: SGD, and half the rate at the end. */
  readonly given: readonly (string | number)[];
  readonly bent: readonly number[];
  readonly figures: { readonly [name: string]: number };
  readonly same: boolean;
  readonly decay: number | null;
  readonly clipvalue: number | null;
  readonly clipnorm: number | null;
  readonly global_clipnorm: number | null;
}

describe.skipIf(python === undefined)('compile_model', () => {
  let answers: readonly Answer[] = [];
  beforeAll(() => {
    cases.forEach(({ task, training, loss, metrics: measured }, index) => {
      const units = task === 'classification' ? 6 : 1;
      const activation = task === 'classification' ? 'softmax' : task === 'binary' ? 'sigmoid' : 'softplus';
      const rows: readonly LayerRow[] = [
        ['in', 'input'],
        ['answer', 'dense', { units, activation }],
        ['out', 'output'],
      ];
      const outputs = {
        out: { ...(loss === undefined ? {} : { loss }), ...(measured === undefined ? {} : { metrics: measured }) },
      };
      const plan = planOf(specOf(task), rows, { epochs: 5, ...training }, outputs);
      const record = { name: 'A run', plan, epochs: [] as RunRecord['epochs'] } as RunRecord;
      writeFileSync(join(folder, `m${index}.py`), writeKerasModel({ record, weights: new Map() }));
    });
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases.map(({ task }) => ({ task }))));
    writeFileSync(join(folder, 'run.py'), script);
    const output = execFileSync(python!, ['-B', 'run.py'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    answers = JSON.parse(output.trim().split('\n').pop()!) as typeof answers;
  }, 240_000);

  it.each(cases.map((one, index) => [one.name, one, index] as const))('%s', (_name, one, index) => {
    const answer = answers[index]!;
    expect(answer.error).toBeUndefined();
    expect(answer.same).toBe(true);
    expect(Object.values(answer.figures).every(Number.isFinite), JSON.stringify(answer.figures)).toBe(true);
    expect(answer.given).toEqual(['SGD', 0.25, 0.5]);
    const { schedule, optimizer, clipping } = { ...defaultTraining, ...one.training };
    if (one.training?.schedule) {
      const higher = { ...schedule, params: { end: 0.5 } };
      answer.rates.forEach((rate, step) => {
        const moment = { step, epoch: Math.floor(step / 7), stepsPerEpoch: 7, totalSteps: 35, epochs: [] };
        expect(Math.abs(rate - learningRateAt(schedule, 0.01, moment))).toBeLessThan(1e-7);
        expect(Math.abs(answer.bent[step]! - learningRateAt(higher, 0.01, moment))).toBeLessThan(1e-7);
      });
    }
    if (one.training?.clipping) {
      expect(answer.decay).toBe(optimizer === 'adamw' ? 0.004 : 0.125);
      expect([answer.clipvalue, answer.clipnorm, answer.global_clipnorm]).toEqual(
        ['value', 'norm', 'globalNorm'].map((by) => (by === clipping.by ? 0.5 : null)),
      );
    }
  });
});
