// Settings and the window's layout, as the host keeps them. Changes show at once and are written a moment later.
import { create } from 'zustand';
import type { Settings } from '../../shared/ipc';
import { savedBlock, type SavedBlock } from '../../shared/network/savedBlock';
import type { ParamValue, ParamValues } from '../../shared/result';
import { api } from '../api';

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

const viewsKept = 30;
const blocksKept = 100;
const writeAfterMs = 400;

interface SettingsState {
  readonly settings: Settings;
  readonly layout: Layout;
  /** By project id, the most recent last. */
  readonly views: { readonly [project: string]: SavedView };
  /** The person's own blocks, the newest first; names are told apart. */
  readonly blocks: readonly SavedBlock[];
}

const defaults: Settings = { theme: 'system', language: 'en', reopenLast: true, layout: {} };

export const useSettingsStore = create<SettingsState>()(() => ({
  settings: defaults,
  layout: defaultLayout,
  views: {},
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

function readViews(kept: ParamValue | undefined): { readonly [project: string]: SavedView } {
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
  return Object.fromEntries(
    Object.entries(kept as { readonly [project: string]: ParamValue }).flatMap(([project, view]) => {
      const { x, y, zoom } = (view ?? {}) as Partial<SavedView>;
      return [x, y, zoom].every((value) => typeof value === 'number' && Number.isFinite(value)) && zoom! > 0
        ? [[project, { x: x!, y: y!, zoom: zoom! }]]
        : [];
    }),
  );
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
    views: readViews(answer.value.layout['views']),
    blocks: readBlocks(answer.value.layout['blocks']),
  });
}

let timer: ReturnType<typeof setTimeout> | undefined;

function write(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { settings, layout, views, blocks } = useSettingsStore.getState();
    void api.call('saveSettings', {
      settings: { ...settings, layout: { ...layout, views, blocks } as unknown as ParamValues },
    });
  }, writeAfterMs);
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

export function rememberView(project: string, view: SavedView): void {
  useSettingsStore.setState((state) => {
    const others = Object.entries(state.views).filter(([id]) => id !== project);
    return { views: Object.fromEntries([...others.slice(1 - viewsKept), [project, view]]) };
  });
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
