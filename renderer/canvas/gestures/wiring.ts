// Drawing wires from port to port: what can be connected is connected, and where not, the reason is said.
import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react';
import { findLayer } from '../../../shared/layers';
import { checkConnection } from '../../../shared/network/connections';
import type { NodeId } from '../../../shared/network/document';
import { t } from '../../i18n';
import { useDocumentStore } from '../../stores/documentStore';
import { cardSize, connectLayers, moveWire } from '../../stores/networkActions';
import { openMenu } from '../../stores/uiStore';
import { refuse, useCanvasStore } from '../canvasStore';
import type { WireEdge } from '../projection';
import type { Sheet } from './sheet';

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

export function wiringGestures({ root, toSheet }: Sheet) {
  return {
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
  };
}
