// The network as a picture one can take hold of. The document is the truth: React Flow keeps only what a gesture needs
// (places while dragging, measured sizes) and hands places back when the pointer is let go.
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  type Connection,
  type FinalConnectionState,
  type NodeChange,
  type EdgeChange,
  type OnConnectStartParams,
  type Viewport,
} from '@xyflow/react';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type DragEvent,
  type FocusEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import { checkConnection } from '../../shared/network/connections';
import type { EdgeId, LayerNode, NodeId } from '../../shared/network/document';
import type { Point } from '../../shared/network/edits';
import { t } from '../i18n';
import { draggedLayer, layerDragType } from '../palette/drag';
import { useDocumentStore } from '../stores/documentStore';
import { addLayer, cardSize, connectLayers, moveLayers, moveWire, wireIn } from '../stores/networkActions';
import { rememberView, useSettingsStore } from '../stores/settingsStore';
import { openMenu, select, selectNodes, useUiStore } from '../stores/uiStore';
import { useViewStore } from '../stores/viewStore';
import { isActive } from '../training/progress';
import { useRunStore } from '../stores/runStore';
import { CanvasNotes } from './CanvasNotes';
import { CanvasTools } from './CanvasTools';
import { refuse, setDropEdge, useCanvasStore } from './canvasStore';
import { EmptyCanvas } from './EmptyCanvas';
import { LayerCard } from './LayerCard';
import { arrange } from './layout';
import { projectEdges, projectNodes, type CardNode, type WireEdge } from './projection';
import { useCanvasKeys } from './useCanvasKeys';
import { WireLine } from './WireLine';
import styles from './Canvas.module.css';

const nodeTypes = { layer: LayerCard };
const edgeTypes = { wire: WireLine };
const snapGrid: [number, number] = [10, 10];
const fitOptions = { padding: 0.07, maxZoom: 1, duration: 180 };
/** A long network opens at its beginning, large enough to read, rather than whole and too small. */
const smallestFirstZoom = 0.6;
const firstMargin = 24;
const severalKeys = ['Shift', 'Meta', 'Control'];
const pastKeys = ['Meta', 'Control'];
/** Mounting and unmounting cards costs more than drawing them all, up to about this many. */
const drawAllUpTo = 300;
/** Below this zoom words are too small to read. */
const farBelow = 0.5;
const noNodes: readonly LayerNode[] = [];
const noEdges: readonly never[] = [];

export function Canvas() {
  const project = useDocumentStore((state) => state.document?.id);
  if (project === undefined) return null;
  return (
    <ReactFlowProvider key={project}>
      <Flow project={project} />
    </ReactFlowProvider>
  );
}

function Flow({ project }: { readonly project: string }) {
  const { t: words } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  const flow = useReactFlow<CardNode, WireEdge>();
  const { nodes, setNodes } = useCards();
  const edges = useWires();
  const snap = useSettingsStore((state) => state.layout.snap);
  const minimap = useSettingsStore((state) => state.layout.minimapOpen);
  const [startView] = useState<Viewport | undefined>(() => useSettingsStore.getState().views[project]);
  const count = useDocumentStore((state) => state.document?.network.nodes.length ?? 0);
  const several = useUiStore((state) => state.selectedNodes.length > 1);
  const gestures = useGestures(root, setNodes);
  useRegisteredView(root);
  useCanvasKeys(root);
  useHeartbeat(root);

  const onMove = useCallback((_event: unknown, { zoom }: Viewport) => {
    root.current!.dataset['far'] = String(zoom < farBelow);
  }, []);
  const showFirst = useCallback(() => {
    const network = useDocumentStore.getState().document?.network;
    const box = root.current?.getBoundingClientRect();
    if (!network || !box || network.nodes.length === 0) return;
    void flow.setViewport(firstView(network.nodes, box.width, box.height));
  }, [flow]);
  const onMoveEnd = useCallback(
    (_event: unknown, view: Viewport) => {
      rememberView(project, view);
    },
    [project],
  );
  useEffect(() => {
    // Coming here by a step's button or key, the next key means the canvas.
    const at = document.activeElement;
    if (at === document.body || at?.closest('header')) root.current!.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    root.current!.dataset['far'] = String(flow.getZoom() < farBelow);
  }, [flow]);

  return (
    <section
      ref={root}
      className={styles['canvas']}
      tabIndex={-1}
      aria-label={words('canvas.title')}
      data-testid="canvas"
      data-several={several}
      onDoubleClick={gestures.onDoubleClick}
      onDragOver={gestures.onDragOver}
      onDragLeave={gestures.onDragLeave}
      onDrop={gestures.onDrop}
      onFocus={gestures.onFocus}
      onPointerMove={gestures.onPointerMove}
      onPointerLeave={gestures.onPointerLeave}
    >
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={gestures.onNodesChange}
        onEdgesChange={gestures.onEdgesChange}
        onNodeDrag={gestures.onNodeDrag}
        onNodeDragStop={gestures.onNodeDragStop}
        onSelectionDragStop={gestures.onSelectionDragStop}
        onConnectStart={gestures.onConnectStart}
        onConnect={gestures.onConnect}
        onConnectEnd={gestures.onConnectEnd}
        onReconnect={gestures.onReconnect}
        isValidConnection={gestures.isValidConnection}
        onMove={onMove}
        onMoveEnd={onMoveEnd}
        {...(startView ? { defaultViewport: startView } : { onInit: showFirst })}
        minZoom={0.08}
        maxZoom={2.5}
        snapToGrid={snap}
        snapGrid={snapGrid}
        autoPanSpeed={6}
        connectionRadius={26}
        reconnectRadius={12}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={severalKeys}
        zoomActivationKeyCode={pastKeys}
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        zoomOnDoubleClick={false}
        elevateNodesOnSelect
        onlyRenderVisibleElements={count > drawAllUpTo}
        proOptions={proOptions}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} />
        {minimap && count > 0 && (
          <MiniMap<CardNode>
            className={styles['minimap'] ?? ''}
            ariaLabel={words('canvas.minimap')}
            nodeColor={familyColour}
            nodeBorderRadius={6}
            nodeStrokeWidth={0}
            pannable
            zoomable
            position="bottom-right"
          />
        )}
      </ReactFlow>
      <CanvasTools />
      <CanvasNotes />
      {count === 0 && <EmptyCanvas />}
    </section>
  );
}

/** The whole network where it can be read, else its left end. */
function firstView(nodes: readonly LayerNode[], width: number, height: number): Viewport {
  const span = (axis: 'x' | 'y', size: number) => {
    const places = nodes.map(({ position }) => position[axis]);
    const [low, high] = places.reduce(([a, b], at) => [Math.min(a, at), Math.max(b, at)], [Infinity, -Infinity]);
    return { low: low!, size: high! - low! + size };
  };
  const x = span('x', cardSize.width);
  const y = span('y', cardSize.height);
  const whole = Math.min(1, (width - 2 * firstMargin) / x.size, (height - 2 * firstMargin) / y.size);
  const zoom = Math.max(smallestFirstZoom, whole);
  const left = whole < zoom ? firstMargin : (width - x.size * zoom) / 2;
  return { x: left - x.low * zoom, y: Math.max(firstMargin, (height - y.size * zoom) / 2) - y.low * zoom, zoom };
}

const proOptions = { hideAttribution: false };

function familyColour({ id }: CardNode): string {
  const kind = useDocumentStore.getState().analysis?.wiring.nodes.get(id)?.kind;
  return `var(--family-${(kind !== undefined && findLayer(kind)?.family) || 'io'})`;
}

/** React Flow's nodes: the document's layers with what the current gesture adds. */
function useCards() {
  const layers = useDocumentStore((state) => state.document?.network.nodes ?? noNodes);
  const selected = useUiStore((state) => state.selectedNodes);
  const [nodes, setNodes] = useState<CardNode[]>(() => projectNodes([], layers, new Set(selected), layers[0]?.id));
  useLayoutEffect(() => {
    const chosen = new Set(selected);
    const tabStop = selected.find((id) => layers.some((layer) => layer.id === id)) ?? layers[0]?.id;
    setNodes((before) => projectNodes(before, layers, chosen, tabStop));
  }, [layers, selected]);
  return { nodes, setNodes };
}

function useWires(): WireEdge[] {
  const wires = useDocumentStore((state) => state.document?.network.edges ?? noEdges);
  const layers = useDocumentStore((state) => state.document?.network.nodes ?? noNodes);
  const selected = useUiStore((state) => state.selectedEdges);
  const last = useRef<WireEdge[]>([]);
  return useMemo(() => {
    const byId = new Map(layers.map((layer) => [layer.id, layer]));
    last.current = projectEdges(last.current, wires, byId, new Set(selected));
    return last.current;
  }, [wires, layers, selected]);
}

function useGestures(
  root: React.RefObject<HTMLDivElement | null>,
  setNodes: React.Dispatch<React.SetStateAction<CardNode[]>>,
) {
  const { screenToFlowPosition } = useReactFlow<CardNode, WireEdge>();
  return useMemo(() => {
    const commit = (moved: readonly CardNode[]) => {
      const known = useDocumentStore.getState().analysis?.wiring.nodes;
      const places = new Map<NodeId, Point>();
      for (const { id, position } of moved) {
        const old = known?.get(id)?.position;
        if (old && (old.x !== position.x || old.y !== position.y)) places.set(id, { x: position.x, y: position.y });
      }
      moveLayers(places);
    };

    /** A layer without wires that is dragged over a wire can be taken in. */
    const wireUnder = (id: NodeId, event: MouseEvent | globalThis.MouseEvent | TouchEvent): EdgeId | null => {
      const { analysis } = useDocumentStore.getState();
      const layer = analysis?.wiring.nodes.get(id);
      const definition = layer && findLayer(layer.kind);
      const wired = analysis?.wiring.incoming.has(id) || analysis?.wiring.outgoing.has(id);
      if (!definition || wired || definition.role !== 'hidden' || !('clientX' in event)) return null;
      return edgeAt(event.clientX, event.clientY);
    };

    return {
      onNodesChange: (changes: NodeChange<CardNode>[]) => {
        const { selectedNodes, selectedEdges } = useUiStore.getState();
        const chosen = new Set(selectedNodes);
        for (const change of changes) {
          if (change.type !== 'select') continue;
          if (change.selected) chosen.add(change.id);
          else chosen.delete(change.id);
        }
        select([...chosen], selectedEdges);
        const others = changes.filter(({ type }) => type === 'position' || type === 'dimensions');
        if (others.length > 0) setNodes((nodes) => applyNodeChanges(others, nodes));
      },
      onEdgesChange: (changes: EdgeChange<WireEdge>[]) => {
        const { selectedNodes, selectedEdges } = useUiStore.getState();
        const chosen = new Set(selectedEdges);
        for (const change of changes) {
          if (change.type !== 'select') continue;
          if (change.selected) chosen.add(change.id);
          else chosen.delete(change.id);
        }
        select(selectedNodes, [...chosen]);
      },
      onNodeDrag: (event: MouseEvent | globalThis.MouseEvent | TouchEvent, node: CardNode, dragged: CardNode[]) => {
        setDropEdge(dragged.length === 1 ? wireUnder(node.id, event) : null);
      },
      onNodeDragStop: (_event: unknown, node: CardNode, dragged: CardNode[]) => {
        const { dropEdge } = useCanvasStore.getState();
        setDropEdge(null);
        commit(dragged);
        if (dropEdge !== null && dragged.length === 1) wireIn(node.id, dropEdge);
      },
      onSelectionDragStop: (_event: unknown, dragged: CardNode[]) => commit(dragged),

      isValidConnection: (connection: Connection | WireEdge): boolean => {
        const { analysis } = useDocumentStore.getState();
        const { source, target, targetHandle } = connection;
        return analysis !== null && checkConnection(analysis, source, target, targetHandle ?? 'input').valid;
      },
      onConnectStart: (_event: unknown, { nodeId, handleType }: OnConnectStartParams) => {
        useCanvasStore.setState({
          refusal: null,
          hoverEdge: null,
          reachableTargets: reachableFrom(nodeId, handleType),
        });
      },
      onConnect: ({ source, target, targetHandle }: Connection) => {
        connectLayers(source, target, targetHandle ?? 'input');
      },
      onReconnect: (edge: WireEdge, { source, target, targetHandle }: Connection) => {
        moveWire(edge.id, source, target, targetHandle ?? 'input');
      },
      onConnectEnd: (event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState) => {
        useCanvasStore.setState({ reachableTargets: null });
        if (state.isValid || !state.fromNode || !state.fromHandle) return;
        const point = 'changedTouches' in event ? event.changedTouches[0]! : event;
        const [x, y] = [point.clientX, point.clientY];
        const forward = state.fromHandle.type === 'source';
        const from = state.fromNode.id;
        if (state.toHandle && state.toNode) {
          const [source, target] = forward ? [from, state.toNode.id] : [state.toNode.id, from];
          const port = (forward ? state.toHandle.id : state.fromHandle!.id) ?? 'input';
          if (state.toHandle.type === state.fromHandle.type) refuse(t('canvas.dropOutputInto'), x, y);
          else refuse(reasonAgainst(source, target, port), x, y);
          return;
        }
        const element = document.elementFromPoint(x, y);
        const card = element?.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
        if (card !== undefined) {
          const reason = forward
            ? connectToFirstFree(from, card)
            : connectLayers(card, from, state.fromHandle.id ?? 'input');
          if (reason !== null) refuse(reason, x, y);
          return;
        }
        if (!element || !root.current?.contains(element)) return;
        const at = screenToFlowPosition({ x, y });
        const position = { x: forward ? at.x : at.x - cardSize.width, y: at.y - 21 };
        openMenu({
          type: 'add',
          place: forward
            ? { type: 'after', node: from, position }
            : { type: 'before', node: from, port: state.fromHandle.id ?? 'input', position },
          at: { x, y },
        });
      },

      onDoubleClick: (event: MouseEvent) => {
        if (!(event.target as Element).classList.contains('react-flow__pane')) return;
        const { clientX: x, clientY: y } = event;
        const at = screenToFlowPosition({ x, y });
        openMenu({
          type: 'add',
          place: { type: 'at', position: { x: at.x - cardSize.width / 2, y: at.y - 21 } },
          at: { x, y },
        });
      },
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(layerDragType)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = 'copy';
        const kind = draggedLayer();
        const fits = kind === null || findLayer(kind)?.role === 'hidden';
        setDropEdge(fits ? edgeAt(event.clientX, event.clientY) : null);
      },
      onDragLeave: () => setDropEdge(null),
      onDrop: (event: DragEvent) => {
        const kind = event.dataTransfer.getData(layerDragType);
        if (!findLayer(kind)) return;
        event.preventDefault();
        event.stopPropagation();
        const { dropEdge } = useCanvasStore.getState();
        setDropEdge(null);
        const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        addLayer(
          kind,
          dropEdge !== null
            ? { type: 'edge', edge: dropEdge }
            : { type: 'at', position: { x: at.x - cardSize.width / 2, y: at.y - cardSize.height / 2 } },
        );
      },
      onFocus: (event: FocusEvent) => {
        const id = (event.target as HTMLElement).dataset['id'];
        if (id !== undefined && event.target.matches('.react-flow__node:focus-visible')) selectNodes([id]);
      },
      onPointerMove: (event: PointerEvent) => {
        pointer = screenToFlowPosition({ x: event.clientX, y: event.clientY });
      },
      onPointerLeave: () => {
        pointer = null;
      },
    };
  }, [root, setNodes, screenToFlowPosition]);
}

/** Where the pointer is on the canvas, for pasting under it. */
let pointer: Point | null = null;

/** The wire at a place of the window, seen through cards that lie above it. */
function edgeAt(x: number, y: number): EdgeId | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest<SVGElement>('.react-flow__edge')?.dataset['id'];
    if (id !== undefined) return id;
  }
  return null;
}

function reachableFrom(from: NodeId | null, type: 'source' | 'target' | null): ReadonlySet<NodeId> | null {
  const { analysis } = useDocumentStore.getState();
  if (!analysis || from === null) return null;
  const reachable = new Set<NodeId>([from]);
  const ports = (id: NodeId) => findLayer(analysis.wiring.nodes.get(id)?.kind ?? '')?.inputs ?? [];
  for (const id of analysis.wiring.nodes.keys()) {
    const fits =
      type === 'source'
        ? ports(id).some((port) => checkConnection(analysis, from, id, port.name).valid)
        : ports(from).some((port) => checkConnection(analysis, id, from, port.name).valid);
    if (fits) reachable.add(id);
  }
  return reachable;
}

function reasonAgainst(source: NodeId, target: NodeId, port: string): string {
  const { analysis } = useDocumentStore.getState();
  const validity = analysis && checkConnection(analysis, source, target, port);
  return validity && !validity.valid ? validity.reason : t('canvas.notALayer');
}

/** Dropping a wire on a card means its first port that takes it, empty ports first. */
function connectToFirstFree(source: NodeId, target: NodeId): string | null {
  const { analysis } = useDocumentStore.getState();
  const ports = findLayer(analysis?.wiring.nodes.get(target)?.kind ?? '')?.inputs ?? [];
  const taken = new Set(analysis?.wiring.incoming.get(target)?.map((edge) => edge.port));
  const sorted = [...ports].sort((a, b) => Number(taken.has(a.name)) - Number(taken.has(b.name)));
  let reason: string | null = null;
  for (const port of sorted) {
    const objection = connectLayers(source, target, port.name);
    if (objection === null) return null;
    reason ??= objection;
  }
  return reason ?? reasonAgainst(source, target, 'input');
}

/** What others may ask of the canvas while it is shown. */
function useRegisteredView(root: React.RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow<CardNode, WireEdge>();
  useEffect(() => {
    useViewStore.setState({
      view: {
        fit: () => void flow.fitView(fitOptions),
        zoomIn: () => void flow.zoomIn({ duration: 120 }),
        zoomOut: () => void flow.zoomOut({ duration: 120 }),
        reveal: (id) => requestAnimationFrame(() => reveal(id)),
        focus: (id) =>
          requestAnimationFrame(() =>
            root.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus(),
          ),
        arrange: () => {
          const network = useDocumentStore.getState().document?.network;
          if (!network) return;
          moveLayers(arrange(network), t('edits.arrange'));
          requestAnimationFrame(() => void flow.fitView(fitOptions));
        },
        centre: () => {
          const box = root.current!.getBoundingClientRect();
          return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
        },
        pointer: () => pointer,
      },
    });
    return () => useViewStore.setState({ view: null });

    function reveal(id: NodeId): void {
      const at = useDocumentStore.getState().analysis?.wiring.nodes.get(id)?.position;
      const box = root.current?.getBoundingClientRect();
      if (!at || !box) return;
      const corner = flow.flowToScreenPosition(at);
      const zoom = flow.getZoom();
      const margin = 24;
      const inside =
        corner.x >= box.left + margin &&
        corner.y >= box.top + margin &&
        corner.x + cardSize.width * zoom <= box.right - margin &&
        corner.y + cardSize.height * zoom <= box.bottom - margin;
      if (!inside) void flow.setCenter(at.x + cardSize.width / 2, at.y + cardSize.height / 2, { zoom, duration: 180 });
    }
  }, [flow, root]);
}

const beatMs = 500;

/** While a run goes on, the families' bands pulse with the engine's reports. One subscription for all cards. */
function useHeartbeat(root: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    let last = 0;
    return useRunStore.subscribe((state, before) => {
      const element = root.current;
      if (!element) return;
      if (!isActive(state.run)) delete element.dataset['beat'];
      else if (state.batches !== before.batches && performance.now() - last > beatMs) {
        last = performance.now();
        element.dataset['beat'] = element.dataset['beat'] === 'a' ? 'b' : 'a';
      }
    });
  }, [root]);
}
