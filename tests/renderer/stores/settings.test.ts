// What is kept of the window's layout may be old or edited by hand.
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  defaultLayout,
  keepSettings,
  loadSettings,
  readLayout,
  rememberStep,
  rememberView,
  useSettingsStore,
} from '../../../renderer/stores/settingsStore';
import { ok } from '../../../shared/result';
import { installFakeApi } from '../fakeApi';

afterEach(() => vi.useRealTimers());

describe('the kept layout', () => {
  it.each([
    ['nothing', {}, {}],
    ['sizes', { paletteWidth: 300 }, { paletteWidth: 300 }],
    ['a size too small', { paletteWidth: 3 }, { paletteWidth: 168 }],
    ['a size too large', { inspectorWidth: 99_999 }, { inspectorWidth: 520 }],
    ['another type', { paletteOpen: 'yes', drawerHeight: null }, {}],
    ['unknown names', { moonPhase: 3 }, {}],
  ])('%s', (_title, kept, expected) => {
    expect(readLayout(kept)).toEqual({ ...defaultLayout, ...expected });
  });

  it('comes back with the views and steps of projects, without those that are none', async () => {
    const layout = {
      snap: false,
      steps: { a: 'train', b: 'start', c: 3, d: null },
      views: { a: { x: 1, y: 2, zoom: 0.5 }, b: { x: 'far' }, c: { x: 0, y: 0, zoom: 0 } },
    };
    installFakeApi({ loadSettings: () => ok({ theme: 'dark', language: 'en', reopenLast: true, layout }) });
    await loadSettings();
    expect(useSettingsStore.getState().layout.snap).toBe(false);
    expect(useSettingsStore.getState().views).toEqual({ a: { x: 1, y: 2, zoom: 0.5 } });
    expect(useSettingsStore.getState().steps).toEqual({ a: 'train' });
  });

  it('keeps the step of a project that is opened again, however many others are', () => {
    vi.useFakeTimers();
    installFakeApi({ saveSettings: () => ok(useSettingsStore.getState().settings) });
    rememberStep('daily', 'train');
    for (let place = 0; place < 40; place++) {
      rememberStep(`p${place}`, 'data');
      rememberStep('daily', 'train');
    }
    const { steps } = useSettingsStore.getState();
    expect(Object.keys(steps)).toHaveLength(30);
    expect(steps['daily']).toBe('train');
  });

  it('is written at once, and once, when the window is left or loaded anew', () => {
    vi.useFakeTimers();
    const host = installFakeApi({ saveSettings: () => ok(useSettingsStore.getState().settings) });
    const off = keepSettings();
    rememberStep('left quickly', 'export');
    window.dispatchEvent(new Event('pagehide'));
    vi.runAllTimers();
    off();
    expect(host.calls).toMatchObject([{ request: { settings: { layout: { steps: { 'left quickly': 'export' } } } } }]);
  });

  it('is written a moment after the last change, with the newest thirty views', () => {
    vi.useFakeTimers();
    const host = installFakeApi({ saveSettings: () => ok(useSettingsStore.getState().settings) });
    for (let place = 0; place < 40; place++) rememberView(`p${place}`, { x: place, y: 0, zoom: 1 });
    expect(host.calls).toEqual([]);
    vi.runAllTimers();
    expect(host.calls).toHaveLength(1);
    const { views } = useSettingsStore.getState();
    expect(Object.keys(views)).toHaveLength(30);
    expect(views['p39']).toEqual({ x: 39, y: 0, zoom: 1 });
  });
});
