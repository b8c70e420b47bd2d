// The pure parts of the canvas: projection, walking, arranging, wire widths.
import { describe, expect, it, vi } from 'vitest';
import { chooseDrawn } from '../../../renderer/canvas/drawn';
import { dotGap } from '../../../renderer/canvas/Dots';
import {
  cardBox,
  layerAt,
  networkBox,
  overlaps,
  wireAt,
  wireEnds,
  wirePath,
  type Box,
} from '../../../renderer/canvas/geometry';
import { createMotion } from '../../../renderer/canvas/motion';
import { arrange } from '../../../renderer/canvas/layout';
import { projectEdges, projectNodes } from '../../../renderer/canvas/projection';
import { shortcutsIn } from '../../../renderer/canvas/shortcuts';
import { walk } from '../../../renderer/canvas/walk';
import { wireWidth } from '../../../renderer/canvas/wireWidth';
import { addNode, connect, moveNodes } from '../../../shared/network/edits';
import { wiringOf } from '../../../shared/network/graph';
import { chain } from '../../../shared/network/chain';

const row = chain([['input'], ['dense'], ['dense'], ['output']]);

describe('the projection', () => {
  it('keeps every entry that did not change, so that React Flow leaves it alone', () => {
    const first = projectNodes([], row.nodes, new Set(), 'n1');
    expect(projectNodes(first, row.nodes, new Set(), 'n1')).toBe(first);
    const moved = moveNodes(row, new Map([['n2', { x: 7, y: 7 }]]));
    const second = projectNodes(first, moved.nodes, new Set(), 'n1');
    expect(second.map((node, place) => node === first[place])).toEqual([true, false, true, true]);
    expect(second[1]!.position).toEqual({ x: 7, y: 7 });
  });

  it('gives Tab one card, and marks the selected ones', () => {
    const nodes = projectNodes([], row.nodes, new Set(['n3']), 'n3');
    expect(nodes.filter((node) => node.domAttributes?.tabIndex === 0).map(({ id }) => id)).toEqual(['n3']);
    expect(nodes.filter((node) => node.selected).map(({ id }) => id)).toEqual(['n3']);
  });

  it('leaves a card where the hand holds it', () => {
    const first = projectNodes([], row.nodes, new Set(), 'n1');
    const held = first.map((node) => (node.id === 'n2' ? { ...node, dragging: true, position: { x: 1, y: 1 } } : node));
    expect(projectNodes(held, row.nodes, new Set(), 'n1')[1]!.position).toEqual({ x: 1, y: 1 });
  });

  it('leaves out wires that lead nowhere', () => {
    const nodes = new Map(row.nodes.map((node) => [node.id, node]));
    const edges = [...row.edges, { id: 'e9', source: 'n1', target: 'gone', port: 'input' }];
    const first = projectEdges([], edges, nodes, new Set(), new Set());
    expect(first.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
    expect(projectEdges(first, edges, nodes, new Set(), new Set())).toBe(first);
  });
});

describe('arrows', () => {
  const side = addNode(row, 'dropout', { x: 260, y: 200 });
  const wiring = wiringOf(connect(side.network, 'n1', side.id, 'input'));
  it.each([
    ['n1', 'right', 'n2'],
    ['n2', 'left', 'n1'],
    ['n2', 'down', side.id],
    [side.id, 'up', 'n2'],
    [side.id, 'left', 'n1'],
    [side.id, 'right', undefined],
    ['n4', 'right', undefined],
    ['gone', 'left', undefined],
  ] as const)('%s %s', (from, direction, to) => {
    expect(walk(wiring, from, direction)).toBe(to);
  });
});

describe('arrows in a network that flows down', () => {
  const turned = moveNodes(row, new Map(row.nodes.map((node, place) => [node.id, { x: 0, y: place * 150 }])));
  const wiring = wiringOf(turned);
  it.each([
    ['n1', 'down', 'n2'],
    ['n2', 'up', 'n1'],
    ['n2', 'right', undefined],
  ] as const)('%s %s', (from, direction, to) => {
    expect(walk(wiring, from, direction, 'down')).toBe(to);
  });
});

describe('what is drawn of a large network', () => {
  const big = chain(Array.from({ length: 400 }, () => ['dense'] as const));
  const wiring = wiringOf(big);
  const heightOf = () => undefined;
  const around = (box: Box, by: number): Box => ({
    left: box.left - by,
    top: box.top - by,
    right: box.right + by,
    bottom: box.bottom + by,
  });
  it('is what is in view, nearest first, with a margin and the ends of wires that cross it', () => {
    const view = { left: 0, top: 0, right: 700, bottom: 400 };
    const { ids, overview } = chooseDrawn(wiring, heightOf, view, around(view, 100));
    expect(overview).toBe(false);
    const box = (id: string) => cardBox(wiring.nodes.get(id)!, heightOf);
    const inView = ids.filter((id) => overlaps(box(id), view));
    expect(ids.slice(0, inView.length)).toEqual(inView);
    expect(inView.length).toBe(big.nodes.filter((node) => overlaps(cardBox(node, heightOf), view)).length);
    for (const edge of big.edges) {
      if (inView.includes(edge.source)) expect(ids).toContain(edge.target);
    }
  });
  it('is the picture alone from far away', () => {
    const all = networkBox(big.nodes, heightOf)!;
    expect(chooseDrawn(wiring, heightOf, all, all)).toEqual({ ids: [], inView: 0, overview: true });
  });
  it('is found under the pointer although it has no card', () => {
    const first = big.nodes[0]!;
    expect(layerAt(big.nodes, heightOf, { x: first.position.x + 80, y: first.position.y + 20 })).toBe(first.id);
    expect(layerAt(big.nodes, heightOf, { x: first.position.x + 200, y: first.position.y + 20 })).toBeUndefined();
    const wire = big.edges[0]!;
    const point = { x: first.position.x + 218, y: first.position.y + 24 };
    expect(wireAt(big, wiring, heightOf, 'right', point, 6)?.id).toBe(wire.id);
    expect(wireAt(big, wiring, heightOf, 'right', { ...point, y: point.y + 30 }, 6)).toBeUndefined();
  });
  it('finds the wire that leads on in the next row, in the lane above it', () => {
    const back = big.edges.find((edge) => {
      const [from, to] = [wiring.nodes.get(edge.source)!, wiring.nodes.get(edge.target)!];
      return to.position.x < from.position.x;
    })!;
    const [from, to] = [wiring.nodes.get(back.source)!, wiring.nodes.get(back.target)!];
    const point = { x: (from.position.x + to.position.x) / 2 + 80, y: to.position.y - 24 };
    expect(wireAt(big, wiring, heightOf, 'right', point, 6)?.id).toBe(back.id);
  });
});

describe('a wire past other layers', () => {
  // Four layers in a chain, and a wire from the first to the last.
  const past = (places: readonly (readonly [x: number, y: number])[]) => {
    const base = chain([['input'], ['dense'], ['dense'], ['add']]);
    const moved = moveNodes(
      base,
      new Map(base.nodes.map(({ id }, at) => [id, { x: places[at]![0], y: places[at]![1] }])),
    );
    const network = connect(moved, 'n1', 'n4', 'inputs');
    return { network, wiring: wiringOf(network), shortcut: network.edges.at(-1)! };
  };
  const heightOf = () => undefined;

  it('is the only shortcut there', () => {
    const { network, shortcut } = past(Array.from({ length: 4 }, (_, at) => [at * 260, 0]));
    expect([...shortcutsIn(network)]).toEqual([shortcut.id]);
  });

  it.each([
    ['in one row', [0, 260, 520, 780].map((x) => [x, 0] as const)],
    ['to the next row', [[520, 0], [0, 170], [260, 170], [520, 170]] as const], // prettier-ignore
    ['back to the next row', [[780, 0], [0, 170], [260, 170], [520, 170]] as const], // prettier-ignore
  ])('runs behind no card, %s', (_, places) => {
    const { network, wiring, shortcut } = past(places);
    const ends = wireEnds(shortcut, wiring, heightOf, 'right')!;
    const [path] = wirePath(ends, true);
    const corners = [...path.matchAll(/(?:[ML]|Q\S+ )(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    }));
    const among = network.nodes.map((node) => cardBox(node, heightOf));
    corners.slice(1).forEach((to, at) => {
      const from = corners[at]!;
      const line = {
        left: Math.min(from.x, to.x),
        right: Math.max(from.x, to.x),
        top: Math.min(from.y, to.y),
        bottom: Math.max(from.y, to.y),
      };
      // The ports themselves reach into their cards.
      expect(among.filter((box) => overlaps(box, { ...line, left: line.left + 5, right: line.right - 5 }))).toEqual([]);
    });
    const [, x, y] = wirePath(ends, true);
    expect(wireAt(network, wiring, heightOf, 'right', { x: x + 30, y }, 4)?.id).toBe(shortcut.id);
  });
});

describe('the view in motion', () => {
  it('tells at once who draws, and once it rests everybody', () => {
    vi.useFakeTimers();
    const motion = createMotion({ x: 0, y: 0, zoom: 1 });
    const moves: string[] = [];
    motion.onMove(({ x }, zoomed) => moves.push(`${x}${zoomed ? ' zoomed' : ''}`));
    motion.onSettle(({ x }) => moves.push(`rest ${x}`));
    motion.move({ x: 1, y: 0, zoom: 1 });
    motion.move({ x: 1, y: 0, zoom: 1 });
    motion.move({ x: 2, y: 0, zoom: 0.5 });
    expect(moves).toEqual(['1', '2 zoomed']);
    expect(motion.moving()).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(moves).toEqual(['1', '2 zoomed', 'rest 2']);
    expect(motion.moving()).toBe(false);
    vi.useRealTimers();
  });
});

it.each([
  [1, 20],
  [0.5, 20],
  [0.1, 16],
  [2, 20],
  [0.05, 16],
])('dots at a zoom of %d stand %d apart', (zoom, apart) => {
  expect(dotGap(zoom)).toBeCloseTo(apart);
});

describe('arranging', () => {
  it('lays a chain out downwards', () => {
    const places = row.nodes.map(({ id }) => arrange(row, 'down').get(id)!);
    expect(new Set(places.map(({ x }) => x)).size).toBe(1);
    expect(places.map(({ y }) => y - places[0]!.y)).toEqual([0, 150, 300, 450]);
  });

  it('folds a long chain into rows', () => {
    const places = [...arrange(chain(Array.from({ length: 10 }, () => ['dense'] as const))).values()];
    expect(new Set(places.map(({ y }) => y)).size).toBe(3);
  });

  it('puts a chain on one line, in the order of its wires', () => {
    const shuffled = moveNodes(
      row,
      new Map(row.nodes.map((node, place) => [node.id, { x: -place * 50, y: place * 333 }])),
    );
    const places = arrange(shuffled);
    const [a, b, c, d] = row.nodes.map(({ id }) => places.get(id)!);
    expect(new Set([a!.y, b!.y, c!.y, d!.y]).size).toBe(1);
    expect([b!.x - a!.x, c!.x - b!.x, d!.x - c!.x]).toEqual([260, 260, 260]);
  });

  it('lays branches apart and does not stumble over circles or nothing', () => {
    const branch = addNode(row, 'dense', { x: 0, y: 0 });
    const forked = connect(branch.network, 'n1', branch.id, 'input');
    const places = arrange(forked);
    expect(Math.abs(places.get('n2')!.y - places.get(branch.id)!.y)).toBeGreaterThan(72);
    expect(arrange({ nodes: [], edges: [] }).size).toBe(0);
    const circle = { ...row, edges: [...row.edges, { id: 'e9', source: 'n3', target: 'n2', port: 'input' }] };
    expect(arrange(circle).size).toBe(4);
  });
});

it.each([
  [undefined, 1.25],
  [[null, 8], 1.25],
  [[1], 1.25],
  [[10], 1.8],
  [[28, 28, 16], 3.5],
  [[4096, 4096, 64], 4.5],
])('a wire of %j is %f wide', (shape, width) => {
  expect(wireWidth(shape)).toBeCloseTo(width, 1);
});
