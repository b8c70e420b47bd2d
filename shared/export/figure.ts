// The network as a drawing (SVG 1.1): cards with title, name, words and output shape, and the wires between them. The
// same for a document on the canvas and for a run's plan; text stays text, so that it can be searched and edited.
import { findLayer } from '../layers';
import { cutText } from '../names';
import type { ParamValues } from '../result';
import { formatShape, type Shape } from '../shape';
import type { Plan } from '../run/plan';
import { htmlText } from './text';

export interface FigureNode {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly params: ParamValues;
  readonly x: number;
  readonly y: number;
  /** Null while it is unknown. */
  readonly shape: Shape | null;
}

export interface Figure {
  readonly title: string;
  readonly nodes: readonly FigureNode[];
  readonly wires: readonly { readonly source: string; readonly target: string }[];
  /** Wires leave at the right, or at the bottom. */
  readonly direction?: 'right' | 'down';
}

const width = 176;
const height = 72;
const margin = 24;

/** Ink of the light theme's families on white: dark enough to be read and printed. */
const inks: { readonly [family: string]: string } = {
  io: '#43474f',
  preprocessing: '#5c6b1f',
  core: '#005f9e',
  convolution: '#00745a',
  pooling: '#1b7396',
  recurrent: '#9c3f7a',
  attention: '#965f00',
  normalization: '#656b76',
  regularization: '#656b76',
  merge: '#776700',
  shape: '#8c5746',
  activation: '#b04700',
};

function cut(text: string, most: number): string {
  return cutText(text, most) === text ? text : `${cutText(text, most - 1)}…`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

type Point = readonly [x: number, y: number];

/** A figure in pixels, the upper left corner at 0: what every form of the drawing is written from. */
export interface Drawing {
  readonly title: string;
  readonly size: readonly [width: number, height: number];
  /** Start, two points that bend the line, end: with an arrow there. */
  readonly wires: readonly (readonly [Point, Point, Point, Point])[];
  readonly cards: readonly {
    readonly at: Point;
    readonly ink: string;
    readonly texts: readonly {
      readonly text: string;
      readonly at: Point;
      readonly size: number;
      readonly ink: string;
      readonly bold?: true;
      /** The text ends there instead of beginning. */
      readonly ends?: true;
    }[];
  }[];
}

export const card = { width, height, radius: 8, ink: '#cfd1d8', wire: '#7b818d', wireWidth: 1.5, arrow: 8 };

export function drawingOf({ title, nodes, wires, direction = 'right' }: Figure): Drawing {
  const left = nodes.length === 0 ? 0 : Math.min(...nodes.map(({ x }) => x));
  const top = nodes.length === 0 ? 0 : Math.min(...nodes.map(({ y }) => y));
  const right = nodes.length === 0 ? width : Math.max(...nodes.map(({ x }) => x + width));
  const bottom = nodes.length === 0 ? height : Math.max(...nodes.map(({ y }) => y + height));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const at = (node: FigureNode) => ({ x: node.x - left + margin, y: node.y - top + margin });
  const down = direction === 'down';
  const lines = wires.flatMap(({ source, target }): Drawing['wires'] => {
    const [from, to] = [byId.get(source), byId.get(target)];
    if (from === undefined || to === undefined) return [];
    const [a, b] = [at(from), at(to)];
    const start: Point = down ? [a.x + width / 2, a.y + height] : [a.x + width, a.y + height / 2];
    const end: Point = down ? [b.x + width / 2, b.y] : [b.x, b.y + height / 2];
    const bend = Math.max(24, (down ? Math.abs(end[1] - start[1]) : Math.abs(end[0] - start[0])) / 2);
    const one: Point = down ? [start[0], start[1] + bend] : [start[0] + bend, start[1]];
    const two: Point = down ? [end[0], end[1] - bend] : [end[0] - bend, end[1]];
    return [[start, one, two, end]];
  });
  const cards = nodes.map((node): Drawing['cards'][number] => {
    const { x, y } = at(node);
    const definition = findLayer(node.kind);
    const ink = inks[definition?.family ?? 'io'] ?? '#43474f';
    const words = definition?.words(node.params as never) ?? '';
    return {
      at: [x, y],
      ink,
      texts: [
        { text: cut(definition?.title ?? node.kind, 24), at: [12, 22], size: 13, ink, bold: true },
        { text: cut(node.name, 28), at: [12, 38], size: 11, ink: '#565a63' },
        ...(words === '' ? [] : [{ text: cut(words, 32), at: [12, 54], size: 10.5, ink: '#565a63' } as const]),
        ...(node.shape === null
          ? []
          : [
              {
                text: formatShape(node.shape),
                at: [width - 10, height - 6],
                size: 10,
                ink: '#6b707a',
                ends: true,
              } as const,
            ]),
      ],
    };
  });
  return { title, size: [right - left + 2 * margin, bottom - top + 2 * margin], wires: lines, cards };
}

/** A whole SVG file. */
export function writeFigure(figure: Figure): string {
  const { title, size, wires, cards } = drawingOf(figure);
  const point = ([x, y]: Point): string => `${round(x)} ${round(y)}`;
  const lines = wires.map(
    ([start, one, two, end]) =>
      `  <path d="M ${point(start)} C ${point(one)}, ${point(two)}, ${point(end)}" fill="none" stroke="${card.wire}" stroke-width="${card.wireWidth}" marker-end="url(#arrow)"/>`,
  );
  const boxes = cards.map(({ at, ink, texts }) => {
    const rows = texts.map(
      ({ text, at: [x, y], size: font, ink: own, bold, ends }) =>
        `<text x="${x}" y="${y}" font-size="${font}"${bold ? ' font-weight="600"' : ''}${ends ? ' text-anchor="end"' : ''} fill="${own}">${htmlText(text)}</text>`,
    );
    return `  <g transform="translate(${point(at)})">\n    <rect width="${width}" height="${height}" rx="${card.radius}" fill="#ffffff" stroke="${card.ink}"/>\n    <rect width="4" height="${height - 16}" x="0" y="8" rx="2" fill="${ink}"/>\n    ${rows.join('\n    ')}\n  </g>`;
  });
  const name = htmlText(title);
  const [wide, high] = size.map(round) as [string, string];
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${name}" font-family="Inter, Helvetica, Arial, sans-serif">
  <title>${name}</title>
  <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M 0 0 L 8 4 L 0 8 z" fill="${card.wire}"/></marker></defs>
  <rect width="100%" height="100%" fill="#ffffff"/>
${[...lines, ...boxes].join('\n')}
</svg>
`;
}

/** A plan laid out from left to right: a column per step from the inputs, layers of a column one below the other. */
export function figureOfPlan(plan: Plan, title: string): Figure {
  const column = new Map<string, number>();
  const filled = new Map<number, number>();
  const nodes = plan.layers.map((layer): FigureNode => {
    const at = layer.inputs.length === 0 ? 0 : Math.max(...layer.inputs.map((id) => column.get(id) ?? 0)) + 1;
    const row = filled.get(at) ?? 0;
    column.set(layer.id, at);
    filled.set(at, row + 1);
    const { id, kind, name, params, output } = layer;
    return { id, kind, name, params, x: at * (width + 64), y: row * (height + 40), shape: output.shape };
  });
  const wires = plan.layers.flatMap(({ id, inputs }) => inputs.map((source) => ({ source, target: id })));
  return { title, nodes, wires };
}
