// The two paintings of a large network behind its cards: what is shown, sharply, and in reserve all of it, coarsely. What
// a zoom or a quick pan uncovers is on the second one already, so that no frame of theirs paints.
import type { Analysis } from '../../shared/network/analyze';
import type { Direction, Network, NodeId } from '../../shared/network/document';
import { whenIdle } from '../stores/whenIdle';
import { contains, networkBox, shownBox, type Box, type HeightOf } from './geometry';
import type { Motion, View } from './motion';
import { createPaintedCanvas } from './paintedCanvas';
import { around, common, readyBox, regionFor, wholeScale } from './pictureRegions';

/** While a move uncovers what neither painting has, it is painted at most this often. */
const catchUpMs = 180;
const nobody: ReadonlySet<NodeId> = new Set();

/** What is painted. */
export interface Subject {
  readonly network: Network;
  readonly analysis: Analysis;
  /** The layers with cards. */
  readonly drawn: ReadonlySet<NodeId>;
  readonly selected: readonly NodeId[];
  readonly colours: (name: string) => string;
  readonly direction: Direction;
}

export type During = 'rest' | 'pan' | 'zoom';

export interface Pictures {
  /** What is to be painted from now on. */
  show(next: Subject | null): void;
  /** Everything in view has a card of its own: nobody waits for the picture. */
  ready(): boolean;
  /** Paints what is needed for this view and not painted yet. */
  paint(view: View, during: During): void;
  /** Follows a move of the view, within its frame. */
  follow(view: View, zoomed: boolean): void;
  remove(): void;
}

export function createPictures(
  elements: { readonly near: HTMLCanvasElement; readonly whole: HTMLCanvasElement },
  motion: Motion,
  heightOf: HeightOf,
): Pictures {
  const near = createPaintedCanvas(elements.near);
  const whole = createPaintedCanvas(elements.whole);
  let subject: Subject | null = null;
  let world: Box | null = null;
  /** Where everything has a card of its own: while the view is within, there is nothing to show. */
  let ready: Box | null = null;
  let paintedAt = -Infinity;
  let stopWaiting = () => {};

  const inputsOf = ({ network, analysis, selected, colours, direction }: Subject) =>
    [network, analysis.specs, selected, colours, direction] as const;
  const sharpest = () => window.devicePixelRatio || 1;
  const shownIn = (view: View) => shownBox(view, motion.size().width, motion.size().height);
  const inReserve = (visible: Box) => subject !== null && whole.shows(inputsOf(subject)) && whole.covers(visible);

  const place = (view: View) => {
    const shown = shownIn(view);
    const visible = world === null ? null : common(shown, world);
    const covered = ready !== null && contains(ready, shown);
    const coarse = !covered && visible !== null && !near.covers(visible) && inReserve(visible);
    near.place(covered || coarse ? null : view);
    whole.place(coarse ? view : null);
  };

  /** The painting in reserve, where there is more of the network than is painted sharply. */
  const paintWhole = () => {
    if (subject === null || world === null || motion.moving() || near.covers(world)) return;
    const inputs = inputsOf(subject);
    if (whole.shows(inputs)) return;
    const scale = wholeScale(world, sharpest());
    const zoom = scale / sharpest();
    whole.paint({ ...subject, heightOf, drawn: nobody, region: around(world), scale, zoom }, inputs);
  };

  const paint = (view: View, during: During) => {
    if (subject === null) return;
    world = networkBox(subject.network.nodes, heightOf);
    if (world === null) return;
    const { drawn, analysis } = subject;
    ready = readyBox(analysis.wiring, heightOf, drawn, view, motion.size());
    const shown = shownIn(view);
    const visible = common(shown, world);
    const inputs = [...inputsOf(subject), drawn];
    const sharp = view.zoom * sharpest();
    const scale = during === 'zoom' ? Math.min(sharp, wholeScale(world, sharpest())) : sharp;
    const covered = visible === null || near.covers(visible) || (during === 'zoom' && inReserve(visible));
    const region = covered && (during !== 'rest' || near.shows(inputs, sharp)) ? null : regionFor(world, shown, scale);
    if (region !== null) {
      near.paint({ ...subject, heightOf, region, scale, zoom: view.zoom }, inputs);
      paintedAt = performance.now();
    }
    place(view);
    stopWaiting();
    if (during === 'rest') stopWaiting = whenIdle(paintWhole);
  };

  return {
    show(next) {
      subject = next;
    },
    ready: () => ready !== null,
    paint,
    follow(view, zoomed) {
      if (performance.now() - paintedAt > catchUpMs) paint(view, zoomed ? 'zoom' : 'pan');
      else place(view);
    },
    remove: () => stopWaiting(),
  };
}
