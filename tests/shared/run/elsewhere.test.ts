// metrics.jsonl of exported projects: figures by the app's names, and every wrong line refused by its row.
import { describe, expect, it } from 'vitest';
import { readMetricsFile, runElsewhere } from '../../../shared/run/elsewhere';
import type { Plan } from '../../../shared/run/plan';
import { type RunRecord, hasWeights, summarizeRun } from '../../../shared/run/record';

const good = { epoch: 1, step: 4, seconds: 1.5, loss: 0.5, run: 'run-1', by: 'Keras 3.15.1' };
const text = (...lines: readonly unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

describe('a file of figures', () => {
  it.each([
    ['text that is no JSON', 'epoch 1: 0.5', /^Row 2 is no line of JSON: "epoch 1: 0\.5"/],
    ['a number', '5', /^Row 2 is no epoch: .*expected object, received number/],
    ['null', 'null', /^Row 2 is no epoch/],
    ['a list', '[]', /^Row 2 is no epoch/],
    ['no epoch', { ...good, epoch: undefined }, /^Row 2 does not say "epoch" as expected: .*expected number/],
    ['an epoch of text', { ...good, epoch: '2' }, /^Row 2 does not say "epoch"/],
    ['half an epoch', { ...good, epoch: 2.5 }, /^Row 2 does not say "epoch"/],
    ['no loss', { ...good, epoch: 2, step: 8, loss: undefined }, /^Row 2 does not say "loss"/],
    ['a loss beyond all numbers', JSON.stringify({ ...good, epoch: 2 }).replace('0.5', '1e999'), /^Row 2 .*"loss"/],
    ['a loss that Python writes and JSON has not', '{"epoch": 2, "loss": NaN}', /^Row 2 is no line of JSON/],
    ['a figure of text', { ...good, epoch: 2, accuracy: '<b>' }, /^Row 2 does not say "accuracy"/],
    ['a path for a run', { ...good, run: '../../etc' }, /^Row 2 does not say "run"/],
    ['a name as long as a book', { ...good, by: 'x'.repeat(101) }, /^Row 2 does not say "by"/],
    ['a figure of a hidden name', '{"epoch": 2, "__proto__": {"loss": 1}}', /^Row 2 /],
    ['another run', { ...good, epoch: 2, step: 8, run: 'run-2' }, /^Row 2 belongs to another run/],
    ['the epoch before once more', good, /^Row 2 is epoch 1 after epoch 1/],
    ['fewer steps', { ...good, epoch: 2, step: 4 }, /^Row 2 is epoch 2 after epoch 1/],
  ])('is refused by the row that has %s', (_what, line, said) => {
    const read = readMetricsFile(text(good, line));
    expect(read).toMatchObject({ ok: false, problem: { code: 'runImport.row' } });
    if (!read.ok) expect(read.problem.message).toMatch(said);
  });

  it('counts empty rows, and must have an epoch', () => {
    expect(readMetricsFile(`\n${text(good)}\r\n\n`)).toMatchObject({
      ok: true,
      value: { run: 'run-1', lines: [good] },
    });
    expect(readMetricsFile(text('', good, '', '{'))).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/^Row 4 /) as string },
    });
    expect(readMetricsFile('\n \n')).toMatchObject({ ok: false, problem: { code: 'runImport.empty' } });
  });
});

/** The record of a run with these outputs; a layer has its output's name. */
function origin(...names: readonly string[]): RunRecord {
  const layers = names.map((name, i) => ({ id: `l${i}`, name }));
  const outputs = names.map((name, i) => ({ layer: `l${i}`, name }));
  const plan = { layers, outputs } as unknown as Plan;
  return { id: 'run-1', name: 'First', plan, parameters: 7, preprocessing: { inputs: {}, targets: {} } } as RunRecord;
}

function taken(record: RunRecord, ...lines: readonly object[]): RunRecord {
  const read = readMetricsFile(text(...lines.map((line) => ({ ...good, ...line }))));
  if (!read.ok) throw new Error(read.problem.message);
  return runElsewhere(record, read.value, { id: 'new', now: new Date(0) });
}

describe('a run that was trained elsewhere', () => {
  it.each([
    [
      'Keras, one output',
      ['out'],
      { accuracy: 0.7, val_mean_absolute_error: 2 },
      { accuracy: 0.7 },
      { meanAbsoluteError: 2 },
    ],
    [
      'PyTorch, one output',
      ['a b'],
      { 'val_a b_accuracy': 0.7, 'val_a b_rmse': 3 },
      {},
      { accuracy: 0.7, rootMeanSquaredError: 3 },
    ],
    [
      'two outputs, one with an identifier of its own',
      ['täg', 'täg_2'],
      { tag_accuracy: 0.5, tag_2_loss: 0.25, val_täg_2_mean_iou: 0.75 },
      { 'täg/accuracy': 0.5, 'täg_2/loss': 0.25 },
      { 'täg_2/meanIoU': 0.75 },
    ],
    [
      'the rate of the optimizer, and a figure that we have not',
      ['out'],
      { learning_rate: 0.1, own: 5 },
      { own: 5 },
      null,
    ],
  ])('has our names of figures: %s', (_what, outputs, line, train, validation) => {
    const [epoch] = taken(origin(...outputs), line).epochs;
    expect(epoch).toEqual({ epoch: 1, step: 4, elapsedMs: 1500, train: { loss: 0.5, ...train }, validation });
  });

  it('has the best epoch, the origin’s network, and no weights', () => {
    const lines = [
      { val_loss: 3 },
      { epoch: 2, step: 8, val_loss: 1 },
      { epoch: 3, step: 12, seconds: 9, val_loss: 2 },
    ];
    const run = taken(origin('out'), ...lines);
    expect(run).toMatchObject({
      id: 'new',
      name: 'First (Keras 3.15.1)',
      bestEpoch: 2,
      elapsedMs: 9000,
      parameters: 7,
    });
    expect(summarizeRun(run)).toMatchObject({ elsewhere: 'Keras 3.15.1', best: { validation: { loss: 1 } } });
    expect(hasWeights(summarizeRun(run))).toBe(false);
    expect(hasWeights({ ...summarizeRun(run), epochs: 0, bestEpoch: 0 })).toBe(false);
  });
});
