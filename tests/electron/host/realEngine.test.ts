// The host over the real engine: a sample project trained while the engine is killed, saved, and opened elsewhere.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forkEngine } from '../../../electron/host/engineProcess';
import { createHost } from '../../../electron/host/host';
import type { EventName, Events } from '../../../shared/ipc';
import { ok, type Result } from '../../../shared/result';
import { bundle } from '../../engine/bundle';
import { temporaryFolder } from '../folder';
import { until } from '../../until';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

async function start(entry: string, userData: string, openAtStart: string | null = null) {
  const events: { readonly event: EventName; readonly payload: Events[EventName] }[] = [];
  let pid = 0;
  const host = await createHost({
    kind: 'web',
    runtime: 'test',
    notice: '',
    userData,
    spawnEngine: (settings) => {
      const child = forkEngine(entry, settings);
      pid = child.pid ?? 0;
      return child;
    },
    dialogs: {
      openProject: async () => ok(null),
      chooseData: async () => ok(null),
      saveProject: async (name) => ok(join(userData, `${name}.loom`)),
      chooseExportFolder: async () => ok(userData),
    },
    emit: (event, payload) => void events.push({ event, payload }),
    showInFolder: () => undefined,
    importWorker: null,
    setWindowState: () => undefined,
    closeWindow: () => undefined,
    settingsChanged: () => undefined,
    addRecent: () => undefined,
    openAtStart,
  });
  onTestFinished(() => host.close());
  const runEvents = () =>
    events.filter((entry) => entry.event === 'run').flatMap((entry) => (entry.payload as Events['run']).events);
  return { handlers: host.handlers, host, runEvents, pid: () => pid };
}

describe('the host with the real engine', () => {
  it('trains a sample to its end although the engine is killed, and finds it all again', async () => {
    process.env['LAYERLOOM_ASSETS'] = resolve('assets');
    process.env['LAYERLOOM_ENGINE_INFO'] = resolve('.cache/engine.json');
    const entry = await bundle('electron/engine/engine.ts');
    const userData = temporaryFolder();
    const first = await start(entry, userData);
    const opened = value(await first.handlers.openSample({ id: 'iris' }));
    const { runId } = value(await first.handlers.startRun({ document: opened.document }));
    const epochs = () => first.runEvents().flatMap((event) => (event.type === 'epoch' ? [event.epoch] : []));
    await until(() => epochs().length >= 5);
    process.kill(first.pid(), 'SIGKILL');
    await until(() => first.runEvents().some((event) => event.type === 'finished' || event.type === 'failed'));
    expect(first.runEvents().at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
    const total = opened.document.training.epochs;
    expect([...new Set(epochs())]).toEqual(Array.from({ length: total }, (_, at) => at + 1));

    const record = value(await first.handlers.getRun({ runId }));
    expect(record.epochs.map((epoch) => epoch.epoch)).toEqual(Array.from({ length: total }, (_, at) => at + 1));
    const history = value(await first.handlers.getRunHistory({ runId }));
    expect(history.steps).toEqual(Array.from({ length: history.steps.length }, (_, at) => at + 1));
    expect(history.series['loss']?.length).toBe(history.steps.length);
    const evaluation = value(await first.handlers.evaluate({ taskId: 't', runId, part: 'test' }));
    expect(evaluation.figures['accuracy']).toBeGreaterThan(0.85);

    const report = value(await first.handlers.exportRun({ taskId: 't', runId, format: 'tfjs', options: {} }));
    expect(report?.folder).toBe(join(userData, 'Iris tfjs'));
    for (const file of report?.files ?? [])
      expect([file, existsSync(join(userData, 'Iris tfjs', file))]).toEqual([file, true]);

    const saved = value(await first.handlers.saveProject({ document: opened.document, as: false }));
    const second = await start(entry, temporaryFolder(), saved?.path ?? '');
    const again = value(await second.handlers.restoreProject({}));
    expect(again).toMatchObject({ unsaved: false, problems: [], runs: [{ id: runId, status: 'completed' }] });
    expect(value(await second.handlers.evaluate({ taskId: 't', runId, part: 'test' })).figures).toEqual(
      evaluation.figures,
    );
    expect(value(await second.handlers.getRunHistory({ runId }))).toEqual(history);
  }, 120_000);
});
