// What people do to the network, each as one named step of undo: the same whether it comes from the canvas, the
// palette, the outline, a menu or a key.
import type { EdgeId, LayerNode, Network, NodeId } from '../../shared/network/document';
import {
  addAfter,
  addNode,
  checkName,
  columnStep,
  connect,
  fragmentOf,
  insertOnEdge,
  moveNodes,
  paste,
  removeEdges,
  removeNodes,
  renameNode,
  setNote,
  setParams,
  type Point,
} from '../../shared/network/edits';
import { checkConnection } from '../../shared/network/connections';
import { suggestNetwork } from '../../shared/network/suggest';
import { findLayer } from '../../shared/layers';
import { cleanName } from '../../shared/names';
import { defaultsOf } from '../../shared/params';
import type { ParamValues } from '../../shared/result';
import { t } from '../i18n';
import { readLayers, writeLayers } from './clipboardText';
import { editNetwork, useDocumentStore } from './documentStore';
import { goTo, select, selectNodes, useUiStore, type AddPlace } from './uiStore';
import { currentView, withView } from './viewStore';
import type { Problem } from '../../shared/result';

/** Cards are this wide on the canvas; their height follows what they say. */
export const cardSize = { width: 176, height: 72 } as const;

const grid = 10;

function network(): Network | null {
  return useDocumentStore.getState().document?.network ?? null;
}

function titleOf(kind: string): string {
  return findLayer(kind)?.title ?? kind;
}

function nameOf(id: NodeId | undefined): string {
  return (id !== undefined && useDocumentStore.getState().analysis?.wiring.nodes.get(id)?.name) || t('edits.layer');
}

function snapped({ x, y }: Point): Point {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid };
}

/** The nearest place below that no card covers. */
function freePlace(nodes: readonly LayerNode[], wanted: Point): Point {
  const place = { ...snapped(wanted) };
  const covered = () =>
    nodes.some(
      ({ position }) =>
        Math.abs(position.x - place.x) < cardSize.width + 10 && Math.abs(position.y - place.y) < cardSize.height + 10,
    );
  while (covered()) place.y += cardSize.height + 28;
  return place;
}

/** The only layer that something could still follow, when there is exactly one. */
function looseEnd(current: Network): LayerNode | undefined {
  const feeding = new Set(current.edges.map((edge) => edge.source));
  const ends = current.nodes.filter((node) => !feeding.has(node.id) && findLayer(node.kind)?.role !== 'output');
  return ends.length === 1 ? ends[0] : undefined;
}

/** Where a layer added without a word about its place goes. */
function autoPlace(current: Network, kind: string): AddPlace {
  const definition = findLayer(kind);
  const { selectedNodes, selectedEdges } = useUiStore.getState();
  if (definition && definition.inputs.length > 0) {
    if (selectedEdges.length === 1) return { type: 'edge', edge: selectedEdges[0]! };
    const chosen = current.nodes.find((node) => node.id === selectedNodes[selectedNodes.length - 1]);
    const after = chosen ?? looseEnd(current);
    if (after && findLayer(after.kind)?.role === 'output') {
      const into = current.edges.find((edge) => edge.target === after.id);
      if (into && definition.role === 'hidden') return { type: 'edge', edge: into.id };
    } else if (after) return { type: 'after', node: after.id };
  }
  const centre = currentView()?.centre() ?? { x: 0, y: 0 };
  const wanted =
    current.nodes.length === 0
      ? centre
      : definition?.role === 'input'
        ? {
            x: Math.min(...current.nodes.map(({ position }) => position.x)),
            y: Math.max(...current.nodes.map(({ position }) => position.y)) + cardSize.height + 58,
          }
        : centre;
  return { type: 'at', position: { x: wanted.x - cardSize.width / 2, y: wanted.y - cardSize.height / 2 } };
}

function place(current: Network, kind: string, where: AddPlace, params: ParamValues): Added | null {
  switch (where.type) {
    case 'auto':
      return place(current, kind, autoPlace(current, kind), params);
    case 'at':
      return addNode(current, kind, freePlace(current.nodes, where.position), params);
    case 'edge':
      return alongFlow(current, (turned) => insertOnEdge(turned, where.edge, kind, params));
    case 'after': {
      if (where.position === undefined)
        return alongFlow(current, (turned) => addAfter(turned, where.node, kind, params));
      const added = addNode(current, kind, freePlace(current.nodes, where.position), params);
      const port = findLayer(kind)?.inputs[0];
      return port ? { ...added, network: connect(added.network, where.node, added.id, port.name) } : added;
    }
    case 'before': {
      const target = current.nodes.find((node) => node.id === where.node);
      if (!target) return null;
      const wanted = where.position ?? { x: target.position.x - columnStep, y: target.position.y };
      const added = addNode(current, kind, freePlace(current.nodes, wanted), params);
      return { ...added, network: connect(added.network, added.id, where.node, where.port) };
    }
  }
}

const rowsForColumns = 2;
const turn = ({ x, y }: Point): Point => ({ x: y * rowsForColumns, y: x / rowsForColumns });

/**
 * Edits make room to the right. In a network that flows down they see it turned on its side, and what they moved or added
 * is turned back; everything else stays exactly where it was.
 */
export function alongFlow<T extends { readonly network: Network }>(
  current: Network,
  add: (turned: Network) => T | null,
): T | null {
  if (useDocumentStore.getState().document?.view?.direction !== 'down') return add(current);
  const turned = current.nodes.map((node) => ({ ...node, position: turn(node.position) }));
  const added = add({ ...current, nodes: turned });
  if (!added) return null;
  const before = new Map(current.nodes.map((node) => [node.id, node]));
  const nodes = added.network.nodes.map((node) => {
    const old = before.get(node.id);
    const from = old && turn(old.position);
    const stays = from !== undefined && from.x === node.position.x && from.y === node.position.y;
    return stays ? old! : { ...node, position: snapped(turn(node.position)) };
  });
  return { ...added, network: { ...added.network, nodes } };
}

interface Added {
  readonly network: Network;
  readonly id: NodeId;
}

/** Adds a layer, selects it and brings it into view. Its id; undefined when its place is gone. */
export function addLayer(
  kind: string,
  where: AddPlace = { type: 'auto' },
  params: ParamValues = {},
): NodeId | undefined {
  let id: NodeId | undefined;
  editNetwork(t('edits.add', { title: titleOf(kind) }), (current) => {
    const added = place(current, kind, where, params);
    id = added?.id;
    return added?.network ?? current;
  });
  if (id !== undefined) {
    selectNodes([id]);
    // Where a hand has put it, it is seen: a canvas that moved under the hand would only confuse.
    if (where.type !== 'at') currentView()?.reveal(id);
  }
  return id;
}

/** Draws a wire. Null, or why it cannot be drawn. */
export function connectLayers(source: NodeId, target: NodeId, port: string): string | null {
  const { analysis } = useDocumentStore.getState();
  if (!analysis) return null;
  const validity = checkConnection(analysis, source, target, port);
  if (!validity.valid) return validity.reason;
  editNetwork(t('edits.connect'), (current) => connect(current, source, target, port));
  return null;
}

/** Takes a wire from where it is and draws it elsewhere. Null, or why it cannot be drawn there. */
export function moveWire(edge: EdgeId, source: NodeId, target: NodeId, port: string): string | null {
  const { analysis } = useDocumentStore.getState();
  if (!analysis) return null;
  const validity = checkConnection(analysis, source, target, port);
  if (!validity.valid) return validity.reason;
  editNetwork(t('edits.reconnect'), (current) => connect(removeEdges(current, [edge]), source, target, port));
  return null;
}

/** Puts a layer that is already there into a wire. */
export function wireIn(node: NodeId, edge: EdgeId): void {
  editNetwork(t('edits.wireIn', { name: nameOf(node) }), (current) => {
    const wire = current.edges.find((entry) => entry.id === edge);
    const layer = current.nodes.find((entry) => entry.id === node);
    const port = layer && findLayer(layer.kind)?.inputs[0];
    if (!wire || !port || findLayer(layer.kind)?.role === 'output') return current;
    // The wire out takes the old one's place in the list, so that the order of a merge's inputs stays.
    const edges = current.edges.map((entry) => (entry.id === edge ? { ...entry, source: node } : entry));
    return connect({ ...current, edges }, wire.source, node, port.name);
  });
}

/** Goes to a layer on the canvas, with the keyboard where that is wished. */
export function showLayer(id: NodeId, { focus = false }: { readonly focus?: boolean } = {}): void {
  goTo('network');
  selectNodes([id]);
  withView(
    (view) => {
      view.reveal(id);
      if (focus) view.focus(id);
    },
    () => useUiStore.getState().selectedNodes.includes(id),
  );
}

export function deleteSelection(): void {
  const { selectedNodes, selectedEdges } = useUiStore.getState();
  if (selectedNodes.length > 0) {
    const label = t('edits.delete', { count: selectedNodes.length, name: nameOf(selectedNodes[0]) });
    const next = neighbourOf(selectedNodes);
    editNetwork(label, (current) => removeEdges(removeNodes(current, selectedNodes), selectedEdges));
    selectNodes(next === undefined ? [] : [next]);
  } else if (selectedEdges.length > 0) {
    const label = t('edits.disconnect', { count: selectedEdges.length });
    editNetwork(label, (current) => removeEdges(current, selectedEdges));
    select([], []);
  }
}

export function deleteLayers(ids: readonly NodeId[]): void {
  selectNodes(ids);
  deleteSelection();
}

/** The keyboard goes on from the layer before the deleted ones, or from the one after. */
function neighbourOf(gone: readonly NodeId[]): NodeId | undefined {
  if (gone.length !== 1) return undefined;
  const wiring = useDocumentStore.getState().analysis?.wiring;
  return wiring?.incoming.get(gone[0]!)?.[0]?.source ?? wiring?.outgoing.get(gone[0]!)?.[0]?.target;
}

export function duplicateSelection(): void {
  const { selectedNodes } = useUiStore.getState();
  if (selectedNodes.length === 0) return;
  const label = t('edits.duplicate', { count: selectedNodes.length, name: nameOf(selectedNodes[0]) });
  insertFragment(label, (current) => fragmentOf(current, selectedNodes), { x: 30, y: cardSize.height + 38 });
}

function insertFragment(label: string, fragment: (current: Network) => Network, offset: Point): void {
  let ids: readonly NodeId[] = [];
  editNetwork(label, (current) => {
    const outcome = paste(current, fragment(current), offset);
    ids = outcome.ids;
    return outcome.network;
  });
  selectNodes(ids);
}

/** The selected layers and the wires between them as text; null when nothing is selected. */
export function copySelection(): string | null {
  const current = network();
  const { selectedNodes } = useUiStore.getState();
  if (!current || selectedNodes.length === 0) return null;
  pastes = 0;
  return writeLayers(fragmentOf(current, selectedNodes));
}

let pastes = 0;

/** Adds the layers that a text holds, under the pointer or beside their originals. Null, or why not. */
export function pasteText(text: string): Problem | null {
  const read = readLayers(text);
  if (!read.ok) return read.problem;
  const fragment = read.value;
  const left = Math.min(...fragment.nodes.map(({ position }) => position.x));
  const top = Math.min(...fragment.nodes.map(({ position }) => position.y));
  const pointer = currentView()?.pointer();
  pastes++;
  const offset = pointer
    ? snapped({ x: pointer.x - left - cardSize.width / 2, y: pointer.y - top - cardSize.height / 2 })
    : { x: 30 * pastes, y: 30 * pastes + cardSize.height };
  insertFragment(t('edits.paste', { count: fragment.nodes.length }), () => fragment, offset);
  return null;
}

export function selectAll(): void {
  const current = network();
  if (current) selectNodes(current.nodes.map((node) => node.id));
}

/** Null when done, else why what was typed cannot stand as a name. The same name is no edit. */
export function renameLayer(id: NodeId, typed: string): string | null {
  const name = cleanName(typed);
  const current = network();
  const node = current?.nodes.find((entry) => entry.id === id);
  if (!current || !node || node.name === name) return null;
  const objection = checkName(current, id, name);
  if (objection === null)
    editNetwork(t('edits.rename', { from: node.name, to: name }), (before) => renameNode(before, id, name));
  return objection;
}

export function writeNote(id: NodeId, note: string): void {
  editNetwork(t('edits.note', { name: nameOf(id) }), (current) => setNote(current, id, note), `note:${id}`);
}

export function moveLayers(positions: ReadonlyMap<NodeId, Point>, label?: string, merge?: string): void {
  if (positions.size === 0) return;
  const [first] = positions.keys();
  const usual = t('edits.move', { count: positions.size, name: nameOf(first) });
  editNetwork(label ?? usual, (current) => moveNodes(current, positions), merge);
}

/** Moves the selected layers by this much; quick repetitions are one step of undo. */
export function nudgeSelection(by: Point): void {
  const { selectedNodes } = useUiStore.getState();
  const nodes = useDocumentStore.getState().analysis?.wiring.nodes;
  const positions = new Map<NodeId, Point>();
  for (const id of selectedNodes) {
    const at = nodes?.get(id)?.position;
    if (at) positions.set(id, { x: at.x + by.x, y: at.y + by.y });
  }
  moveLayers(positions, undefined, `nudge:${selectedNodes.join()}`);
}

export type Alignment = 'left' | 'top' | 'columns' | 'rows';

/** New places for these layers: one common edge ('left', 'top'), or equal gaps from first to last ('columns', 'rows'). */
export function alignedPlaces(nodes: readonly LayerNode[], how: Alignment): ReadonlyMap<NodeId, Point> {
  const axis = how === 'left' || how === 'columns' ? 'x' : 'y';
  const places = new Map<NodeId, Point>();
  if (nodes.length < 2) return places;
  const sorted = [...nodes].sort((a, b) => a.position[axis] - b.position[axis]);
  const first = sorted[0]!.position[axis];
  const step = (sorted[sorted.length - 1]!.position[axis] - first) / (sorted.length - 1);
  for (const [index, node] of sorted.entries()) {
    const value = how === 'left' || how === 'top' ? first : Math.round(first + index * step);
    places.set(node.id, { ...node.position, [axis]: value });
  }
  return places;
}

export function alignSelection(how: Alignment): void {
  const { selectedNodes } = useUiStore.getState();
  const chosen = new Set(selectedNodes);
  const nodes = network()?.nodes.filter((node) => chosen.has(node.id)) ?? [];
  const label = how === 'left' || how === 'top' ? t('edits.align') : t('edits.distribute');
  moveLayers(alignedPlaces(nodes, how), label);
}

/** All parameters of a layer back to their defaults. */
export function resetParams(id: NodeId): void {
  const node = useDocumentStore.getState().analysis?.wiring.nodes.get(id);
  const definition = node && findLayer(node.kind);
  if (!node || !definition) return;
  editNetwork(t('edits.reset', { name: node.name }), (current) =>
    setParams(current, id, defaultsOf(definition.params) as ParamValues),
  );
}

/** Replaces an empty canvas by the network suggested for the chosen data. False when there is no data to suggest from. */
export function startWithSuggestion(): boolean {
  const data = useDocumentStore.getState().analysis?.data;
  if (!data) return false;
  editNetwork(t('edits.suggest'), (current) => (current.nodes.length > 0 ? current : suggestNetwork(data)));
  selectNodes([]);
  return true;
}
