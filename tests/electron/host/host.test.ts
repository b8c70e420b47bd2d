// The host's methods over the fake engine: starting again where one was, runs that survive the engine, paths.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forkEngine } from '../../../electron/host/engineProcess';
import { createHost, type Host } from '../../../electron/host/host';
import type { DataConfig } from '../../../shared/data/config';
import type { EventName, Events, OpenedProject } from '../../../shared/ipc';
import { ok, type Result } from '../../../shared/result';
import { temporaryFolder } from '../folder';
import { until } from '../../until';

interface Running {
  readonly host: Host;
  readonly events: { readonly event: EventName; readonly payload: Events[EventName] }[];
  readonly enginePid: () => number;
}

async function start(userData: string, openAtStart: string | null = null): Promise<Running> {
  const events: Running['events'] = [];
  let pid = 0;
  const host = await createHost({
    kind: 'web',
    runtime: 'test',
    notice: '',
    userData,
    spawnEngine: (settings) => {
      const child = forkEngine(join(import.meta.dirname, 'fakeEngine.cjs'), settings);
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
  return { host, events, enginePid: () => pid };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}

const shown = { title: 'x', edited: false, progress: null };

/** A column of the smallest table that can be trained on. */
const column = (name: string, role: 'feature' | 'target') => ({
  name,
  role,
  type: 'number' as const,
  reason: '',
  input: 'features',
  encoding: 'standardize' as const,
  missing: 'mean' as const,
  facts: { missing: 0, unique: 10, min: 0, max: 9, mean: 4.5, std: 3 },
});

/** A document that compiles: one number in, one number out. */
function trainable(opened: OpenedProject, path: string): OpenedProject['document'] {
  const data: DataConfig = {
    kind: 'table',
    source: { type: 'file', path, name: 'data.csv' },
    options: {},
    table: { columns: [column('x', 'feature'), column('y', 'target')], rowCount: 100 },
    split: { train: 0.8, validation: 0.1, test: 0.1, seed: 1, stratify: false },
    fingerprint: 'f',
  };
  const node = (id: string, kind: string, params: object) => ({
    id,
    kind,
    name: kind,
    params: params as Record<string, string | number>,
    position: { x: 0, y: 0 },
  });
  return {
    ...opened.document,
    data,
    network: {
      nodes: [
        node('a', 'input', { source: 'features' }),
        node('b', 'dense', { units: 1, activation: 'linear', useBias: true } as object),
        node('c', 'output', {}),
      ],
      edges: [
        { id: 'e1', source: 'a', target: 'b', port: 'input' },
        { id: 'e2', source: 'b', target: 'c', port: 'input' },
      ],
    },
  };
}

async function training(): Promise<
  Running & { readonly userData: string; readonly runId: string; readonly document: OpenedProject['document'] }
> {
  const userData = temporaryFolder();
  const running = await start(userData);
  const path = join(userData, 'data.csv');
  writeFileSync(path, 'x,y\n1,2\n');
  await running.host.grants.grant(path);
  const opened = value(await running.host.handlers.newProject({ name: 'Run' }));
  const { defaultsOf } = await import('../../../shared/params');
  const { findLayer } = await import('../../../shared/layers');
  const plain = trainable(opened, path);
  const nodes = plain.network.nodes.map((node) => ({
    ...node,
    params: { ...(defaultsOf(findLayer(node.kind)?.params ?? {}) as typeof node.params), ...node.params },
  }));
  const document = { ...plain, network: { ...plain.network, nodes } };
  value(await running.host.handlers.keepEdits({ document }));
  const { runId } = value(await running.host.handlers.startRun({ document }));
  return { ...running, userData, runId, document };
}

const eventsOf = (running: Running) =>
  running.events.filter((entry) => entry.event === 'run').flatMap((entry) => (entry.payload as Events['run']).events);

describe('starting again', () => {
  it('shows nothing at first, then what was open with all its edits', async () => {
    const userData = temporaryFolder();
    const first = await start(userData);
    expect(value(await first.host.handlers.restoreProject({}))).toBeNull();
    const opened = value(await first.host.handlers.newProject({ name: 'Kept' }));
    value(await first.host.handlers.keepEdits({ document: { ...opened.document, notes: 'edited' } }));
    // A reload of the window finds the same project.
    expect(value(await first.host.handlers.restoreProject({}))?.document.notes).toBe('edited');
    // The process is gone without a word; its lock with it.
    await first.host.close();
    for (const id of readdirSync(join(userData, 'workspaces')))
      writeFileSync(join(userData, 'workspaces', id, 'lock'), 'x'.repeat(10), { flag: 'w' });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const second = await start(userData);
    expect(value(await second.host.handlers.restoreProject({}))).toMatchObject({
      unsaved: true,
      readOnly: false,
      document: { name: 'Kept', notes: 'edited' },
    });
  });

  it('opens the file of the command line before all else', async () => {
    const userData = temporaryFolder();
    const first = await start(userData);
    const a = value(await first.host.handlers.newProject({ name: 'A' }));
    const { path } = value(await first.host.handlers.saveProject({ document: a.document, as: false })) as {
      path: string;
    };
    value(await first.host.handlers.newProject({ name: 'B' }));
    const second = await start(userData, path);
    expect(value(await second.host.handlers.restoreProject({}))?.document.name).toBe('A');
    const third = await start(userData, join(userData, 'none.loom'));
    const result = await third.host.handlers.restoreProject({});
    expect(result.ok ? '' : result.problem.code).toBe('file.enoent');
  });

  it('obeys the setting, and leaves alone what was closed on purpose', async () => {
    const userData = temporaryFolder();
    const first = await start(userData);
    const a = value(await first.host.handlers.newProject({ name: 'A' }));
    value(await first.host.handlers.saveProject({ document: a.document, as: false }));
    value(await first.host.handlers.keepEdits({ document: { ...a.document, notes: 'unsaved' } }));
    value(await first.host.handlers.closeProject({ discard: false }));
    expect(value(await (await start(userData)).host.handlers.restoreProject({}))).toBeNull();
    const recent = value(await first.host.handlers.listProjects({})).recent;
    expect(recent.map((entry) => entry.name)).toEqual(['A']);
    expect(value(await first.host.handlers.openProject({ path: recent[0]?.path ?? '' }))).toMatchObject({
      unsaved: true,
      document: { notes: 'unsaved' },
    });
  });

  it('opens a published architecture as a new project', async () => {
    const { host } = await start(temporaryFolder());
    const { architectures } = value(await host.handlers.listProjects({}));
    expect(architectures).toContainEqual(expect.objectContaining({ id: 'lenet-5', year: 1998, parameters: 61_706 }));
    const { document } = value(await host.handlers.openSample({ id: 'lenet-5' }));
    expect(document).toMatchObject({ name: 'LeNet-5', data: null, notes: expect.stringContaining('LeCun') as string });
    expect(document.network.nodes).toHaveLength(10);
    expect(await host.handlers.openSample({ id: 'none' })).toMatchObject({ ok: false });
  });

  it('offers in the recent list what was never saved', async () => {
    const userData = temporaryFolder();
    const { host } = await start(userData);
    const a = value(await host.handlers.newProject({ name: 'Never saved' }));
    value(await host.handlers.keepEdits({ document: { ...a.document, notes: 'x' } }));
    value(await host.handlers.closeProject({ discard: false }));
    const [entry] = value(await host.handlers.listProjects({})).recent;
    expect(entry?.name).toBe('Never saved (not saved)');
    expect(value(await host.handlers.openProject({ path: entry?.path ?? '' })).document.notes).toBe('x');
    value(await host.handlers.closeProject({ discard: true }));
    expect(value(await host.handlers.listProjects({})).recent).toEqual([]);
  });

  it('shows the start screen after two starts that never got to show the project', async () => {
    const userData = temporaryFolder();
    const first = await start(userData);
    const a = value(await first.host.handlers.newProject({ name: 'Poison' }));
    const { path } = value(await first.host.handlers.saveProject({ document: a.document, as: false })) as {
      path: string;
    };
    value(await first.host.handlers.closeProject({ discard: false }));
    // Every start dies before its window has said that it shows something.
    for (const attempt of [1, 2, 3, 4]) {
      const again = await start(userData, path);
      const restored = value(await again.host.handlers.restoreProject({}));
      expect(restored === null, `start ${attempt}`).toBe(attempt === 3);
      if (restored === null) expect(value(await again.host.handlers.listProjects({})).recent[0]?.path).toBe(path);
      else value(await again.host.handlers.closeProject({ discard: false }));
    }
    const healthy = await start(userData, path);
    for (let turn = 0; turn < 4; turn++) {
      const again = turn === 0 ? healthy : await start(userData, path);
      expect(value(await again.host.handlers.restoreProject({}))).not.toBeNull();
      value(await again.host.handlers.setWindowState(shown));
      value(await again.host.handlers.closeProject({ discard: false }));
    }
  });
});

describe('a run', () => {
  it('is told event by event, remembered without its batches, and stopped', async () => {
    const running = await training();
    await until(() => eventsOf(running).filter((event) => event.type === 'batch').length >= 5);
    // NaN survives the pipe.
    expect(eventsOf(running).some((event) => event.type === 'batch' && Number.isNaN(event.figures['loss']))).toBe(true);
    const current = value(await running.host.handlers.currentRun({}));
    expect(current?.events.map((event) => event.type)).toEqual(['started']);
    const twice = await running.host.handlers.startRun({ document: running.document });
    expect(twice.ok ? '' : twice.problem.code).toBe('run.active');
    const elsewhere = await running.host.handlers.newProject({ name: 'Other' });
    expect(elsewhere.ok ? '' : elsewhere.problem.code).toBe('run.active');
    value(await running.host.handlers.stopRun({ runId: running.runId }));
    await until(() => !running.host.training());
    expect(value(await running.host.handlers.currentRun({}))).toBeNull();
    expect(value(await running.host.handlers.listRuns({}))).toMatchObject([
      { id: running.runId, name: 'Run 1', status: 'stopped' },
    ]);
  });

  it.each(['SIGKILL', 'SIGSEGV'] as const)('goes on from its checkpoint after %s of the engine', async (signal) => {
    const running = await training();
    const steps = () => eventsOf(running).flatMap((event) => (event.type === 'batch' ? [event.step] : []));
    await until(() => steps().length >= 5);
    process.kill(running.enginePid(), signal);
    const before = steps().length;
    await until(() => steps().length >= before + 5);
    // One after the other, at most one step twice (it was told but not yet noted, or the reverse).
    for (const [at, step] of steps().entries())
      if (at > 0) expect(Math.abs(step - (steps()[at - 1] as number) - 1)).toBeLessThanOrEqual(1);
    expect(running.host.training()).toBe(true);
    const current = value(await running.host.handlers.currentRun({}));
    expect(current?.runId).toBe(running.runId);
  });

  it('fails with the reason when the engine cannot be kept alive', async () => {
    const running = await training();
    for (let death = 0; death < 3; death++) {
      const pid = running.enginePid();
      process.kill(pid, 'SIGKILL');
      if (death < 2) await until(() => running.enginePid() !== pid);
    }
    await until(() => eventsOf(running).some((event) => event.type === 'failed'));
    expect(running.host.training()).toBe(false);
    expect(value(await running.host.handlers.listRuns({}))).toMatchObject([{ status: 'interrupted' }]);
    // Carried on by hand, from the checkpoint.
    value(await running.host.handlers.resumeRun({ runId: running.runId }));
    await until(() => running.host.training());
  });

  it('is renamed, exported whole or not at all, and deleted', async () => {
    const running = await training();
    const { handlers } = running.host;
    value(await handlers.stopRun({ runId: running.runId }));
    await until(() => !running.host.training());
    expect(value(await handlers.renameRun({ runId: running.runId, name: 'Best so far' })).name).toBe('Best so far');
    const report = value(await handlers.exportRun({ taskId: 't', runId: running.runId, format: 'tfjs', options: {} }));
    expect(report?.folder).toBe(join(running.userData, 'Run tfjs'));
    expect(readFileSync(join(report?.folder ?? '', 'model.json'), 'utf8')).toBe('{}');
    const second = value(await handlers.exportRun({ taskId: 't', runId: running.runId, format: 'tfjs', options: {} }));
    expect(second?.folder).toBe(join(running.userData, 'Run tfjs 2'));
    const half = await handlers.exportRun({
      taskId: 't',
      runId: running.runId,
      format: 'keras',
      options: { die: true },
    });
    expect(half.ok ? '' : half.problem.code).toBe('engine.crashed');
    expect(readdirSync(running.userData).filter((name) => name.startsWith('Run '))).toEqual(['Run tfjs', 'Run tfjs 2']);
    const { runId } = running;
    value(await handlers.deleteRun({ runId }));
    expect(value(await handlers.listRuns({}))).toEqual([]);
    expect(await handlers.getRun({ runId })).toMatchObject({ problem: { code: 'run.none' } });
    value(await handlers.bringRunBack({ runId }));
    expect(value(await handlers.listRuns({}))).toMatchObject([{ id: runId, name: 'Best so far' }]);
    value(await handlers.deleteRun({ runId }));
    const saved = value(await handlers.saveProject({ document: running.document, as: false }));
    value(await handlers.closeProject({ discard: false }));
    value(await handlers.openProject({ path: saved!.path }));
    expect(await handlers.bringRunBack({ runId })).toMatchObject({ problem: { code: 'run.gone' } });
  });

  it('is part of the saved project and found again on another machine', async () => {
    const running = await training();
    const { handlers } = running.host;
    value(await handlers.stopRun({ runId: running.runId }));
    await until(() => !running.host.training());
    const { path } = value(await handlers.saveProject({ document: running.document, as: false })) as { path: string };
    const elsewhere = await start(temporaryFolder(), path);
    expect(value(await elsewhere.host.handlers.restoreProject({}))?.runs).toMatchObject([
      { id: running.runId, status: 'stopped' },
    ]);
  });

  it('is left alone by a window that may only look', async () => {
    const running = await training();
    value(await running.host.handlers.stopRun({ runId: running.runId }));
    await until(() => !running.host.training());
    const { runId, document } = running;
    const { path } = value(await running.host.handlers.saveProject({ document, as: false })) as { path: string };
    const looking = await start(running.userData, path);
    const { handlers } = looking.host;
    expect(value(await handlers.restoreProject({}))).toMatchObject({ readOnly: true });
    const attempts = [
      await handlers.startRun({ document }),
      await handlers.resumeRun({ runId }),
      await handlers.renameRun({ runId, name: 'Mine' }),
      await handlers.deleteRun({ runId }),
      await handlers.bringRunBack({ runId }),
    ];
    for (const attempt of attempts) expect(attempt.ok ? 'done' : attempt.problem.code).toBe('project.readOnly');
    expect(value(await running.host.handlers.listRuns({}))).toMatchObject([{ id: runId, name: 'Run 1' }]);
  });

  it.each(['\\\\host\\share\\data.csv', '//host/share/data.csv'])('does not reach for its data at %s', async (path) => {
    const { host, userData, runId, document } = await training();
    const { handlers } = host;
    value(await handlers.stopRun({ runId }));
    await until(() => !host.training());
    const record = join(userData, 'workspaces', document.id, 'runs', runId, 'run.json');
    const run = JSON.parse(readFileSync(record, 'utf8')) as { plan: { data: { source: { path: string } } } };
    run.plan.data.source.path = path;
    writeFileSync(record, JSON.stringify(run));
    const attempts = [
      await handlers.resumeRun({ runId }),
      await handlers.evaluate({ taskId: 't', runId, part: 'test' }),
      await handlers.exportRun({ taskId: 't', runId, format: 'tfjs', options: {} }),
    ];
    for (const attempt of attempts) expect(attempt.ok ? 'done' : attempt.problem.code).toBe('data.path');
  });
});

describe('paths', () => {
  it('are refused unless they were granted', async () => {
    const running = await training();
    const { handlers } = running.host;
    const secret = join(temporaryFolder(), 'secret.csv');
    writeFileSync(secret, 'x');
    const source = { type: 'file' as const, path: secret, name: 'secret.csv' };
    const attempts = [
      await handlers.openProject({ path: secret }),
      await handlers.inspectData({ taskId: 't', source, options: {} }),
      await handlers.previewData({
        data: { ...(running.document.data as DataConfig), source },
        part: 'all',
        offset: 0,
        limit: 1,
      }),
      await handlers.predict({ runId: running.runId, inputs: { x: { type: 'file', path: secret } } }),
      await handlers.showInFolder({ path: secret }),
    ];
    for (const attempt of attempts)
      expect(attempt.ok ? 'accepted' : attempt.problem.message).toMatch(/was not chosen in this window/);
    expect(existsSync(secret)).toBe(true);
  });
});
