// Words beside the pointer: what flows through a wire, and why a wire cannot be drawn there.
import { useConnection } from '@xyflow/react';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkConnection } from '../../shared/network/connections';
import { shapeInWords, sizeOf } from '../../shared/shape';
import { useDocumentStore } from '../stores/documentStore';
import { formatCount } from '../ui/numbers';
import { useCanvasStore } from './canvasStore';
import styles from './CanvasNotes.module.css';

export const CanvasNotes = memo(function CanvasNotes() {
  return (
    <>
      <WireWords />
      <Refusal />
      <LiveRefusal />
    </>
  );
});

function Note({ x, y, tone, children }: { x: number; y: number; tone: 'plain' | 'error'; children: ReactNode }) {
  // Kept inside the window, whatever its zoom.
  const left = Math.min(x + 14, window.innerWidth - 292);
  const top = Math.min(y + 16, window.innerHeight - 96);
  return (
    <div className={styles['note']} data-tone={tone} role="status" style={{ left, top }}>
      {children}
    </div>
  );
}

function WireWords() {
  const { t } = useTranslation();
  const hover = useCanvasStore((state) => state.hoverEdge);
  const spec = useDocumentStore((state) => {
    const edge = hover && state.document?.network.edges.find((entry) => entry.id === hover.id);
    return edge ? state.analysis?.specs.get(edge.source) : undefined;
  });
  if (!hover) return null;
  const words = spec && shapeInWords(spec.shape);
  const size = spec ? sizeOf(spec.shape) : null;
  return (
    <Note x={hover.x} y={hover.y} tone="plain">
      {words === undefined
        ? t('canvas.carriesUnknown')
        : size === 1
          ? t('canvas.carriesOne')
          : size === null || spec!.shape.length === 1
            ? t('canvas.carriesSome', { shape: words })
            : t('canvas.carries', { shape: words, count: size, formatted: formatCount(size) })}
    </Note>
  );
}

function Refusal() {
  const refusal = useCanvasStore((state) => state.refusal);
  if (!refusal) return null;
  return (
    <Note x={refusal.x} y={refusal.y} tone="error">
      {refusal.reason}
    </Note>
  );
}

/** While a wire hangs over a port that does not take it. The pointer moves the note without drawing it anew. */
function LiveRefusal() {
  const place = useRef<HTMLDivElement>(null);
  const reason = useConnection((connection) => {
    if (!connection.inProgress || connection.isValid !== false || !connection.toNode || !connection.toHandle)
      return null;
    const { analysis } = useDocumentStore.getState();
    if (!analysis) return null;
    const forward = connection.fromHandle.type === 'source';
    const [from, to] = [connection.fromNode.id, connection.toNode.id];
    const port = (forward ? connection.toHandle.id : connection.fromHandle.id) ?? 'input';
    const validity = checkConnection(analysis, forward ? from : to, forward ? to : from, port);
    return validity.valid ? null : validity.reason;
  });
  useEffect(() => {
    const follow = (event: PointerEvent) => {
      if (place.current) place.current.style.translate = `${event.clientX + 14}px ${event.clientY + 16}px`;
    };
    window.addEventListener('pointermove', follow, { passive: true });
    return () => window.removeEventListener('pointermove', follow);
  }, []);
  return (
    <div ref={place} className={styles['follower']}>
      {reason !== null && (
        <div className={styles['note']} data-tone="error" role="status">
          {reason}
        </div>
      )}
    </div>
  );
}
