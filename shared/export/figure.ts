// The network as a drawing (SVG 1.1): cards with title, name, words and output shape, and the wires between them. The
// same for a document on the canvas and for a run's plan; text stays text, so that it can be searched and edited.
import { findLayer } from '../layers';
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
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** A whole SVG file. */
export function writeFigure({ title, nodes, wires, direction = 'right' }: Figure): string {
  const left =
    Math.min(0, ...nodes.map(({ x }) => x)) === 0 && nodes.length === 0 ? 0 : Math.min(...nodes.map(({ x }) => x));
  const top = nodes.length === 0 ? 0 : Math.min(...nodes.map(({ y }) => y));
  const right = nodes.length === 0 ? width : Math.max(...nodes.map(({ x }) => x + width));
  const bottom = nodes.length === 0 ? height : Math.max(...nodes.map(({ y }) => y + height));
  const all = [right - left + 2 * margin, bottom - top + 2 * margin] as const;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const at = (node: FigureNode) => ({ x: node.x - left + margin, y: node.y - top + margin });
  const lines = wires.flatMap(({ source, target }) => {
    const [from, to] = [byId.get(source), byId.get(target)];
    if (from === undefined || to === undefined) return [];
    const [a, b] = [at(from), at(to)];
    const down = direction === 'down';
    const start = down ? { x: a.x + width / 2, y: a.y + height } : { x: a.x + width, y: a.y + height / 2 };
    const end = down ? { x: b.x + width / 2, y: b.y } : { x: b.x, y: b.y + height / 2 };
    const bend = Math.max(24, (down ? Math.abs(end.y - start.y) : Math.abs(end.x - start.x)) / 2);
    const one = down ? `${round(start.x)} ${round(start.y + bend)}` : `${round(start.x + bend)} ${round(start.y)}`;
    const two = down ? `${round(end.x)} ${round(end.y - bend)}` : `${round(end.x - bend)} ${round(end.y)}`;
    return [
      `  <path d="M ${round(start.x)} ${round(start.y)} C ${one}, ${two}, ${round(end.x)} ${round(end.y)}" fill="none" stroke="#7b818d" stroke-width="1.5" marker-end="url(#arrow)"/>`,
    ];
  });
  const cards = nodes.map((node) => {
    const { x, y } = at(node);
    const definition = findLayer(node.kind);
    const ink = inks[definition?.family ?? 'io'] ?? '#43474f';
    const words = definition?.words(node.params as never) ?? '';
    const rows = [
      `<text x="12" y="22" font-size="13" font-weight="600" fill="${ink}">${htmlText(cut(definition?.title ?? node.kind, 24))}</text>`,
      `<text x="12" y="38" font-size="11" fill="#565a63">${htmlText(cut(node.name, 28))}</text>`,
      ...(words === ''
        ? []
        : [`<text x="12" y="54" font-size="10.5" fill="#565a63">${htmlText(cut(words, 32))}</text>`]),
      ...(node.shape === null
        ? []
        : [
            `<text x="${width - 10}" y="${height - 6}" font-size="10" text-anchor="end" fill="#6b707a">${htmlText(formatShape(node.shape))}</text>`,
          ]),
    ];
    return `  <g transform="translate(${round(x)} ${round(y)})">\n    <rect width="${width}" height="${height}" rx="8" fill="#ffffff" stroke="#cfd1d8"/>\n    <rect width="4" height="${height - 16}" x="0" y="8" rx="2" fill="${ink}"/>\n    ${rows.join('\n    ')}\n  </g>`;
  });
  const name = htmlText(title);
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${round(all[0])}" height="${round(all[1])}" viewBox="0 0 ${round(all[0])} ${round(all[1])}" role="img" aria-label="${name}" font-family="Inter, Helvetica, Arial, sans-serif">
  <title>${name}</title>
  <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M 0 0 L 8 4 L 0 8 z" fill="#7b818d"/></marker></defs>
  <rect width="100%" height="100%" fill="#ffffff"/>
${[...lines, ...cards].join('\n')}
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
