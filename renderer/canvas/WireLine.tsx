// One wire: as wide as what flows through it is large, with its shape in a pill and a + to put a layer in between.
import type { EdgeProps } from '@xyflow/react';
import { memo, useLayoutEffect, useRef, type MouseEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShape } from '../../shared/shape';
import { openMenu } from '../stores/uiStore';
import { useCanvasStore } from './canvasStore';
import { leadsPast, wirePath } from './geometry';
import { followSpec, isShown, setWords } from './live';
import type { WireEdge } from './projection';
import { wireWidth } from './wireWidth';
import styles from './WireLine.module.css';

/** Digits are equally wide, so that a pill's width follows from the number of its letters. */
const letterWidth = 6.1;
const reach = 24;
/** From the pill's middle to that of the +. */
const insertBeside = 21;
const takingWider = 1.5;

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
  data,
}: EdgeProps<WireEdge>) {
  const taking = useCanvasStore((state) => state.dropEdge === id);
  const wire = useRef<SVGGElement>(null);
  const shortcut = data?.shortcut === true;
  const ends = { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition };
  const [path, middleX, middleY] = wirePath(ends, shortcut);
  // Below the lane of a shortcut are cards.
  const insertAt = shortcut && leadsPast(ends) ? -insertBeside : insertBeside;
  useLayoutEffect(() => {
    const [line, , pill, insert] = wire.current!.children as unknown as SVGElement[];
    let shown: string | null = null;
    let drawn = '';
    const [rect, text] = pill!.children as unknown as SVGElement[];
    return followSpec(
      source,
      (spec) => {
        const words = spec ? formatShape(spec.shape) : '';
        if (words === shown) return;
        const known = words !== '';
        const width = (wireWidth(spec?.shape) + (taking ? takingWider : 0)).toFixed(2);
        if (width !== drawn) line!.style.strokeWidth = drawn = width;
        setWords(text!, words);
        if (words.length !== shown?.length) {
          const wide = words.length * letterWidth + 12;
          rect!.setAttribute('x', String(-wide / 2));
          rect!.setAttribute('width', String(wide));
        }
        if (shown === null || known !== (shown !== '')) {
          wire.current!.dataset['unknown'] = String(!known);
          pill!.style.display = known ? '' : 'none';
          insert!.setAttribute('transform', `translate(${middleX}, ${middleY + (known ? insertAt : 0)})`);
        }
        shown = words;
      },
      // What is seen of a wire without its pill, its width, can wait.
      () => isShown(middleX, middleY),
    );
  }, [source, taking, middleX, middleY, insertAt]);
  const hover = (event: PointerEvent) =>
    useCanvasStore.setState({ hoverEdge: { id, x: event.clientX, y: event.clientY } });
  const leave = () => {
    if (useCanvasStore.getState().hoverEdge?.id === id) useCanvasStore.setState({ hoverEdge: null });
  };
  return (
    <g
      ref={wire}
      className={styles['wire']}
      data-selected={selected === true}
      data-taking={taking}
      onPointerEnter={hover}
      onPointerLeave={leave}
    >
      <path className="react-flow__edge-path" d={path} fill="none" />
      <path className="react-flow__edge-interaction" d={path} fill="none" strokeOpacity={0} strokeWidth={reach} />
      <g className={styles['pill']} transform={`translate(${middleX}, ${middleY})`}>
        <rect y={-9} height={18} rx={9} />
        <text textAnchor="middle" dy="0.34em" />
      </g>
      <Insert id={id} />
    </g>
  );
});

interface InsertProps {
  readonly id: string;
}

/** Where the pill leaves room for it: the wire places it. */
const Insert = memo(function Insert({ id }: InsertProps) {
  const { t } = useTranslation();
  const insert = (event: MouseEvent) => {
    event.stopPropagation();
    useCanvasStore.setState({ hoverEdge: null });
    openMenu({ type: 'add', place: { type: 'edge', edge: id }, at: { x: event.clientX + 12, y: event.clientY - 12 } });
  };
  return (
    <g className={`${styles['insert']} nopan`} role="button" aria-label={t('canvas.insert')} onClick={insert}>
      <circle className={styles['reach']} r={15} />
      <circle r={9.5} />
      <path d="M-4 0H4M0 -4V4" />
    </g>
  );
});
