// The run in progress where its start goes wrong, or the engine comes back: nothing stays in the way of the next.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineHost } from '../../../electron/host/engineHost';
import { createTraining, type TrainingOptions } from '../../../electron/host/training';
import { ok } from '../../../shared/result';
import type { EngineEvent } from '../../../shared/run/events';
import { classes } from '../../engine/taughtCases';
import { row, threeFlowers } from '../../shared/network/documents';
import { temporaryFolder } from '../folder';
import { until } from '../../until';

const document = row(threeFlowers, ['input'], ['dense', { units: 3, activation: 'softmax' }], ['output']);

/** A workspace with a run that was cut off. */
function workspace(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'runs', 'r'), { recursive: true });
  const record = { id: 'r', name: 'Cut off', createdAt: '2026-01-01', status: 'stopped', plan: classes.teacher };
  writeFileSync(join(folder, 'runs', 'r', 'run.json'), JSON.stringify({ ...record, epochs: [] }));
  return folder;
}

function trainingWith(answers: (method: string) => Promise<unknown>, isOpen = true) {
  const asked: string[] = [];
  const told: EngineEvent[] = [];
  const engine = {
    call: (method: string) => {
      asked.push(method);
      return answers(method);
    },
  } as unknown as EngineHost;
  const options: TrainingOptions = {
    engine: () => engine,
    emit: ({ events }) => void told.push(...events),
    runsChanged: () => undefined,
    isOpen: () => isOpen,
  };
  return { training: createTraining(options), asked, told };
}

const good = async () => ok(null);
const thrown = async () => {
  throw new Error('no engine');
};

describe('a start', () => {
  it('does not come about once its project was left', async () => {
    const folder = workspace();
    const { training, asked } = trainingWith(good, false);
    const left = { ok: false, problem: { code: 'project.none' } };
    expect(await training.start(folder, document)).toMatchObject(left);
    expect(await training.resume(folder, 'r')).toMatchObject(left);
    expect([training.last(), asked, readdirSync(join(folder, 'runs'))]).toEqual([null, [], ['r']]);
  });

  it('that throws leaves room for the next', async () => {
    const folder = workspace();
    let answers: () => Promise<unknown> = thrown;
    const { training } = trainingWith(() => answers());
    await expect(training.start(folder, document)).rejects.toThrow('no engine');
    await expect(training.resume(folder, 'r')).rejects.toThrow('no engine');
    expect([training.current(), readdirSync(join(folder, 'runs'))]).toEqual([null, ['r']]);
    answers = good;
    expect(await training.resume(folder, 'r')).toEqual(ok(null));
  });
});

describe('an engine that comes back', () => {
  it('fails the run that cannot be carried on', async () => {
    let answers: () => Promise<unknown> = good;
    const { training, told } = trainingWith(() => answers());
    await training.resume(workspace(), 'r');
    answers = thrown;
    training.onEngineRestart();
    await until(() => training.current() === null);
    expect(told.at(-1)).toMatchObject({ type: 'failed', problem: { code: 'file.io' } });
  });

  it.each([
    ['pauses where pause was pressed meanwhile', false, ['startRun', 'pauseRun', 'pauseRun']],
    ['goes on where pause was taken back meanwhile', true, ['startRun', 'resumeRun']],
  ])('%s', async (_what, paused, then) => {
    const folder = workspace();
    let release: (answer: unknown) => void = () => undefined;
    let slow = false;
    const { training, asked } = trainingWith((method) =>
      slow && method === 'startRun' ? new Promise((resolve) => (release = resolve)) : good(),
    );
    await training.resume(folder, 'r');
    if (paused) await training.pause('r');
    slow = true;
    const before = asked.length;
    training.onEngineRestart();
    await until(() => asked.length > before);
    await (paused ? training.resume(folder, 'r') : training.pause('r'));
    release(ok(null));
    // What follows the answer has been asked once everything that waited has had its turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.slice(before)).toEqual(then);
  });
});
