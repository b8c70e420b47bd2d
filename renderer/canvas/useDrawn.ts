// Keeps the set of layers that have cards of their own: what is in view and what is being worked on. While the hand moves
// the view, cards come a few at a time and none goes; the picture behind them shows what has none yet.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Edge, NodeId } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { useUiStore } from '../stores/uiStore';
import { chooseDrawn, drawAllUpTo } from './drawn';
import { samePlaces, shownBox, type HeightOf } from './geometry';
import type { Motion } from './motion';

/** Cards that may be made in one frame. */
const whileMoving = 1;
const movingEveryMs = 120;
const atRest = 10;
const outOfView = 2;
/** Window pixels around the view that are made ready. */
const margin = 160;
/** A pan asks anew for cards after this many pixels. */
const lookEvery = 40;
/** A wheel turns in jerks: cards are made when no further one has followed for this long. */
const afterZoomMs = 150;
const selectedKept = 60;
/** Wires of so few held layers move with them. */
const heldWithNeighbours = 4;
const nobody: ReadonlySet<NodeId> = new Set();
const noNodes: readonly NodeId[] = [];
const noEdges: readonly Edge[] = [];

export interface Drawn {
  /** Null: all of them. */
  readonly drawn: ReadonlySet<NodeId> | null;
  /** Gives cards to the layers that the pointer is at. */
  readonly touch: (ids: readonly NodeId[]) => void;
}

export function useDrawn(motion: Motion, heightOf: HeightOf): Drawn {
  const many = useDocumentStore((state) => (state.document?.network.nodes.length ?? 0) > drawAllUpTo);
  const [seen, setSeen] = useState<ReadonlySet<NodeId>>(nobody);
  const [touched, setTouched] = useState<readonly NodeId[]>([]);
  const current = useRef(seen);

  useEffect(() => {
    if (!many) return undefined;
    let frame = 0;
    let wanted: readonly NodeId[] = [];
    let inView = 0;
    let lookedAt = { x: Infinity, y: Infinity };
    const show = (next: ReadonlySet<NodeId>) => {
      current.current = next;
      setSeen(next);
    };
    let zooming = false;
    let last = 0;
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(tick);
    };
    const tick = () => {
      frame = 0;
      if (motion.moving() && performance.now() - last < movingEveryMs) {
        later();
        return;
      }
      last = performance.now();
      if (zooming) return;
      const missing: NodeId[] = [];
      let room = motion.moving() ? whileMoving : atRest;
      for (const [place, id] of wanted.entries()) {
        if (place === inView && !motion.moving()) room = Math.max(outOfView, missing.length);
        if (missing.length === room) break;
        if (!current.current.has(id)) missing.push(id);
      }
      if (missing.length > 0) show(new Set([...current.current, ...missing]));
      if (missing.length === room) later();
      else if (!motion.moving() && current.current.size > wanted.length) show(new Set(wanted));
    };
    const look = () => {
      const analysis = useDocumentStore.getState().analysis;
      if (!analysis) return;
      const view = motion.current();
      lookedAt = view;
      const { width, height } = motion.size();
      const box = shownBox(view, width, height);
      const choice = chooseDrawn(analysis.wiring, heightOf, box, shownBox(view, width, height, margin));
      wanted = choice.ids;
      inView = choice.inView;
      later();
    };
    const stopMove = motion.onMove((view, zoomed) => {
      // Through a zoom the picture leads: what will be near at its end is not known yet.
      if (zoomed) zooming = true;
      else if (!zooming && Math.hypot(view.x - lookedAt.x, view.y - lookedAt.y) > lookEvery) look();
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopSettle = motion.onSettle(() => {
      clearTimeout(timer);
      if (!zooming) look();
      else
        timer = setTimeout(() => {
          if (motion.moving()) return;
          zooming = false;
          look();
        }, afterZoomMs);
    });
    const stopEdits = useDocumentStore.subscribe((state, before) => {
      if (!samePlaces(state.document?.network.nodes ?? [], before.document?.network.nodes ?? [])) look();
    });
    look();
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      stopMove();
      stopSettle();
      stopEdits();
    };
  }, [many, motion, heightOf]);

  const selectedNodes = useUiStore((state) => state.selectedNodes);
  const selectedEdges = useUiStore((state) => state.selectedEdges);
  const renaming = useUiStore((state) => state.renaming);
  const edges = useDocumentStore((state) => (many ? state.document?.network.edges : undefined)) ?? noEdges;
  const kept = useMemo(() => {
    const ids = new Set(selectedNodes.slice(-selectedKept));
    if (renaming !== null) ids.add(renaming);
    const held = selectedNodes.length <= heldWithNeighbours ? selectedNodes : noNodes;
    const wires = new Set(selectedEdges);
    for (const { id, source, target } of edges) {
      if (wires.has(id) || held.includes(source) || held.includes(target)) ids.add(source).add(target);
    }
    return ids;
  }, [edges, selectedNodes, selectedEdges, renaming]);

  const drawn = useStable(
    useMemo(() => (many ? new Set([...seen, ...kept, ...touched]) : null), [many, seen, kept, touched]),
  );
  const touch = useCallback((ids: readonly NodeId[]) => {
    setTouched((before) => (before.length === ids.length && ids.every((id, at) => id === before[at]) ? before : ids));
  }, []);
  return { drawn, touch };
}

/** The same set object as long as the same layers are in it. */
function useStable(next: ReadonlySet<NodeId> | null): ReadonlySet<NodeId> | null {
  const [last, setLast] = useState(next);
  if (last === next) return last;
  if (last !== null && next !== null && last.size === next.size && [...next].every((id) => last.has(id))) return last;
  setLast(next);
  return next;
}
