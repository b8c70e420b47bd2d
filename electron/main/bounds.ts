// Where the window was last, if that place is still on a screen.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { writeFileAtomic } from '../host/atomicFile';

export interface Placement {
  readonly bounds: Partial<Rectangle> & { readonly width: number; readonly height: number };
  readonly maximized: boolean;
}

/** Room for canvas, palette and inspector, where the screen has it; on a small screen all of the screen. */
function usual(): Placement {
  const { width, height } = screen.getPrimaryDisplay().workArea;
  const fits = width > 1440 && height > 900;
  return { bounds: { width: Math.min(1440, width), height: Math.min(900, height) }, maximized: !fits };
}

const fileOf = (userData: string) => join(userData, 'window.json');

export function readPlacement(userData: string): Placement {
  try {
    const stored = JSON.parse(readFileSync(fileOf(userData), 'utf8')) as {
      readonly bounds?: Partial<Rectangle>;
      readonly maximized?: unknown;
    };
    const { x, y, width, height } = stored.bounds ?? {};
    if (![x, y, width, height].every((value) => Number.isInteger(value))) return usual();
    const bounds = { x: x!, y: y!, width: Math.max(800, width!), height: Math.max(500, height!) };
    const area = screen.getDisplayMatching(bounds).workArea;
    const visible =
      bounds.x < area.x + area.width - 80 &&
      bounds.x + bounds.width > area.x + 80 &&
      bounds.y >= area.y - 20 &&
      bounds.y < area.y + area.height - 80;
    return visible ? { bounds, maximized: stored.maximized === true } : usual();
  } catch {
    return usual();
  }
}

/** Remembers moves and sizes, half a second after the last one. */
export function rememberPlacement(window: BrowserWindow, userData: string): void {
  let timer: NodeJS.Timeout | null = null;
  const note = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      if (window.isDestroyed() || window.isMinimized()) return;
      const placement = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
      writeFileAtomic(fileOf(userData), JSON.stringify(placement)).catch(() => undefined);
    }, 500);
    timer.unref();
  };
  window.on('resize', note);
  window.on('move', note);
  window.on('maximize', note);
  window.on('unmaximize', note);
}
