// The whole network, small, with a frame around what is in view. Drawn once per change of the network; moving the view
// moves the frame and nothing else.
import { memo, useEffect, useRef, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import type { LayerNode } from '../../shared/network/document';
import { networkBox, type Box, type HeightOf } from './geometry';
import type { Motion, View } from './motion';
import { useThemeColours } from '../ui/themeColours';
import { useLayout } from './useLayout';
import styles from './Minimap.module.css';

const width = 168;
const height = 108;
const air = 8;
const smallestFrame = 6;
/** While the view moves, the frame is stretched up to here before it is drawn anew: a new size lays the page out. */
const mostStretch = 1.25;
/** The map may lag behind the hand: it is looked at after, not during. */
const redrawAfterMs = 120;

interface MinimapProps {
  readonly motion: Motion;
  readonly heightOf: HeightOf;
  /** Brings this place of the sheet into the middle. */
  readonly onGoTo: (x: number, y: number) => void;
  readonly onZoom: (closer: boolean) => void;
}

export const Minimap = memo(function Minimap({ motion, heightOf, onGoTo, onZoom }: MinimapProps) {
  const { t } = useTranslation();
  const nodes = useLayout();
  const colours = useThemeColours();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const onMap = useRef({ scale: 1, left: 0, top: 0 });
  const drawn = useRef({ wide: 0, high: 0 });

  useEffect(() => {
    const place = ({ x, y, zoom }: View, exactly: boolean) => {
      const element = frame.current!;
      const { scale, left, top } = onMap.current;
      const sheet = motion.size();
      const at = (value: number, size: number) => Math.min(size - smallestFrame, Math.max(0, value));
      const x0 = at((-x / zoom - left) * scale, width);
      const y0 = at((-y / zoom - top) * scale, height);
      const x1 = Math.min(width, ((sheet.width - x) / zoom - left) * scale);
      const y1 = Math.min(height, ((sheet.height - y) / zoom - top) * scale);
      const [wide, high] = [Math.max(smallestFrame, x1 - x0), Math.max(smallestFrame, y1 - y0)];
      const stretched = [wide / drawn.current.wide, high / drawn.current.high];
      if (exactly || stretched.some((by) => !(by < mostStretch && by > 1 / mostStretch))) {
        drawn.current = { wide, high };
        element.style.width = `${wide}px`;
        element.style.height = `${high}px`;
      }
      const by = `${wide / drawn.current.wide}, ${high / drawn.current.high}`;
      element.style.transform = `translate(${x0}px, ${y0}px) scale(${by})`;
    };
    const timer = setTimeout(() => {
      onMap.current = drawMap(canvas.current!, nodes, heightOf, colours);
      place(motion.current(), true);
    }, redrawAfterMs);
    const stopMove = motion.onMove((view) => place(view, false));
    const stopSettle = motion.onSettle((view) => place(view, true));
    return () => {
      clearTimeout(timer);
      stopMove();
      stopSettle();
    };
  }, [nodes, colours, heightOf, motion]);

  useEffect(() => {
    const element = canvas.current!;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      onZoom(event.deltaY < 0);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [onZoom]);

  const goTo = (event: PointerEvent<HTMLCanvasElement>) => {
    if ((event.buttons & 1) === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const { scale, left, top } = onMap.current;
    onGoTo(
      left + ((event.clientX - box.left) * width) / box.width / scale,
      top + ((event.clientY - box.top) * height) / box.height / scale,
    );
  };
  return (
    <div className={`${styles['minimap']} react-flow__minimap nopan nowheel`}>
      <canvas
        ref={canvas}
        className={styles['map']}
        role="img"
        aria-label={t('canvas.minimap')}
        onPointerDown={goTo}
        onPointerMove={goTo}
      />
      <div ref={frame} className={styles['frame']} />
    </div>
  );
});

function drawMap(
  canvas: HTMLCanvasElement,
  nodes: readonly LayerNode[],
  heightOf: HeightOf,
  colours: (name: string) => string,
): { readonly scale: number; readonly left: number; readonly top: number } {
  const sharp = window.devicePixelRatio || 1;
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  const box: Box = networkBox(nodes, heightOf) ?? { left: 0, top: 0, right: 1, bottom: 1 };
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  const scale = Math.min((width - 2 * air) / wide, (height - 2 * air) / high, 0.16);
  const left = box.left - (width / scale - wide) / 2;
  const top = box.top - (height / scale - high) / 2;
  const context = canvas.getContext('2d');
  if (context) {
    context.scale(sharp, sharp);
    for (const node of nodes) {
      const family = findLayer(node.kind)?.family ?? 'io';
      context.fillStyle = colours(`--family-${family}`);
      const [x, y] = [(node.position.x - left) * scale, (node.position.y - top) * scale];
      const [w, h] = [Math.max(2, 176 * scale), Math.max(1.5, (heightOf(node.id) ?? 60) * scale)];
      context.beginPath();
      context.roundRect(x, y, w, h, Math.min(3, h / 3));
      context.fill();
    }
  }
  return { scale, left, top };
}
