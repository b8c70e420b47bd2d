// Trying a trained network: a sample fills the form and is asked about once, a change asks again from what was filled in.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ok } from '../../../shared/result';
import type { RunRecord } from '../../../shared/run/record';
import { defaultTraining } from '../../../shared/run/training';
import { installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

const column = { type: 'number', missing: 'mean', fill: 0, encoding: 'standardize', subtract: 0, divide: 1 };
const record = {
  id: 'r1',
  plan: {
    inputs: [{ source: 'features', layer: 'n1' }],
    spec: { inputs: { features: { title: 'Features' } } },
    data: { kind: 'table', table: { columns: [] } },
    training: defaultTraining,
  },
  preprocessing: {
    inputs: {
      features: {
        modality: 'table',
        columns: [
          { name: 'width', ...column },
          { name: 'height', ...column },
        ],
      },
    },
    targets: { weight: { task: 'regression', column: 'weight', subtract: 0, divide: 1 } },
  },
} as unknown as RunRecord;

const host = installFakeApi({
  previewData: () => ok({ total: 20, samples: [] }),
  predict: () =>
    ok({
      outputs: [{ name: 'output', target: 'weight', task: 'regression', value: 3 }],
      input: { cells: { width: '1.5', height: '2' } },
      elapsedMs: 1,
    }),
});
const { Trial } = await import('../../../renderer/predict/Trial');
const asked = () => host.calls.filter(({ method }) => method === 'predict').map(({ request }) => request);

beforeEach(() => {
  prepareWindow();
  host.calls.splice(0);
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

it('asks once about a sample, and again from its values when one is changed', async () => {
  renderIn(<Trial record={record} />);
  const width = screen.getByLabelText<HTMLInputElement>('width');
  await waitFor(() => expect(width.value).toBe('1.5'));
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()).toEqual([{ runId: 'r1', inputs: { features: { type: 'sample', part: 'test', position: 0 } } }]);

  fireEvent.change(width, { target: { value: '4' } });
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked()[1]).toEqual({
    runId: 'r1',
    inputs: { features: { type: 'row', values: { width: 4, height: 2 } } },
  });
  expect(asked().length).toBe(2);
});
