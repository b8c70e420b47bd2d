// Where the view stands while it is moved. A frame of a pan or zoom moves pictures that are there already; React, React
// Flow's store and everything that depends on the view catch up once the hand rests. This is what 60 frames a second take.

/** Canvas pixel (0, 0) stands at (x, y) of the canvas' corner. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Motion {
  /** Where the view stands in this very frame. */
  current(): View;
  moving(): boolean;
  /** How large the canvas is, in window pixels: known without asking the page, which would lay itself out to answer. */
  size(): Size;
  resize(size: Size): void;
  /** The view moved: everybody who draws follows at once. */
  move(view: View): void;
  /** Whoever waits for rest is told now, also when nothing has moved. */
  settle(): void;
  /** Called in the frame itself: only cheap work here. Returns how to stop listening. */
  onMove(listener: (view: View, zoomed: boolean) => void): () => void;
  onSettle(listener: (view: View) => void): () => void;
}

/** The hand rests when it has not moved for this long. */
const restsAfterMs = 180;

export function createMotion(initial: View): Motion {
  let view = initial;
  let size: Size = { width: 0, height: 0 };
  let moving = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const movers = new Set<(view: View, zoomed: boolean) => void>();
  const settlers = new Set<(view: View) => void>();
  const listen = <T>(set: Set<T>, listener: T) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
  const settle = () => {
    clearTimeout(timer);
    moving = false;
    for (const listener of [...settlers]) listener(view);
  };
  return {
    current: () => view,
    moving: () => moving,
    size: () => size,
    resize: (next) => {
      size = next;
      if (!moving) settle();
    },
    move: (next) => {
      const zoomed = next.zoom !== view.zoom;
      if (!zoomed && next.x === view.x && next.y === view.y) return;
      view = next;
      moving = true;
      for (const listener of [...movers]) listener(view, zoomed);
      clearTimeout(timer);
      timer = setTimeout(settle, restsAfterMs);
    },
    settle,
    onMove: (listener) => listen(movers, listener),
    onSettle: (listener) => listen(settlers, listener),
  };
}
