// The search for equal samples outlives the screen that began it, ends with its data, and is told before training.
import { cleanup, fireEvent, renderHook, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { lookOnce, useEqualSamplesStore } from '../../../renderer/data/equalSamples';
import { useEqualSamples } from '../../../renderer/data/useEqualSamples';
import { edit, undo, useDocumentStore } from '../../../renderer/stores/documentStore';
import { startWithSuggestion } from '../../../renderer/stores/networkActions';
import { type Problem, type Result, ok } from '../../../shared/result';
import { aNumber } from '../../shared/network/documents';
import { type FakeHost, installFakeApi } from '../fakeApi';
import { openChain, prepareWindow, renderIn } from '../window';

const data = aNumber;
const leak: Problem = {
  code: 'data.split.duplicates',
  severity: 'warning',
  message: '3 rows of the test part equal a row of the training part.',
  fixes: [{ type: 'setSplit', title: 'Keep equal rows on one side', values: { together: true } }],
};

let host: FakeHost;
let told: (answer: Result<readonly Problem[]>) => void;
const asked = (method: string) => host.calls.filter((call) => call.method === method).map(({ request }) => request);
const now = () => useDocumentStore.getState().document!.data!;

beforeAll(prepareWindow);
beforeEach(() => {
  useEqualSamplesStore.setState(useEqualSamplesStore.getInitialState());
  host = installFakeApi({
    compareParts: () => new Promise((resolve) => (told = resolve)),
    cancel: () => ok(null),
  });
  openChain();
  edit('choose data', (document) => ({ ...document, data }));
  startWithSuggestion();
});
afterEach(cleanup);

it('goes on when the step is left, and is known when it is entered again', async () => {
  const left = renderHook(() => useEqualSamples(data, true));
  expect(left.result.current.running).toBe(true);
  left.unmount();
  expect(asked('cancel')).toEqual([]);
  told(ok([leak]));
  await waitFor(() => expect(useEqualSamplesStore.getState().found).toEqual([leak]));
  expect(renderHook(() => useEqualSamples(data, true)).result.current).toMatchObject({ found: [leak], offered: false });
  expect(asked('compareParts')).toHaveLength(1);
});

it('is cancelled where the data become others, and begun again when they come back', () => {
  lookOnce(data);
  const { taskId } = useEqualSamplesStore.getState();
  edit('split anew', (document) => ({ ...document, data: { ...data, split: { ...data.split, seed: 2 } } }));
  expect(asked('cancel')).toEqual([{ taskId }]);
  undo();
  lookOnce(now());
  expect(asked('compareParts')).toHaveLength(2);
});

it('is told on the training step with its remedy, and does not keep from starting', async () => {
  const { TrainScreen } = await import('../../../renderer/training/TrainScreen');
  renderIn(<TrainScreen />);
  await waitFor(() => expect(asked('compareParts')).toHaveLength(1));
  told(ok([leak]));
  await screen.findByText(leak.message);
  expect(screen.getByRole('button', { name: 'Start training' })).toHaveProperty('disabled', false);
  fireEvent.click(screen.getByRole('button', { name: 'Keep equal rows on one side' }));
  expect(now().split.together).toBe(true);
  await waitFor(() => expect(screen.queryByText(leak.message)).toBeNull());
});
