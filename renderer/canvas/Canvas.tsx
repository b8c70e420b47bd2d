// The network as a picture one can take hold of. The document is the truth: React Flow keeps only what a gesture needs
// (places while dragging, measured sizes) and hands places back when the pointer is let go. Where the view stands is
// motion.ts' business: React Flow is told when the hand rests.
import {
  applyNodeChanges,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
  type Connection,
  type FinalConnectionState,
  type NodeChange,
  type EdgeChange,
  type OnConnectStartParams,
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
import type { EdgeId, LayerNode, Network, NodeId } from '../../shared/network/document';
import { moveNodes, type Point } from '../../shared/network/edits';
import { t } from '../i18n';
import { draggedLayer, layerDragType } from '../palette/drag';
import { edit, useDocumentStore } from '../stores/documentStore';
import { addLayer, cardSize, connectLayers, moveLayers, moveWire, wireIn } from '../stores/networkActions';
import { rememberView, useSettingsStore } from '../stores/settingsStore';
import { openMenu, select, selectNodes, useUiStore } from '../stores/uiStore';
import { currentView, useViewStore } from '../stores/viewStore';
import { isActive } from '../training/progress';
import { useRunStore } from '../stores/runStore';
import { CanvasNotes } from './CanvasNotes';
import { CanvasTools } from './CanvasTools';
import { refuse, setDropEdge, useCanvasStore } from './canvasStore';
import { drawAllUpTo } from './drawn';
import { Dots } from './Dots';
import { farBelow, wordsFrom } from './drawPicture';
import { EmptyCanvas } from './EmptyCanvas';
import { cardBox, layerAt, networkBox, overlaps, wireAt, type HeightOf } from './geometry';
import { Frames } from './Frames';
import { LayerCard } from './LayerCard';
import { arrange } from './layout';
import { setShown } from './live';
import { Minimap } from './Minimap';
import { createMotion, type Motion, type View } from './motion';
import { Picture } from './Picture';
import { projectEdges, projectNodes, type CardNode, type WireEdge } from './projection';
import { shortcutsIn } from './shortcuts';
import { useCanvasKeys } from './useCanvasKeys';
import { useDrawn } from './useDrawn';
import { useLayout } from './useLayout';
import { WireLine } from './WireLine';
import styles from './Canvas.module.css';

const nodeTypes = { layer: LayerCard };
const edgeTypes = { wire: WireLine };
const snapGrid: [number, number] = [10, 10];
const limits = { least: 0.05, most: 2.5 };
const glideMs = 180;
/** A long network opens at its beginning, large enough to read, rather than whole and too small. */
const smallestFirstZoom = 0.6;
const firstMargin = 24;
const severalKeys = ['Shift', 'Meta', 'Control'];
const pastKeys = ['Meta', 'Control'];
const noNodes: readonly LayerNode[] = [];
const noNetwork: Network = { nodes: [], edges: [] };

export function Canvas() {
  const project = useDocumentStore((state) => state.document?.id);
  const direction = useDocumentStore((state) => state.document?.view?.direction ?? 'right');
  if (project === undefined) return null;
  // React Flow measures ports once: a network that is turned begins anew.
  return (
    <ReactFlowProvider key={`${project} ${direction}`}>
      <Flow project={project} />
    </ReactFlowProvider>
  );
}

function Flow({ project }: { readonly project: string }) {
  const { t: words } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  const shield = useRef<HTMLDivElement>(null);
  const flow = useReactFlow<CardNode, WireEdge>();
  const [startView] = useState<View | undefined>(() => useSettingsStore.getState().views[project]);
  // React Flow is given the view once and then only moved from within: motion is what others follow.
  const [initialView] = useState<View>(() => startView ?? { x: 0, y: 0, zoom: 1 });
  const [motion] = useState(() => createMotion(initialView));
  const heights = useRef(new Map<NodeId, number>());
  const heightOf = useCallback<HeightOf>((id) => heights.current.get(id), []);
  const { drawn, touch } = useDrawn(motion, heightOf);
  const { nodes, setNodes } = useCards(drawn, heights);
  const edges = useWires(drawn);
  const snap = useSettingsStore((state) => state.layout.snap);
  const minimap = useSettingsStore((state) => state.layout.minimapOpen);
  const count = useDocumentStore((state) => state.document?.network.nodes.length ?? 0);
  const several = useUiStore((state) => state.selectedNodes.length > 1);
  const toSheet = useCallback(
    ({ x, y }: Point): Point => {
      const box = root.current!.getBoundingClientRect();
      const view = motion.current();
      return { x: (x - box.left - view.x) / view.zoom, y: (y - box.top - view.y) / view.zoom };
    },
    [motion],
  );
  const holding = useRef(false);
  const store = useStoreApi<CardNode, WireEdge>();
  const hasCard = useCallback((id: NodeId) => store.getState().nodeLookup.has(id), [store]);
  const gestures = useGestures({ hasCard, root, setNodes, motion, toSheet, heightOf, touch, holding });
  useSheet(root, shield, motion, holding, project, heightOf);
  useRegisteredView(root, motion, toSheet, heightOf);
  useCanvasKeys(root);
  useHeartbeat(root);

  const showFirst = useCallback(() => {
    const network = useDocumentStore.getState().document?.network;
    const box = root.current?.getBoundingClientRect();
    if (!network || !box || network.nodes.length === 0) return;
    void flow.setViewport(firstView(network.nodes, box.width, box.height));
    motion.settle();
  }, [flow, motion]);
  useEffect(() => {
    // Coming here by a step's button or key, the next key means the canvas.
    const at = document.activeElement;
    if (at === document.body || at?.closest('header')) root.current!.focus({ preventScroll: true });
  }, []);
  const goTo = useCallback(
    (x: number, y: number) => {
      const { clientWidth, clientHeight } = root.current!;
      const { zoom } = motion.current();
      void flow.setViewport({ x: clientWidth / 2 - x * zoom, y: clientHeight / 2 - y * zoom, zoom });
    },
    [flow, motion],
  );
  const zoomOnMap = useCallback((closer: boolean) => void (closer ? flow.zoomIn() : flow.zoomOut()), [flow]);

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
      onPointerDownCapture={gestures.onPointerDown}
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
        onNodeDragStart={gestures.onDragStart}
        onNodeDrag={gestures.onNodeDrag}
        onNodeDragStop={gestures.onNodeDragStop}
        onSelectionDragStart={gestures.onDragStart}
        onSelectionDragStop={gestures.onSelectionDragStop}
        onSelectionStart={gestures.onSelectionStart}
        onSelectionEnd={gestures.onSelectionEnd}
        onConnectStart={gestures.onConnectStart}
        onConnect={gestures.onConnect}
        onConnectEnd={gestures.onConnectEnd}
        onReconnect={gestures.onReconnect}
        isValidConnection={gestures.isValidConnection}
        defaultViewport={initialView}
        viewport={initialView}
        onViewportChange={motion.move}
        {...(startView ? {} : { onInit: showFirst })}
        minZoom={limits.least}
        maxZoom={limits.most}
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
        proOptions={proOptions}
      >
        <Dots motion={motion} />
        <Frames heightOf={heightOf} />
        {drawn !== null && <Picture motion={motion} heightOf={heightOf} drawn={drawn} />}
        {minimap && count > 0 && <Minimap motion={motion} heightOf={heightOf} onGoTo={goTo} onZoom={zoomOnMap} />}
        <div ref={shield} className={styles['shield']} hidden />
      </ReactFlow>
      <CanvasTools motion={motion} />
      <CanvasNotes />
      {count === 0 && <EmptyCanvas />}
    </section>
  );
}

/**
 * Moves the sheet in the frame in which the view moves, and tells the rest once the hand rests: React Flow, the detail of
 * far away cards, the remembered view.
 */
function useSheet(
  root: React.RefObject<HTMLDivElement | null>,
  shield: React.RefObject<HTMLDivElement | null>,
  motion: Motion,
  holding: React.RefObject<boolean>,
  project: string,
  heightOf: HeightOf,
): void {
  const store = useStoreApi<CardNode, WireEdge>();
  const layers = useLayout();
  useLayoutEffect(() => {
    const sheet = root.current!.querySelector<HTMLElement>('.react-flow__viewport')!;
    const tell = ({ x, y, zoom }: View) => {
      const [oldX, oldY, oldZoom] = store.getState().transform;
      if (x !== oldX || y !== oldY || zoom !== oldZoom) store.setState({ transform: [x, y, zoom] });
    };
    /** Something follows the pointer over the sheet, or lies on it outside of it: it needs the view of this frame. */
    const cannotWait = () => {
      const { connection, nodesSelectionActive, userSelectionActive } = store.getState();
      return holding.current || connection.inProgress || nodesSelectionActive || userSelectionActive;
    };
    /** At whole pixels of the screen: letters stay sharp, and a move copies what is drawn. */
    const place = ({ x, y, zoom }: View) => {
      const sharp = window.devicePixelRatio || 1;
      const whole = (value: number) => Math.round(value * sharp) / sharp;
      sheet.style.transform = `translate(${whole(x)}px, ${whole(y)}px) scale(${zoom})`;
    };
    const stopMove = motion.onMove((view, zoomed) => {
      if (cannotWait()) tell(view);
      place(view);
      // Stretched while it is zoomed, drawn sharply when it rests.
      if (zoomed && sheet.style.willChange === '') sheet.style.willChange = 'transform';
      // While a hand pulls the sheet nothing on it is looked for under the pointer.
      if (store.getState().paneDragging && shield.current!.hidden) shield.current!.hidden = false;
    });
    const rest = (view: View) => {
      sheet.style.willChange = '';
      shield.current!.hidden = true;
      const far = String(view.zoom < farBelow);
      if (root.current!.dataset['far'] !== far) root.current!.dataset['far'] = far;
      const remote = String(view.zoom < wordsFrom);
      if (root.current!.dataset['remote'] !== remote) root.current!.dataset['remote'] = remote;
      tell(view);
      place(view);
    };
    setShown((x, y) => {
      const view = motion.current();
      const { width, height } = motion.size();
      const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
      return left > -60 && top > -60 && left < width + 60 && top < height + 60;
    });
    const measure = () => motion.resize({ width: root.current!.clientWidth, height: root.current!.clientHeight });
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(root.current!);
    rest(motion.current());
    // React Flow lets go of the sheet.
    const stopDragging = store.subscribe((state, before) => {
      if (before.paneDragging && !state.paneDragging) shield.current!.hidden = true;
    });
    const stopSettle = motion.onSettle((view) => {
      rest(view);
      const { x, y, zoom } = useSettingsStore.getState().views[project] ?? {};
      if (x !== view.x || y !== view.y || zoom !== view.zoom) rememberView(project, view);
    });
    return () => {
      stopMove();
      stopSettle();
      stopDragging();
      sizes.disconnect();
    };
  }, [root, shield, motion, holding, project, store]);
  useEffect(() => {
    // The ground under all cards (Canvas.module.css) makes them one layer of the compositor.
    const box = networkBox(layers, heightOf);
    const sheet = root.current!.querySelector<HTMLElement>('.react-flow__viewport')!;
    const round = (value: number) => Math.round(value / groundStep) * groundStep;
    const place = {
      '--ground-x': round(box?.left ?? 0) - groundAir,
      '--ground-y': round(box?.top ?? 0) - groundAir,
      '--ground-width': round((box?.right ?? 0) - (box?.left ?? 0)) + 2 * groundAir,
      '--ground-height': round((box?.bottom ?? 0) - (box?.top ?? 0)) + 2 * groundAir,
    };
    for (const [name, value] of Object.entries(place)) sheet.style.setProperty(name, `${value}px`);
  }, [root, layers, heightOf]);
}

const groundAir = 2000;
const groundStep = 500;

/** The whole network where it can be read, else its left end. */
function firstView(nodes: readonly LayerNode[], width: number, height: number): View {
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

/** React Flow's nodes: the document's layers that have cards, with what the current gesture adds. */
function useCards(drawn: ReadonlySet<NodeId> | null, heights: React.RefObject<Map<NodeId, number>>) {
  const all = useDocumentStore((state) => state.document?.network.nodes ?? noNodes);
  const layers = useMemo(() => (drawn === null ? all : all.filter((layer) => drawn.has(layer.id))), [all, drawn]);
  const selected = useUiStore((state) => state.selectedNodes);
  const [nodes, setNodes] = useState<CardNode[]>(() => projectNodes([], layers, new Set(selected), layers[0]?.id));
  useLayoutEffect(() => {
    const chosen = new Set(selected);
    const tabStop = selected.find((id) => layers.some((layer) => layer.id === id)) ?? layers[0]?.id;
    setNodes((before) => projectNodes(before, layers, chosen, tabStop));
  }, [layers, selected]);
  useLayoutEffect(() => {
    for (const { id, measured } of nodes) if (measured?.height) heights.current.set(id, measured.height);
  }, [nodes, heights]);
  return { nodes, setNodes };
}

function useWires(drawn: ReadonlySet<NodeId> | null): WireEdge[] {
  const network = useDocumentStore((state) => state.document?.network ?? noNetwork);
  const selected = useUiStore((state) => state.selectedEdges);
  const last = useRef<WireEdge[]>([]);
  return useMemo(() => {
    const { nodes, edges } = network;
    const wires = drawn === null ? edges : edges.filter(({ source, target }) => drawn.has(source) && drawn.has(target));
    const byId = new Map(nodes.map((layer) => [layer.id, layer]));
    last.current = projectEdges(last.current, wires, byId, new Set(selected), shortcutsIn(network));
    return last.current;
  }, [drawn, network, selected]);
}

interface GesturesOf {
  readonly hasCard: (id: NodeId) => boolean;
  readonly root: React.RefObject<HTMLDivElement | null>;
  readonly setNodes: React.Dispatch<React.SetStateAction<CardNode[]>>;
  readonly motion: Motion;
  readonly toSheet: (point: Point) => Point;
  readonly heightOf: HeightOf;
  readonly touch: (ids: readonly NodeId[]) => void;
  /** True while a layer is dragged. */
  readonly holding: React.RefObject<boolean>;
}

function useGestures({ hasCard, root, setNodes, motion, toSheet, heightOf, touch, holding }: GesturesOf) {
  return useMemo(() => {
    const commit = (moved: readonly CardNode[]) => {
      const known = useDocumentStore.getState().analysis?.wiring.nodes;
      const places = new Map<NodeId, Point>();
      let by = { x: 0, y: 0 };
      for (const { id, position } of moved) {
        const old = known?.get(id)?.position;
        if (!old || (old.x === position.x && old.y === position.y)) continue;
        places.set(id, { x: position.x, y: position.y });
        by = { x: position.x - old.x, y: position.y - old.y };
      }
      // Selected layers without a card of their own come along.
      const { selectedNodes } = useUiStore.getState();
      if (places.size > 0 && moved.some(({ id }) => selectedNodes.includes(id))) {
        for (const id of selectedNodes) {
          const old = known?.get(id)?.position;
          if (old && !moved.some((card) => card.id === id)) places.set(id, { x: old.x + by.x, y: old.y + by.y });
        }
      }
      moveLayers(places);
    };

    /** The wire at a place of the window, whether it has been drawn as such or in the picture of all. */
    const anyEdgeAt = (x: number, y: number): EdgeId | null => {
      const seen = edgeAt(x, y);
      const { document: project, analysis } = useDocumentStore.getState();
      if (seen !== null || !project || !analysis || project.network.nodes.length <= drawAllUpTo) return seen;
      const reach = Math.max(10, 10 / motion.current().zoom);
      const direction = project.view?.direction ?? 'right';
      const edge = wireAt(project.network, analysis.wiring, heightOf, direction, toSheet({ x, y }), reach);
      if (edge) touch([edge.source, edge.target]);
      return edge?.id ?? null;
    };

    /** Whatever the pointer comes near gets a card that one can take hold of. */
    const touchAt = (x: number, y: number) => {
      const { document: project, analysis } = useDocumentStore.getState();
      if (!project || !analysis || project.network.nodes.length <= drawAllUpTo) return;
      const card = layerAt(project.network.nodes, heightOf, toSheet({ x, y }));
      if (card === undefined) anyEdgeAt(x, y);
      else touch([card]);
    };
    let boxFrom: Point | null = null;

    /** A layer without wires that is dragged over a wire can be taken in. */
    const wireUnder = (id: NodeId, event: MouseEvent | globalThis.MouseEvent | TouchEvent): EdgeId | null => {
      const { analysis } = useDocumentStore.getState();
      const layer = analysis?.wiring.nodes.get(id);
      const definition = layer && findLayer(layer.kind);
      const wired = analysis?.wiring.incoming.has(id) || analysis?.wiring.outgoing.has(id);
      if (!definition || wired || definition.role !== 'hidden' || !('clientX' in event)) return null;
      return anyEdgeAt(event.clientX, event.clientY);
    };

    return {
      onNodesChange: (changes: NodeChange<CardNode>[]) => {
        const { selectedNodes, selectedEdges } = useUiStore.getState();
        const chosen = new Set(selectedNodes);
        const left = new Set<NodeId>();
        for (const change of changes) {
          if (change.type !== 'select') continue;
          if (!change.selected) left.add(change.id);
        }
        // React Flow lets go of what has a card; letting go of all of those means all there are.
        const shown = selectedNodes.filter(hasCard);
        if (shown.length > 0 && shown.every((id) => left.has(id))) chosen.clear();
        for (const id of left) chosen.delete(id);
        for (const change of changes) if (change.type === 'select' && change.selected) chosen.add(change.id);
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
      onDragStart: () => {
        holding.current = true;
        motion.settle();
      },
      onNodeDrag: (event: MouseEvent | globalThis.MouseEvent | TouchEvent, node: CardNode, dragged: CardNode[]) => {
        setDropEdge(dragged.length === 1 ? wireUnder(node.id, event) : null);
      },
      onNodeDragStop: (_event: unknown, node: CardNode, dragged: CardNode[]) => {
        holding.current = false;
        const { dropEdge } = useCanvasStore.getState();
        setDropEdge(null);
        commit(dragged);
        if (dropEdge !== null && dragged.length === 1) wireIn(node.id, dropEdge);
      },
      onSelectionDragStop: (_event: unknown, dragged: CardNode[]) => {
        holding.current = false;
        commit(dragged);
      },
      onSelectionStart: (event: MouseEvent) => {
        boxFrom = toSheet({ x: event.clientX, y: event.clientY });
      },
      onSelectionEnd: (event: MouseEvent) => {
        // React Flow has chosen among the cards; a box also takes what is only in the picture.
        const layers = useDocumentStore.getState().document?.network.nodes ?? noNodes;
        const from = boxFrom;
        boxFrom = null;
        if (!from || layers.length <= drawAllUpTo) return;
        const to = toSheet({ x: event.clientX, y: event.clientY });
        const box = {
          left: Math.min(from.x, to.x),
          top: Math.min(from.y, to.y),
          right: Math.max(from.x, to.x),
          bottom: Math.max(from.y, to.y),
        };
        selectNodes(layers.filter((layer) => overlaps(cardBox(layer, heightOf), box)).map(({ id }) => id));
      },

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
        const at = toSheet({ x, y });
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
        const at = toSheet({ x, y });
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
        setDropEdge(fits ? anyEdgeAt(event.clientX, event.clientY) : null);
      },
      onDragLeave: () => setDropEdge(null),
      onDrop: (event: DragEvent) => {
        const kind = event.dataTransfer.getData(layerDragType);
        if (!findLayer(kind)) return;
        event.preventDefault();
        event.stopPropagation();
        const { dropEdge } = useCanvasStore.getState();
        setDropEdge(null);
        const at = toSheet({ x: event.clientX, y: event.clientY });
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
      onPointerDown: () => {
        // What begins here reckons with the view as it stands.
        if (motion.moving()) motion.settle();
      },
      onPointerMove: (event: PointerEvent) => {
        pointer = toSheet({ x: event.clientX, y: event.clientY });
        const connecting = useCanvasStore.getState().reachableTargets !== null;
        if (event.buttons !== 0 && !connecting) return;
        if (motion.moving() || !(event.target as Element).classList.contains('react-flow__pane')) return;
        touchAt(event.clientX, event.clientY);
      },
      onPointerLeave: () => {
        pointer = null;
      },
    };
  }, [hasCard, root, setNodes, motion, toSheet, heightOf, touch, holding]);
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
function useRegisteredView(
  root: React.RefObject<HTMLDivElement | null>,
  motion: Motion,
  toSheet: (point: Point) => Point,
  heightOf: HeightOf,
): void {
  const flow = useReactFlow<CardNode, WireEdge>();
  useEffect(() => {
    const fit = () => {
      const box = networkBox(useDocumentStore.getState().document?.network.nodes ?? noNodes, heightOf);
      if (!box) return;
      const { width, height } = motion.size();
      const free = height - toolsHeight;
      const [wide, high] = [box.right - box.left, box.bottom - box.top];
      const zoom = Math.max(limits.least, Math.min(1, (width * fitShare) / wide, (free * fitShare) / high));
      const x = (width - wide * zoom) / 2 - box.left * zoom;
      const y = (free - high * zoom) / 2 - box.top * zoom;
      void flow.setViewport({ x, y, zoom }, { duration: glideMs });
    };
    useViewStore.setState({
      view: {
        fit,
        zoomIn: () => void flow.zoomIn({ duration: 120 }),
        zoomOut: () => void flow.zoomOut({ duration: 120 }),
        reveal: (id) => requestAnimationFrame(() => reveal(id)),
        focus: (id) =>
          requestAnimationFrame(() =>
            root.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
          ),
        arrange: () => {
          const project = useDocumentStore.getState().document;
          if (!project) return;
          moveLayers(arrange(project.network, project.view?.direction), t('edits.arrange'));
          requestAnimationFrame(fit);
        },
        turn: () => {
          edit(t('edits.turn'), (project) => {
            const direction = project.view?.direction === 'down' ? 'right' : 'down';
            const network = moveNodes(project.network, arrange(project.network, direction));
            return { ...project, network, view: { direction } };
          });
          // The canvas that shows it so is another one, and there in the frame after the next.
          requestAnimationFrame(() => requestAnimationFrame(() => currentView()?.fit()));
        },
        centre: () => {
          const box = root.current!.getBoundingClientRect();
          return toSheet({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
        },
        pointer: () => pointer,
      },
    });
    return () => useViewStore.setState({ view: null });

    function reveal(id: NodeId): void {
      const layer = useDocumentStore.getState().analysis?.wiring.nodes.get(id);
      const sheet = root.current;
      if (!layer || !sheet) return;
      const { x, y, zoom } = motion.current();
      const card = cardBox(layer, heightOf);
      // Only as far as it takes: a canvas that jumps loses its reader.
      const shift = (low: number, high: number, size: number) => {
        if (high - low > size - 2 * revealMargin || low < revealMargin) return Math.max(0, revealMargin - low);
        return Math.min(0, size - revealMargin - high);
      };
      const byX = shift(x + card.left * zoom, x + card.right * zoom, sheet.clientWidth);
      const byY = shift(y + card.top * zoom, y + card.bottom * zoom, sheet.clientHeight);
      if (byX !== 0 || byY !== 0) void flow.setViewport({ x: x + byX, y: y + byY, zoom }, { duration: glideMs });
    }
  }, [flow, root, motion, toSheet, heightOf]);
}

/** So much of the canvas is filled when all is fitted in. */
const fitShare = 0.88;
/** The tools lie over the lower edge. */
const toolsHeight = 44;
const revealMargin = 24;

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
