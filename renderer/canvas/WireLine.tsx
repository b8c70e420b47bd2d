// One wire: as wide as what flows through it is large, with its shape in a pill and a + to put a layer in between.
import { BaseEdge, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo, type MouseEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShape, sizeOf, type Shape } from '../../shared/shape';
import { useSpec } from '../stores/layerViews';
import { openMenu } from '../stores/uiStore';
import { useCanvasStore } from './canvasStore';
import type { WireEdge } from './projection';
import styles from './WireLine.module.css';

const thinnest = 1.25;
const widest = 4.5;

/** Grows with the logarithm of the numbers in one sample; unknown shapes are thin. */
export function wireWidth(shape: Shape | undefined): number {
  const size = shape === undefined ? null : sizeOf(shape);
  return size === null ? thinnest : Math.min(widest, thinnest + Math.log10(Math.max(1, size)) * 0.55);
}

/** Digits are equally wide, so that a pill's width follows from the number of its letters. */
const letterWidth = 6.1;

export const WireLine = memo(function WireLine({
  id,
  source,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  selected,
}: EdgeProps<WireEdge>) {
  const shape = useSpec(source)?.shape;
  const taking = useCanvasStore((state) => state.dropEdge === id);
  const [path, middleX, middleY] = getBezierPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition,
    curvature: 0.32,
  });
  const words = shape ? formatShape(shape) : '';
  const pill = words.length * letterWidth + 12;
  const hover = (event: PointerEvent) =>
    useCanvasStore.setState({ hoverEdge: { id, x: event.clientX, y: event.clientY } });
  const leave = () => {
    if (useCanvasStore.getState().hoverEdge?.id === id) useCanvasStore.setState({ hoverEdge: null });
  };
  return (
    <g
      className={styles['wire']}
      data-selected={selected === true}
      data-taking={taking}
      data-unknown={shape === undefined}
      onPointerEnter={hover}
      onPointerLeave={leave}
    >
      <BaseEdge path={path} interactionWidth={24} style={{ strokeWidth: wireWidth(shape) + (taking ? 1.5 : 0) }} />
      {words !== '' && (
        <g className={styles['pill']} transform={`translate(${middleX}, ${middleY})`}>
          <rect x={-pill / 2} y={-9} width={pill} height={18} rx={9} />
          <text textAnchor="middle" dy="0.34em">
            {words}
          </text>
        </g>
      )}
      <Insert id={id} x={middleX} y={middleY + (words === '' ? 0 : 21)} />
    </g>
  );
});

interface InsertProps {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** Apart from the wire, whose shape an edit far up may change: this one stays as it is. */
const Insert = memo(function Insert({ id, x, y }: InsertProps) {
  const { t } = useTranslation();
  const insert = (event: MouseEvent) => {
    event.stopPropagation();
    useCanvasStore.setState({ hoverEdge: null });
    openMenu({ type: 'add', place: { type: 'edge', edge: id }, at: { x: event.clientX + 12, y: event.clientY - 12 } });
  };
  return (
    <g
      className={`${styles['insert']} nopan`}
      transform={`translate(${x}, ${y})`}
      role="button"
      aria-label={t('canvas.insert')}
      onClick={insert}
    >
      <circle className={styles['reach']} r={15} />
      <circle r={9.5} />
      <path d="M-4 0H4M0 -4V4" />
    </g>
  );
});
