// All layers of a large network that have no card of their own at the moment, in one picture behind the cards: from far
// away the whole network, from near what a quick pan uncovers before its cards are there.
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { NodeId } from '../../shared/network/document';
import type { Wiring } from '../../shared/network/graph';
import { useDocumentStore } from '../stores/documentStore';
import { useUiStore } from '../stores/uiStore';
import { drawPicture } from './drawPicture';
import { cardBox, contains, networkBox, overlaps, shownBox, type Box, type HeightOf } from './geometry';
import type { Motion, Size, View } from './motion';
import { useThemeColours } from '../ui/themeColours';
import styles from './Picture.module.css';

/** Not more than this is painted at once: 16 MB. */
const mostPixels = 4_000_000;
/** While a zoom goes on: little enough to be painted between two frames, all of the network, so that it is painted once. */
const mostWhileZooming = 800_000;
/** While a zoom uncovers more than was painted, it is painted anew at most this often. */
const catchUpMs = 180;
/** Behind cards that show everything the picture is made ready a moment later. */
const behindCardsMs = 400;

type During = 'rest' | 'pan' | 'zoom';

interface PictureProps {
  readonly motion: Motion;
  readonly heightOf: HeightOf;
  /** The layers with cards. */
  readonly drawn: ReadonlySet<NodeId>;
}

export function Picture({ motion, heightOf, drawn }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const network = useDocumentStore((state) => state.document?.network);
  const direction = useDocumentStore((state) => state.document?.view?.direction ?? 'right');
  const analysis = useDocumentStore((state) => state.analysis);
  const selected = useUiStore((state) => state.selectedNodes);
  const colours = useThemeColours();
  const last = useRef({ scale: 0, region: null as Box | null, at: 0, inputs: [] as readonly unknown[] });
  /** Where everything has a card of its own: while the view is within, there is nothing to show. */
  const ready = useRef<Box | null>(null);
  const paint = useRef<(view: View, during: During) => void>(() => {});

  useLayoutEffect(() => {
    paint.current = ({ x, y, zoom }, during) => {
      const element = canvas.current;
      if (!element || !network || !analysis) return;
      const { width, height } = motion.size();
      const world = networkBox(network.nodes, heightOf);
      if (!world) return;
      const sharp = zoom * (window.devicePixelRatio || 1);
      const shown = shownBox({ x, y, zoom }, width, height);
      ready.current = readyBox(analysis.wiring, heightOf, drawn, { x, y, zoom }, motion.size());
      const inputs = [network, analysis.specs, drawn, selected, colours, direction];
      const { region: old, scale: oldScale, inputs: oldInputs } = last.current;
      const visible = clip(shown, world);
      const covered = visible === null || (old !== null && contains(old, visible));
      const same = inputs.every((value, place) => value === oldInputs[place]);
      if (covered && (during !== 'rest' || (same && oldScale === sharp))) {
        place({ x, y, zoom });
        return;
      }
      const scale = during === 'zoom' ? Math.min(sharp, wholeInPassing(world)) : sharp;
      const region = regionFor(world, shown, scale);
      if (!region) return;
      last.current = { scale, region, at: performance.now(), inputs };
      element.width = Math.max(1, Math.ceil((region.right - region.left) * scale));
      element.height = Math.max(1, Math.ceil((region.bottom - region.top) * scale));
      drawPicture(element, {
        analysis,
        network,
        heightOf,
        drawn,
        selected,
        colours,
        direction,
        region,
        scale,
        zoom,
      });
      place({ x, y, zoom });
    };
    const place = ({ x, y, zoom }: View) => {
      const { region, scale } = last.current;
      const { width, height } = motion.size();
      const hidden = ready.current !== null && contains(ready.current, shownBox({ x, y, zoom }, width, height));
      if (canvas.current!.hidden !== hidden) canvas.current!.hidden = hidden;
      if (!region || hidden) return;
      const stretch = zoom / scale;
      canvas.current!.style.transform = `translate(${x + region.left * zoom}px, ${y + region.top * zoom}px) scale(${stretch})`;
    };
    const stopMove = motion.onMove((view, zoomed) => {
      if (performance.now() - last.current.at > catchUpMs) paint.current(view, zoomed ? 'zoom' : 'pan');
      place(view);
    });
    const stopSettle = motion.onSettle((view) => paint.current(view, 'rest'));
    return () => {
      stopMove();
      stopSettle();
    };
  }, [motion, network, analysis, heightOf, drawn, selected, colours, direction]);

  useEffect(() => {
    // After the cards: what was edited is seen there first. Nobody waits for what cards cover, or while the hand moves.
    const now = () => paint.current(motion.current(), motion.moving() ? 'pan' : 'rest');
    if (motion.moving()) return undefined;
    if (ready.current === null) {
      const frame = requestAnimationFrame(now);
      return () => cancelAnimationFrame(frame);
    }
    const timer = setTimeout(now, behindCardsMs);
    return () => clearTimeout(timer);
  }, [motion, network, analysis, drawn, selected, colours, direction]);

  return <canvas ref={canvas} className={styles['picture']} aria-hidden data-testid="picture" />;
}

const air = 12;

function around(world: Box): Box {
  return { left: world.left - air, top: world.top - air, right: world.right + air, bottom: world.bottom + air };
}

function areaOf(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}

/** Pixels per canvas pixel at which the whole network is painted in passing. */
function wholeInPassing(world: Box): number {
  return Math.sqrt(mostWhileZooming / areaOf(around(world)));
}

function clip(box: Box, world: Box): Box | null {
  const left = Math.max(box.left, world.left);
  const top = Math.max(box.top, world.top);
  const right = Math.min(box.right, world.right);
  const bottom = Math.min(box.bottom, world.bottom);
  return left < right && top < bottom ? { left, top, right, bottom } : null;
}

/** The view with some margin when all of it has cards, else the view, else nothing. */
function readyBox(
  wiring: Wiring,
  heightOf: HeightOf,
  drawn: ReadonlySet<NodeId>,
  view: View,
  { width, height }: Size,
): Box | null {
  for (const margin of [250, 100, 0]) {
    const box = shownBox(view, width, height, margin);
    let all = true;
    for (const node of wiring.nodes.values()) {
      if (drawn.has(node.id) || !overlaps(cardBox(node, heightOf), box)) continue;
      all = false;
      break;
    }
    if (all) return box;
  }
  return null;
}

/** The whole network where that is not too much to paint, else what is shown and as much around it as there is room for. */
function regionFor(world: Box, shown: Box, scale: number): Box | null {
  const whole = around(world);
  const pixels = (box: Box) => areaOf(box) * scale * scale;
  if (pixels(whole) <= mostPixels) return whole;
  const grow = Math.max(0, (Math.sqrt(mostPixels / pixels(shown)) - 1) / 2);
  const [wide, high] = [(shown.right - shown.left) * grow, (shown.bottom - shown.top) * grow];
  return clip(
    { left: shown.left - wide, top: shown.top - high, right: shown.right + wide, bottom: shown.bottom + high },
    whole,
  );
}
