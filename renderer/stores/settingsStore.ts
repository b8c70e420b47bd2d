// Settings and the window's layout, as the host keeps them. Changes show at once and are written a moment later.
import { create } from 'zustand';
import type { Settings } from '../../shared/ipc';
import { savedBlock, type SavedBlock } from '../../shared/network/savedBlock';
import type { ParamValue, ParamValues } from '../../shared/result';
import { api } from '../api';
import { steps, type WorkStep } from './uiStore';
import { whenLeft } from './whenLeft';

/** Where a project's canvas stood. */
export interface SavedView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Layout {
  readonly paletteOpen: boolean;
  readonly paletteWidth: number;
  readonly inspectorOpen: boolean;
  readonly inspectorWidth: number;
  readonly codeOpen: boolean;
  readonly codeWidth: number;
  readonly drawerHeight: number;
  readonly minimapOpen: boolean;
  readonly snap: boolean;
}

export const defaultLayout: Layout = {
  paletteOpen: true,
  paletteWidth: 208,
  inspectorOpen: true,
  inspectorWidth: 288,
  codeOpen: false,
  codeWidth: 380,
  drawerHeight: 220,
  minimapOpen: true,
  snap: true,
};

/** Panels stay usable at 1280 pixels and at 200 % zoom. */
export const panelLimits = {
  paletteWidth: [168, 400],
  inspectorWidth: [240, 520],
  codeWidth: [240, 900],
  drawerHeight: [120, 560],
} as const;

/** Of so many projects it is remembered where one was. */
const projectsKept = 30;
const blocksKept = 100;
const writeAfterMs = 400;

/** By project id, the most recent last. */
export interface ByProject<T> {
  readonly [project: string]: T;
}

interface SettingsState {
  readonly settings: Settings;
  readonly layout: Layout;
  readonly views: ByProject<SavedView>;
  /** The step at which each project was left. */
  readonly steps: ByProject<WorkStep>;
  /** The person's own blocks, the newest first; names are told apart. */
  readonly blocks: readonly SavedBlock[];
}

const defaults: Settings = { theme: 'system', language: 'en', reopenLast: true, layout: {} };

export const useSettingsStore = create<SettingsState>()(() => ({
  settings: defaults,
  layout: defaultLayout,
  views: {},
  steps: {},
  blocks: [],
}));

/** What is kept may be old or edited by hand: anything that does not fit falls back to its default. */
export function readLayout(kept: ParamValues): Layout {
  const layout: Record<string, unknown> = { ...defaultLayout };
  for (const [name, usual] of Object.entries(defaultLayout)) {
    const value = kept[name];
    if (typeof value !== typeof usual) continue;
    const limits = (panelLimits as { readonly [name: string]: readonly [number, number] })[name];
    layout[name] = limits && typeof value === 'number' ? Math.min(limits[1], Math.max(limits[0], value)) : value;
  }
  return layout as unknown as Layout;
}

/** Entries that `read` makes nothing of are left out. */
function readByProject<T>(kept: ParamValue | undefined, read: (entry: ParamValue) => T | undefined): ByProject<T> {
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
  return Object.fromEntries(
    Object.entries(kept as ByProject<ParamValue>).flatMap(([project, entry]) => {
      const value = read(entry);
      return value === undefined ? [] : [[project, value]];
    }),
  );
}

function readView(entry: ParamValue): SavedView | undefined {
  const { x, y, zoom } = (entry ?? {}) as Partial<SavedView>;
  const fits = [x, y, zoom].every((value) => typeof value === 'number' && Number.isFinite(value)) && zoom! > 0;
  return fits ? { x: x!, y: y!, zoom: zoom! } : undefined;
}

function readStep(entry: ParamValue): WorkStep | undefined {
  return steps.find((step) => step === entry);
}

function readBlocks(kept: ParamValue | undefined): readonly SavedBlock[] {
  if (!Array.isArray(kept)) return [];
  return kept.slice(0, blocksKept).flatMap((entry) => {
    const read = savedBlock.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}

/** Called once at the start, before the first screen. Defaults stand where nothing could be read. */
export async function loadSettings(): Promise<void> {
  const answer = await api.call('loadSettings', {});
  if (!answer.ok) return;
  useSettingsStore.setState({
    settings: answer.value,
    layout: readLayout(answer.value.layout),
    views: readByProject(answer.value.layout['views'], readView),
    steps: readByProject(answer.value.layout['steps'], readStep),
    blocks: readBlocks(answer.value.layout['blocks']),
  });
}

let timer: ReturnType<typeof setTimeout> | undefined;

function write(): void {
  clearTimeout(timer);
  timer = setTimeout(flush, writeAfterMs);
}

function flush(): void {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  const { settings, layout, views, steps, blocks } = useSettingsStore.getState();
  void api.call('saveSettings', {
    settings: { ...settings, layout: { ...layout, views, steps, blocks } as unknown as ParamValues },
  });
}

/** Starts writing what waits as soon as the window is left or loaded anew. Returns the off switch. */
export function keepSettings(): () => void {
  return whenLeft(flush);
}

export function changeSettings(changes: Partial<Omit<Settings, 'layout'>>): void {
  useSettingsStore.setState((state) => ({ settings: { ...state.settings, ...changes } }));
  write();
}

export function changeLayout(changes: Partial<Layout>): void {
  useSettingsStore.setState((state) => ({ layout: { ...state.layout, ...changes } }));
  write();
}

/** Panels and zoom as on the first day. */
export function resetLayout(): void {
  useSettingsStore.setState({ layout: defaultLayout });
  write();
}

function withLatest<T>(kept: ByProject<T>, project: string, value: T): ByProject<T> {
  const others = Object.entries(kept).filter(([id]) => id !== project);
  return Object.fromEntries([...others.slice(1 - projectsKept), [project, value]]);
}

export function rememberView(project: string, view: SavedView): void {
  useSettingsStore.setState(({ views }) => ({ views: withLatest(views, project, view) }));
  write();
}

export function rememberStep(project: string, step: WorkStep): void {
  const { steps } = useSettingsStore.getState();
  const latest = Object.keys(steps).at(-1);
  if (steps[project] === step && latest === project) return;
  useSettingsStore.setState(({ steps: kept }) => ({ steps: withLatest(kept, project, step) }));
  write();
}

/** Keeps a block of one's own, in the place of one of the same name. */
export function keepBlock(block: SavedBlock): void {
  useSettingsStore.setState(({ blocks }) => ({
    blocks: [block, ...blocks.filter(({ name }) => name !== block.name)].slice(0, blocksKept),
  }));
  write();
}

export function forgetBlock(name: string): void {
  useSettingsStore.setState(({ blocks }) => ({ blocks: blocks.filter((block) => block.name !== name) }));
  write();
}
