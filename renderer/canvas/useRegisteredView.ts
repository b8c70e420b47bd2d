// What menus, commands and the outline can ask of the canvas.
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import type { NodeId } from '../../shared/network/document';
import { moveNodes, type Point } from '../../shared/network/edits';
import { t } from '../i18n';
import { edit, useDocumentStore } from '../stores/documentStore';
import { moveLayers } from '../stores/networkActions';
import { currentView, useViewStore } from '../stores/viewStore';
import { cardBox, networkBox, type HeightOf } from './geometry';
import { lastPointer } from './gestures/pointing';
import { arrange } from './layout';
import type { Motion } from './motion';
import type { CardNode, WireEdge } from './projection';
import { shiftToShow, wholeView } from './views';

const glideMs = 180;

/** What others may ask of the canvas while it is shown. */
export function useRegisteredView(
  root: React.RefObject<HTMLDivElement | null>,
  motion: Motion,
  toSheet: (point: Point) => Point,
  heightOf: HeightOf,
): void {
  const flow = useReactFlow<CardNode, WireEdge>();
  useEffect(() => {
    const fit = () => {
      const box = networkBox(useDocumentStore.getState().document?.network.nodes ?? [], heightOf);
      if (box) void flow.setViewport(wholeView(box, motion.size()), { duration: glideMs });
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
        pointer: lastPointer,
      },
    });
    return () => useViewStore.setState({ view: null });

    function reveal(id: NodeId): void {
      const layer = useDocumentStore.getState().analysis?.wiring.nodes.get(id);
      const sheet = root.current;
      if (!layer || !sheet) return;
      const { x, y, zoom } = motion.current();
      const size = { width: sheet.clientWidth, height: sheet.clientHeight };
      const [byX, byY] = shiftToShow(cardBox(layer, heightOf), { x, y, zoom }, size);
      if (byX !== 0 || byY !== 0) void flow.setViewport({ x: x + byX, y: y + byY, zoom }, { duration: glideMs });
    }
  }, [flow, root, motion, toSheet, heightOf]);
}
