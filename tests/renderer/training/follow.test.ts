// Following a run: from its start, over events that come too early, and after a reload of the window.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOn, followRuns, startTraining, stopTraining, useControlStore } from '../../../renderer/training/follow';
import { runProgress } from '../../../renderer/training/progress';
import { enterProject } from '../../../renderer/start/enterProject';
import { forgetRun, setRuns, useRunStore } from '../../../renderer/stores/runStore';
import type { ProjectDocument } from '../../../shared/network/document';
import { emptyDocument } from '../../../shared/samples';
import { fail, ok } from '../../../shared/result';
import type { EngineEvent } from '../../../shared/run/events';
import { installFakeApi } from '../fakeApi';

const engine = { id: 'native', title: 'TensorFlow', reason: 'It is there.', nextStep: '' };
const started: EngineEvent = {
  type: 'started',
  engine,
  epochs: 2,
  batchesPerEpoch: 2,
  samples: { train: 20, validation: 4, test: 4 },
  parameters: 7,
};
const batch = (step: number): EngineEvent => ({
  type: 'batch',
  step,
  epoch: Math.ceil(step / 2),
  figures: { loss: 1 / step },
});
const epoch = (number: number): EngineEvent => ({
  type: 'epoch',
  epoch: number,
  step: number * 2,
  train: { loss: 1 / number },
  validation: { loss: 2 / number },
  best: true,
  elapsedMs: number * 100,
  samplesPerSecond: 200,
  dataWait: 0.05,
});
const finished: EngineEvent = { type: 'finished', reason: 'completed', bestEpoch: 2, elapsedMs: 200 };
const document = {} as ProjectDocument;
const later = () => new Promise((resolve) => setTimeout(resolve, 5));

let off = () => {};
beforeEach(() => {
  forgetRun();
  setRuns([]);
  useControlStore.setState({ pending: 'none', problem: null, msPerBatch: null });
});
afterEach(() => off());

const steps = () => Array.from(useRunStore.getState().series.steps.subarray(0, useRunStore.getState().series.length));

describe('a run that is started here', () => {
  it('is followed to its end, though its first events come before its name is known', async () => {
    const host = installFakeApi({
      currentRun: () => ok(null),
      startRun: async () => {
        host.emit('run', { runId: 'a', events: [started, batch(1)] });
        await later();
        return ok({ runId: 'a' });
      },
    });
    off = followRuns();
    await later();
    expect(await startTraining(document)).toBeNull();
    const { run } = useRunStore.getState();
    expect(run.status).toBe('running');
    expect(runProgress(run)).toBe(0.25);
    host.emit('run', { runId: 'a', events: [batch(2), epoch(1), batch(3), batch(4), epoch(2), finished] });
    expect(useRunStore.getState().run).toMatchObject({ status: 'finished', reason: 'completed', bestEpoch: 2 });
    expect(runProgress(useRunStore.getState().run)).toBeNull();
    expect(steps()).toEqual([1, 2, 3, 4]);
  });

  it('says why when it is refused, and is not started twice', async () => {
    const host = installFakeApi({
      currentRun: () => ok(null),
      startRun: () => fail('engine.busy', 'Another run is going on.'),
    });
    off = followRuns();
    await later();
    const [first, second] = await Promise.all([startTraining(document), startTraining(document)]);
    expect(first?.code).toBe('engine.busy');
    expect(second).toBeNull();
    expect(useControlStore.getState().problem?.message).toBe('Another run is going on.');
    expect(host.calls.filter((call) => call.method === 'startRun')).toHaveLength(1);
  });

  it('keeps saying that it stops until it has stopped', async () => {
    const host = installFakeApi({
      currentRun: () => ok(null),
      startRun: () => ok({ runId: 'a' }),
      stopRun: () => ok(null),
    });
    off = followRuns();
    await later();
    await startTraining(document);
    host.emit('run', { runId: 'a', events: [started] });
    await stopTraining();
    expect(useControlStore.getState().pending).toBe('stopping');
    host.emit('run', {
      runId: 'a',
      events: [{ type: 'finished', reason: 'stopped', bestEpoch: 0, elapsedMs: 1 }],
    });
    expect(useControlStore.getState().pending).toBe('none');
  });
});

describe('a run that is found going on', () => {
  it('has its past, and what happens meanwhile neither twice nor not at all', async () => {
    const host = installFakeApi({
      currentRun: async () => {
        // The engine goes on while the window asks.
        host.emit('run', { runId: 'a', events: [batch(2), epoch(1)] });
        await later();
        host.emit('run', { runId: 'a', events: [batch(3)] });
        return ok({ runId: 'a', events: [started, epoch(1)] });
      },
      getRunHistory: () => ok({ steps: [1, 2], series: { loss: [1, 0.5] } }),
    });
    off = followRuns();
    await later();
    await later();
    const { run } = useRunStore.getState();
    expect(run.status === 'running' && run.history).toHaveLength(1);
    expect(steps()).toEqual([1, 2, 3]);
    host.emit('run', { runId: 'a', events: [batch(4)] });
    expect(steps()).toEqual([1, 2, 3, 4]);
  });

  it('is found as well when the project is entered after the window has begun to look for it', async () => {
    installFakeApi({
      currentRun: async () => {
        await later();
        return ok({ runId: 'a', events: [started] });
      },
      getRunHistory: () => ok({ steps: [1], series: { loss: [1] } }),
    });
    off = followRuns();
    enterProject({
      document: emptyDocument('p', 'P'),
      path: null,
      runs: [],
      unsaved: false,
      problems: [],
      readOnly: false,
    });
    expect(useRunStore.getState().run.status).toBe('idle');
    await later();
    await later();
    await later();
    expect(useRunStore.getState().run.status).toBe('running');
    expect(steps()).toEqual([1]);
  });

  it('is let go when it ended while the way to the host was lost', async () => {
    let current: unknown = { runId: 'a', events: [started] };
    const host = installFakeApi({
      currentRun: () => ok(current),
      getRunHistory: () => ok({ steps: [], series: {} }),
    });
    off = followRuns();
    await later();
    expect(useRunStore.getState().run.status).toBe('running');
    current = null;
    host.emit('connection', { status: 'open', message: '' });
    await later();
    expect(useRunStore.getState().run.status).toBe('idle');
  });
});

describe('a run that ended before its time', () => {
  const kept = () => ok({ steps: [1, 2], series: { loss: [1, 0.5] } });

  it('is carried on with the curves it had', async () => {
    let current: unknown = null;
    const host = installFakeApi({
      currentRun: () => ok(current),
      getRunHistory: kept,
      resumeRun: ({ runId }) => {
        current = { runId, events: [{ ...started, step: 2 }, epoch(1)] };
        return ok(null);
      },
    });
    off = followRuns();
    await later();
    await carryOn('a');
    const { run } = useRunStore.getState();
    expect(run).toMatchObject({ runId: 'a', status: 'running', step: 2 });
    expect(steps()).toEqual([1, 2]);
    host.emit('run', { runId: 'a', events: [batch(3)] });
    expect(steps()).toEqual([1, 2, 3]);
    expect(useControlStore.getState().pending).toBe('none');
  });

  it('says why where it cannot be', async () => {
    installFakeApi({ currentRun: () => ok(null), resumeRun: () => fail('run.ended', 'It has come to its end.') });
    off = followRuns();
    await later();
    await carryOn('a');
    expect(useControlStore.getState()).toMatchObject({ pending: 'none', problem: { code: 'run.ended' } });
    expect(useRunStore.getState().run.status).toBe('idle');
  });
});
