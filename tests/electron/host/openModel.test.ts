// A model of another program is opened like a project: it becomes a new one, its weights lie beside the document and
// travel with the saved file; one that cannot be imported leaves what is open alone.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HostEnvironment } from '../../../electron/host/environment';
import { forkEngine } from '../../../electron/host/engineProcess';
import { createHost, type Host } from '../../../electron/host/host';
import { readProjectFile } from '../../../electron/host/projectFile/read';
import { type Hdf5Group, writeHdf5 } from '../../../shared/export/hdf5';
import type { Events } from '../../../shared/ipc';
import { ok } from '../../../shared/result';
import { readSafetensors } from '../../../shared/run/safetensors';
import { temporaryFolder } from '../folder';

async function start(
  userData: string,
  chosen: () => string,
  emit: HostEnvironment['emit'] = () => undefined,
): Promise<Host> {
  const host = await createHost({
    kind: 'web',
    runtime: 'test',
    notice: '',
    userData,
    spawnEngine: (settings) => forkEngine(join(import.meta.dirname, 'fakeEngine.cjs'), settings),
    dialogs: {
      openProject: async () => ok(chosen()),
      chooseData: async () => ok(null),
      saveProject: async () => ok(join(userData, 'saved.loom')),
      chooseExportFolder: async () => ok(userData),
    },
    emit,
    showInFolder: () => undefined,
    importWorker: null,
    setWindowState: () => undefined,
    closeWindow: () => undefined,
    settingsChanged: () => undefined,
    addRecent: () => undefined,
    openAtStart: null,
  });
  onTestFinished(() => host.close());
  return host;
}

const model = {
  class_name: 'Sequential',
  config: {
    name: 's',
    layers: [
      { class_name: 'InputLayer', config: { batch_shape: [null, 3], name: 'in' } },
      { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'relu' } },
    ],
  },
};
const group = (
  members: Record<string, Hdf5Group | { shape: number[]; data: Float32Array }>,
  attributes = {},
): Hdf5Group => ({
  attributes,
  members: new Map(Object.entries(members)),
});
const kernel = { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const bias = { shape: [2], data: Float32Array.of(7, 8) };
const file = writeHdf5(
  group(
    { model_weights: group({ d: group({ d: group({ kernel, bias }) }, { weight_names: ['d/kernel', 'd/bias'] }) }) },
    { model_config: JSON.stringify(model) },
  ),
);

it('opens as a project with its weights, which the saved file keeps', async () => {
  const userData = temporaryFolder();
  let chosen = join(userData, 'small.h5');
  writeFileSync(chosen, file);
  const host = await start(userData, () => chosen);
  const opened = await host.handlers.openProjectDialog({});
  if (!opened.ok || opened.value === null) throw new Error('It was not opened.');
  const { document } = opened.value;
  expect(document.name).toBe('small');
  expect(document.network.nodes.map(({ kind }) => kind)).toEqual(['input', 'dense', 'output']);
  expect((await host.handlers.saveProject({ document, as: true })).ok).toBe(true);
  const read = await readProjectFile(join(userData, 'saved.loom'), join(userData, 'read'));
  expect(read.ok).toBe(true);
  const kept = readSafetensors(new Uint8Array(readFileSync(join(userData, 'read', 'kept', 'imported.safetensors'))));
  expect(kept.ok && [...kept.value.tensors.get('d/kernel')!.data]).toEqual([1, 2, 3, 4, 5, 6]);

  // What cannot be imported says why, and the open project stays.
  chosen = join(userData, 'weights.pkl');
  writeFileSync(chosen, Uint8Array.of(0x80, 4));
  const refused = await host.handlers.openProjectDialog({});
  expect(refused).toMatchObject({ ok: false, problem: { code: 'import.kind' } });
  const again = await host.handlers.restoreProject({});
  expect(again.ok && again.value?.document.name).toBe('small');
  expect(existsSync(chosen)).toBe(true);
});

it('leaves what is open alone when it is cancelled', async () => {
  const userData = temporaryFolder();
  const chosen = join(userData, 'small.h5');
  writeFileSync(chosen, file);
  const said: string[] = [];
  const host: Host = await start(
    userData,
    () => chosen,
    (event, payload) => {
      if (event !== 'progress') return;
      said.push((payload as Events['progress']).message);
      void host.handlers.cancel({ taskId: 'import' });
    },
  );
  const open = await host.handlers.newProject({ name: 'Open' });
  const answer = await host.handlers.openProjectDialog({ taskId: 'import' });
  expect(answer).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^Reading /u);
  const still = await host.handlers.restoreProject({});
  expect(still.ok && still.value?.document).toEqual(open.ok && open.value.document);
  expect(readdirSync(join(userData, 'workspaces'))).toEqual([still.ok && still.value?.document.id]);
});
