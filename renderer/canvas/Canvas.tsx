// The network as a picture one can take hold of. The document is the truth: React Flow keeps only what a gesture needs
// (places while dragging, measured sizes) and hands places back when the pointer is let go. Where the view stands is
// motion.ts' business: React Flow is told when the hand rests.
import { ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeId } from '../../shared/network/document';
import type { Point } from '../../shared/network/edits';
import { useDocumentStore } from '../stores/documentStore';
import { useSettingsStore } from '../stores/settingsStore';
import { useUiStore } from '../stores/uiStore';
import { CanvasNotes } from './CanvasNotes';
import { CanvasTools } from './CanvasTools';
import { Dots } from './Dots';
import { EmptyCanvas } from './EmptyCanvas';
import type { HeightOf } from './geometry';
import { Frames } from './Frames';
import { addingGestures } from './gestures/adding';
import { movingGestures } from './gestures/moving';
import { pointingGestures } from './gestures/pointing';
import { wiringGestures } from './gestures/wiring';
import { LayerCard } from './LayerCard';
import { Minimap } from './Minimap';
import { createMotion, type View } from './motion';
import { Picture } from './Picture';
import type { CardNode, WireEdge } from './projection';
import { useCanvasKeys } from './useCanvasKeys';
import { useCards, useWires } from './useCards';
import { useDrawn } from './useDrawn';
import { useHeartbeat } from './useHeartbeat';
import { useRegisteredView } from './useRegisteredView';
import { useSheet } from './useSheet';
import { firstView, zoomLimits } from './views';
import { WireLine } from './WireLine';
import styles from './Canvas.module.css';

const nodeTypes = { layer: LayerCard };
const edgeTypes = { wire: WireLine };
const snapGrid: [number, number] = [10, 10];
const severalKeys = ['Shift', 'Meta', 'Control'];
const proOptions = { hideAttribution: false };
const pastKeys = ['Meta', 'Control'];

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
  const gestures = useMemo(() => {
    const sheet = { hasCard, root, setNodes, motion, toSheet, heightOf, touch, holding };
    return { ...movingGestures(sheet), ...wiringGestures(sheet), ...addingGestures(sheet), ...pointingGestures(sheet) };
  }, [hasCard, root, setNodes, motion, toSheet, heightOf, touch, holding]);
  useSheet(root, motion, holding, project, heightOf);
  useRegisteredView(root, motion, toSheet, heightOf);
  useCanvasKeys(root);
  useHeartbeat(root);

  const showFirst = useCallback(() => {
    const network = useDocumentStore.getState().document?.network;
    const box = root.current?.getBoundingClientRect();
    if (!network || !box || network.nodes.length === 0) return;
    void flow.setViewport(firstView(network.nodes, box));
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
        minZoom={zoomLimits.least}
        maxZoom={zoomLimits.most}
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
      </ReactFlow>
      <CanvasTools motion={motion} />
      <CanvasNotes />
      {count === 0 && <EmptyCanvas />}
    </section>
  );
}
