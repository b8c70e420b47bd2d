// Paints layers and wires as they look from far away: the family's colour and, as long as it can be read, the title.
import { findLayer } from '../../shared/layers';
import type { Analysis } from '../../shared/network/analyze';
import type { Direction, Edge, Network, NodeId } from '../../shared/network/document';
import { cardBox, overlaps, wireBox, wireEnds, wirePath, type Box, type HeightOf, type WireEnds } from './geometry';
import { shortcutsIn } from './shortcuts';
import { wireWidth } from './wireWidth';

export interface PictureOf {
  readonly analysis: Analysis;
  readonly network: Network;
  readonly heightOf: HeightOf;
  /** Layers that stand in front with cards of their own: they, and the wires between them, are left out. */
  readonly drawn: ReadonlySet<NodeId>;
  readonly selected: readonly NodeId[];
  readonly colours: (name: string) => string;
  readonly direction: Direction;
  /** The part of the sheet that the canvas element shows, and its pixels per canvas pixel. */
  readonly region: Box;
  readonly scale: number;
  readonly zoom: number;
}

/** Below this zoom words are too small to read, and the title is larger (LayerCard.module.css). */
export const farBelow = 0.5;
/** Below this one not even the title can be read. */
export const wordsFrom = 0.2;

export function drawPicture(element: HTMLCanvasElement, of: PictureOf): void {
  const context = element.getContext('2d');
  if (!context) return;
  const { analysis, drawn, heightOf, region, scale, zoom, colours } = of;
  context.setTransform(scale, 0, 0, scale, -region.left * scale, -region.top * scale);
  drawWires(context, of);

  const chosen = new Set(of.selected);
  const near = zoom >= farBelow;
  const readable = zoom >= wordsFrom;
  const band = near ? 3 : 6;
  const font = getComputedStyle(element).fontFamily;
  context.font = `600 ${near ? 13.5 : 20}px ${font}`;
  context.textBaseline = 'middle';
  const [card, line, ink] = [colours('--card'), colours('--line'), colours('--ink')];
  const [error, accent] = [colours('--error'), colours('--accent')];
  for (const node of analysis.wiring.nodes.values()) {
    if (drawn.has(node.id)) continue;
    const box = cardBox(node, heightOf);
    if (!overlaps(box, region)) continue;
    const definition = findLayer(node.kind);
    const family = colours(`--family-${definition?.family ?? 'io'}`);
    const wrong = analysis.problemsByNode.get(node.id)?.some(({ severity }) => severity === 'error') === true;
    const [x, y, width, height] = [box.left, box.top, box.right - box.left, box.bottom - box.top];
    const outline = () => {
      context.beginPath();
      if (readable) context.roundRect(x, y, width, height, 8);
      else context.rect(x, y, width, height);
    };
    outline();
    context.fillStyle = card;
    context.fill();
    if (!readable) {
      context.globalAlpha = 0.28;
      context.fillStyle = family;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineWidth = wrong ? 2 / Math.min(1, zoom) : 1;
    context.strokeStyle = wrong ? error : line;
    if (readable || wrong) context.stroke();
    if (chosen.has(node.id)) {
      context.lineWidth = 5;
      context.strokeStyle = accent;
      context.stroke();
    }
    context.fillStyle = family;
    context.beginPath();
    if (readable) context.roundRect(x, y, width, band, [8, 8, 0, 0]);
    else context.rect(x, y, width, 14);
    context.fill();
    if (!readable) continue;
    context.fillStyle = ink;
    const title = definition?.title ?? node.kind;
    if (near) context.fillText(title, x + 35, y + 23, width - 44);
    else context.fillText(title, x + 11, y + 24, width - 14);
  }
}

interface Line {
  readonly ends: WireEnds;
  readonly shortcut: boolean;
  readonly path: Path2D;
}

/** Most edits move no card: a wire's line is read from its path once, and again when an end has moved. */
const lines = new WeakMap<Edge, Line>();

function lineOf(edge: Edge, ends: WireEnds, shortcut: boolean): Path2D {
  const known = lines.get(edge);
  if (known && known.shortcut === shortcut && sameEnds(known.ends, ends)) return known.path;
  const path = new Path2D(wirePath(ends, shortcut)[0]);
  lines.set(edge, { ends, shortcut, path });
  return path;
}

function sameEnds(a: WireEnds, b: WireEnds): boolean {
  return (
    a.sourceX === b.sourceX &&
    a.sourceY === b.sourceY &&
    a.targetX === b.targetX &&
    a.targetY === b.targetY &&
    a.sourcePosition === b.sourcePosition &&
    a.targetPosition === b.targetPosition
  );
}

function drawWires(context: CanvasRenderingContext2D, of: PictureOf): void {
  const { analysis, network, drawn, heightOf, region, zoom, direction, colours } = of;
  context.strokeStyle = colours('--wire');
  // All wires of one width are one line.
  const byWidth = new Map<number, Path2D>();
  const shortcuts = shortcutsIn(network);
  for (const edge of network.edges) {
    if (drawn.has(edge.source) && drawn.has(edge.target)) continue;
    const ends = wireEnds(edge, analysis.wiring, heightOf, direction);
    if (!ends || !overlaps(wireBox(ends), region)) continue;
    // Never thinner than what still shows.
    const width = Math.max(wireWidth(analysis.specs.get(edge.source)?.shape), 0.7 / zoom);
    const rounded = Math.round(width * 4) / 4;
    let path = byWidth.get(rounded);
    if (!path) byWidth.set(rounded, (path = new Path2D()));
    path.addPath(lineOf(edge, ends, shortcuts.has(edge.id)));
  }
  for (const [width, path] of byWidth) {
    context.lineWidth = width;
    context.stroke(path);
  }
}
