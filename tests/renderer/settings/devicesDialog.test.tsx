// The device check: what was found in words, the engines timed on the open network, and a hand to choose one.
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fail, ok } from '../../../shared/result';
import type { DeviceReport, EngineTimes } from '../../../shared/run/devices';
import { installFakeApi } from '../fakeApi';
import { openChain, prepareWindow, renderIn } from '../window';

const engine = (id: string, title: string, available = true) => ({
  id,
  title,
  available,
  reason: `About ${title}.`,
  nextStep: available ? '' : `Get ${title}.`,
});
const report: DeviceReport = {
  running: engine('native', 'TensorFlow'),
  engines: [engine('native', 'TensorFlow'), engine('webgpu', 'WebGPU', false), engine('wasm', 'WebAssembly')],
  cpu: { model: 'Test CPU', cores: 2, memoryBytes: 2 ** 33 },
  gpus: [],
  gpu: { used: false, reason: 'The driver is too old.', nextStep: 'Update it.' },
};
const untimed = { stepMs: null, startMs: null, estimated: false };
const times: EngineTimes = {
  batchSize: 32,
  engines: [
    { id: 'native', title: 'TensorFlow', ...untimed, problem: 'Out of memory.' },
    { id: 'webgpu', title: 'WebGPU', ...untimed, problem: 'It is not there.' },
    { id: 'wasm', title: 'WebAssembly', stepMs: 4.2, startMs: 300, estimated: false, problem: '' },
  ],
  fastest: 'wasm',
  automatic: null,
};

let answer: () => unknown = () => ok(times);
const host = installFakeApi({ devices: () => ok(report), timeEngines: () => answer(), cancel: () => ok(null) });
const { DevicesDialog } = await import('../../../renderer/settings/DevicesDialog');
const { openDialog } = await import('../../../renderer/stores/uiStore');
const { useDevicesStore } = await import('../../../renderer/settings/devices');
const { useDocumentStore } = await import('../../../renderer/stores/documentStore');

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [4] }], ['dense', { units: 1 }], ['output']);
  useDevicesStore.setState({ report: null, times: null, timed: null });
  host.calls.length = 0;
  renderIn(<DevicesDialog />);
  openDialog('devices');
});
afterEach(cleanup);

const rowOf = (title: string) =>
  screen.getAllByRole('listitem').find((row) => within(row).queryByText(title, { exact: true }) !== null)!;

it('says what was found, why the GPU is not used, and the next step', async () => {
  await screen.findByText('About TensorFlow.');
  expect(screen.getByText('Get WebGPU.')).toBeTruthy();
  expect(screen.getByText('The driver is too old.')).toBeTruthy();
  expect(screen.getByText('Update it.')).toBeTruthy();
  expect(host.calls[0]).toEqual({ method: 'devices', request: { closer: true } });
});

it('times the engines on the open network, marks the fastest, and a press chooses it', async () => {
  fireEvent.click(await screen.findByRole('button', { name: 'Time them on this network' }));
  await screen.findByText('Fastest here');
  expect(within(rowOf('WebAssembly')).getByText('Fastest here')).toBeTruthy();
  expect(within(rowOf('WebAssembly')).getByText(/^4\.20 ms for a step of 32 samples/)).toBeTruthy();
  expect(within(rowOf('TensorFlow')).getByText('Not timed: Out of memory.')).toBeTruthy();
  fireEvent.click(within(rowOf('WebAssembly')).getByRole('button', { name: 'Always use' }));
  expect(useDocumentStore.getState().document!.training.engine).toBe('wasm');
  const asked = host.calls.find(({ method }) => method === 'timeEngines')!.request as { document: { id: string } };
  expect(asked.document.id).toBe('test');
});

it('shows why the engines could not be timed', async () => {
  answer = () => fail('run.active', 'A run is going on.');
  fireEvent.click(await screen.findByRole('button', { name: 'Time them on this network' }));
  await screen.findByText('A run is going on.');
  expect(screen.queryByText('Fastest here')).toBeNull();
});
