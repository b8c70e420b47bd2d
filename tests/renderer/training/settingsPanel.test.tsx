// The training settings: schedules with their curve, weight decay and clipping, in the document at once.
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schedules, scheduleValues } from '../../../shared/choices/schedules';
import type { RunSummary } from '../../../shared/run/record';
import { defaultTraining } from '../../../shared/run/training';
import { aNumber } from '../../shared/network/documents';
import { installFakeApi } from '../fakeApi';
import { openChain, prepareWindow, renderIn } from '../window';

installFakeApi({});
const { SettingsPanel } = await import('../../../renderer/training/SettingsPanel');
const { ratePoints } = await import('../../../renderer/training/ratePoints');
const { setRuns } = await import('../../../renderer/stores/runStore');
const { edit, undo, undoLabel, useDocumentStore } = await import('../../../renderer/stores/documentStore');

beforeEach(() => {
  prepareWindow();
  openChain(['input', { shape: [4] }], ['dense', { units: 1 }], ['output']);
});
afterEach(cleanup);

const training = () => useDocumentStore.getState().document!.training;
const pick = async (label: string, option: string | RegExp) => {
  fireEvent.click(screen.getByRole('combobox', { name: label }));
  fireEvent.click(await screen.findByRole('option', { name: option }));
};

describe('the training settings', () => {
  it('choose a schedule with its defaults, and draw it', async () => {
    renderIn(<SettingsPanel locked={false} />);
    expect(screen.queryByRole('img')).toBeNull();
    await pick('Schedule', 'Warm-up, cosine');
    const cosine = schedules.find(({ id }) => id === 'cosineWarmup')!;
    expect(training().schedule).toEqual({ id: 'cosineWarmup', params: scheduleValues(cosine, {}) });
    expect(screen.getByRole('img').getAttribute('aria-label')).toMatch(/^Learning rate from 1e-5 at the start/);
    expect(undoLabel()).toBe('change schedule');
    undo();
    expect(training().schedule.id).toBe('constant');
  });

  it('change one number of a schedule', async () => {
    renderIn(<SettingsPanel locked={false} />);
    await pick('Schedule', 'Steps');
    fireEvent.change(screen.getByRole('textbox', { name: 'Every' }), { target: { value: '3' } });
    expect(training().schedule).toEqual({ id: 'step', params: { every: 3, factor: 0.5 } });
  });

  it('ask for a limit only where gradients are clipped', async () => {
    renderIn(<SettingsPanel locked={false} />);
    expect(screen.queryByRole('textbox', { name: 'Limit' })).toBeNull();
    await pick('Gradient clipping', /^Norm of all/u);
    fireEvent.change(screen.getByRole('textbox', { name: 'Limit' }), { target: { value: '0.5' } });
    expect(training().clipping).toEqual({ by: 'globalNorm', limit: 0.5 });
  });

  it('hold back what cannot stand in the document, with the reason', () => {
    renderIn(<SettingsPanel locked={false} />);
    const epochs = screen.getByRole('textbox', { name: 'Epochs' });
    fireEvent.change(epochs, { target: { value: '0' } });
    expect(screen.getByRole('alert').textContent).toMatch(/^Epochs must be a whole number from 1 /);
    expect(training().epochs).toBe(defaultTraining.epochs);
    fireEvent.change(epochs, { target: { value: '20' } });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(training().epochs).toBe(20);
  });

  it('offer the losses that fit what is predicted', async () => {
    edit('test', (document) => ({ ...document, data: aNumber }), 'test');
    renderIn(<SettingsPanel locked={false} />);
    fireEvent.click(screen.getByRole('combobox', { name: 'Loss' }));
    expect(await screen.findByRole('option', { name: /^Huber/u })).toBeTruthy();
    expect(screen.queryByRole('option', { name: /^Categorical cross-entropy/u })).toBeNull();
  });

  it('have one weight decay, the optimizer’s own where there is one', () => {
    const { container } = renderIn(<SettingsPanel locked={false} />);
    const decays = () => within(container).getAllByRole('textbox', { name: 'Weight decay' });
    expect(decays()).toHaveLength(1);
    fireEvent.change(decays()[0]!, { target: { value: '0.01' } });
    expect(training().weightDecay).toBe(0.01);
    cleanup();
    edit('test', (document) => ({ ...document, training: { ...document.training, optimizer: 'adamw' } }), 'test');
    const again = renderIn(<SettingsPanel locked={false} />);
    const own = within(again.container).getAllByRole('textbox', { name: 'Weight decay' });
    expect(own).toHaveLength(1);
    fireEvent.change(own[0]!, { target: { value: '0.02' } });
    expect(training().optimizerParams['weightDecay']).toBe(0.02);
    expect(training().weightDecay).toBe(0.01);
  });
});

describe('learning from an earlier run', () => {
  const run = (id: string, name: string, status: RunSummary['status']): RunSummary => ({
    id,
    name,
    status,
    createdAt: '2026-01-01T00:00:00.000Z',
    epochs: 3,
    bestEpoch: 3,
    best: { train: { loss: 0.1 }, validation: { loss: 0.2, accuracy: 0.9 } },
    parameters: 5000,
    elapsedMs: 1,
  });

  it('offers finished runs as teachers and halves the student', async () => {
    openChain(['input', { shape: [4] }], ['dense', { units: 20 }], ['dense', { units: 1 }], ['output']);
    setRuns([run('r1', 'Large one', 'completed'), run('r2', 'Under way', 'running')]);
    renderIn(<SettingsPanel locked={false} />);
    expect(screen.queryByRole('button', { name: 'Make it smaller' })).toBeNull();
    await pick('Recipe', /^From an earlier run/u);
    expect(useDocumentStore.getState().analysis!.problems.map(({ code }) => code)).toContain('recipe.teacher');
    await pick('Teacher', /^Large one/u);
    expect(screen.queryByRole('option', { name: /^Under way/u })).toBeNull();
    expect(training().recipe).toEqual({
      id: 'distillation',
      params: { teacher: 'r1', temperature: 4, alpha: 0.5 },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Make it smaller' }));
    const units = useDocumentStore.getState().document!.network.nodes.map(({ params }) => params['units']);
    expect(units).toEqual([undefined, 10, 1, undefined]);
    expect(undoLabel()).toBe('make the network smaller');
    setRuns([]);
    expect(await screen.findAllByText(/It was deleted, or belongs to another project/u)).not.toHaveLength(0);
  });
});

describe('the curve', () => {
  it.each(schedules.map(({ id }) => id))('%s is drawn from the first step to the last', (id) => {
    for (const [steps, epochs] of [
      [1, 1],
      [7, 3],
      [1000, 500],
    ] as const) {
      const points = ratePoints({ ...defaultTraining, epochs, schedule: { id, params: {} } }, steps);
      expect(points.length).toBe(Math.min(160, steps * epochs));
      expect(points[0]!.epoch).toBe(0);
      expect(points[points.length - 1]!.epoch).toBeCloseTo(epochs - 1 / steps, 6);
      for (const { rate } of points) expect(rate).toBeGreaterThanOrEqual(0);
      expect(Math.max(...points.map(({ rate }) => rate))).toBeLessThanOrEqual(0.001 * (1 + 1e-9));
    }
  });
});
