// Where cards and their ports stand, worked out without asking the page: for what is drawn or touched while no card of
// its own stands there. Mirrors LayerCard.module.css.
import { getBezierPath, getSmoothStepPath, Position } from '@xyflow/react';
import { findLayer } from '../../shared/layers';
import type { Direction, Edge, LayerNode, Network, NodeId } from '../../shared/network/document';
import type { Point } from '../../shared/network/edits';
import type { Wiring } from '../../shared/network/graph';
import { cardSize } from '../stores/networkActions';
import { wordsOf } from '../stores/layerViews';
import type { View } from './motion';
import { shortcutsIn } from './shortcuts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const wireCurve = 0.32;
const mostBulge = 40;
const portReach = 4.5;
const border = 1;
const portHeight = 22;

/** What the canvas shows of the sheet, and `margin` window pixels around it. */
export function shownBox({ x, y, zoom }: View, width: number, height: number, margin = 0): Box {
  return {
    left: (-x - margin) / zoom,
    top: (-y - margin) / zoom,
    right: (width - x + margin) / zoom,
    bottom: (height - y + margin) / zoom,
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}

const lineOfWords = 27;

interface Guess {
  /** Above the named ports: padding, head and up to two lines of words. */
  readonly head: number;
  readonly height: number;
}

/** Layers are immutable: what follows from one is worked out once. */
const guesses = new WeakMap<LayerNode, Guess>();

function guess(node: LayerNode): Guess {
  const known = guesses.get(node);
  if (known) return known;
  const definition = findLayer(node.kind);
  const words = definition ? wordsOf(node, definition) : '';
  const lines = words === '' ? 0 : words.length > lineOfWords ? 2 : 1;
  const head = border + 11 + 20 + (lines > 0 ? 2 + 16 * lines : 0);
  const ports = definition?.inputs.length ?? 0;
  const made = { head, height: Math.max(44, head + (ports > 1 ? 4 + 20 * ports : 0) + 9 + border) };
  guesses.set(node, made);
  return made;
}

/** How high a card is that has not been measured yet. */
function guessedHeight(node: LayerNode): number {
  return guess(node).height;
}

export type HeightOf = (id: NodeId) => number | undefined;

export function cardBox(node: LayerNode, heightOf: HeightOf): Box {
  const { x, y } = node.position;
  return { left: x, top: y, right: x + cardSize.width, bottom: y + (heightOf(node.id) ?? guessedHeight(node)) };
}

/** Around all layers; null when there are none. */
export function networkBox(nodes: readonly LayerNode[], heightOf: HeightOf): Box | null {
  let box: Box | null = null;
  for (const node of nodes) {
    const card = cardBox(node, heightOf);
    box = box
      ? {
          left: Math.min(box.left, card.left),
          top: Math.min(box.top, card.top),
          right: Math.max(box.right, card.right),
          bottom: Math.max(box.bottom, card.bottom),
        }
      : card;
  }
  return box;
}

export interface WireEnds {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
  readonly sourcePosition: Position;
  readonly targetPosition: Position;
}

/** Null when an end is not there. */
export function wireEnds(edge: Edge, wiring: Wiring, heightOf: HeightOf, direction: Direction): WireEnds | null {
  const source = wiring.nodes.get(edge.source);
  const target = wiring.nodes.get(edge.target);
  if (!source || !target) return null;
  const ports = findLayer(target.kind)?.inputs ?? [];
  const place = ports.findIndex((port) => port.name === edge.port);
  const down = direction === 'down';
  const from = cardBox(source, heightOf);
  const to = cardBox(target, heightOf);
  const named = ports.length > 1;
  const entersAbove = down && !named;
  return {
    sourceX: down ? (from.left + from.right) / 2 : from.right - border + portReach,
    sourceY: down ? from.bottom - border + portReach : from.top + portHeight,
    sourcePosition: down ? Position.Bottom : Position.Right,
    targetX: entersAbove ? (to.left + to.right) / 2 : to.left + border - portReach,
    targetY: entersAbove
      ? to.top + border - portReach
      : named
        ? to.top + guess(target).head + 4 + 20 * Math.max(0, place) + 10
        : to.top + portHeight,
    targetPosition: entersAbove ? Position.Top : Position.Left,
  };
}

/** A wire that goes back to the beginning of the next row runs through the lane above it. */
const laneAbove = 24;
/** One that leads past other layers, through a lane of its own below that one. */
const shortcutAbove = 12;
/** How far a shortcut is drawn straight on before it turns: short of the pill of the wire beside it. */
const stub = 11;
/** From port to port: with less between them, no other card stands there. */
const nextCardFrom = 300;
const corner = 14;
const nextRowFrom = 60;
/** How far a port lies below the upper edge of its card, and beside the left one. */
const portInside = { right: 22, down: 92 } as const;

/** Straight lines with round corners. */
function rounded(points: readonly Point[]): string {
  const parts = points.map(({ x, y }, at) => {
    const [before, after] = [points[at - 1], points[at + 1]];
    if (!before || !after) return `${at === 0 ? 'M' : 'L'}${x},${y}`;
    const toward = (other: Point) => {
      const length = Math.hypot(other.x - x, other.y - y);
      const share = length === 0 ? 0 : Math.min(corner, length / 2) / length;
      return `${x + (other.x - x) * share},${y + (other.y - y) * share}`;
    };
    return `L${toward(before)}Q${x},${y} ${toward(after)}`;
  });
  return parts.join('');
}

/** Whether a shortcut between these ends would run behind cards if it were drawn straight on. */
export function leadsPast({ sourceX, sourceY, targetX, targetY, sourcePosition }: WireEnds): boolean {
  if (sourcePosition !== Position.Right) return false;
  const down = targetY - sourceY;
  return down > nextRowFrom || (Math.abs(down) <= nextRowFrom && targetX - sourceX > nextCardFrom);
}

/** A wire's path and the place of its pill. `shortcut`: other layers lie between its ends. */
export function wirePath(ends: WireEnds, shortcut: boolean): readonly [path: string, x: number, y: number] {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = ends;
  if (shortcut && leadsPast(ends)) {
    const row = targetY > sourceY + nextRowFrom ? targetY : Math.min(sourceY, targetY);
    const lane = row - portInside.right - shortcutAbove;
    const [up, down] = [sourceX + stub, targetX - stub];
    const path = rounded([
      { x: sourceX, y: sourceY },
      { x: up, y: sourceY },
      { x: up, y: lane },
      { x: down, y: lane },
      { x: down, y: targetY },
      { x: targetX, y: targetY },
    ]);
    return [path, (up + down) / 2, lane];
  }
  if (sourcePosition === Position.Right && targetX < sourceX && Math.abs(targetY - sourceY) > nextRowFrom) {
    const centerY = Math.max(sourceY, targetY) - portInside.right - laneAbove;
    const [path] = getSmoothStepPath({ ...ends, centerY, borderRadius: corner });
    return [path, (sourceX + targetX) / 2, centerY];
  }
  if (
    sourcePosition === Position.Bottom &&
    targetPosition === Position.Top &&
    targetY < sourceY &&
    Math.abs(targetX - sourceX) > nextRowFrom
  ) {
    const centerX = Math.max(sourceX, targetX) - portInside.down - laneAbove - 12;
    const [path] = getSmoothStepPath({ ...ends, centerX, borderRadius: corner });
    return [path, centerX, (sourceY + targetY) / 2];
  }
  const [path, x, y] = getBezierPath({ ...ends, curvature: wireCurve });
  return [path, x, y];
}

/** Everything that a wire between these ends can touch. */
export function wireBox({ sourceX, sourceY, targetX, targetY }: WireEnds): Box {
  const bulge = mostBulge + 8 * Math.sqrt(Math.max(0, sourceX - targetX));
  return {
    left: Math.min(sourceX, targetX) - bulge,
    top: Math.min(sourceY, targetY) - bulge,
    right: Math.max(sourceX, targetX) + bulge,
    bottom: Math.max(sourceY, targetY) + bulge,
  };
}

export function inside(box: Box, { x, y }: Point): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/** The layer whose card covers this point of the sheet: the last one, which lies on top. */
export function layerAt(nodes: readonly LayerNode[], heightOf: HeightOf, point: Point): NodeId | undefined {
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!;
    if (inside(cardBox(node, heightOf), point)) return node.id;
  }
  return undefined;
}

const commands = /([MLQC])([^MLQC]*)/g;
const numbers = /-?[\d.]+(?:e-?\d+)?/g;
const stretches = 32;

/** Points that straight lines join to the path, as exactly as a pointer is. */
function pointsOf(path: string): readonly Point[] {
  const points: Point[] = [];
  for (const [, command, given] of path.matchAll(commands)) {
    const values = (given!.match(numbers) ?? []).map(Number);
    const corners: Point[] = [];
    for (let at = 0; at + 1 < values.length; at += 2) corners.push({ x: values[at]!, y: values[at + 1]! });
    const [p0, [p1, p2, p3]] = [points.at(-1), corners];
    if (command !== 'C' || !p0 || !p1 || !p2 || !p3) {
      points.push(...corners);
      continue;
    }
    for (let step = 1; step <= stretches; step++) {
      const t = step / stretches;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      points.push({ x: a * p0.x + b * p1.x + c * p2.x + d * p3.x, y: a * p0.y + b * p1.y + c * p2.y + d * p3.y });
    }
  }
  return points;
}

function distanceTo(point: Point, from: Point, to: Point): number {
  const [wide, high] = [to.x - from.x, to.y - from.y];
  const length = wide * wide + high * high;
  const along = length === 0 ? 0 : ((point.x - from.x) * wide + (point.y - from.y) * high) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(from.x + t * wide - point.x, from.y + t * high - point.y);
}

/** The wire that passes this point within `reach`. */
export function wireAt(
  network: Network,
  wiring: Wiring,
  heightOf: HeightOf,
  direction: Direction,
  point: Point,
  reach: number,
): Edge | undefined {
  let winner: Edge | undefined;
  let nearest = reach;
  const shortcuts = shortcutsIn(network);
  for (const edge of network.edges) {
    const ends = wireEnds(edge, wiring, heightOf, direction);
    if (!ends || !inside(wireBox(ends), point)) continue;
    const points = pointsOf(wirePath(ends, shortcuts.has(edge.id))[0]);
    for (let at = 1; at < points.length; at++) {
      const distance = distanceTo(point, points[at - 1]!, points[at]!);
      if (distance >= nearest) continue;
      nearest = distance;
      winner = edge;
    }
  }
  return winner;
}

/** The same layers at the same places: nothing has moved, whatever else was edited. */
export function samePlaces(a: readonly LayerNode[], b: readonly LayerNode[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((node, at) => {
    const other = b[at]!;
    return node === other || (node.id === other.id && node.kind === other.kind && node.position === other.position);
  });
}
