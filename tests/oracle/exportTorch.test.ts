// PyTorch sources run by real PyTorch: every example of every layer. Oracle: torch of LAYERLOOM_TORCH_PYTHON. Without it
// the sources are compiled by LAYERLOOM_PYTHON.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../electron/engine/export';
import { weightsToExport } from '../../electron/engine/network';
import { activations } from '../../shared/choices/activations';
import { expressedActivations } from '../../shared/export/torch/express';
import { torchLayers } from '../../shared/export/torch/layers';
import { torchMissing, writeTorchModel } from '../../shared/export/torch/model';
import { findLayer, layers } from '../../shared/layers';
import { writeSafetensors } from '../../shared/run/safetensors';
import { spec } from '../../shared/shape';
import { exportCases, openCase } from '../engine/export/cases';
import { type ExampleRow, exampleRows, openExample } from '../engine/export/examples';
import { engines } from '../engine/runs';

const torch = process.env['LAYERLOOM_TORCH_PYTHON'] ?? '';
const python = torch || (process.env['LAYERLOOM_PYTHON'] ?? '');
const folder = mkdtempSync(join(tmpdir(), 'layerloom-torch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
import importlib, json, sys
import numpy as np, torch
from safetensors.torch import load_file
sys.path.insert(0, ".")
answers = []
for i, inputs in enumerate(json.load(open("inputs.json"))):
    try:
        module = importlib.import_module(f"m{i}")
        network = module.Network()
        state = load_file(f"m{i}.safetensors")
        own = {name for name in network.state_dict() if not name.endswith("num_batches_tracked")}
        assert own == set(state), (own, set(state))
        network.load_state_dict(state, strict=False)
        network.eval()
        arrays = [torch.tensor(np.array(x["values"], dtype=x["dtype"])).reshape([1, *x["shape"]]) for x in inputs]
        with torch.no_grad():
            result = network(*arrays)
        numbers = result.numpy().ravel().astype(float).tolist()
        network.train()
        import layers
        layers.initialize(network, module.INITIAL)
        two = [torch.cat([array, array]) for array in arrays]
        drawn = network(*two)
        if drawn.requires_grad:
            drawn.sum().backward()
        answers.append({"answer": [x if np.isfinite(x) else str(x) for x in numbers], "shape": list(result.shape)})
    except Exception as error:
        answers.append(repr(error)[:600])
json.dump(answers, open("answers.json", "w"))
`;

const compile = `
import json, py_compile
for i in range(len(json.load(open("inputs.json")))):
    py_compile.compile(f"m{i}.py", doraise=True)
py_compile.compile("layers.py", doraise=True)
`;

const rows: readonly ExampleRow[] = [
  ...exampleRows.filter(({ kind }) => torchMissing[kind] === undefined),
  ...activations.flatMap(({ id }) =>
    (
      [
        ['conv2d', [spec([5, 4, 2])], { filters: 3, activation: id }, [3, 2, 3]],
        ['simpleRNN', [spec([4, 3])], { units: 3, activation: id }, [3]],
      ] as const
    )
      // e^x over e^x multiplies every rounding from step to step.
      .filter(([kind]) => kind !== 'simpleRNN' || id !== 'exponential')
      .map(([kind, inputs, params, output]) => ({
        kind,
        title: id,
        layer: findLayer(kind)!,
        example: { inputs, params, output: spec([...output]), weightCount: 0 },
      })),
  ),
];

it('there is an expression or a reason for every layer and activation', () => {
  const known = new Set([...Object.keys(torchLayers), ...Object.keys(torchMissing), 'timeDistributed']);
  const silent = layers.filter(({ role, kind }) => role === 'hidden' && !known.has(kind)).map(({ kind }) => kind);
  expect(silent).toEqual([]);
  expect([...expressedActivations].sort()).toEqual(activations.map(({ id }) => id).sort());
});

describe.skipIf(python === '')('layers in model.py for PyTorch', () => {
  const own: (readonly number[])[] = [];
  let theirs: readonly (string | { answer: number[]; shape: number[] })[] = [];
  beforeAll(async () => {
    const { tf } = await engines.current();
    const inputs = rows.map((row, i) => {
      const open = openExample(tf, row);
      own.push(open.own);
      const weights = weightsToExport(open.network);
      const { text: source, tensors } = writeTorchModel(open.network.plan, row.title, weights);
      writeFileSync(join(folder, `m${i}.py`), source);
      const file = new Map(
        [...tensors].map(([name, { shape, values }]) => [name, { dtype: 'F32' as const, shape, data: values }]),
      );
      writeFileSync(join(folder, `m${i}.safetensors`), writeSafetensors(file));
      open.network.dispose();
      return open.inputs;
    });
    copyFileSync(resolve('shared/export/torchProject/layers.py'), join(folder, 'layers.py'));
    writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs));
    writeFileSync(join(folder, 'run.py'), torch === '' ? compile : script);
    execFileSync(python, ['-B', 'run.py'], { cwd: folder, stdio: 'ignore' });
    if (torch !== '') theirs = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as typeof theirs;
  }, 300_000);

  it('every source compiles', () => expect(own).toHaveLength(rows.length));

  it.skipIf(torch === '').each(rows.map((row, i) => ({ ...row, i })))('$kind $title', ({ i, example }) => {
    const answer = theirs[i]!;
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.shape).toEqual([1, ...example.output.shape]);
    const worst = own[i]!.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - answer.answer[at]!) / Math.max(1, Math.abs(value))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});

function runPython(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(python, ['-B', ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', OMP_NUM_THREADS: '1', ...env },
  });
}

describe.skipIf(python === '').each(exportCases.map((each, index) => ({ ...each, index })))('$title', (given) => {
  it('PyTorch answers raw samples as the run does; the project tests itself, trains, goes on and measures', async () => {
    const open = await openCase(given);
    const before = process.env['LAYERLOOM_PYTHON'];
    process.env['LAYERLOOM_PYTHON'] = python;
    try {
      const request = { folder: 'run', format: 'pytorch', out: join(folder, `case-${given.index}`), options: {} };
      const result = await exportRun(request, open.services);
      if (!result.ok) throw new Error(result.problem.message);
      const report = result.value;
      const sources = report.files.filter((file) => file.endsWith('.py'));
      const compiled = `for f in ${JSON.stringify(sources)}: compile(open(f, encoding="utf-8").read(), f, "exec")`;
      runPython(report.folder, ['-c', compiled]);
      if (torch === '') {
        expect(report.verdict).toMatch(/no Python with PyTorch was found/);
        return;
      }
      expect(report.verdict).toMatch(/^Checked on \d+ samples by PyTorch 2/);
      expect(report.verified!.samples).toBeGreaterThanOrEqual(20);
      expect(report.verified!.largestDifference).toBeLessThan(1e-5);
      expect(report.verified!.sameClass).toBe(1);
      expect(runPython(report.folder, ['tests/test_smoke.py'])).toContain('3 tests passed');
      const out = join(folder, `trained-${given.index}`);
      const train = ['train.py', '--epochs', '2', '--limit-batches', '3', '--device', 'cpu', '--out', out];
      expect(runPython(report.folder, train)).toMatch(/samples to train/);
      expect(readFileSync(join(out, 'metrics.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
      expect(existsSync(join(out, 'weights.safetensors'))).toBe(true);
      train[2] = '3';
      expect(runPython(report.folder, [...train, '--resume', 'auto'])).toContain('Going on after epoch 2.');
      if (given.index === 1) {
        // Two processes share the work, and only the first writes.
        const two = join(folder, 'two');
        const launch = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=2', 'train.py'];
        const output = runPython(report.folder, [...launch, '--epochs', '2', '--device', 'cpu', '--out', two]);
        expect(output.match(/2 process\(es\)/g)).toHaveLength(1);
        expect(readFileSync(join(two, 'metrics.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
        expect(existsSync(join(two, 'weights.safetensors'))).toBe(true);
      }
      const measured = runPython(report.folder, ['evaluate.py', '--weights', join(out, 'weights.safetensors')]);
      expect((JSON.parse(measured) as { samples: number }).samples).toBe(open.data.parts.test.length);
    } finally {
      if (before === undefined) delete process.env['LAYERLOOM_PYTHON'];
      else process.env['LAYERLOOM_PYTHON'] = before;
      open.close();
    }
  }, 240_000);
});
