// What the desktop shows of a training: awake while it goes on, and a notification at its end when nobody is looking.
import type { BrowserWindow } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import type { EngineEvent } from '../../../shared/run/events';
import { createTrainingSigns } from '../../../electron/main/trainingSigns';

const seen = vi.hoisted(() => ({ awake: 0, shown: [] as string[] }));
vi.mock('electron', () => ({
  powerSaveBlocker: { start: () => ++seen.awake, stop: () => void seen.awake-- },
  Notification: class {
    static readonly isSupported = () => true;
    constructor(private readonly words: { readonly title: string; readonly body: string }) {}
    on(): void {}
    show(): void {
      seen.shown.push(`${this.words.title}: ${this.words.body}`);
    }
  },
}));
beforeEach(() => Object.assign(seen, { awake: 0, shown: [] }));

const started: EngineEvent = {
  type: 'started',
  engine: { id: 'native', title: 'TensorFlow', reason: '', nextStep: '' },
  epochs: 3,
  batchesPerEpoch: 1,
  samples: { train: 1, validation: 1, test: 1 },
  parameters: 1,
};
const finished = (reason: 'completed' | 'stopped' | 'earlyStopping'): EngineEvent => ({
  type: 'finished',
  reason,
  bestEpoch: 2,
  elapsedMs: 1,
});
const failed: EngineEvent = {
  type: 'failed',
  problem: { code: 'x', severity: 'error', message: 'The loss is not a number.' },
};

it.each([
  [finished('completed'), false, ['Training is done: Best epoch: 2.']],
  [finished('earlyStopping'), false, ['Training is done: It stopped early: the validation loss got no better.']],
  [failed, false, ['Training has stopped: The loss is not a number.']],
  // Who stops it knows; who looks at the window sees.
  [finished('stopped'), false, []],
  [finished('completed'), true, []],
])('%j, in focus: %s', (end, focused, shown) => {
  const window = { isDestroyed: () => false, isFocused: () => focused, flashFrame: () => {} };
  const signs = createTrainingSigns(() => window as unknown as BrowserWindow);
  signs.follow({ runId: 'r', events: [started] });
  expect(seen.awake).toBe(1);
  signs.follow({ runId: 'r', events: [{ type: 'paused' }] });
  expect(seen.awake).toBe(0);
  signs.follow({ runId: 'r', events: [{ type: 'resumed' }, end] });
  expect(seen).toEqual({ awake: 0, shown });
});
