// The pure parts of the canvas: projection, walking, arranging, wire widths.
import { describe, expect, it } from 'vitest';
import { arrange } from '../../../renderer/canvas/layout';
import { projectEdges, projectNodes } from '../../../renderer/canvas/projection';
import { walk } from '../../../renderer/canvas/walk';
import { wireWidth } from '../../../renderer/canvas/wireWidth';
import { addNode, connect, moveNodes } from '../../../shared/network/edits';
import { wiringOf } from '../../../shared/network/graph';
import { chain } from '../../../shared/network/suggest';

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
    const first = projectEdges([], edges, nodes, new Set());
    expect(first.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
    expect(projectEdges(first, edges, nodes, new Set())).toBe(first);
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

describe('arranging', () => {
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
