// The list of runs: named anew in place, drawn behind the current one, deleted with a way back.
import { Notifications } from '@mantine/notifications';
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../../../renderer/commands';
import { importRun, isMetricsFile } from '../../../renderer/runs/importRun';
import { RunsPanel } from '../../../renderer/runs/RunsPanel';
import { useRecordsStore } from '../../../renderer/runs/records';
import { setRuns } from '../../../renderer/stores/runStore';
import { fail, ok } from '../../../shared/result';
import type { RunSummary } from '../../../shared/run/record';
import { installFakeApi, type FakeHost } from '../fakeApi';
import { openChain, prepareWindow, renderIn } from '../window';

const run = (id: string, name: string): RunSummary => ({
  id,
  name,
  createdAt: '2026-01-01',
  status: 'completed',
  epochs: 2,
  bestEpoch: 2,
  best: { train: { loss: 0.5 }, validation: { loss: 0.25 } },
  parameters: 10,
  elapsedMs: 1000,
});
const elsewhere = { ...run('c', 'Run 1 (Keras 3)'), elsewhere: 'Keras 3' };
let host: FakeHost;

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [4] }], ['output']);
  setRuns([run('a', 'Run 1'), run('b', 'Run 2')]);
  host = installFakeApi({
    renameRun: ({ runId, name }) => ok(run(runId, name)),
    deleteRun: () => ok(null),
    bringRunBack: () => ok(null),
    chooseData: () => ok({ path: '/there/metrics.jsonl', name: 'metrics.jsonl', kind: 'file' }),
    importRun: ({ path }) =>
      path.startsWith('/there') ? ok(elsewhere) : fail('runImport.row', 'Row 3 is no line of JSON.'),
  });
  renderIn(
    <>
      <Notifications />
      <RunsPanel />
    </>,
  );
});
afterEach(cleanup);

afterEach(() => useRecordsStore.setState({ compared: [] }));

const asked = () => host.calls.map(({ method, request }) => [method, request]);

it('renames a run in place', async () => {
  fireEvent.doubleClick(screen.getByRole('button', { name: 'Run 1' }));
  const field = screen.getByRole('textbox', { name: 'Rename' });
  fireEvent.change(field, { target: { value: 'Best so far' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(await screen.findByRole('button', { name: 'Best so far' })).toBeTruthy();
  expect(asked()).toEqual([['renameRun', { runId: 'a', name: 'Best so far' }]]);
});

it('draws a run behind the current one, and no longer', () => {
  const box = screen.getByRole('checkbox', { name: 'Compare with Run 2' });
  fireEvent.click(box);
  expect(useRecordsStore.getState().compared).toEqual(['b']);
  fireEvent.click(box);
  expect(useRecordsStore.getState().compared).toEqual([]);
});

it('deletes without asking, and brings back', async () => {
  fireEvent.click(screen.getByRole('button', { name: 'More for Run 2' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() =>
    expect(asked()).toEqual([
      ['deleteRun', { runId: 'b' }],
      ['bringRunBack', { runId: 'b' }],
    ]),
  );
});

it('takes in a run that was trained elsewhere, drawn behind the others and without what needs weights', async () => {
  runCommand('train.import');
  expect(await screen.findByText(/“Run 1 \(Keras 3\)” stands among the runs/)).toBeTruthy();
  expect(asked()).toEqual([
    ['chooseData', { what: 'file' }],
    ['importRun', { path: '/there/metrics.jsonl' }],
  ]);
  expect(useRecordsStore.getState().compared).toEqual(['c']);
  act(() => setRuns([elsewhere]));
  expect(screen.getByText('trained elsewhere by Keras 3')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'More for Run 1 (Keras 3)' }));
  const item = await screen.findByRole('menuitem', { name: 'Train on from here' });
  expect(item.hasAttribute('disabled') || item.getAttribute('data-disabled') === 'true').toBe(true);
});

it('says why a file is refused', async () => {
  await act(() => importRun('/elsewhere/metrics.jsonl'));
  expect(await screen.findByText(/Row 3 is no line of JSON/)).toBeTruthy();
});

it('knows files of figures by their names', () => {
  const names = [
    'metrics.jsonl',
    'metrics (2).jsonl',
    'Metrics-cluster.JSONL',
    'rows.jsonl',
    'metricsOfPeople.jsonl',
    'metrics.json',
  ];
  expect(names.filter(isMetricsFile)).toEqual(names.slice(0, 3));
});
